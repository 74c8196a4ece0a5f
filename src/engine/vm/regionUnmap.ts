/**
 * Unmapping a range of pages over any number of regions (map_unmap_range and map_unmap_region of
 * minix/servers/vm/region.c). The one step that can fail, the split of a region in whose middle the range lies, comes
 * first; holes in the range are fine.
 */
import { ERRNO, OK } from '../errno';
import type { Machine, PhysRegionRow, RegionRow, VmprocRow } from '../machine';
import { findCachedPage } from './cache';
import { pbUnreferenced } from './pb';
import { endOf } from './placement';
import { ptClear, ptIsDirty } from './pagetable';
import { regionFirst, regionSearch, SEARCH } from './regionavl';
import { mapLookup, regionFree, regionMoveStart, regionResize } from './region';
import { splitRegion } from './regionSplit';
import { VM_RULES } from './rules';
import { physblockClear, physblockGet, physblockNext } from './slots';
import { MEM_TYPE, VR_SHARED } from './vm';

/** In place of a rule: all tables of the address space are about to go. */
const TABLES_GO = 0;

/**
 * Unmaps [page, page + pages).
 * @param rule why, for the events of the regions that go.
 * @returns OK, or -ENOMEM when a split fails (no memory, or too many regions); then nothing changed.
 */
export function mapUnmapRange(
  machine: Machine,
  vmproc: VmprocRow,
  page: number,
  pages: number,
  rule: number,
): number {
  const end = page + pages;
  let region = mapLookup(machine, vmproc, page);
  if (region !== 0 && machine.regions.start.get(region) < page && endOf(machine, region) > end) {
    if (!mayAddRegion(machine, vmproc)) return -ERRNO.ENOMEM;
    const split = VM_RULES.splitUnmap.id;
    if (splitRegion(machine, vmproc, region, end, split) === 0) return -ERRNO.ENOMEM;
  }
  if (region === 0) region = regionSearch(machine, vmproc, page, SEARCH.GREATER);
  while (region !== 0 && machine.regions.start.get(region) < end) {
    cutRegion(machine, vmproc, region, page, end, rule);
    region = regionSearch(machine, vmproc, page, SEARCH.GREATER_EQUAL);
  }
  return OK;
}

/** Whether a process may have one region more (Linux vm.max_map_count). */
export function mayAddRegion(machine: Machine, vmproc: VmprocRow): boolean {
  return machine.vmprocs.regionCount.get(vmproc) < machine.configuration.maxMapCount;
}

/** Takes [page, end) away from a region that it overlaps and does not lie strictly inside (map_unmap_region). */
function cutRegion(
  machine: Machine,
  vmproc: VmprocRow,
  region: RegionRow,
  page: number,
  end: number,
  rule: number,
): void {
  const start = machine.regions.start.get(region);
  const regionEnd = endOf(machine, region);
  const removed = VM_RULES.entryRemoved.id;
  unmapPages(machine, vmproc, region, Math.max(start, page), Math.min(regionEnd, end), removed);
  if (page <= start && end >= regionEnd) regionFree(machine, region, rule);
  else if (page <= start) regionMoveStart(machine, region, end, rule);
  else regionResize(machine, region, page - start, rule);
}

/**
 * Removes entries and pages of [page, end) of a region: the entry first, so that no TLB outlives the frame.
 * @param rule why, for the events of the entries.
 */
export function unmapPages(
  machine: Machine,
  vmproc: VmprocRow,
  region: RegionRow,
  page: number,
  end: number,
  rule: number,
): void {
  dropSlots(machine, vmproc, region, page, end, rule);
}

/** Frees all regions of an address space with their pages; entries are the page tables' business (map_free_proc). */
export function mapFreeProc(machine: Machine, vmproc: VmprocRow, rule: number): void {
  for (;;) {
    const region = regionFirst(machine, vmproc);
    if (region === 0) return;
    const start = machine.regions.start.get(region);
    dropSlots(machine, vmproc, region, start, endOf(machine, region), TABLES_GO);
    regionFree(machine, region, rule);
  }
}

/**
 * Empties the page slots of [page, end) of a region and gives up what filled them (map_subfree).
 * @param rule why the entries go, too; TABLES_GO: they go with their tables.
 */
function dropSlots(
  machine: Machine,
  vmproc: VmprocRow,
  region: RegionRow,
  page: number,
  end: number,
  rule: number,
): void {
  const zeroSlot = machine.globals.zeroSlot.get(1);
  const isSharedFile =
    machine.regions.memtype.get(region) === MEM_TYPE.FILE &&
    (machine.regions.flags.get(region) & VR_SHARED) !== 0;
  let at = physblockNext(machine, vmproc, page, end);
  while (at >= 0) {
    const physRegion = physblockGet(machine, vmproc, at);
    if (isSharedFile) harvestDirty(machine, vmproc, region, at, physRegion);
    if (rule !== TABLES_GO) ptClear(machine, vmproc, at, rule);
    if (physRegion === zeroSlot) physblockClear(machine, vmproc, at, false);
    else pbUnreferenced(machine, physRegion);
    at = physblockNext(machine, vmproc, at + 1, end);
  }
}

/** A shared page of a file that was written through this entry is dirty in the page cache from here on. */
export function harvestDirty(
  machine: Machine,
  vmproc: VmprocRow,
  region: RegionRow,
  page: number,
  physRegion: PhysRegionRow,
): void {
  if (machine.physRegions.memtype.get(physRegion) !== MEM_TYPE.FILE) return;
  if (!ptIsDirty(machine, vmproc, page)) return;
  const { regions } = machine;
  const file = machine.fdrefs.file.get(regions.fdref.get(region));
  const filePage = regions.filePage.get(region) + page - regions.start.get(region);
  const cached = findCachedPage(machine, file, filePage, false);
  if (cached !== 0) machine.cachedPages.dirty.set(cached, 1);
}
