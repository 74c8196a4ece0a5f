/** lseek (minix/servers/vfs/open.c actual_lseek): the position of an open file description is asked for or moved. */
import { ERRNO, OK } from '../errno';
import type { Machine, OpenFileRow, ProcessRow } from '../machine';
import { dataFileOf } from './descriptors';
import { FILE_TYPE } from './files';

/** messages.request of VFS_LSEEK: from where the offset counts (POSIX unistd.h, the numbers of all systems). */
export const SEEK_SET = 0;
export const SEEK_CUR = 1;
export const SEEK_END = 2;

/** Page numbers below this are exact, also when an offset is added to them. */
const EXACT_PAGES = 2 ** 51;

/**
 * VFS_LSEEK: `descriptor`, `offset`, `request` SEEK_*. All descriptors that dup and fork made of one open share the
 * position, which may lie behind the end of the file.
 * @returns OK, and the new position in bytes in `addressPage` and `addressOffset`; -EBADF; -ESPIPE for a pipe, and for
 *   the terminal, which cannot seek either; -EINVAL for another `request`, or a position before the file; what the
 *   personality answers for a position that no off_t holds. The position of a failed call stays (POSIX lseek).
 */
export function doLseek(machine: Machine, process: ProcessRow): number {
  const { messages, openFiles, files, personality } = machine;
  const openFile = dataFileOf(machine, process, messages.descriptor.get(process));
  if (openFile === 0) return -ERRNO.EBADF;
  if (files.type.get(openFiles.file.get(openFile)) !== FILE_TYPE.REGULAR) return -ERRNO.ESPIPE;
  const whence = messages.request.get(process);
  if (whence < SEEK_SET || whence > SEEK_END) return -ERRNO.EINVAL;
  const { pageBytes } = machine.architecture;
  const bytes = baseOffset(machine, openFile, whence) + messages.offsetOffset.get(process);
  const carry = Math.floor(bytes / pageBytes);
  const offset = bytes - carry * pageBytes;
  const pages = basePages(machine, openFile, whence) + messages.offsetPages.get(process) + carry;
  if (pages < 0) return -ERRNO.EINVAL;
  if (pages >= endOfOffsets(machine)) return -personality.seekOverflowError;
  openFiles.positionPages.set(openFile, pages);
  openFiles.positionOffset.set(openFile, offset);
  messages.addressPage.set(process, pages);
  messages.addressOffset.set(process, offset);
  return OK;
}

/** Whole pages of the place from which the offset counts. */
function basePages(machine: Machine, openFile: OpenFileRow, whence: number): number {
  const { openFiles, files } = machine;
  if (whence === SEEK_CUR) return openFiles.positionPages.get(openFile);
  return whence === SEEK_END ? files.sizePages.get(openFiles.file.get(openFile)) : 0;
}

/** Its bytes below a page. */
function baseOffset(machine: Machine, openFile: OpenFileRow, whence: number): number {
  const { openFiles, files } = machine;
  if (whence === SEEK_CUR) return openFiles.positionOffset.get(openFile);
  return whence === SEEK_END ? files.sizeOffset.get(openFiles.file.get(openFile)) : 0;
}

/** The first page that no offset in a file reaches: an off_t has 63 bits beside its sign. */
export function endOfOffsets(machine: Machine): number {
  return Math.min(EXACT_PAGES, 2 ** 63 / machine.architecture.pageBytes);
}
