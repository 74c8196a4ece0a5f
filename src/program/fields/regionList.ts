/** The regions of a process, and what they allow. Only looks. */
import type { ProcessRow, RegionRow } from '../../engine/machine';
import { regionFirst, regionSearch, SEARCH } from '../../engine/vm/regionavl';
import { PROT_EXEC, PROT_READ, PROT_WRITE, VR_SHARED } from '../../engine/vm/vm';
import type { Computer } from '../computer';

/** The regions of a process in order of their addresses. */
export function regionsOf(machine: Computer, row: ProcessRow): number[] {
  const vmproc = machine.processes.vmproc.get(row);
  const regions: number[] = [];
  let region = vmproc === 0 ? 0 : regionFirst(machine, vmproc);
  while (region !== 0) {
    regions.push(region);
    const start = machine.regions.start.get(region);
    region = regionSearch(machine, vmproc, start, SEARCH.GREATER);
  }
  return regions;
}

/** `rw-p`, `r-xs`. */
export function permissionsOf({ regions }: Computer, region: RegionRow): string {
  return permissionsText(regions.protection.get(region), regions.flags.get(region));
}

/** The same of a region's protection (PROT_*) and flags (VR_*). */
export function permissionsText(protection: number, flags: number): string {
  return [
    (protection & PROT_READ) === 0 ? '-' : 'r',
    (protection & PROT_WRITE) === 0 ? '-' : 'w',
    (protection & PROT_EXEC) === 0 ? '-' : 'x',
    (flags & VR_SHARED) === 0 ? 'p' : 's',
  ].join('');
}
