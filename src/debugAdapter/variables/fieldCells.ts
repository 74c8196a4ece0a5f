/**
 * Where the fields of values are kept: the cells on which each depends, so that a change of one can stop the run, and
 * how some of them are set. Only looks.
 */
import type { Column } from '../../machine/store';
import { peekEntry } from '../../arch/peek';
import type { EntryFormat } from '../../arch/architecture';
import { highWordOf, isZero, lowWordOf, type Integer } from '../../program/integer';
import { liveRow, vmprocOf } from '../../program/processes';
import type {
  FaultsValue,
  PartValue,
  ProcessValue,
  PteValue,
  RegionValue,
  Value,
} from '../../program/value';
import { isTlbPart } from '../../program/fields/cpuFields';
import type { Change } from '../../timeline/edit';
import type { Cell, Look } from './shown';

/** The cells on which a field depends; none: they are not known. */
export function cellsOfField(look: Look, value: Value, field: string): readonly Cell[] {
  if (typeof value !== 'object') return [];
  switch (value.kind) {
    case 'process':
      return processCells(look, value, field);
    case 'faults':
      return faultCells(look, value, field);
    case 'region':
      return regionCells(look, value, field);
    case 'pte':
      return entryCells(look, value);
    case 'frame':
      return field === 'refs' ? referenceCells(look, value.frame) : [];
    case 'part':
      return partCells(look, value, field);
    default:
      return [];
  }
}

function cell(column: Column, row: number): Cell {
  return { column: column.name, row };
}

function processCells({ computer }: Look, { endpoint }: ProcessValue, field: string): Cell[] {
  const row = liveRow(computer, endpoint);
  if (row === 0) return [];
  const { processes, vmprocs } = computer;
  const vmproc = processes.vmproc.get(row);
  switch (field) {
    case 'rss':
      return [cell(vmprocs.total, vmproc)];
    case 'size':
      return [cell(vmprocs.sizePages, vmproc)];
    case 'tables':
      return [cell(vmprocs.tables, vmproc)];
    case 'brk':
      return [cell(vmprocs.breakPage, vmproc), cell(vmprocs.breakOffset, vmproc)];
    case 'sp':
      return [cell(processes.stackPage, row), cell(processes.stackOffset, row)];
    case 'pc':
      return [cell(processes.counterPage, row), cell(processes.counterOffset, row)];
    case 'cpu':
      return [cell(processes.cpu, row)];
    case 'regions':
      return [cell(vmprocs.regionCount, vmproc), cell(vmprocs.sizePages, vmproc)];
    default:
      return [];
  }
}

function faultCells({ computer }: Look, { endpoint }: FaultsValue, field: string): Cell[] {
  const vmproc = vmprocOf(computer, endpoint);
  if (vmproc === 0) return [];
  const { vmprocs } = computer;
  if (field === 'number') return [cell(vmprocs.minor, vmproc), cell(vmprocs.major, vmproc)];
  const column = vmprocs.fields.get(field);
  return column === undefined ? [] : [cell(column, vmproc)];
}

function regionCells({ computer }: Look, { row }: RegionValue, field: string): Cell[] {
  if (row === 0) return [];
  const { regions } = computer;
  switch (field) {
    case 'start':
      return [cell(regions.start, row)];
    case 'size':
    case 'end':
      return [cell(regions.start, row), cell(regions.pages, row)];
    case 'perm':
      return [cell(regions.protection, row), cell(regions.flags, row)];
    default:
      return [];
  }
}

/** The words of a page-table entry; none: no table holds it. */
export function entryCells({ computer }: Look, { endpoint, page, level }: PteValue): Cell[] {
  const vmproc = vmprocOf(computer, endpoint);
  const root = vmproc === 0 ? 0 : computer.vmprocs.root.get(vmproc);
  const word = root === 0 ? -1 : peekEntry(computer, root, page, level);
  if (word < 0) return [];
  const { words } = computer.architecture.entry;
  return Array.from({ length: words }, (_, i) => ({ column: 'ram', row: word + i }));
}

function referenceCells({ computer: { physBlocks } }: Look, frame: number): Cell[] {
  for (let block = physBlocks.nextRow(1); block !== 0; block = physBlocks.nextRow(block + 1)) {
    if (physBlocks.frame.get(block) === frame) return [cell(physBlocks.refcount, block)];
  }
  return [];
}

function partCells({ computer }: Look, part: PartValue, field: string): Cell[] {
  const { globals, diskState, tlbs } = computer;
  switch (`${part.name}.${field}`) {
    case 'frames.free':
      return [cell(globals.freeFrames, 1)];
    case 'frames.cached':
      return [cell(globals.cachedCount, 1)];
    case 'frames.copied':
      return [cell(globals.copiedFrames, 1)];
    case 'disk.reads':
      return [cell(diskState.reads, 1)];
    case 'disk.writes':
      return [cell(diskState.writes, 1)];
  }
  const column = isTlbPart(part.name) ? tlbs.fields.get(field) : undefined;
  if (column === undefined) return [];
  const cells: Cell[] = [];
  for (let row = tlbs.nextRow(1); row !== 0; row = tlbs.nextRow(row + 1)) {
    if (part.cpu < 0 || tlbs.cpu.get(row) === part.cpu + 1) cells.push(cell(column, row));
  }
  return cells;
}

/** Which bit of the low word a field of an entry is. */
const ENTRY_BITS: Readonly<Record<string, keyof EntryFormat>> = {
  present: 'present',
  writable: 'writable',
  user: 'user',
  accessed: 'accessed',
  dirty: 'dirty',
  global: 'global',
};

/** How a field is set; null: it is not set, only read. */
export function setField(
  look: Look,
  value: Value,
  field: string,
): ((value: Integer) => readonly Change[] | string) | null {
  if (typeof value !== 'object' || value.kind !== 'pte') return null;
  const [low, high] = entryCells(look, value);
  if (low === undefined) return null;
  const { ram, architecture } = look.computer;
  const word = (to: Cell, content: number): Change => ({ kind: 'cell', ...to, value: content | 0 });
  if (field === 'word') {
    return (wanted) => {
      const changes = [word(low, lowWordOf(wanted))];
      if (high !== undefined) return [...changes, word(high, highWordOf(wanted))];
      return wanted < 0 || wanted > 0xffffffff ? 'an entry has 32 bits here' : changes;
    };
  }
  const name = ENTRY_BITS[field];
  const mask = name === undefined ? 0 : architecture.entry[name];
  if (typeof mask !== 'number' || mask === 0) return null;
  return (wanted) => {
    const before = ram.get(low.row);
    return [word(low, isZero(wanted) ? before & ~mask : before | mask)];
  };
}
