/**
 * A read or write call as data: what is asked for and how far it got stands in the process's fproc row, so that it can
 * wait for memory, the disk or a pipe, and go on where it stopped. The caller stays blocked meanwhile.
 *
 * It must never keep anything of a call outside that row.
 */
import { ERRNO, SIGNAL, SUSPEND } from '../errno';
import { userFrame } from '../kernel/copy';
import { reply } from '../kernel/ipc';
import { requestMemory } from '../kernel/pagefault';
import { sysKill } from '../kernel/signals';
import type { FileRow, Machine, ProcessRow } from '../machine';
import { VFS_READ } from '../messages';
import { VFS } from '../processNumbers';
import { O_NONBLOCK, openFileDeref } from './descriptors';
import { bytesInPage, FILE_TYPE, filePages, isBehindEnd, MAX_FILE_PAGES, setSize } from './files';
import { markDirty, newPage, startRead, usedFrame, zeroTail } from './pageCache';
import { PIPE_BUF, pipeAdded, pipeCapacity, pipeHead, pipeTail, pipeTaken } from './pipe';
import { VFS_RULES } from './rules';

/** fprocs.waitsFor. */
export const WAITS_FOR = { NOTHING: 0, MEMORY: 1, DISK: 2, PIPE: 3 } as const;

/** No user memory takes part: a string of the program stands for it. */
const NO_BUFFER = -1;

/**
 * Goes on with the transfer of a process until it is done or must wait.
 * @returns the bytes moved, -errno if none were, or SUSPEND: it waits, or a signal ended the process.
 */
export function advance(machine: Machine, process: ProcessRow): number {
  const { fprocs } = machine;
  fprocs.waitsFor.set(process, WAITS_FOR.NOTHING);
  const result = step(machine, process);
  return result === SUSPEND ? SUSPEND : endTransfer(machine, process, result);
}

/**
 * Ends a transfer.
 * @returns what the call answers: an error counts only if nothing was moved before it. MINIX answers EFAULT all the same,
 *   and the position stays (minix/servers/vfs/read.c read_write).
 */
export function endTransfer(machine: Machine, process: ProcessRow, result: number): number {
  const answered = resultOf(machine, process, result);
  releaseTransfer(machine, process);
  return answered;
}

/**
 * A transfer is over, or its process has ended: it does not hold its open file any more. Until then the file stays open,
 * whatever others do with the descriptor (close(2)).
 */
export function releaseTransfer(machine: Machine, process: ProcessRow): void {
  const { fprocs } = machine;
  if (fprocs.suspended.get(process) === 0) return;
  fprocs.suspended.set(process, 0);
  fprocs.waitsFor.set(process, WAITS_FOR.NOTHING);
  const pipe = openFileDeref(machine, fprocs.openFile.get(process));
  if (pipe !== 0) pipeChanged(machine, pipe);
}

function resultOf(machine: Machine, process: ProcessRow, result: number): number {
  const { fprocs, files, personality } = machine;
  const moved = fprocs.moved.get(process);
  if (result >= 0 || moved === 0) return result;
  const isFile = files.type.get(fprocs.file.get(process)) === FILE_TYPE.REGULAR;
  if (!isFile || result !== -ERRNO.EFAULT || !personality.faultFailsTransfer) return moved;
  const { firstPages, firstOffset } = fprocs;
  setPosition(machine, process, firstPages.get(process), firstOffset.get(process));
  return result;
}

/** The open file's position, unless the call brought its own. */
function setPosition(machine: Machine, process: ProcessRow, pages: number, offset: number): void {
  const { fprocs, openFiles } = machine;
  if (fprocs.positioned.get(process) !== 0) return;
  const openFile = fprocs.openFile.get(process);
  openFiles.positionPages.set(openFile, pages);
  openFiles.positionOffset.set(openFile, offset);
}

/** Answers a transfer that has ended, and lets those go on that wait at the other end of its pipe. */
export function answer(machine: Machine, process: ProcessRow, result: number): void {
  const file = machine.fprocs.file.get(process);
  if (result !== SUSPEND) reply(machine, VFS, process, result);
  if (machine.files.pipe.get(file) !== 0) pipeChanged(machine, file);
}

/** Bytes, room or the other end of a pipe came or went: whoever waits for it goes on, as often as something moves. */
export function pipeChanged(machine: Machine, file: FileRow): void {
  const { fprocs } = machine;
  let isMoving = true;
  while (isMoving) {
    isMoving = false;
    for (let process = fprocs.nextRow(1); process !== 0; process = fprocs.nextRow(process + 1)) {
      if (fprocs.waitsFor.get(process) !== WAITS_FOR.PIPE) continue;
      if (fprocs.file.get(process) !== file) continue;
      const before = fprocs.moved.get(process);
      const result = advance(machine, process);
      if (result !== SUSPEND) reply(machine, VFS, process, result);
      if (result !== SUSPEND || fprocs.moved.get(process) !== before) isMoving = true;
    }
  }
}

function step(machine: Machine, process: ProcessRow): number {
  const { fprocs, files } = machine;
  const file = fprocs.file.get(process);
  const isRead = fprocs.suspended.get(process) === VFS_READ;
  switch (files.type.get(file)) {
    case FILE_TYPE.PIPE:
      return isRead ? readPipe(machine, process, file) : writePipe(machine, process, file);
    case FILE_TYPE.TERMINAL:
      return isRead ? 0 : fprocs.wanted.get(process);
    default:
      return moveFile(machine, process, file, isRead);
  }
}

/**
 * Reads or writes a regular file through the page cache, page by page. A write goes as far as a file can be long; one
 * that begins there is -EFBIG (POSIX write).
 */
function moveFile(machine: Machine, process: ProcessRow, file: FileRow, isRead: boolean): number {
  const { fprocs } = machine;
  for (;;) {
    const page = fprocs.placePages.get(process);
    const offset = fprocs.placeOffset.get(process);
    const inPage = machine.architecture.pageBytes - offset;
    const there = isRead ? bytesInPage(machine, file, page, offset) : inPage;
    const count = Math.min(there, nextCount(machine, process));
    if (count === 0) return fprocs.moved.get(process);
    if (!isRead && page >= MAX_FILE_PAGES) return -ERRNO.EFBIG;
    const buffer = userBuffer(machine, process, isRead);
    if (buffer === SUSPEND) return SUSPEND;
    const needsOld = isRead || count < machine.architecture.pageBytes;
    const frame = filePage(machine, process, file, page, needsOld);
    if (frame < 0) return frame;
    if (isRead) copyOut(machine, process, machine.ram, frame, offset, buffer, count);
    else {
      if (isBehindEnd(machine, file, page, offset + count))
        grow(machine, file, page, offset + count);
      copyIn(machine, process, machine.ram, frame, offset, buffer, count);
      markDirty(machine, file, page);
    }
    moveOn(machine, process, count);
  }
}

/**
 * The cached frame of a page of a file.
 * @param needsOld the page's contents matter, not only its place.
 * @returns SUSPEND while it is read from the disk, -ENOMEM.
 */
function filePage(
  machine: Machine,
  process: ProcessRow,
  file: FileRow,
  page: number,
  needsOld: boolean,
): number {
  const frame = usedFrame(machine, file, page);
  if (frame !== 0) return frame;
  if (!needsOld || page >= filePages(machine, file)) return newPage(machine, file, page);
  const started = startRead(machine, file, page, process);
  if (started < 0) return started;
  machine.fprocs.waitsFor.set(process, WAITS_FOR.DISK);
  return SUSPEND;
}

/** A file becomes longer: what its last page held beyond the end does not become part of it. */
function grow(machine: Machine, file: FileRow, page: number, end: number): void {
  zeroTail(machine, file);
  const { pageBytes } = machine.architecture;
  setSize(machine, file, end === pageBytes ? page + 1 : page, end === pageBytes ? 0 : end);
}

/** Takes what is in the pipe; waits only while it is empty and somebody can still write (POSIX read). */
function readPipe(machine: Machine, process: ProcessRow, file: FileRow): number {
  const { fprocs, pipes } = machine;
  const pipe = machine.files.pipe.get(file);
  for (;;) {
    const head = pipeHead(machine, file);
    const count = Math.min(head.count, nextCount(machine, process));
    if (count > 0) {
      const buffer = userBuffer(machine, process, true);
      if (buffer === SUSPEND) return SUSPEND;
      copyOut(machine, process, machine.pipeBuffers, head.frame, head.offset, buffer, count);
      pipeTaken(machine, file, count);
      moveOn(machine, process, count);
    } else {
      const moved = fprocs.moved.get(process);
      if (moved > 0 || fprocs.wanted.get(process) === 0) return moved;
      return pipes.writers.get(pipe) === 0 ? 0 : waitForPipe(machine, process);
    }
  }
}

/** Writes all bytes, however often it must wait for room; a short write goes in in one piece (POSIX write). */
function writePipe(machine: Machine, process: ProcessRow, file: FileRow): number {
  const { fprocs, pipes } = machine;
  const pipe = machine.files.pipe.get(file);
  for (;;) {
    const left = fprocs.wanted.get(process) - fprocs.moved.get(process);
    if (left === 0) return fprocs.moved.get(process);
    if (pipes.readers.get(pipe) === 0) {
      sysKill(machine, process, SIGNAL.SIGPIPE, 0, 0, 0, VFS_RULES.brokenPipe.id);
      return SUSPEND;
    }
    const room = pipeCapacity(machine) - pipes.bytes.get(pipe);
    const isShort = fprocs.wanted.get(process) <= Math.min(PIPE_BUF, pipeCapacity(machine));
    if (room === 0 || (isShort && room < left)) return waitForPipe(machine, process);
    const tail = pipeTail(machine, file);
    const count = Math.min(tail.count, nextCount(machine, process));
    const buffer = userBuffer(machine, process, false);
    if (buffer === SUSPEND) return SUSPEND;
    copyIn(machine, process, machine.pipeBuffers, tail.frame, tail.offset, buffer, count);
    pipeAdded(machine, file, count);
    moveOn(machine, process, count);
  }
}

function waitForPipe(machine: Machine, process: ProcessRow): number {
  const { fprocs, openFiles } = machine;
  const flags = openFiles.flags.get(fprocs.openFile.get(process));
  if ((flags & O_NONBLOCK) !== 0) return -ERRNO.EAGAIN;
  fprocs.waitsFor.set(process, WAITS_FOR.PIPE);
  return SUSPEND;
}

/** Bytes that can move before the call is done or the user's page ends. */
function nextCount(machine: Machine, process: ProcessRow): number {
  const { fprocs } = machine;
  const left = fprocs.wanted.get(process) - fprocs.moved.get(process);
  if (fprocs.text.get(process) !== 0) return left;
  return Math.min(left, machine.architecture.pageBytes - fprocs.bufferOffset.get(process));
}

/** The frame of the user's buffer page, NO_BUFFER, or SUSPEND while VM makes it accessible. */
function userBuffer(machine: Machine, process: ProcessRow, write: boolean): number {
  const { fprocs } = machine;
  if (fprocs.text.get(process) !== 0) return NO_BUFFER;
  const page = fprocs.bufferPage.get(process);
  const frame = userFrame(machine, process, page, write);
  if (frame >= 0) return frame;
  fprocs.waitsFor.set(process, WAITS_FOR.MEMORY);
  requestMemory(machine, process, page, fprocs.bufferOffset.get(process), -1 - frame);
  return SUSPEND;
}

/** Moves `count` bytes of a frame (of memory or of pipes) into the user's buffer. */
function copyOut(
  machine: Machine,
  process: ProcessRow,
  source: Machine['ram'],
  frame: number,
  offset: number,
  buffer: number,
  count: number,
): void {
  if (buffer === NO_BUFFER) return;
  const start = frame * source.frameBytes + offset;
  const at = machine.fprocs.bufferOffset.get(process);
  machine.ram.writeBytes(buffer, at, source.bytes.subarray(start, start + count));
}

/** Moves `count` bytes of the user's buffer, or of the string that stands for it, into a frame. */
function copyIn(
  machine: Machine,
  process: ProcessRow,
  target: Machine['ram'],
  frame: number,
  offset: number,
  buffer: number,
  count: number,
): void {
  const { fprocs } = machine;
  if (buffer !== NO_BUFFER) {
    const start = buffer * machine.ram.frameBytes + fprocs.bufferOffset.get(process);
    target.writeBytes(frame, offset, machine.ram.bytes.subarray(start, start + count));
    return;
  }
  const moved = fprocs.moved.get(process);
  const string = machine.strings[fprocs.text.get(process)] ?? new Uint8Array(0);
  const bytes = string.subarray(moved, moved + count);
  target.writeBytes(frame, offset, bytes);
  target.fillBytes(frame, offset + bytes.length, count - bytes.length, 0);
}

/** `count` bytes were moved: buffer, place in the file and the open file's position move with them. */
function moveOn(machine: Machine, process: ProcessRow, count: number): void {
  const { fprocs } = machine;
  const { pageBytes } = machine.architecture;
  fprocs.moved.set(process, fprocs.moved.get(process) + count);
  const buffer = fprocs.bufferOffset.get(process) + count;
  if (fprocs.text.get(process) === 0) {
    const wraps = buffer === pageBytes;
    fprocs.bufferOffset.set(process, wraps ? 0 : buffer);
    if (wraps) fprocs.bufferPage.set(process, fprocs.bufferPage.get(process) + 1);
  }
  const place = fprocs.placeOffset.get(process) + count;
  const pages = fprocs.placePages.get(process) + Math.floor(place / pageBytes);
  fprocs.placePages.set(process, pages);
  fprocs.placeOffset.set(process, place % pageBytes);
  setPosition(machine, process, pages, place % pageBytes);
}
