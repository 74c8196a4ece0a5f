/** `region(p, a)` and its fields. Sizes are in bytes. Only looks. */
import type { RegionRow } from '../../engine/machine';
import { mapLookup } from '../../engine/vm/region';
import { memTypeOf } from '../../engine/vm/memTypes';
import { endOf } from '../../engine/vm/placement';
import { REGION_NAME } from '../../engine/vm/vm';
import { addressOf } from '../address';
import { stringValue } from '../cells';
import type { Computer } from '../computer';
import type { Evaluation } from '../evaluation';
import { fail } from '../failure';
import { spotArguments } from '../operators';
import { liveRow, pidOf, vmprocOf } from '../processes';
import { textValue, type RegionValue, type Result, type Spot } from '../value';
import { permissionsOf } from './regionList';
import { residentPages } from './residency';

/** The region that holds a page of a process; row 0 when there is none. */
export function regionAt(machine: Computer, spot: Spot): RegionValue {
  const vmproc = vmprocOf(machine, spot.endpoint);
  const row = vmproc === 0 ? 0 : mapLookup(machine, vmproc, spot.page);
  return regionValue(machine, row, spot);
}

export function regionValue(machine: Computer, row: RegionRow, spot: Spot | null): RegionValue {
  return { kind: 'region', row, id: machine.regions.id.get(row), spot };
}

/** Whether the region that a variable holds is still there. */
export function regionExists(machine: Computer, { row, id }: RegionValue): boolean {
  return machine.regions.has(row) && machine.regions.id.get(row) === id;
}

/** The field `name` of a region. */
export function regionField(evaluation: Evaluation, value: RegionValue, name: string): Result {
  const { machine } = evaluation;
  const { row, spot } = value;
  if (row === 0) {
    if (spot === null || liveRow(machine, spot.endpoint) !== 0) {
      return fail('noRegion', spotArguments(machine, spot));
    }
    return fail('ended', { pid: pidOf(machine, spot.endpoint), name: `region(...).${name}` });
  }
  if (!regionExists(machine, value)) return fail('regionGone');
  const { regions, architecture } = machine;
  switch (name) {
    case 'start':
      return addressOf(architecture, regions.start.get(row), 0);
    case 'end':
      return addressOf(architecture, endOf(machine, row), 0);
    case 'size':
      return addressOf(architecture, regions.pages.get(row), 0);
    case 'perm':
      return textValue(permissionsOf(machine, row));
    case 'type':
      return textValue(regionType(machine.regions.name.get(row), machine.regions.memtype.get(row)));
    case 'id':
      return regions.id.get(row);
    case 'rss': {
      const start = regions.start.get(row);
      const pages = residentPages(machine, regions.parent.get(row), start, endOf(machine, row));
      return pages * architecture.pageBytes;
    }
    case 'file':
    case 'offset':
      return fileOf(machine, row, name);
    default:
      return fail('noField', { name, what: 'region' });
  }
}

/** `stack`, or the name of the memory type of its pages. */
export function regionType(name: number, memtype: number): string {
  return name === REGION_NAME.STACK ? 'stack' : memTypeOf(memtype).name;
}

function fileOf(machine: Computer, row: RegionRow, name: 'file' | 'offset'): Result {
  const { regions, fdrefs, files, architecture } = machine;
  const fdref = regions.fdref.get(row);
  if (fdref === 0) {
    return fail('noFileThere', { address: regionAddress(machine, row) });
  }
  if (name === 'offset') return addressOf(architecture, regions.filePage.get(row), 0);
  return stringValue(machine, files.name.get(fdrefs.file.get(fdref)), false);
}

function regionAddress(machine: Computer, row: RegionRow): string {
  const address = addressOf(machine.architecture, machine.regions.start.get(row), 0);
  return `0x${address.toString(16)}`;
}
