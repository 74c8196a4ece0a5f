/**
 * Files: finding them by path, making them, and their size. Contents are in the page cache (pageCache.ts), on the disk
 * (drivers/disk.ts) or in a pipe (pipe.ts).
 */
import type { FileRow, Machine } from '../machine';

/** files.type. */
export const FILE_TYPE = {
  REGULAR: 1,
  PIPE: 2,
  /** Reads give the end of the file, writes vanish: what descriptors 0 to 2 are. */
  TERMINAL: 3,
} as const;

/** Pages of a file are below this: the blocks of a file are a sparse array (src/machine/radix.ts), whose indexes end there. */
export const MAX_FILE_PAGES = 2 ** 42;

/** The file with a path (a string number), 0 if there is none. */
export function findFile(machine: Machine, path: number): FileRow {
  const { files } = machine;
  if (path === 0) return 0;
  for (let file = files.nextRow(1); file !== 0; file = files.nextRow(file + 1)) {
    if (files.name.get(file) === path) return file;
  }
  return 0;
}

/** A new file of size 0; 0 when the table is full. */
export function makeFile(machine: Machine, path: number, type: number, mode: number): FileRow {
  const { files } = machine;
  const file = files.add();
  if (file === 0) return 0;
  files.name.set(file, path);
  files.type.set(file, type);
  files.mode.set(file, mode);
  return file;
}

/** Pages of a file, the last one counted even if it is only begun. */
export function filePages(machine: Machine, file: FileRow): number {
  return machine.files.sizePages.get(file) + (machine.files.sizeOffset.get(file) > 0 ? 1 : 0);
}

/**
 * How the place (page, offset) in a file stands to its end: bytes from there to the end of the page, as far as the file
 * goes; 0 at or behind the end.
 */
export function bytesInPage(machine: Machine, file: FileRow, page: number, offset: number): number {
  const { files } = machine;
  const whole = files.sizePages.get(file);
  if (page < whole) return machine.architecture.pageBytes - offset;
  return page === whole ? Math.max(0, files.sizeOffset.get(file) - offset) : 0;
}

/** Whether the place (page, offset) lies behind the end of a file. */
export function isBehindEnd(
  machine: Machine,
  file: FileRow,
  page: number,
  offset: number,
): boolean {
  const whole = machine.files.sizePages.get(file);
  return page > whole || (page === whole && offset > machine.files.sizeOffset.get(file));
}

/** Sets a file's size: whole pages, and bytes beyond (less than a page). Filling never goes further than the file. */
export function setSize(machine: Machine, file: FileRow, pages: number, offset: number): void {
  const { files } = machine;
  files.sizePages.set(file, pages);
  files.sizeOffset.set(file, offset);
  const filled = files.fillPages.get(file);
  if (filled < pages || (filled === pages && files.fillOffset.get(file) <= offset)) return;
  files.fillPages.set(file, pages);
  files.fillOffset.set(file, offset);
}

/** Makes a file at least so long; what is new holds what was never written. */
export function atLeast(machine: Machine, file: FileRow, pages: number, offset: number): void {
  if (isBehindEnd(machine, file, pages, offset)) setSize(machine, file, pages, offset);
}

/** Bits of access(2): what a user may do with a file. */
export const MAY_READ = 4;
export const MAY_WRITE = 2;
export const MAY_EXECUTE = 1;

/**
 * Whether a user may use a file so (MAY_* bits). Files belong to the superuser, who may read and write all of them and
 * execute what anybody may; others have the mode's last three bits.
 */
export function isAllowed(machine: Machine, file: FileRow, uid: number, wanted: number): boolean {
  const mode = machine.files.mode.get(file);
  if (uid !== 0) return (mode & wanted) === wanted;
  return (wanted & MAY_EXECUTE) === 0 || (mode & 0o111) !== 0;
}
