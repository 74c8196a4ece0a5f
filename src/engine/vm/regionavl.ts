/**
 * The index of regions by start page: an AVL tree whose links are columns of the regions (minix/servers/vm/regionavl.c,
 * an instance of Walt Karas' cavl). `factor` is the height of the higher side minus that of the lower side.
 *
 * It must allocate nothing: the way down is kept in a small array that holds no state between calls, and in a number:
 * bit i is set where the way goes from `path[i]` to its higher side.
 */
import type { Machine, RegionRow, VmprocRow } from '../machine';

/** Search modes (cavl_if.h AVL_*). */
export const SEARCH = { EQUAL: 1, LESS: 2, LESS_EQUAL: 3, GREATER: 4, GREATER_EQUAL: 5 } as const;

/** More than any tree here can be deep: 1.44 * log2(regions), which are at most 2 ** 21 (sizing.ts). */
const MAX_DEPTH = 32;
const path = new Int32Array(MAX_DEPTH);

/** The region whose start is equal to, nearest below or nearest above a page, as `mode` says; 0: none. */
export function regionSearch(
  machine: Machine,
  vmproc: VmprocRow,
  page: number,
  mode: number,
): RegionRow {
  const { start, lower, higher } = machine.regions;
  let at = machine.vmprocs.regions.get(vmproc);
  let below: RegionRow = 0;
  let above: RegionRow = 0;
  while (at !== 0) {
    const here = start.get(at);
    if (page === here) {
      if ((mode & SEARCH.EQUAL) !== 0) return at;
      if (mode === SEARCH.LESS) at = lower.get(at);
      else at = higher.get(at);
    } else if (page < here) {
      above = at;
      at = lower.get(at);
    } else {
      below = at;
      at = higher.get(at);
    }
  }
  if ((mode & SEARCH.LESS) !== 0) return below;
  return (mode & SEARCH.GREATER) !== 0 ? above : 0;
}

/** The region with the lowest start; 0 when there is none. */
export function regionFirst(machine: Machine, vmproc: VmprocRow): RegionRow {
  let at = machine.vmprocs.regions.get(vmproc);
  for (let next = at; next !== 0; next = machine.regions.lower.get(at)) at = next;
  return at;
}

/** The region with the highest start; 0 when there is none. */
export function regionLast(machine: Machine, vmproc: VmprocRow): RegionRow {
  let at = machine.vmprocs.regions.get(vmproc);
  for (let next = at; next !== 0; next = machine.regions.higher.get(at)) at = next;
  return at;
}

/** Puts a region into the index; no other may have its start. */
export function regionInsert(machine: Machine, vmproc: VmprocRow, region: RegionRow): void {
  const { start, lower, higher, factor } = machine.regions;
  const page = start.get(region);
  lower.set(region, 0);
  higher.set(region, 0);
  factor.set(region, 0);
  let depth = 0;
  let way = 0;
  let at = machine.vmprocs.regions.get(vmproc);
  while (at !== 0) {
    path[depth] = at;
    if (page < start.get(at)) at = lower.get(at);
    else {
      way |= 1 << depth;
      at = higher.get(at);
    }
    depth++;
  }
  replaceChild(machine, vmproc, depth, way, region);
  grow(machine, vmproc, depth, way);
}

/** Takes a region out of the index; its links are of no meaning then. */
export function regionRemove(machine: Machine, vmproc: VmprocRow, region: RegionRow): void {
  const { start, lower, higher } = machine.regions;
  const page = start.get(region);
  let depth = 0;
  let way = 0;
  let at = machine.vmprocs.regions.get(vmproc);
  while (at !== region && at !== 0) {
    path[depth] = at;
    if (page < start.get(at)) at = lower.get(at);
    else {
      way |= 1 << depth;
      at = higher.get(at);
    }
    depth++;
  }
  if (at === 0) return;
  const below = lower.get(region);
  const above = higher.get(region);
  if (below !== 0 && above !== 0) removeInner(machine, vmproc, region, depth, way);
  else {
    replaceChild(machine, vmproc, depth, way, below !== 0 ? below : above);
    shrink(machine, vmproc, depth, way);
  }
}

/** Removes a region with two children, to which `depth` steps of the way lead: its successor takes its place. */
function removeInner(
  machine: Machine,
  vmproc: VmprocRow,
  region: RegionRow,
  depth: number,
  way: number,
): void {
  const { lower, higher, factor } = machine.regions;
  let bottom = depth + 1;
  let successor = higher.get(region);
  for (let next = lower.get(successor); next !== 0; next = lower.get(next)) {
    path[bottom++] = successor;
    successor = next;
  }
  path[depth] = successor;
  const orphan = higher.get(successor);
  lower.set(successor, lower.get(region));
  if (bottom > depth + 1) {
    lower.set(path[bottom - 1] ?? 0, orphan);
    higher.set(successor, higher.get(region));
  }
  factor.set(successor, factor.get(region));
  replaceChild(machine, vmproc, depth, way, successor);
  // From the successor's new place the way went up once, then only down.
  shrink(machine, vmproc, bottom, (way & ((1 << depth) - 1)) | (1 << depth));
}

/** Makes `child` what the first `depth` steps of the way lead to; at depth 0, the root. */
function replaceChild(
  machine: Machine,
  vmproc: VmprocRow,
  depth: number,
  way: number,
  child: RegionRow,
): void {
  const { lower, higher } = machine.regions;
  if (depth === 0) {
    machine.vmprocs.regions.set(vmproc, child);
    return;
  }
  const parent = path[depth - 1] ?? 0;
  if ((way & (1 << (depth - 1))) === 0) lower.set(parent, child);
  else higher.set(parent, child);
}

/** A leaf was added where `depth` steps lead: heights grow up to the first that evens out or is rotated. */
function grow(machine: Machine, vmproc: VmprocRow, depth: number, way: number): void {
  const { factor } = machine.regions;
  for (let i = depth - 1; i >= 0; i--) {
    const node = path[i] ?? 0;
    const balance = factor.get(node) + ((way & (1 << i)) === 0 ? -1 : 1);
    if (balance === 2 || balance === -2) {
      replaceChild(machine, vmproc, i, way, rotate(machine, node, balance));
      return;
    }
    factor.set(node, balance);
    if (balance === 0) return;
  }
}

/** What `depth` steps lead to became lower by one: heights shrink up to the first that stays as it was. */
function shrink(machine: Machine, vmproc: VmprocRow, depth: number, way: number): void {
  const { factor } = machine.regions;
  for (let i = depth - 1; i >= 0; i--) {
    const node = path[i] ?? 0;
    const balance = factor.get(node) + ((way & (1 << i)) === 0 ? 1 : -1);
    if (balance === 2 || balance === -2) {
      const top = rotate(machine, node, balance);
      replaceChild(machine, vmproc, i, way, top);
      if (factor.get(top) !== 0) return;
    } else {
      factor.set(node, balance);
      if (balance !== 0) return;
    }
  }
}

/** Rotates a subtree whose factor would be 2 or -2. @returns its new top. */
function rotate(machine: Machine, node: RegionRow, balance: number): RegionRow {
  const { lower, higher, factor } = machine.regions;
  const near = balance > 0 ? higher : lower;
  const far = balance > 0 ? lower : higher;
  const sign = balance > 0 ? 1 : -1;
  const child = near.get(node);
  const lean = factor.get(child) * sign;
  if (lean >= 0) {
    near.set(node, far.get(child));
    far.set(child, node);
    factor.set(node, lean === 0 ? sign : 0);
    factor.set(child, lean === 0 ? -sign : 0);
    return child;
  }
  const top = far.get(child);
  const topLean = factor.get(top) * sign;
  far.set(child, near.get(top));
  near.set(top, child);
  near.set(node, far.get(top));
  far.set(top, node);
  factor.set(node, topLean > 0 ? -sign : 0);
  factor.set(child, topLean < 0 ? sign : 0);
  factor.set(top, 0);
  return top;
}
