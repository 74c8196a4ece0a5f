/**
 * VFS and the page cache, which is VM's (libminixfs's side of minix/servers/vm/cache.c): finding a file's page there,
 * reading it from the disk into a frame, and handing the frame over (VM_SETCACHEPAGE).
 *
 * The cache's own structure is VM's business: pages come and go only by messages.
 */
import { diskFind, diskRead } from '../drivers/disk';
import { ERRNO, OK } from '../errno';
import { sendrec } from '../kernel/scheduler';
import type { DiskRequestRow, FileRow, Machine, ProcessRow } from '../machine';
import { VM_SETCACHEPAGE } from '../messages';
import { VFS, VM } from '../processNumbers';
import { allocMem, freeMem } from '../vm/alloc';
import { findCachedPage } from '../vm/cache';
import { FRAME_USE, PAF_CLEAR } from '../vm/vm';
import { filePages } from './files';

/** The frame of a cached page of a file, 0 if it is not cached. Only looks. */
export function cachedFrame(machine: Machine, file: FileRow, page: number): number {
  const cached = findCachedPage(machine, file, page, false);
  if (cached === 0) return 0;
  return machine.physBlocks.frame.get(machine.cachedPages.block.get(cached));
}

/** The same, and counts as a use of the page. */
export function usedFrame(machine: Machine, file: FileRow, page: number): number {
  const cached = findCachedPage(machine, file, page, true);
  if (cached === 0) return 0;
  return machine.physBlocks.frame.get(machine.cachedPages.block.get(cached));
}

/** Notes that a cached page differs from the disk. */
export function markDirty(machine: Machine, file: FileRow, page: number): void {
  const cached = findCachedPage(machine, file, page, false);
  if (cached !== 0) machine.cachedPages.dirty.set(cached, 1);
}

/** A new cached page of zeros, for data that is about to be written. @returns its frame, or -ENOMEM. */
export function newPage(machine: Machine, file: FileRow, page: number): number {
  const frame = allocMem(machine, 1, PAF_CLEAR, FRAME_USE.CACHE);
  if (frame === 0) return -ERRNO.ENOMEM;
  const entered = enter(machine, file, page, frame);
  return entered < 0 ? entered : frame;
}

/**
 * Begins to read a page from the disk, unless that is under way already.
 * @returns OK, or -ENOMEM.
 */
export function startRead(
  machine: Machine,
  file: FileRow,
  page: number,
  process: ProcessRow,
): number {
  if (diskFind(machine, file, page) !== 0) return OK;
  const frame = allocMem(machine, 1, 0, FRAME_USE.CACHE);
  if (frame === 0) return -ERRNO.ENOMEM;
  if (diskRead(machine, file, page, frame, process) !== 0) return OK;
  freeMem(machine, frame, 1);
  return -ERRNO.ENOMEM;
}

/**
 * A transfer ended: its frame goes to the cache, or is given back if the transfer failed, or the page lies behind the
 * file's end by now.
 * @param result of the transfer.
 * @returns OK, the transfer's error, or -ENOMEM.
 */
export function finishRead(machine: Machine, request: DiskRequestRow, result: number): number {
  const { diskRequests } = machine;
  const file = diskRequests.file.get(request);
  const page = diskRequests.page.get(request);
  const frame = diskRequests.frame.get(request);
  diskRequests.remove(request);
  if (result === OK && page < filePages(machine, file)) {
    if (cachedFrame(machine, file, page) === 0) return enter(machine, file, page, frame);
  }
  freeMem(machine, frame, 1);
  return result;
}

/**
 * VM_SETCACHEPAGE: page `offsetPages` of file `inode` is in frame `slot`, which is VM's from then on.
 * @returns OK, or -errno (-EIO: VM did something else); then the frame is free again.
 */
function enter(machine: Machine, file: FileRow, page: number, frame: number): number {
  const { messages, diskState } = machine;
  diskState.frameInHand.set(1, frame);
  messages.inode.set(VFS, file);
  messages.offsetPages.set(VFS, page);
  messages.slot.set(VFS, frame);
  messages.flags.set(VFS, 0);
  messages.type.set(VFS, VM_SETCACHEPAGE);
  const result = sendrec(machine, VFS, VM);
  if (diskState.frameInHand.get(1) === 0) return result;
  diskState.frameInHand.set(1, 0);
  freeMem(machine, frame, 1);
  return result < 0 ? result : -ERRNO.EIO;
}

/** Zeroes what the last page of a file holds behind its end, if the page is cached. */
export function zeroTail(machine: Machine, file: FileRow): void {
  const { files, ram } = machine;
  const offset = files.sizeOffset.get(file);
  const frame = offset === 0 ? 0 : cachedFrame(machine, file, files.sizePages.get(file));
  if (frame !== 0) ram.fillBytes(frame, offset, ram.frameBytes - offset, 0);
}
