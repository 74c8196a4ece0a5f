/**
 * open, close, dup and pipe (minix/servers/vfs/open.c, filedes.c, pipe.c). Checks come first; what fails changes nothing.
 */
import { ERRNO, OK } from '../errno';
import type { FileRow, Machine, ProcessRow } from '../machine';
import { isText } from '../messageFields';
import {
  closeDescriptor,
  freeDescriptor,
  nextClosing,
  O_ACCMODE,
  O_CLOEXEC,
  O_CREAT,
  O_DIRECT,
  O_DIRECTORY,
  O_EXCL,
  O_NONBLOCK,
  O_PATH,
  O_RDONLY,
  O_RDWR,
  O_TRUNC,
  O_WRONLY,
  OPEN_MAX,
  openFileDeref,
  openFileNew,
  openFileOf,
  openFileRef,
  setDescriptor,
} from './descriptors';
import { atLeast, FILE_TYPE, findFile, isAllowed, makeFile, MAY_READ, MAY_WRITE } from './files';
import { makePipe } from './pipe';
import { pipeChanged } from './transfer';
import { truncateFile } from './truncate';

/** Permissions of a file that a log implies. */
export const ASSUMED_MODE = 0o755;

/** messages.request of VFS_DUP: equal descriptors are an error (dup3), or the lowest free one is wanted (dup). */
export const DUP_DIFFERS = 1;
export const DUP_LOWEST = 2;

/** What O_PATH does not make meaningless (open(2)). */
const WITH_PATH = O_PATH | O_CLOEXEC | O_DIRECTORY;

/** Flags of pipe2(2). */
const PIPE_FLAGS = O_NONBLOCK | O_CLOEXEC | O_DIRECT;

/**
 * VFS_OPEN: `text` is the path, `flags` O_*, `request` the mode of a file that O_CREAT makes, `wishPid` the descriptor
 * that a log recorded.
 * @returns the lowest free descriptor, or -EINVAL, -ENOENT, -EEXIST, -ENOTDIR, -EACCES, -EMFILE, -ENFILE, -ENOMEM (POSIX
 *   open, open(2)).
 */
export function doOpen(machine: Machine, process: ProcessRow): number {
  const { messages } = machine;
  const path = messages.text.get(process);
  const asked = messages.flags.get(process);
  const flags = (asked & O_PATH) === 0 ? asked : asked & WITH_PATH;
  if (path !== 0 && !isText(machine, path)) return -ERRNO.EFAULT;
  const found = findFile(machine, path);
  const wrong = checkOpen(machine, process, found, flags);
  if (wrong !== OK) return wrong;
  const wish = messages.wishPid.get(process);
  const isWished = wish > 0 && wish < OPEN_MAX && openFileOf(machine, process, wish) === 0;
  const descriptor = isWished ? wish : freeDescriptor(machine, process);
  if (descriptor < 0) return descriptor;
  const mode = (flags & O_CREAT) === 0 ? ASSUMED_MODE : messages.request.get(process) & 0o777;
  const file = found === 0 ? makeFile(machine, path, FILE_TYPE.REGULAR, mode) : found;
  if (file === 0) return -ERRNO.ENFILE;
  const result = openAs(machine, process, descriptor, file, flags);
  if (result < 0) {
    if (found === 0) machine.files.remove(file);
    return result;
  }
  if ((flags & O_TRUNC) !== 0 && machine.files.type.get(file) === FILE_TYPE.REGULAR) {
    truncateFile(machine, file, 0, 0);
  }
  return descriptor;
}

function checkOpen(machine: Machine, process: ProcessRow, file: FileRow, flags: number): number {
  if ((flags & O_CREAT) !== 0 && (flags & O_DIRECTORY) !== 0) return -ERRNO.EINVAL;
  if (file === 0) {
    const isAssumed =
      machine.configuration.placement === 'recorded' && machine.messages.wishPid.get(process) > 0;
    return (flags & O_CREAT) !== 0 || isAssumed ? OK : -ERRNO.ENOENT;
  }
  if ((flags & O_CREAT) !== 0 && (flags & O_EXCL) !== 0) return -ERRNO.EEXIST;
  if ((flags & O_DIRECTORY) !== 0) return -ERRNO.ENOTDIR;
  if ((flags & O_PATH) !== 0) return OK;
  const access = flags & O_ACCMODE;
  const read = access === O_WRONLY ? 0 : MAY_READ;
  const write = access === O_RDONLY && (flags & O_TRUNC) === 0 ? 0 : MAY_WRITE;
  const uid = machine.mprocs.uid.get(process);
  return isAllowed(machine, file, uid, read | write) ? OK : -ERRNO.EACCES;
}

/** Opens a file as a free descriptor. @returns OK; -ENFILE or -ENOMEM, then nothing changed. */
export function openAs(
  machine: Machine,
  process: ProcessRow,
  descriptor: number,
  file: FileRow,
  flags: number,
): number {
  const openFile = openFileNew(machine, file, flags);
  if (openFile === 0) return -ERRNO.ENFILE;
  const set = setDescriptor(machine, process, descriptor, openFile, flags);
  if (set !== OK) openFileDeref(machine, openFile);
  return set;
}

/** VFS_CLOSE: `descriptor`. @returns OK or -EBADF. */
export function doClose(machine: Machine, process: ProcessRow): number {
  const descriptor = machine.messages.descriptor.get(process);
  if (openFileOf(machine, process, descriptor) === 0) return -ERRNO.EBADF;
  close(machine, process, descriptor);
  return OK;
}

/** Closes an open descriptor; whoever waits at the other end of a pipe that it was takes notice. */
export function close(machine: Machine, process: ProcessRow, descriptor: number): void {
  const pipe = closeDescriptor(machine, process, descriptor);
  if (pipe !== 0) pipeChanged(machine, pipe);
}

/** execve closes the descriptors that were opened with O_CLOEXEC, lowest first (POSIX exec). */
export function closeOnExec(machine: Machine, process: ProcessRow): void {
  let descriptor = nextClosing(machine, process, 0);
  while (descriptor >= 0) {
    close(machine, process, descriptor);
    descriptor = nextClosing(machine, process, descriptor + 1);
  }
}

/**
 * VFS_DUP: `descriptor` also as `slot`, with `request` DUP_LOWEST as the lowest free one. DUP_DIFFERS: equal ones are an
 * error, not the answer, and `flags` may be O_CLOEXEC.
 * @returns the new descriptor, or -EBADF, -EINVAL, -EMFILE, -ENOMEM (POSIX dup, dup3(2)).
 */
export function doDup(machine: Machine, process: ProcessRow): number {
  const { messages } = machine;
  const old = messages.descriptor.get(process);
  const wanted = messages.slot.get(process);
  const openFile = openFileOf(machine, process, old);
  const request = messages.request.get(process);
  if (request === DUP_DIFFERS) {
    if (wanted === old || (messages.flags.get(process) & ~O_CLOEXEC) !== 0) return -ERRNO.EINVAL;
  }
  if (openFile === 0) return -ERRNO.EBADF;
  if (request !== DUP_LOWEST) {
    if (wanted < 0 || wanted >= OPEN_MAX) return -ERRNO.EBADF;
    if (wanted === old) return old;
  }
  const descriptor = request === DUP_LOWEST ? freeDescriptor(machine, process) : wanted;
  if (descriptor < 0) return descriptor;
  openFileRef(machine, openFile);
  if (openFileOf(machine, process, descriptor) !== 0) close(machine, process, descriptor);
  const set = setDescriptor(machine, process, descriptor, openFile, messages.flags.get(process));
  if (set === OK) return descriptor;
  openFileDeref(machine, openFile);
  return set;
}

/**
 * VFS_PIPE: `flags` O_NONBLOCK, O_CLOEXEC, O_DIRECT (pipe2(2)).
 * @returns OK, with the end to read in `descriptor` and the end to write in `slot`; -EINVAL for other flags; -EMFILE,
 *   -ENFILE, -ENOMEM.
 */
export function doPipe(machine: Machine, process: ProcessRow): number {
  const { messages } = machine;
  if ((messages.flags.get(process) & ~PIPE_FLAGS) !== 0) return -ERRNO.EINVAL;
  const file = makePipe(machine);
  if (file < 0) return file;
  const flags = messages.flags.get(process);
  const reader = openEnd(machine, process, file, flags | O_RDONLY);
  if (reader < 0) {
    removePipe(machine, file);
    return reader;
  }
  const writer = openEnd(machine, process, file, flags | O_WRONLY);
  if (writer < 0) {
    closeDescriptor(machine, process, reader);
    return writer;
  }
  messages.descriptor.set(process, reader);
  messages.slot.set(process, writer);
  return OK;
}

function openEnd(machine: Machine, process: ProcessRow, file: FileRow, flags: number): number {
  const descriptor = freeDescriptor(machine, process);
  if (descriptor < 0) return descriptor;
  const result = openAs(machine, process, descriptor, file, flags);
  return result < 0 ? result : descriptor;
}

/** Takes back a pipe of which no end was opened, or only one that failed at once. */
function removePipe(machine: Machine, file: FileRow): void {
  if (!machine.files.has(file)) return;
  machine.pipes.remove(machine.files.pipe.get(file));
  machine.files.remove(file);
}

/**
 * What a log says by printing `3</path>`: the descriptor means that file, which is at least so long. Opened for reading
 * and writing, because a log does not tell.
 * @returns OK, or -EBADF, -ENFILE, -ENOMEM.
 */
export function assumeDescriptor(
  machine: Machine,
  process: ProcessRow,
  descriptor: number,
  path: number,
  pages: number,
  offset: number,
): number {
  if (descriptor < 0 || descriptor >= OPEN_MAX) return -ERRNO.EBADF;
  const found = findFile(machine, path);
  const file = found !== 0 ? found : makeFile(machine, path, FILE_TYPE.REGULAR, ASSUMED_MODE);
  if (file === 0) return -ERRNO.ENFILE;
  if (machine.files.type.get(file) === FILE_TYPE.REGULAR) atLeast(machine, file, pages, offset);
  const open = openFileOf(machine, process, descriptor);
  if (open !== 0) {
    if (machine.openFiles.file.get(open) === file) return OK;
    close(machine, process, descriptor);
  }
  return openAs(machine, process, descriptor, file, O_RDWR);
}
