/**
 * The disk: one transfer at a time, in the order of the requests, each taking a number of ticks. When a transfer ends
 * the driver tells VFS (VFS_DISK_DONE). Blocks are as large as pages.
 *
 * It knows files and blocks, and frames as targets of transfers; it must never look at the page cache or at a process.
 */
import { EVENT } from '../../machine/events';
import { RADIX_FULL } from '../../machine/radix';
import { ERRNO, OK } from '../errno';
import { send } from '../kernel/ipc';
import { KERNEL_RULES } from '../kernel/rules';
import type { DiskRequestRow, FileRow, Machine, ProcessRow } from '../machine';
import { VFS_DISK_DONE } from '../messages';
import { MFS, RTS, VFS } from '../processNumbers';

/** Ticks of a transfer unless the script says otherwise (`inject disk(delay=n)`). */
export const DISK_LATENCY = 100;

/**
 * Begins to read a page of a file into a frame, which belongs to the request until VFS takes it.
 * @returns the request, or 0 when there are too many.
 */
export function diskRead(
  machine: Machine,
  file: FileRow,
  page: number,
  frame: number,
  process: ProcessRow,
): DiskRequestRow {
  const { diskRequests, diskState, kernel } = machine;
  const request = diskRequests.add();
  if (request === 0) return 0;
  const last = diskState.lastRequest.get(1);
  const begin = last === 0 ? kernel.ticks.get(1) : diskRequests.due.get(last);
  diskRequests.file.set(request, file);
  diskRequests.page.set(request, page);
  diskRequests.frame.set(request, frame);
  diskRequests.process.set(request, process);
  diskRequests.due.set(request, begin + diskState.latency.get(1));
  if (last === 0) diskState.firstRequest.set(1, request);
  else diskRequests.next.set(last, request);
  diskState.lastRequest.set(1, request);
  const block = machine.radix.get(machine.files.blocks.get(file), page);
  const { diskSparse, diskRead: read } = KERNEL_RULES;
  machine.trace.event(EVENT.io, request, 0, block, block === 0 ? diskSparse.id : read.id);
  return request;
}

/** The transfer of a page that is under way, 0 if there is none. */
export function diskFind(machine: Machine, file: FileRow, page: number): DiskRequestRow {
  const { diskRequests } = machine;
  let request = machine.diskState.firstRequest.get(1);
  while (request !== 0) {
    if (diskRequests.file.get(request) === file && diskRequests.page.get(request) === page) break;
    request = diskRequests.next.get(request);
  }
  return request;
}

/** Whether a transfer has not ended yet. */
export function diskIsUnderWay(machine: Machine, wanted: DiskRequestRow): boolean {
  let request = machine.diskState.firstRequest.get(1);
  while (request !== 0 && request !== wanted) request = machine.diskRequests.next.get(request);
  return request !== 0;
}

/** Ends the oldest transfer if its time has come and the driver's last message was taken. */
export function diskPoll(machine: Machine): void {
  const { diskRequests, diskState } = machine;
  const request = diskState.firstRequest.get(1);
  if (request === 0 || diskRequests.due.get(request) > machine.kernel.ticks.get(1)) return;
  if ((machine.processes.rts.get(MFS) & RTS.SENDING) === 0) interrupt(machine, request);
}

/**
 * Lets the clock run on until the oldest transfer ends.
 * @returns false when none is under way, or its end cannot be told to VFS; then the clock stays.
 */
export function diskWait(machine: Machine): boolean {
  const { diskRequests, diskState, kernel } = machine;
  const request = diskState.firstRequest.get(1);
  if (request === 0 || (machine.processes.rts.get(MFS) & RTS.SENDING) !== 0) return false;
  kernel.ticks.set(1, Math.max(kernel.ticks.get(1), diskRequests.due.get(request)));
  interrupt(machine, request);
  return true;
}

/** A transfer ended: the data is in the frame, and VFS gets a message about `requestId` with the result. */
function interrupt(machine: Machine, request: DiskRequestRow): void {
  const { diskRequests, diskState, messages } = machine;
  const next = diskRequests.next.get(request);
  diskState.firstRequest.set(1, next);
  if (next === 0) diskState.lastRequest.set(1, 0);
  diskRequests.next.set(request, 0);
  const file = diskRequests.file.get(request);
  const page = diskRequests.page.get(request);
  const error = diskState.injectedError.get(1);
  if (error === 0) readBlock(machine, file, page, diskRequests.frame.get(request));
  diskState.reads.set(1, diskState.reads.get(1) + 1);
  const block = machine.radix.get(machine.files.blocks.get(file), page);
  machine.trace.event(EVENT.io, request, 1, block, 0);
  messages.type.set(MFS, VFS_DISK_DONE);
  messages.requestId.set(MFS, request);
  messages.result.set(MFS, error === 0 ? OK : -error);
  send(machine, MFS, VFS, 0);
}

function readBlock(machine: Machine, file: FileRow, page: number, frame: number): void {
  const block = machine.radix.get(machine.files.blocks.get(file), page);
  if (block !== 0) machine.ram.copyFrame(machine.disk, block, frame);
  else {
    machine.ram.zeroFrame(frame);
    const filled = fillBytes(machine, file, page);
    if (filled.length > 0) machine.ram.writeBytes(frame, 0, filled);
  }
}

/**
 * The bytes of a page that was never written: the file's filling as far as it goes; the rest is zeros.
 * @returns 0 to a page of bytes.
 */
export function fillBytes(machine: Machine, file: FileRow, page: number): Uint8Array {
  const { files } = machine;
  const { pageBytes } = machine.architecture;
  const pattern = machine.strings[files.fill.get(file)] ?? new Uint8Array(0);
  const whole = files.fillPages.get(file);
  let length = page < whole ? pageBytes : 0;
  if (page === whole) length = files.fillOffset.get(file);
  if (pattern.length === 0 || length === 0) return new Uint8Array(0);
  const bytes = new Uint8Array(length);
  let at = ((page % pattern.length) * (pageBytes % pattern.length)) % pattern.length;
  for (let i = 0; i < length; i++) {
    bytes[i] = pattern[at] ?? 0;
    at = at + 1 === pattern.length ? 0 : at + 1;
  }
  return bytes;
}

/**
 * Writes a frame to the block of a page of a file at once (a dirty cached page is evicted); bytes beyond the end of the
 * file are written as zeros.
 * @returns OK, -ENOSPC when no block is free, -EIO or another injected error; then the disk is as it was.
 */
export function diskWriteNow(machine: Machine, file: FileRow, page: number, frame: number): number {
  const { diskState, diskBlocks, files } = machine;
  const error = diskState.injectedError.get(1);
  if (error !== 0) return -error;
  let block = machine.radix.get(files.blocks.get(file), page);
  if (block === 0) {
    block = diskBlocks.add();
    if (block === 0) return -ERRNO.ENOSPC;
    const blocks = machine.radix.set(files.blocks.get(file), page, block);
    if (blocks === RADIX_FULL) {
      diskBlocks.remove(block);
      return -ERRNO.ENOSPC;
    }
    files.blocks.set(file, blocks);
    diskBlocks.file.set(block, file);
  }
  machine.disk.copyFrame(machine.ram, frame, block);
  clearTail(machine, file, page, block);
  diskState.writes.set(1, diskState.writes.get(1) + 1);
  machine.trace.event(EVENT.io, 0, 1, block, KERNEL_RULES.diskWriteBack.id);
  return OK;
}

/** Zeroes what a block holds beyond the end of its file. */
function clearTail(machine: Machine, file: FileRow, page: number, block: number): void {
  const { files, disk } = machine;
  if (page !== files.sizePages.get(file)) return;
  const offset = files.sizeOffset.get(file);
  disk.fillBytes(block, offset, disk.frameBytes - offset, 0);
}

/** Gives back the blocks of a file from page `from` on, and zeroes the tail of the page that is then the last. */
export function diskTruncate(machine: Machine, file: FileRow, from: number): void {
  const { files, radix, diskBlocks, disk } = machine;
  let blocks = files.blocks.get(file);
  for (let page = radix.next(blocks, from); page >= 0; page = radix.next(blocks, page + 1)) {
    const block = radix.get(blocks, page);
    blocks = radix.clear(blocks, page);
    disk.zeroFrame(block);
    diskBlocks.remove(block);
  }
  files.blocks.set(file, blocks);
  const last = files.sizePages.get(file);
  const block = radix.get(blocks, last);
  if (block !== 0) clearTail(machine, file, last, block);
}
