/**
 * Descriptors and open file descriptions (minix/servers/vfs/filedes.c). Threads and CLONE_FILES processes use one row
 * of descriptors together.
 */
import { RADIX_FULL } from '../../machine/radix';
import { ERRNO, OK } from '../errno';
import type { FileRow, Machine, OpenFileRow, ProcessRow } from '../machine';
import { freePipe } from './pipe';

/** Flags of open(2), Linux's numbers (asm-generic/fcntl.h). */
export const O_ACCMODE = 3;
export const O_RDONLY = 0;
export const O_WRONLY = 1;
export const O_RDWR = 2;
export const O_CREAT = 0x40;
export const O_EXCL = 0x80;
export const O_TRUNC = 0x200;
export const O_APPEND = 0x400;
export const O_NONBLOCK = 0x800;
export const O_DIRECT = 0x4000;
export const O_DIRECTORY = 0x10000;
export const O_CLOEXEC = 0x80000;
export const O_PATH = 0x200000;

/** Descriptors of a process are below this (Linux's usual RLIMIT_NOFILE). */
export const OPEN_MAX = 1024;

/** What a row of descriptors holds of each: the open file, and whether execve closes the descriptor (FD_CLOEXEC). */
const CLOSES = 1 << 24;
const OPEN_FILE = CLOSES - 1;

/** The open file that a row of descriptors has at a place. */
export function openFileAt(machine: Machine, descriptors: number, at: number): OpenFileRow {
  return machine.radix.get(descriptors, at) & OPEN_FILE;
}

/** The open file of a descriptor, 0 if it is not open. */
export function openFileOf(machine: Machine, process: ProcessRow, descriptor: number): OpenFileRow {
  if (descriptor < 0 || descriptor >= OPEN_MAX) return 0;
  const { fprocs } = machine;
  const row = fprocs.shares.get(process);
  return openFileAt(machine, fprocs.descriptors.get(row), descriptor);
}

/** The lowest descriptor from `from` on that execve closes, -1 for none. */
export function nextClosing(machine: Machine, process: ProcessRow, from: number): number {
  const { fprocs, radix } = machine;
  const descriptors = fprocs.descriptors.get(fprocs.shares.get(process));
  let at = radix.next(descriptors, from);
  while (at >= 0 && (radix.get(descriptors, at) & CLOSES) === 0)
    at = radix.next(descriptors, at + 1);
  return at;
}

/** As `openFileOf`, but not one that O_PATH opened, which only names its file (open(2)). */
export function dataFileOf(machine: Machine, process: ProcessRow, descriptor: number): OpenFileRow {
  const openFile = openFileOf(machine, process, descriptor);
  return (machine.openFiles.flags.get(openFile) & O_PATH) === 0 ? openFile : 0;
}

/** The lowest free descriptor, or -EMFILE. */
export function freeDescriptor(machine: Machine, process: ProcessRow): number {
  const { fprocs } = machine;
  const descriptors = fprocs.descriptors.get(fprocs.shares.get(process));
  for (let descriptor = 0; descriptor < OPEN_MAX; descriptor++) {
    if (machine.radix.get(descriptors, descriptor) === 0) return descriptor;
  }
  return -ERRNO.EMFILE;
}

/**
 * Makes a free descriptor mean an open file.
 * @param flags O_CLOEXEC: execve closes it; others mean nothing here.
 * @returns OK, or -ENOMEM; then nothing changed.
 */
export function setDescriptor(
  machine: Machine,
  process: ProcessRow,
  descriptor: number,
  openFile: OpenFileRow,
  flags: number,
): number {
  const { fprocs } = machine;
  const row = fprocs.shares.get(process);
  const value = (flags & O_CLOEXEC) === 0 ? openFile : openFile | CLOSES;
  const set = machine.radix.set(fprocs.descriptors.get(row), descriptor, value);
  if (set === RADIX_FULL) return -ERRNO.ENOMEM;
  fprocs.descriptors.set(row, set);
  return OK;
}

/** Closes a descriptor that is open. @returns the pipe whose end this was the last descriptor of, else 0. */
export function closeDescriptor(
  machine: Machine,
  process: ProcessRow,
  descriptor: number,
): FileRow {
  const { fprocs } = machine;
  const row = fprocs.shares.get(process);
  const descriptors = fprocs.descriptors.get(row);
  const openFile = openFileAt(machine, descriptors, descriptor);
  fprocs.descriptors.set(row, machine.radix.clear(descriptors, descriptor));
  return openFileDeref(machine, openFile);
}

/** A new open file description, held once; 0 when the table is full. */
export function openFileNew(machine: Machine, file: FileRow, flags: number): OpenFileRow {
  const { openFiles, files, pipes } = machine;
  const openFile = openFiles.add();
  if (openFile === 0) return 0;
  openFiles.file.set(openFile, file);
  openFiles.flags.set(openFile, flags);
  openFiles.count.set(openFile, 1);
  files.opens.set(file, files.opens.get(file) + 1);
  const pipe = files.pipe.get(file);
  if (pipe !== 0) {
    const end = (flags & O_ACCMODE) === O_WRONLY ? pipes.writers : pipes.readers;
    end.set(pipe, end.get(pipe) + 1);
  }
  return openFile;
}

/** One more descriptor, or VM, holds an open file. */
export function openFileRef(machine: Machine, openFile: OpenFileRow): void {
  machine.openFiles.count.set(openFile, machine.openFiles.count.get(openFile) + 1);
}

/**
 * One holder less; the last one frees the description, and a pipe that nobody has open.
 * @returns the pipe that lost this end while somebody still has the other, else 0.
 */
export function openFileDeref(machine: Machine, openFile: OpenFileRow): FileRow {
  const { openFiles, files, pipes } = machine;
  const count = openFiles.count.get(openFile) - 1;
  openFiles.count.set(openFile, count);
  if (count > 0) return 0;
  const file = openFiles.file.get(openFile);
  const pipe = files.pipe.get(file);
  if (pipe !== 0) {
    const isWriter = (openFiles.flags.get(openFile) & O_ACCMODE) === O_WRONLY;
    const end = isWriter ? pipes.writers : pipes.readers;
    end.set(pipe, end.get(pipe) - 1);
  }
  openFiles.remove(openFile);
  const opens = files.opens.get(file) - 1;
  files.opens.set(file, opens);
  if (pipe === 0 || opens > 0) return pipe === 0 ? 0 : file;
  freePipe(machine, pipe);
  files.remove(file);
  return 0;
}
