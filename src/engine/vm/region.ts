/**
 * Regions of an address space: making, finding, mapping and freeing them (minix/servers/vm/region.c).
 *
 * Splitting and merging is regionSplit.ts, unmapping a range regionUnmap.ts, faults regionFault.ts. Insertion into the
 * index comes after the last thing that can fail.
 */
import { EVENT } from '../../machine/events';
import type { Machine, RegionRow, VmprocRow } from '../machine';
import { memTypeOf } from './memTypes';
import { endOf, noteFreed, notePlaced } from './placement';
import { regionInsert, regionRemove, regionSearch, SEARCH } from './regionavl';
import { slabAlloc, slabFree } from './slaballoc';
import { OBJECT_BYTES } from './vm';

/** The region that holds a page, 0 for none (map_lookup). */
export function mapLookup(machine: Machine, vmproc: VmprocRow, page: number): RegionRow {
  const region = regionSearch(machine, vmproc, page, SEARCH.LESS_EQUAL);
  return region !== 0 && page < endOf(machine, region) ? region : 0;
}

/**
 * A region of `pages` pages at `start`, not in the index yet, with a new id (region_new).
 * @returns 0 when there is no memory for it; then nothing changed.
 */
export function regionNew(
  machine: Machine,
  vmproc: VmprocRow,
  start: number,
  pages: number,
  memtype: number,
): RegionRow {
  const slot = slabAlloc(machine, OBJECT_BYTES.REGION);
  if (slot === 0) return 0;
  const region = machine.regions.add();
  if (region === 0) {
    slabFree(machine, slot);
    return 0;
  }
  const { regions, globals } = machine;
  machine.regionSlots.set(region, slot);
  regions.start.set(region, start);
  regions.pages.set(region, pages);
  regions.parent.set(region, vmproc);
  regions.memtype.set(region, memtype);
  regions.id.set(region, globals.nextRegionId.get(1));
  globals.nextRegionId.set(1, globals.nextRegionId.get(1) + 1);
  return region;
}

/** Gives back a region that never came into the index and holds nothing: the undoing of regionNew. */
export function regionAbandon(machine: Machine, region: RegionRow): void {
  const { globals } = machine;
  globals.nextRegionId.set(1, globals.nextRegionId.get(1) - 1);
  regionDiscard(machine, region);
}

/** Puts a finished region into the index. Cannot fail. */
export function regionLink(machine: Machine, region: RegionRow, rule: number): void {
  const { regions, vmprocs } = machine;
  const vmproc = regions.parent.get(region);
  const start = regions.start.get(region);
  const pages = regions.pages.get(region);
  regionInsert(machine, vmproc, region);
  vmprocs.regionCount.set(vmproc, vmprocs.regionCount.get(vmproc) + 1);
  vmprocs.sizePages.set(vmproc, vmprocs.sizePages.get(vmproc) + pages);
  notePlaced(machine, vmproc, start, pages);
  machine.trace.event(EVENT.region, region, start, pages, rule);
}

/** Takes a region out of the index and frees it; its page slots must be empty. */
export function regionFree(machine: Machine, region: RegionRow, rule: number): void {
  const { regions, vmprocs } = machine;
  const vmproc = regions.parent.get(region);
  const start = regions.start.get(region);
  regionRemove(machine, vmproc, region);
  vmprocs.regionCount.set(vmproc, vmprocs.regionCount.get(vmproc) - 1);
  vmprocs.sizePages.set(vmproc, vmprocs.sizePages.get(vmproc) - regions.pages.get(region));
  noteFreed(machine, vmproc, endOf(machine, region));
  memTypeOf(regions.memtype.get(region)).evDelete(machine, region);
  machine.trace.event(EVENT.region, region, start, 0, rule);
  regionDiscard(machine, region);
}

/** Changes a region's length at its upper end, and the sums that follow from it. */
export function regionResize(
  machine: Machine,
  region: RegionRow,
  pages: number,
  rule: number,
): void {
  const { regions, vmprocs } = machine;
  const vmproc = regions.parent.get(region);
  const grown = pages - regions.pages.get(region);
  if (grown < 0) {
    noteFreed(machine, vmproc, endOf(machine, region));
    regions.clearEnd.set(region, 0);
  }
  regions.pages.set(region, pages);
  vmprocs.sizePages.set(vmproc, vmprocs.sizePages.get(vmproc) + grown);
  if (grown > 0) notePlaced(machine, vmproc, regions.start.get(region), pages);
  machine.trace.event(EVENT.region, region, regions.start.get(region), pages, rule);
}

/**
 * Moves a region's lower end up (pages are gone, low_shrink) or down (the stack grew). Its place in the index does not
 * change, because neighbours never overlap.
 */
export function regionMoveStart(
  machine: Machine,
  region: RegionRow,
  start: number,
  rule: number,
): void {
  const { regions, vmprocs } = machine;
  const vmproc = regions.parent.get(region);
  const shrunk = start - regions.start.get(region);
  if (shrunk > 0) {
    memTypeOf(regions.memtype.get(region)).evLowshrink(machine, region, shrunk);
    noteFreed(machine, vmproc, start);
  }
  regions.start.set(region, start);
  regions.pages.set(region, regions.pages.get(region) - shrunk);
  vmprocs.sizePages.set(vmproc, vmprocs.sizePages.get(vmproc) - shrunk);
  machine.trace.event(EVENT.region, region, start, regions.pages.get(region), rule);
}

function regionDiscard(machine: Machine, region: RegionRow): void {
  slabFree(machine, machine.regionSlots.get(region));
  machine.regionSlots.set(region, 0);
  machine.regions.remove(region);
}
