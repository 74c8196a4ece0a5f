/** `pagewalk/regions`: the regions of a process in order of addresses. Only looks. */
import type { RegionRow as Row, VmprocRow } from '../../engine/machine';
import { regionFirst, regionSearch, SEARCH } from '../../engine/vm/regionavl';
import { PROT_EXEC, PROT_READ, PROT_WRITE } from '../../engine/vm/vm';
import type { Computer } from '../../program/computer';
import { regionType } from '../../program/fields/regionFields';
import { residentPages } from '../../program/fields/residency';
import { mappingOf, type ReadCell } from '../../program/maps';
import { MOST_ROWS } from '../../protocol/answer';
import type { RegionRow, RegionsBody } from '../../protocol/processes';
import type { ViewArguments } from '../../protocol/requests';
import { hexAddress } from './hex';
import { header, isWrong, type Looking, type Wrong } from './looking';
import { marksOf } from './marks';
import { windowOf } from './paging';
import { subjectOf } from './places';
import type { Snapshot } from './snapshot';

export function regionsBody(
  look: Looking,
  asked: ViewArguments<'pagewalk/regions'>,
): RegionsBody | Wrong {
  const subject = subjectOf(look, asked.process);
  if (isWrong(subject)) return subject;
  const { vmproc, endpoint, name } = subject;
  const total = look.computer.vmprocs.regionCount.get(vmproc);
  const { first, end } = windowOf(asked, total);
  return {
    ...header(look),
    process: endpoint,
    name,
    first,
    total,
    regions: regionRowsIn(look.computer, vmproc, first, end).map((row) => regionRow(look, row)),
    gone: goneRegions(look, vmproc),
  };
}

/** The rows of the regions from the `first`-th to before the `end`-th. */
function regionRowsIn(computer: Computer, vmproc: VmprocRow, first: number, end: number): Row[] {
  const rows: Row[] = [];
  let region = regionFirst(computer, vmproc);
  for (let i = 0; region !== 0 && i < end; i++) {
    if (i >= first) rows.push(region);
    const start = computer.regions.start.get(region);
    region = regionSearch(computer, vmproc, start, SEARCH.GREATER);
  }
  return rows;
}

/** A region, with what changed of it. */
export function regionRow({ computer, before, here }: Looking, region: Row): RegionRow {
  const { regions, architecture } = computer;
  const facts = regionFacts(computer, region, (column, row) => column.get(row));
  const start = regions.start.get(region);
  const end = start + regions.pages.get(region);
  const resident =
    residentPages(computer, regions.parent.get(region), start, end) * architecture.pageBytes;
  here.resident.set(facts.region, resident);
  const row = { ...facts, resident };
  if (before === null) return row;
  return { ...row, ...marksOf(row, factsBefore(computer, region, facts.region, before)) };
}

/** The region with this id as it was at the stop before, if it was there. */
function factsBefore(
  computer: Computer,
  region: Row,
  id: number,
  before: Snapshot,
): Partial<RegionRow> | undefined {
  if (before.get(computer.regions.id, region) !== id) return undefined;
  const facts = regionFacts(computer, region, (column, row) => before.get(column, row));
  const resident = before.resident.get(id);
  // What was not asked for then is not known, and so not compared.
  return resident === undefined ? facts : { ...facts, resident };
}

/** Everything about a region but its residency. */
function regionFacts(
  computer: Computer,
  region: Row,
  read: ReadCell,
): Omit<RegionRow, 'resident' | 'mark' | 'was'> {
  const { regions, architecture } = computer;
  const mapping = mappingOf(computer, region, read);
  const isFile = read(regions.fdref, region) !== 0;
  return {
    region: read(regions.id, region),
    start: hexAddress(architecture, mapping.start),
    end: hexAddress(architecture, mapping.end),
    size: (mapping.end - mapping.start) * architecture.pageBytes,
    permissions: mapping.permissions,
    most: rights(read(regions.maxProtection, region)),
    type: regionType(read(regions.name, region), read(regions.memtype, region)),
    label: mapping.label,
    offset: isFile ? hexAddress(architecture, mapping.filePage) : null,
  };
}

function rights(protection: number): string {
  return [
    (protection & PROT_READ) === 0 ? '-' : 'r',
    (protection & PROT_WRITE) === 0 ? '-' : 'w',
    (protection & PROT_EXEC) === 0 ? '-' : 'x',
  ].join('');
}

/** Regions of the address space that were there at the stop before, and are not any more. */
function goneRegions({ computer, before }: Looking, vmproc: VmprocRow): RegionRow[] {
  if (before === null) return [];
  const { regions } = computer;
  const gone: RegionRow[] = [];
  const rows = before.rows(regions.id);
  for (let row: Row = 1; row < rows && gone.length < MOST_ROWS; row++) {
    if (before.get(regions.parent, row) !== vmproc || before.get(regions.pages, row) === 0)
      continue;
    const id = before.get(regions.id, row);
    if (regions.has(row) && regions.id.get(row) === id) continue;
    const facts = regionFacts(computer, row, (column, at) => before.get(column, at));
    gone.push({ ...facts, resident: before.resident.get(id) ?? 0, mark: 'gone' });
  }
  return gone.sort((a, b) => (BigInt(a.start) < BigInt(b.start) ? -1 : 1));
}

/** A region in a few words: `rw-p anon`, `r-xp /bin/init`. */
export function regionText(computer: Computer, region: Row): string {
  if (region === 0) return '';
  const { permissions, label } = mappingOf(computer, region);
  const { name, memtype } = computer.regions;
  return `${permissions} ${label === '' ? regionType(name.get(region), memtype.get(region)) : label}`;
}
