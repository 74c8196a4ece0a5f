/** `file("/x")` and its fields, and the bytes that a read of it would give or that the disk holds. Only looks. */
import type { FileRow } from '../../engine/machine';
import { peekDisk, peekFile } from '../../engine/vfs/peek';
import { addressOf, offsetOf, pageOf } from '../address';
import type { Computer } from '../computer';
import type { Evaluation } from '../evaluation';
import { fail } from '../failure';
import type { Integer } from '../integer';
import type { FileValue, Result } from '../value';
import { sameText } from './text';

/** The file with a path; 0 when there is none. */
export function findFile(machine: Computer, path: Uint8Array): FileRow {
  const { files, strings } = machine;
  for (let file = files.nextRow(1); file !== 0; file = files.nextRow(file + 1)) {
    const name = files.name.get(file);
    if (name !== 0 && sameText(strings[name], path)) return file;
  }
  return 0;
}

/** `size` in bytes, `cached` and `dirty` in pages. */
export function fileField({ machine }: Evaluation, { row }: FileValue, name: string): Result {
  const { files, architecture } = machine;
  if (!files.has(row)) return fail('fileGone');
  switch (name) {
    case 'size':
      return addressOf(architecture, files.sizePages.get(row), files.sizeOffset.get(row));
    case 'cached':
      return cachedPages(machine, row, false);
    case 'dirty':
      return cachedPages(machine, row, true);
    default:
      return fail('noField', { name, what: 'file' });
  }
}

function cachedPages(machine: Computer, file: FileRow, dirty: boolean): number {
  const { cachedPages: cache } = machine;
  let count = 0;
  for (let entry = cache.nextRow(1); entry !== 0; entry = cache.nextRow(entry + 1)) {
    if (cache.file.get(entry) === file && (!dirty || cache.dirty.get(entry) !== 0)) count++;
  }
  return count;
}

/**
 * Bytes of a file from an offset on, no more than it has.
 * @param device what the disk holds, not what a read gives: the page cache is passed over.
 */
export function fileBytes(
  machine: Computer,
  file: FileRow,
  offset: Integer,
  length: number,
  device: boolean,
): Uint8Array {
  const { architecture } = machine;
  const page = pageOf(architecture, offset);
  const within = offsetOf(architecture, offset);
  const bytes = new Uint8Array(length);
  const filled = device
    ? peekDisk(machine, file, page, within, bytes)
    : peekFile(machine, file, page, within, bytes);
  return bytes.subarray(0, filled);
}
