/**
 * The calls read, write, pread and pwrite (minix/servers/vfs/read.c): checks, and the beginning of a transfer. What
 * happens then is in transfer.ts.
 */
import { ERRNO, OK, SUSPEND } from '../errno';
import type { Machine, OpenFileRow, ProcessRow } from '../machine';
import { VFS_READ } from '../messages';
import { O_ACCMODE, O_APPEND, O_RDONLY, O_WRONLY, dataFileOf, openFileRef } from './descriptors';
import { isByte, isText } from '../messageFields';
import { FILE_TYPE } from './files';
import { advance, answer, endTransfer, releaseTransfer, WAITS_FOR } from './transfer';

/** Most bytes that one call moves (read(2): 0x7ffff000 on Linux). */
const MAX_TRANSFER = 0x7ffff000;

/** messages.request of VFS_READ and VFS_WRITE: at the file's position, or at `offset` (pread, pwrite). */
export const AT_OFFSET = 1;

/**
 * VFS_READ and VFS_WRITE: `descriptor`, `address` or `text` (a string that stands for the buffer), `length`, `request`
 * AT_OFFSET with `offset`.
 * @returns -EBADF, -EFAULT, -EINVAL, -ESPIPE, or SUSPEND: the answer has been given, or comes later.
 */
export function doReadWrite(machine: Machine, process: ProcessRow): number {
  const { messages, fprocs } = machine;
  const type = messages.type.get(process);
  const openFile = dataFileOf(machine, process, messages.descriptor.get(process));
  const wrong = check(machine, process, openFile, type === VFS_READ);
  if (wrong !== OK) return wrong;
  releaseTransfer(machine, process);
  openFileRef(machine, openFile);
  fprocs.suspended.set(process, type);
  fprocs.openFile.set(process, openFile);
  fprocs.file.set(process, machine.openFiles.file.get(openFile));
  fprocs.bufferPage.set(process, messages.addressPage.get(process));
  fprocs.bufferOffset.set(process, messages.addressOffset.get(process));
  fprocs.text.set(process, messages.text.get(process));
  fprocs.wanted.set(process, wantedBytes(machine, process));
  fprocs.moved.set(process, 0);
  setPlace(machine, process, openFile);
  answer(machine, process, advance(machine, process));
  return SUSPEND;
}

function check(
  machine: Machine,
  process: ProcessRow,
  openFile: OpenFileRow,
  isRead: boolean,
): number {
  const { messages, openFiles, files } = machine;
  if (openFile === 0) return -ERRNO.EBADF;
  const mode = openFiles.flags.get(openFile) & O_ACCMODE;
  if (mode === (isRead ? O_WRONLY : O_RDONLY)) return -ERRNO.EBADF;
  const type = files.type.get(openFiles.file.get(openFile));
  if (messages.lengthPages.get(process) < 0) return -ERRNO.EINVAL;
  if (!isByte(machine, messages.lengthOffset.get(process))) return -ERRNO.EINVAL;
  if (!hasBuffer(machine, process)) return -ERRNO.EFAULT;
  if (messages.request.get(process) !== AT_OFFSET) return OK;
  if (type === FILE_TYPE.PIPE || type === FILE_TYPE.TERMINAL) return -ERRNO.ESPIPE;
  const isPlace = isByte(machine, messages.offsetOffset.get(process));
  return messages.offsetPages.get(process) < 0 || !isPlace ? -ERRNO.EINVAL : OK;
}

/** Whether the buffer is a string of the program, or an address: a page, and a byte in it. */
function hasBuffer(machine: Machine, process: ProcessRow): boolean {
  const { messages } = machine;
  const text = messages.text.get(process);
  if (text !== 0) return isText(machine, text);
  return isByte(machine, messages.addressOffset.get(process));
}

function wantedBytes(machine: Machine, process: ProcessRow): number {
  const { messages, architecture } = machine;
  const pages = messages.lengthPages.get(process);
  const bytes = pages * architecture.pageBytes + messages.lengthOffset.get(process);
  return Math.min(bytes, MAX_TRANSFER);
}

/** Where in the file the transfer begins: of a pipe, where in its ring. */
function setPlace(machine: Machine, process: ProcessRow, openFile: OpenFileRow): void {
  const { messages, fprocs, openFiles, files } = machine;
  const file = openFiles.file.get(openFile);
  const isPositioned = messages.request.get(process) === AT_OFFSET;
  let pages = openFiles.positionPages.get(openFile);
  let offset = openFiles.positionOffset.get(openFile);
  if (isPositioned) {
    pages = messages.offsetPages.get(process);
    offset = messages.offsetOffset.get(process);
  } else if (files.type.get(file) === FILE_TYPE.PIPE) {
    const { pageBytes } = machine.architecture;
    const start = machine.pipes.start.get(files.pipe.get(file));
    pages = Math.floor(start / pageBytes);
    offset = start % pageBytes;
  } else if (messages.type.get(process) !== VFS_READ && isAppending(machine, openFile)) {
    pages = files.sizePages.get(file);
    offset = files.sizeOffset.get(file);
  }
  fprocs.positioned.set(process, isPositioned ? 1 : 0);
  fprocs.placePages.set(process, pages);
  fprocs.placeOffset.set(process, offset);
  fprocs.firstPages.set(process, pages);
  fprocs.firstOffset.set(process, offset);
}

function isAppending(machine: Machine, openFile: OpenFileRow): boolean {
  return (machine.openFiles.flags.get(openFile) & O_APPEND) !== 0;
}

/**
 * VFS_MEMORY from the kernel: VM made the memory of a transfer accessible, or (result) cannot.
 * @returns SUSPEND, or -ENOSYS when the process sent such a message itself.
 */
export function doMemory(machine: Machine, process: ProcessRow): number {
  const { messages, fprocs } = machine;
  if (fprocs.waitsFor.get(process) !== WAITS_FOR.MEMORY) return -ERRNO.ENOSYS;
  const result = messages.result.get(process);
  if (result < 0) answer(machine, process, endTransfer(machine, process, result));
  else answer(machine, process, advance(machine, process));
  return SUSPEND;
}
