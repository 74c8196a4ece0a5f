/**
 * Where a new region goes: MINIX's search (region_find_slot of minix/servers/vm/region.c), and Linux's top-down search
 * (arch_get_unmapped_area_topdown). Only looks, except for the hint `regionTop`.
 *
 * `regionTop` means for `minix` the end of the region that was placed last, and for `top-down` a page above which, up to
 * the mmap base, no page is free.
 */
import type { Machine, RegionRow, VmprocRow } from '../machine';
import { regionSearch, SEARCH } from './regionavl';
import { VM_RULES } from './rules';

/** Bytes below the top of the user's addresses where top-down placement begins: 128 MiB, for the stack (Linux mmap_base). */
const STACK_GAP = 128 * 1024 * 1024;
/** Pages kept free below a stack that grows (Linux stack_guard_gap: 256 pages). */
const GUARD_PAGES = 256;
/** Answer of the searches when no gap fits. */
export const NO_SLOT = -1;

/** The end of the addresses that mmap chooses from, a page (exclusive). */
export function mmapTop(machine: Machine): number {
  const { architecture } = machine;
  const user = architecture.userPages;
  const gap = Math.ceil(STACK_GAP / architecture.pageBytes);
  return gap * 8 <= user ? architecture.stackTopPage - gap : user - Math.floor(user / 8);
}

/** Lowest page that mmap may choose. Small custom machines keep only page 0 free, so that NULL is no address. */
export function mmapBottom(machine: Machine): number {
  if (machine.architecture.name === 'custom') return 1;
  const { lowestAddress } = machine.personality;
  return Math.max(1, Math.ceil(lowestAddress / machine.architecture.pageBytes));
}

/** Pages that must stay free below a region that grows down; 1 in small address spaces. */
export function guardPages(machine: Machine): number {
  return machine.architecture.userPages >= 1 << 19 ? GUARD_PAGES : 1;
}

/** Whether [page, page + pages) lies in user space and no region touches it. */
export function isFree(machine: Machine, vmproc: VmprocRow, page: number, pages: number): boolean {
  if (page < 0 || page + pages > machine.architecture.userPages) return false;
  const below = regionSearch(machine, vmproc, page + pages - 1, SEARCH.LESS_EQUAL);
  return below === 0 || endOf(machine, below) <= page;
}

/** The page after a region's last one. */
export function endOf(machine: Machine, region: RegionRow): number {
  return machine.regions.start.get(region) + machine.regions.pages.get(region);
}

/**
 * Chooses the place of a region of `pages` pages.
 * @param hint a page where it should go if that is free, or 0.
 * @returns the first page, or NO_SLOT; the rule that chose is `placementRule`.
 */
export function findPlace(
  machine: Machine,
  vmproc: VmprocRow,
  hint: number,
  pages: number,
): number {
  if (hint !== 0 && isFree(machine, vmproc, hint, pages)) return hint;
  if (machine.configuration.placement === 'minix') {
    const top = machine.architecture.userPages;
    return regionFindSlot(machine, vmproc, mmapBottom(machine), top, pages);
  }
  return findTopDown(machine, vmproc, pages);
}

/**
 * Region_find_slot: below the region placed last if there is room, else the highest gap in [low, high).
 * @returns the first page, or NO_SLOT.
 */
export function regionFindSlot(
  machine: Machine,
  vmproc: VmprocRow,
  low: number,
  high: number,
  pages: number,
): number {
  const hint = machine.vmprocs.regionTop.get(vmproc);
  if (low <= hint && hint < high) {
    const below = findInRange(machine, vmproc, low, hint, pages);
    if (below !== NO_SLOT) return below;
  }
  return findInRange(machine, vmproc, low, high, pages);
}

/** The top of the highest gap in [low, high) that fits: with a free page on both sides if possible, else exactly. */
function findInRange(
  machine: Machine,
  vmproc: VmprocRow,
  low: number,
  high: number,
  pages: number,
): number {
  let gapEnd = machine.architecture.userPages;
  let above = regionSearch(machine, vmproc, high, SEARCH.GREATER_EQUAL);
  if (above !== 0) gapEnd = machine.regions.start.get(above);
  for (;;) {
    above = regionSearch(machine, vmproc, gapEnd, SEARCH.LESS);
    const gapStart = above === 0 ? 0 : endOf(machine, above);
    const guarded = topOfGap(gapStart + 1, gapEnd - 1, low, high, pages);
    if (guarded !== NO_SLOT) return guarded;
    const exact = topOfGap(gapStart, gapEnd, low, high, pages);
    if (exact !== NO_SLOT) return exact;
    if (above === 0 || gapStart < low) return NO_SLOT;
    gapEnd = machine.regions.start.get(above);
  }
}

function topOfGap(start: number, end: number, low: number, high: number, pages: number): number {
  const from = Math.max(start, low);
  const to = Math.min(end, high);
  return to - from >= pages ? to - pages : NO_SLOT;
}

/** The top of the highest gap that fits below the mmap base; above it only if nothing fits below. */
function findTopDown(machine: Machine, vmproc: VmprocRow, pages: number): number {
  const bottom = mmapBottom(machine);
  const base = mmapTop(machine);
  const start = Math.min(base, machine.vmprocs.regionTop.get(vmproc));
  const below = highestGap(machine, vmproc, bottom, start, pages);
  if (below !== NO_SLOT) return below;
  return highestGap(machine, vmproc, bottom, machine.architecture.userPages, pages);
}

function highestGap(
  machine: Machine,
  vmproc: VmprocRow,
  low: number,
  high: number,
  pages: number,
): number {
  let gapEnd = high;
  for (;;) {
    const below = regionSearch(machine, vmproc, gapEnd, SEARCH.LESS);
    const gapStart = below === 0 ? low : Math.max(low, endOf(machine, below));
    if (gapEnd - gapStart >= pages) return gapEnd - pages;
    if (below === 0 || machine.regions.start.get(below) <= low) return NO_SLOT;
    gapEnd = machine.regions.start.get(below);
  }
}

/** A region was placed at [page, page + pages): moves the hint. */
export function notePlaced(machine: Machine, vmproc: VmprocRow, page: number, pages: number): void {
  const { vmprocs } = machine;
  if (machine.configuration.placement === 'minix') vmprocs.regionTop.set(vmproc, page + pages);
  else if (page + pages >= vmprocs.regionTop.get(vmproc) && page < vmprocs.regionTop.get(vmproc)) {
    vmprocs.regionTop.set(vmproc, page);
  }
}

/** Pages up to `end` (exclusive) became free: nothing above the hint may be free. */
export function noteFreed(machine: Machine, vmproc: VmprocRow, end: number): void {
  const { vmprocs } = machine;
  if (machine.configuration.placement === 'minix') return;
  if (end > vmprocs.regionTop.get(vmproc)) {
    vmprocs.regionTop.set(vmproc, Math.min(end, mmapTop(machine)));
  }
}

/**
 * The rule by which [page, page + pages), which no region holds yet, was chosen, for the event.
 * @param hint where it was asked for, or 0; `wish` where a log says that it was, or 0.
 */
export function placementRule(
  machine: Machine,
  vmproc: VmprocRow,
  page: number,
  pages: number,
  hint: number,
  wish: number,
): number {
  if (hint === page) return VM_RULES.placedHint.id;
  if (wish === page) return VM_RULES.placedRecorded.id;
  if (machine.configuration.placement !== 'minix') return VM_RULES.placedTopDown.id;
  if (!isFree(machine, vmproc, page - 1, pages + 2)) return VM_RULES.placedExactGap.id;
  const last = machine.vmprocs.regionTop.get(vmproc);
  // Above user space, or below what mmap chooses from, the hint was not used.
  const isHint = last >= mmapBottom(machine) && last < machine.architecture.userPages;
  return isHint && page + pages <= last
    ? VM_RULES.placedBelowLast.id
    : VM_RULES.placedHighestGap.id;
}
