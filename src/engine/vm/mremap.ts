/**
 * mremap, which MINIX lacks: Linux mremap(2). Resizes a mapping in place, or moves it with its page slots: frames and
 * counts stay as they are, nothing is copied.
 */
import { ERRNO, OK } from '../errno';
import type { Machine, ProcessRow, RegionRow, VmprocRow } from '../machine';
import { memTypeOf } from './memTypes';
import { lengthInPages, pagesUp } from './messageRange';
import { ptClear, ptMakeTables, ptReleaseTables } from './pagetable';
import { endOf, findPlace, isFree, mmapBottom, NO_SLOT } from './placement';
import { regionAbandon, regionLink, regionNew, regionResize, mapLookup } from './region';
import { mapPhWritept } from './regionFault';
import { mergeAround, splitRegion, undoSplit } from './regionSplit';
import { harvestDirty, mapUnmapRange, mayAddRegion } from './regionUnmap';
import { VM_RULES } from './rules';
import { physblockClear, physblockGet, physblockNext, physblockSet } from './slots';
import { MEM_TYPE, MREMAP_DONTUNMAP, MREMAP_FIXED, MREMAP_MAYMOVE, VR_SHARED } from './vm';

const ALL_FLAGS = MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP;

/**
 * VM_MREMAP: addressPage/Offset, lengthPages/Offset (old), newLengthPages/Offset, flags, newAddressPage/Offset.
 * @returns OK with the new address in the message, or -errno in the order of checks of mm/mremap.c.
 */
export function doMremap(machine: Machine, process: ProcessRow): number {
  const { messages } = machine;
  const wrong = checkMremap(machine, process);
  if (wrong !== OK) return wrong;
  const vmproc = machine.processes.vmproc.get(process);
  const flags = messages.flags.get(process);
  const page = messages.addressPage.get(process);
  const oldPages = lengthInPages(machine, process);
  const newPages = newLengthInPages(machine, process);
  const region = mapLookup(machine, vmproc, page);
  if (region === 0) return -ERRNO.EFAULT;
  if (oldPages === 0 && (machine.regions.flags.get(region) & VR_SHARED) === 0) return -ERRNO.EINVAL;
  if ((flags & (MREMAP_FIXED | MREMAP_DONTUNMAP)) === 0) {
    if (newPages <= oldPages) return shrink(machine, process, vmproc, page, oldPages, newPages);
    if (page + oldPages > endOf(machine, region)) return -ERRNO.EFAULT;
    if (
      oldPages > 0 &&
      !movedInRecord(machine, process, page, flags) &&
      growsInPlace(machine, vmproc, region, page + oldPages, newPages - oldPages)
    ) {
      const size = machine.regions.pages.get(region) + newPages - oldPages;
      regionResize(machine, region, size, VM_RULES.regionMoved.id);
      mergeAround(machine, vmproc, region);
      return answer(machine, process, page);
    }
    if ((flags & MREMAP_MAYMOVE) === 0) return -ERRNO.ENOMEM;
  }
  if (page + Math.min(oldPages, newPages) > endOf(machine, region)) return -ERRNO.EFAULT;
  if ((flags & MREMAP_DONTUNMAP) !== 0 && machine.regions.memtype.get(region) !== MEM_TYPE.ANON) {
    return -ERRNO.EINVAL;
  }
  return move(machine, process, vmproc, page, oldPages, newPages, flags);
}

/** The arguments that are wrong whatever is mapped. */
function checkMremap(machine: Machine, process: ProcessRow): number {
  const { messages, architecture } = machine;
  const flags = messages.flags.get(process);
  const page = messages.addressPage.get(process);
  const oldPages = lengthInPages(machine, process);
  const newPages = newLengthInPages(machine, process);
  if ((flags & ~ALL_FLAGS) !== 0) return -ERRNO.EINVAL;
  const mayMove = (flags & MREMAP_MAYMOVE) !== 0;
  if ((flags & (MREMAP_FIXED | MREMAP_DONTUNMAP)) !== 0 && !mayMove) return -ERRNO.EINVAL;
  if ((flags & MREMAP_DONTUNMAP) !== 0 && oldPages !== newPages) return -ERRNO.EINVAL;
  if (messages.addressOffset.get(process) !== 0) return -ERRNO.EINVAL;
  if (newPages === 0 || (oldPages === 0 && !mayMove)) return -ERRNO.EINVAL;
  if (newPages > architecture.userPages) return -ERRNO.EINVAL;
  if (page < 0 || page + oldPages > architecture.userPages) return -ERRNO.EFAULT;
  if ((flags & MREMAP_FIXED) === 0) return OK;
  const target = messages.newAddressPage.get(process);
  if (messages.newAddressOffset.get(process) !== 0) return -ERRNO.EINVAL;
  if (target < 0 || target + newPages > architecture.userPages) return -ERRNO.EINVAL;
  if (target < page + oldPages && page < target + newPages) return -ERRNO.EINVAL;
  return OK;
}

function newLengthInPages(machine: Machine, process: ProcessRow): number {
  const { messages } = machine;
  return pagesUp(messages.newLengthPages.get(process), messages.newLengthOffset.get(process));
}

function answer(machine: Machine, process: ProcessRow, page: number): number {
  machine.messages.addressPage.set(process, page);
  machine.messages.addressOffset.set(process, 0);
  return OK;
}

/** Unmaps the tail. */
function shrink(
  machine: Machine,
  process: ProcessRow,
  vmproc: VmprocRow,
  page: number,
  oldPages: number,
  newPages: number,
): number {
  if (oldPages > newPages) {
    const rule = VM_RULES.regionMoved.id;
    const tail = oldPages - newPages;
    const result = mapUnmapRange(machine, vmproc, page + newPages, tail, rule);
    if (result !== OK) return result;
    ptReleaseTables(machine, vmproc, page + newPages, tail);
  }
  return answer(machine, process, page);
}

/** Whether the range ends where its region ends, and the pages behind it are free. */
function growsInPlace(
  machine: Machine,
  vmproc: VmprocRow,
  region: RegionRow,
  end: number,
  pages: number,
): boolean {
  return endOf(machine, region) === end && isFree(machine, vmproc, end, pages);
}

/** Whether a log recorded that the mapping moved: something that the log does not show was behind it. */
function movedInRecord(
  machine: Machine,
  process: ProcessRow,
  page: number,
  flags: number,
): boolean {
  const wish = machine.messages.wishPage.get(process);
  return wish !== 0 && wish !== page && (flags & MREMAP_MAYMOVE) !== 0;
}

/** Moves [page, page + oldPages) to a new place of newPages pages. On an error nothing changed. */
function move(
  machine: Machine,
  process: ProcessRow,
  vmproc: VmprocRow,
  page: number,
  oldPages: number,
  newPages: number,
  flags: number,
): number {
  const target = chooseTarget(machine, process, vmproc, newPages, flags);
  if (target < 0) return target;
  const moved = Math.min(oldPages, newPages);
  const region = mapLookup(machine, vmproc, page);
  if (!mayAddRegion(machine, vmproc)) return -ERRNO.ENOMEM;
  const copy = copyRegion(machine, vmproc, region, page, target, newPages);
  if (copy === 0) return -ERRNO.ENOMEM;
  const keepsOld = (flags & MREMAP_DONTUNMAP) !== 0 || oldPages === 0;
  const ready = prepareTables(machine, vmproc, page, target, moved);
  const split =
    ready !== OK || keepsOld ? ready : splitAfter(machine, vmproc, region, page, oldPages);
  const isFixed = (flags & MREMAP_FIXED) !== 0;
  const freed = split >= OK && isFixed ? replaceTarget(machine, vmproc, target, newPages) : split;
  if (freed < OK) {
    if (split > OK) undoSplit(machine, vmproc, page + oldPages);
    ptReleaseTables(machine, vmproc, target, moved);
    memTypeOf(machine.regions.memtype.get(copy)).evDelete(machine, copy);
    regionAbandon(machine, copy);
    return freed;
  }
  regionLink(machine, copy, VM_RULES.regionMoved.id);
  moveSlots(machine, vmproc, mapLookup(machine, vmproc, page), page, copy, target, moved);
  if (!keepsOld) mapUnmapRange(machine, vmproc, page, oldPages, VM_RULES.regionMoved.id);
  ptReleaseTables(machine, vmproc, page, oldPages);
  ptReleaseTables(machine, vmproc, target, newPages);
  mergeAround(machine, vmproc, copy);
  return answer(machine, process, target);
}

function chooseTarget(
  machine: Machine,
  process: ProcessRow,
  vmproc: VmprocRow,
  pages: number,
  flags: number,
): number {
  const { messages } = machine;
  const wanted = messages.newAddressPage.get(process);
  if ((flags & MREMAP_FIXED) !== 0) return wanted;
  const wish = messages.wishPage.get(process);
  if (wish !== 0 && isFree(machine, vmproc, wish, pages)) return wish;
  const hint =
    (flags & MREMAP_DONTUNMAP) !== 0 && wanted !== 0 ? Math.max(wanted, mmapBottom(machine)) : 0;
  const place = findPlace(machine, vmproc, hint, pages);
  return place === NO_SLOT ? -ERRNO.ENOMEM : place;
}

/** A region like the one around `page`, for the new place; 0 when there is no memory. */
function copyRegion(
  machine: Machine,
  vmproc: VmprocRow,
  region: RegionRow,
  page: number,
  target: number,
  pages: number,
): RegionRow {
  const { regions } = machine;
  const memtype = regions.memtype.get(region);
  const copy = regionNew(machine, vmproc, target, pages, memtype);
  if (copy === 0) return 0;
  regions.flags.set(copy, regions.flags.get(region));
  regions.protection.set(copy, regions.protection.get(region));
  regions.maxProtection.set(copy, regions.maxProtection.get(region));
  memTypeOf(memtype).evCopy(machine, region, copy);
  memTypeOf(memtype).evLowshrink(machine, copy, page - regions.start.get(region));
  return copy;
}

/** Makes the tables for the pages that move. @returns OK or -ENOMEM. */
function prepareTables(
  machine: Machine,
  vmproc: VmprocRow,
  page: number,
  target: number,
  moved: number,
): number {
  let at = physblockNext(machine, vmproc, page, page + moved);
  while (at >= 0) {
    const result = ptMakeTables(machine, vmproc, target + at - page, 1);
    if (result !== OK) return result;
    at = physblockNext(machine, vmproc, at + 1, page + moved);
  }
  return OK;
}

/**
 * Splits the region behind the range that moves, if the range lies strictly inside it: the one step of its unmapping that
 * can fail. @returns 1 split, 0 not needed, or -ENOMEM.
 */
function splitAfter(
  machine: Machine,
  vmproc: VmprocRow,
  region: RegionRow,
  page: number,
  pages: number,
): number {
  const end = page + pages;
  if (machine.regions.start.get(region) === page || endOf(machine, region) <= end) return OK;
  const rule = VM_RULES.splitMove.id;
  return splitRegion(machine, vmproc, region, end, rule) === 0 ? -ERRNO.ENOMEM : 1;
}

function replaceTarget(machine: Machine, vmproc: VmprocRow, page: number, pages: number): number {
  return mapUnmapRange(machine, vmproc, page, pages, VM_RULES.regionReplaced.id);
}

/** Moves the page slots and writes their entries at the new place. */
function moveSlots(
  machine: Machine,
  vmproc: VmprocRow,
  from: RegionRow,
  page: number,
  to: RegionRow,
  target: number,
  pages: number,
): void {
  const zeroSlot = machine.globals.zeroSlot.get(1);
  const isSharedFile =
    machine.regions.memtype.get(from) === MEM_TYPE.FILE &&
    (machine.regions.flags.get(from) & VR_SHARED) !== 0;
  const rule = VM_RULES.entryMoved.id;
  let at = physblockNext(machine, vmproc, page, page + pages);
  while (at >= 0) {
    const physRegion = physblockGet(machine, vmproc, at);
    if (isSharedFile) harvestDirty(machine, vmproc, from, at, physRegion);
    ptClear(machine, vmproc, at, rule);
    physblockClear(machine, vmproc, at, physRegion !== zeroSlot);
    physblockSet(machine, vmproc, target + at - page, physRegion);
    if (physRegion !== zeroSlot) machine.physRegions.page.set(physRegion, target + at - page);
    mapPhWritept(machine, vmproc, to, target + at - page, rule);
    at = physblockNext(machine, vmproc, at + 1, page + pages);
  }
}
