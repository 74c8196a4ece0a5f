/** How far a write goes: POSIX write, EFBIG. */
import { expect, it } from 'vitest';
import { ERRNO } from '../../../src/engine/errno';
import { VFS_OPEN, VFS_WRITE } from '../../../src/engine/messages';
import { O_APPEND, O_CREAT, O_RDWR } from '../../../src/engine/vfs/descriptors';
import { findFile } from '../../../src/engine/vfs/files';
import { peekFile } from '../../../src/engine/vfs/peek';
import { cacheFreepages } from '../../../src/engine/vm/cache';
import { checkInvariants } from '../../../src/engine/vm/sanitycheck';
import { machineWith, result, spawned, type Fields } from '../testMachine';

const [NEW, HELLO] = [1, 2];
/** 64 ** 7 pages: where the indexes of sparse arrays end. */
const END = 2 ** 42 * 4096;

it('a write reaches the disk from the last page that a file can have, and goes no further', () => {
  const machine = machineWith({ strings: ['/new', 'hello'] });
  const process = spawned(machine);
  const open = (flags: number): number =>
    result(machine, process, VFS_OPEN, { text: NEW, flags, request: 0o644 });
  const write = (fields: Fields): number =>
    result(machine, process, VFS_WRITE, { text: HELLO, length: 5, ...fields });
  expect(open(O_RDWR | O_CREAT)).toBe(3);
  const at = { descriptor: 3, request: 1 };
  expect(write({ ...at, offset: END - 4096 })).toBe(5);
  expect(cacheFreepages(machine, 10)).toBe(1);
  const file = findFile(machine, NEW);
  const out = new Uint8Array(9);
  expect(peekFile(machine, file, 2 ** 42 - 1, 0, out)).toBe(5);
  expect(new TextDecoder().decode(out.subarray(0, 5))).toBe('hello');
  expect(write({ ...at, offset: END - 2 })).toBe(2);
  expect(machine.files.sizePages.get(file)).toBe(2 ** 42);
  expect(machine.files.sizeOffset.get(file)).toBe(0);
  expect(write({ ...at, offset: END })).toBe(-ERRNO.EFBIG);
  // Only when something is to be written.
  expect(write({ ...at, offset: END, length: 0 })).toBe(0);
  expect(open(O_RDWR | O_APPEND)).toBe(4);
  expect(write({ descriptor: 4 })).toBe(-ERRNO.EFBIG);
  expect(checkInvariants(machine)).toEqual([]);
});
