/**
 * Splitting a region in two and merging two neighbours into one. Pages and entries are not touched: page slots belong to
 * the address space.
 *
 * MINIX splits (split_region) and never merges; merging follows Linux (mm/vma.c vma_merge): neighbours that differ in
 * nothing become one.
 */
import { EVENT } from '../../machine/events';
import type { Machine, RegionRow, VmprocRow } from '../machine';
import { memTypeOf } from './memTypes';
import { endOf } from './placement';
import { regionInsert, regionRemove, regionSearch, SEARCH } from './regionavl';
import { regionNew } from './region';
import { slabFree } from './slaballoc';
import { VM_RULES } from './rules';

/**
 * Splits a region before `page`, which must lie inside it and not be its first page (split_region).
 * @returns the upper part, or 0 when there is no memory; then nothing changed. The lower part keeps row and id.
 */
export function splitRegion(
  machine: Machine,
  vmproc: VmprocRow,
  region: RegionRow,
  page: number,
  rule: number,
): RegionRow {
  const { regions, vmprocs } = machine;
  const lowerPages = page - regions.start.get(region);
  const upperPages = regions.pages.get(region) - lowerPages;
  const memtype = regions.memtype.get(region);
  const upper = regionNew(machine, vmproc, page, upperPages, memtype);
  if (upper === 0) return 0;
  regions.flags.set(upper, regions.flags.get(region));
  regions.protection.set(upper, regions.protection.get(region));
  regions.maxProtection.set(upper, regions.maxProtection.get(region));
  regions.name.set(upper, regions.name.get(region));
  memTypeOf(memtype).evCopy(machine, region, upper);
  memTypeOf(memtype).evLowshrink(machine, upper, lowerPages);
  regions.clearEnd.set(region, 0);
  regions.pages.set(region, lowerPages);
  regionInsert(machine, vmproc, upper);
  vmprocs.regionCount.set(vmproc, vmprocs.regionCount.get(vmproc) + 1);
  machine.trace.event(EVENT.split, region, upper, page, rule);
  return upper;
}

/** Merges a region with its neighbours where they differ in nothing. @returns the region that holds its pages now. */
export function mergeAround(machine: Machine, vmproc: VmprocRow, region: RegionRow): RegionRow {
  if (!machine.configuration.merge) return region;
  const start = machine.regions.start.get(region);
  let merged = region;
  const lower = regionSearch(machine, vmproc, start, SEARCH.LESS);
  if (lower !== 0 && mergeable(machine, lower, region)) {
    mergeRegions(machine, vmproc, lower, region, VM_RULES.mergedAlike.id);
    merged = lower;
  }
  const upper = regionSearch(machine, vmproc, endOf(machine, merged), SEARCH.EQUAL);
  if (upper !== 0 && mergeable(machine, merged, upper)) {
    mergeRegions(machine, vmproc, merged, upper, VM_RULES.mergedAlike.id);
  }
  return merged;
}

/** Whether `upper` begins where `lower` ends and differs from it in nothing. */
export function mergeable(machine: Machine, lower: RegionRow, upper: RegionRow): boolean {
  const { regions } = machine;
  if (endOf(machine, lower) !== regions.start.get(upper)) return false;
  if (regions.flags.get(lower) !== regions.flags.get(upper)) return false;
  if (regions.protection.get(lower) !== regions.protection.get(upper)) return false;
  if (regions.maxProtection.get(lower) !== regions.maxProtection.get(upper)) return false;
  if (regions.memtype.get(lower) !== regions.memtype.get(upper)) return false;
  if (regions.name.get(lower) !== regions.name.get(upper)) return false;
  if (regions.remaps.get(lower) !== 0 || regions.remaps.get(upper) !== 0) return false;
  return memTypeOf(regions.memtype.get(lower)).continues(machine, lower, upper);
}

/** Makes two mergeable neighbours one: the lower one stays. */
export function mergeRegions(
  machine: Machine,
  vmproc: VmprocRow,
  lower: RegionRow,
  upper: RegionRow,
  rule: number,
): void {
  const { regions, vmprocs } = machine;
  const page = regions.start.get(upper);
  const pages = regions.pages.get(lower) + regions.pages.get(upper);
  regionRemove(machine, vmproc, upper);
  vmprocs.regionCount.set(vmproc, vmprocs.regionCount.get(vmproc) - 1);
  regions.clearEnd.set(lower, regions.clearEnd.get(upper));
  regions.pages.set(lower, pages);
  memTypeOf(regions.memtype.get(upper)).evDelete(machine, upper);
  slabFree(machine, machine.regionSlots.get(upper));
  machine.regionSlots.set(upper, 0);
  regions.remove(upper);
  machine.trace.event(EVENT.merge, lower, upper, page, rule);
}

/** Merges the two parts that meet at `page` again, as if they had never been split: for calls that fail afterwards. */
export function undoSplit(machine: Machine, vmproc: VmprocRow, page: number): void {
  const upper = regionSearch(machine, vmproc, page, SEARCH.EQUAL);
  const lower = regionSearch(machine, vmproc, page, SEARCH.LESS);
  mergeRegions(machine, vmproc, lower, upper, VM_RULES.mergedBack.id);
  const { globals } = machine;
  globals.nextRegionId.set(1, globals.nextRegionId.get(1) - 1);
}
