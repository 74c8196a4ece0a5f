/** ftruncate and O_TRUNC (minix/servers/vfs/link.c truncate_vnode): a file becomes shorter or longer. */
import { diskTruncate } from '../drivers/disk';
import { ERRNO, OK } from '../errno';
import { sendrec } from '../kernel/scheduler';
import type { FileRow, Machine, ProcessRow } from '../machine';
import { isByte } from '../messageFields';
import { VM_TRUNCATE } from '../messages';
import { VFS, VM } from '../processNumbers';
import { O_ACCMODE, O_RDONLY, dataFileOf } from './descriptors';
import { FILE_TYPE, filePages, isBehindEnd, MAX_FILE_PAGES, setSize } from './files';
import { zeroTail } from './pageCache';

/**
 * VFS_FTRUNCATE: `descriptor`, `length`.
 * @returns OK; -EBADF; -EINVAL for a negative length, a descriptor not open for writing, or what is no regular file;
 *   -EFBIG (POSIX ftruncate).
 */
export function doFtruncate(machine: Machine, process: ProcessRow): number {
  const { messages, openFiles, files } = machine;
  const openFile = dataFileOf(machine, process, messages.descriptor.get(process));
  if (openFile === 0) return -ERRNO.EBADF;
  const pages = messages.lengthPages.get(process);
  const offset = messages.lengthOffset.get(process);
  if (pages < 0 || !isByte(machine, offset)) return -ERRNO.EINVAL;
  const file = openFiles.file.get(openFile);
  if ((openFiles.flags.get(openFile) & O_ACCMODE) === O_RDONLY) return -ERRNO.EINVAL;
  if (files.type.get(file) !== FILE_TYPE.REGULAR) return -ERRNO.EINVAL;
  if (pages >= MAX_FILE_PAGES) return -ERRNO.EFBIG;
  truncateFile(machine, file, pages, offset);
  return OK;
}

/**
 * Gives a regular file a size: pages, and bytes beyond. What lies behind the new end leaves every mapping, the page cache
 * and the disk; what a longer file gains is zeros.
 */
export function truncateFile(machine: Machine, file: FileRow, pages: number, offset: number): void {
  const { messages } = machine;
  if (isBehindEnd(machine, file, pages, offset)) {
    zeroTail(machine, file);
    setSize(machine, file, pages, offset);
    return;
  }
  setSize(machine, file, pages, offset);
  const kept = filePages(machine, file);
  messages.inode.set(VFS, file);
  messages.sizePages.set(VFS, kept);
  messages.type.set(VFS, VM_TRUNCATE);
  sendrec(machine, VFS, VM);
  zeroTail(machine, file);
  diskTruncate(machine, file, kept);
}
