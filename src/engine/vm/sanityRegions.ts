/**
 * Invariants of regions and of what fills their pages: order, disjointness and the AVL tree (I9), page slots (I10),
 * reference counts (I11), sums (I12) and shared objects (I14). Only looks.
 */
import type { Machine, RegionRow, VmprocRow } from '../machine';
import { endOf } from './placement';
import { mapLookup } from './region';
import { isInUse } from './sanityFrames';
import { physblockGet, physblockNext } from './slots';
import type { Violations } from './violation';
import { MEM_TYPE, PBF_INCACHE } from './vm';

/** Deeper than any AVL tree that fits: links that lead in a circle end here. */
const MOST_DEPTH = 48;

export function checkRegions(machine: Machine, violations: Violations): void {
  const { vmprocs, regions, physRegions, globals } = machine;
  let inTrees = 0;
  let inSlots = globals.zeroSlot.get(1) === 0 ? 0 : 1;
  for (let vmproc = 1; vmproc < vmprocs.capacity; vmproc++) {
    if (!isInUse(machine, vmproc)) {
      if (!isEmpty(machine, vmproc)) violations.add('I9', { vmproc, used: 0 });
      continue;
    }
    const order = { end: 0, count: 0, pages: 0, depth: 0 };
    checkTree(machine, vmproc, vmprocs.regions.get(vmproc), order, violations);
    const count = vmprocs.regionCount.get(vmproc);
    const pages = vmprocs.sizePages.get(vmproc);
    if (order.count !== count || order.pages !== pages) {
      violations.add('I9', { vmproc, regions: order.count, count, pages: order.pages, sum: pages });
    }
    inTrees += order.count;
    inSlots += checkSlots(machine, vmproc, violations);
  }
  const rows = regions.rowCount();
  if (inTrees !== rows) violations.add('I9', { inTrees, rows });
  const references = physRegions.rowCount();
  if (inSlots !== references) violations.add('I10', { inSlots, references });
  checkBlocks(machine, violations);
  checkObjects(machine, violations);
}

/** Whether a slot without an address space holds nothing. */
function isEmpty(machine: Machine, vmproc: VmprocRow): boolean {
  const { regions, regionCount, slots, sizePages, total } = machine.vmprocs;
  const isUnmapped = regions.get(vmproc) === 0 && regionCount.get(vmproc) === 0;
  return isUnmapped && slots.get(vmproc) === 0 && sizePages.get(vmproc) + total.get(vmproc) === 0;
}

/** Visits a subtree in order of addresses. @returns its height. */
function checkTree(
  machine: Machine,
  vmproc: VmprocRow,
  region: RegionRow,
  order: { end: number; count: number; pages: number; depth: number },
  violations: Violations,
): number {
  if (region === 0) return 0;
  const { regions } = machine;
  if (order.depth === MOST_DEPTH) {
    violations.add('I9', { region, depth: order.depth });
    return 0;
  }
  order.depth++;
  const lower = checkTree(machine, vmproc, regions.lower.get(region), order, violations);
  const start = regions.start.get(region);
  const pages = regions.pages.get(region);
  const isPlaced =
    start >= order.end && pages > 0 && start + pages <= machine.architecture.userPages;
  if (!isPlaced || regions.parent.get(region) !== vmproc) {
    violations.add('I9', { region, start, pages, parent: regions.parent.get(region) });
  }
  order.end = endOf(machine, region);
  order.count++;
  order.pages += pages;
  const higher = checkTree(machine, vmproc, regions.higher.get(region), order, violations);
  order.depth--;
  const factor = regions.factor.get(region);
  if (factor !== higher - lower || factor < -1 || factor > 1) {
    violations.add('I9', { region, factor, lower, higher });
  }
  return Math.max(lower, higher) + 1;
}

/**
 * I10 and I12: every filled slot lies in a region and knows its place; the totals are their number.
 * @returns how many slots have a reference of their own.
 */
function checkSlots(machine: Machine, vmproc: VmprocRow, violations: Violations): number {
  const { physRegions, vmprocs } = machine;
  const zeroSlot = machine.globals.zeroSlot.get(1);
  let present = 0;
  let page = physblockNext(machine, vmproc, 0, Infinity);
  while (page >= 0) {
    const physRegion = physblockGet(machine, vmproc, page);
    if (mapLookup(machine, vmproc, page) === 0) violations.add('I10', { vmproc, page });
    if (physRegion !== zeroSlot) {
      present++;
      const isOwn =
        physRegions.has(physRegion) &&
        physRegions.vmproc.get(physRegion) === vmproc &&
        physRegions.page.get(physRegion) === page;
      if (!isOwn) violations.add('I10', { vmproc, page, physRegion });
    }
    page = physblockNext(machine, vmproc, page + 1, Infinity);
  }
  const total = vmprocs.total.get(vmproc);
  if (total !== present || total > vmprocs.totalMax.get(vmproc)) {
    violations.add('I12', { vmproc, present, total, peak: vmprocs.totalMax.get(vmproc) });
  }
  return present;
}

/** I11: a block's count is its list, the cache and the shared objects that hold it. */
function checkBlocks(machine: Machine, violations: Violations): void {
  const { physBlocks, physRegions, sharedObjects, radix } = machine;
  const held = new Map<number, number>();
  for (let at = sharedObjects.nextRow(1); at !== 0; at = sharedObjects.nextRow(at + 1)) {
    const slots = sharedObjects.slots.get(at);
    for (let i = radix.next(slots, 0); i >= 0; i = radix.next(slots, i + 1)) {
      const block = radix.get(slots, i);
      held.set(block, (held.get(block) ?? 0) + 1);
    }
  }
  let linked = 0;
  for (let block = physBlocks.nextRow(1); block !== 0; block = physBlocks.nextRow(block + 1)) {
    let count = held.get(block) ?? 0;
    if ((physBlocks.flags.get(block) & PBF_INCACHE) !== 0) count++;
    let at = physBlocks.first.get(block);
    while (at !== 0 && count <= physRegions.capacity) {
      if (physRegions.block.get(at) !== block) violations.add('I11', { block, physRegion: at });
      count++;
      linked++;
      at = physRegions.next.get(at);
    }
    const refcount = physBlocks.refcount.get(block);
    if (count !== refcount || refcount === 0) violations.add('I11', { block, count, refcount });
  }
  if (linked !== physRegions.rowCount()) {
    violations.add('I11', { linked, physRegions: physRegions.rowCount() });
  }
}

/** I14: a shared object counts the regions that map it. */
function checkObjects(machine: Machine, violations: Violations): void {
  const { regions, sharedObjects } = machine;
  const mapped = new Map<number, number>();
  for (let at = regions.nextRow(1); at !== 0; at = regions.nextRow(at + 1)) {
    if (regions.memtype.get(at) !== MEM_TYPE.SHARED) continue;
    const object = regions.object.get(at);
    mapped.set(object, (mapped.get(object) ?? 0) + 1);
  }
  for (let at = sharedObjects.nextRow(1); at !== 0; at = sharedObjects.nextRow(at + 1)) {
    const count = mapped.get(at) ?? 0;
    const references = sharedObjects.references.get(at);
    if (count !== references) violations.add('I14', { object: at, regions: count, references });
  }
}
