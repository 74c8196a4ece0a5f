/**
 * The index of regions by start page: an AVL tree whose links are columns of the regions (minix/servers/vm/regionavl.c,
 * an instance of Walt Karas' cavl). `factor` is the height of the higher side minus that of the lower side.
 *
 * It must allocate nothing: the ways down and back are kept in a small array that holds no state between calls.
 */
import type { Machine, RegionRow, VmprocRow } from '../machine';

/** Search modes (cavl_if.h AVL_*). */
export const SEARCH = { EQUAL: 1, LESS: 2, LESS_EQUAL: 3, GREATER: 4, GREATER_EQUAL: 5 } as const;

/** More than any tree here can be deep: 1.44 * log2 of the regions. */
const MAX_DEPTH = 48;
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
  const { regions, vmprocs } = machine;
  const page = regions.start.get(region);
  regions.lower.set(region, 0);
  regions.higher.set(region, 0);
  regions.factor.set(region, 0);
  let depth = 0;
  let at = vmprocs.regions.get(vmproc);
  while (at !== 0) {
    path[depth++] = at;
    at = page < regions.start.get(at) ? regions.lower.get(at) : regions.higher.get(at);
  }
  if (depth === 0) {
    vmprocs.regions.set(vmproc, region);
    return;
  }
  const parent = path[depth - 1] ?? 0;
  if (page < regions.start.get(parent)) regions.lower.set(parent, region);
  else regions.higher.set(parent, region);
  grow(machine, vmproc, depth, page);
}

/** Takes a region out of the index. */
export function regionRemove(machine: Machine, vmproc: VmprocRow, region: RegionRow): void {
  const { regions, vmprocs } = machine;
  const page = regions.start.get(region);
  let depth = 0;
  let at = vmprocs.regions.get(vmproc);
  while (at !== region && at !== 0) {
    path[depth++] = at;
    at = page < regions.start.get(at) ? regions.lower.get(at) : regions.higher.get(at);
  }
  if (at === 0) return;
  if (regions.lower.get(region) !== 0 && regions.higher.get(region) !== 0) {
    removeInner(machine, vmproc, region, depth);
  } else {
    const only = regions.lower.get(region);
    const child = only !== 0 ? only : regions.higher.get(region);
    const isLower = isLowerChild(machine, path[depth - 1] ?? 0, region);
    replaceChild(machine, vmproc, depth, region, child);
    shrink(machine, vmproc, depth, isLower);
  }
  regions.lower.set(region, 0);
  regions.higher.set(region, 0);
  regions.factor.set(region, 0);
}

/** Removes a region with two children: its successor takes its place. */
function removeInner(
  machine: Machine,
  vmproc: VmprocRow,
  region: RegionRow,
  regionDepth: number,
): void {
  const { lower, higher, factor } = machine.regions;
  let depth = regionDepth;
  path[depth++] = region;
  let successor = higher.get(region);
  while (lower.get(successor) !== 0) {
    path[depth++] = successor;
    successor = lower.get(successor);
  }
  const isLower = isLowerChild(machine, path[depth - 1] ?? 0, successor);
  replaceChild(machine, vmproc, depth, successor, higher.get(successor));
  lower.set(successor, lower.get(region));
  higher.set(successor, higher.get(region));
  factor.set(successor, factor.get(region));
  replaceChild(machine, vmproc, regionDepth, region, successor);
  path[regionDepth] = successor;
  shrink(machine, vmproc, depth, isLower);
}

function isLowerChild(machine: Machine, parent: RegionRow, child: RegionRow): boolean {
  return parent !== 0 && machine.regions.lower.get(parent) === child;
}

/** Makes `child` the child of `path[depth - 1]` in place of `old`; at depth 0, the root. */
function replaceChild(
  machine: Machine,
  vmproc: VmprocRow,
  depth: number,
  old: RegionRow,
  child: RegionRow,
): void {
  const { lower, higher } = machine.regions;
  if (depth === 0) {
    machine.vmprocs.regions.set(vmproc, child);
    return;
  }
  const parent = path[depth - 1] ?? 0;
  if (lower.get(parent) === old) lower.set(parent, child);
  else higher.set(parent, child);
}

/** A leaf was added below `path[depth - 1]`: heights grow up to the first that evens out or is rotated. */
function grow(machine: Machine, vmproc: VmprocRow, depth: number, page: number): void {
  const { factor, start } = machine.regions;
  for (let i = depth - 1; i >= 0; i--) {
    const node = path[i] ?? 0;
    const balance = factor.get(node) + (page < start.get(node) ? -1 : 1);
    if (balance === 2 || balance === -2) {
      replaceChild(machine, vmproc, i, node, rotate(machine, node, balance));
      return;
    }
    factor.set(node, balance);
    if (balance === 0) return;
  }
}

/** A child of `path[depth - 1]` became lower by one: heights shrink up to the first that stays as it was. */
function shrink(machine: Machine, vmproc: VmprocRow, depth: number, wasLower: boolean): void {
  const { factor } = machine.regions;
  let isLower = wasLower;
  for (let i = depth - 1; i >= 0; i--) {
    const node = path[i] ?? 0;
    const nextIsLower = i > 0 && isLowerChild(machine, path[i - 1] ?? 0, node);
    const balance = factor.get(node) + (isLower ? 1 : -1);
    if (balance === 2 || balance === -2) {
      const top = rotate(machine, node, balance);
      replaceChild(machine, vmproc, i, node, top);
      if (factor.get(top) !== 0) return;
    } else {
      factor.set(node, balance);
      if (balance !== 0) return;
    }
    isLower = nextIsLower;
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
