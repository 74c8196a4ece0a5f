/** lseek, by POSIX lseek; where systems differ, by lseek(2) of Linux and NetBSD, and by MINIX's actual_lseek. */
import { describe, expect, it } from 'vitest';
import type { PersonalityName } from '../../../src/engine/configuration';
import { ERRNO } from '../../../src/engine/errno';
import type { Machine } from '../../../src/engine/machine';
import {
  PM_FORK,
  VFS_DUP,
  VFS_LSEEK,
  VFS_OPEN,
  VFS_PIPE,
  VFS_WRITE,
} from '../../../src/engine/messages';
import { findByPid } from '../../../src/engine/pm/mproc';
import { O_RDWR } from '../../../src/engine/vfs/descriptors';
import { findFile } from '../../../src/engine/vfs/files';
import { DUP_LOWEST } from '../../../src/engine/vfs/open';
import { SEEK_CUR, SEEK_END, SEEK_SET } from '../../../src/engine/vfs/lseek';
import { checkInvariants } from '../../../src/engine/vm/sanitycheck';
import { addressOf, machineWith, result, spawned } from '../testMachine';

const [DATA, TEXT] = [1, 2];
const SIZE = 8192 + 10;

/** A process that has a file of 8202 bytes open as descriptor 3. */
function opened(personality: PersonalityName = 'posix'): readonly [Machine, number] {
  const machine = machineWith({
    configuration: { personality },
    strings: ['/data', 'hello'],
    files: [{ path: DATA, bytes: SIZE }],
  });
  const process = spawned(machine);
  expect(result(machine, process, VFS_OPEN, { text: DATA, flags: O_RDWR })).toBe(3);
  return [machine, process];
}

/** The position in bytes, or -errno. */
function lseek(machine: Machine, process: number, offset: number, whence: number, fd = 3): number {
  return addressOf(machine, process, VFS_LSEEK, { descriptor: fd, offset, request: whence });
}

describe('lseek', () => {
  it('counts from the beginning, the position, or the end, over the borders of pages', () => {
    const [machine, process] = opened();
    expect(lseek(machine, process, 4095, SEEK_SET)).toBe(4095);
    expect(lseek(machine, process, 2, SEEK_CUR)).toBe(4097);
    expect(lseek(machine, process, -2, SEEK_CUR)).toBe(4095);
    expect(lseek(machine, process, -11, SEEK_END)).toBe(8191);
    expect(lseek(machine, process, 5000, SEEK_END)).toBe(SIZE + 5000);
    expect(lseek(machine, process, -SIZE, SEEK_END)).toBe(0);
    expect(checkInvariants(machine)).toEqual([]);
  });

  it('answers offsets of more than 32 bits', () => {
    const [machine, process] = opened();
    expect(lseek(machine, process, 5 * 2 ** 32 + 7, SEEK_SET)).toBe(5 * 2 ** 32 + 7);
    expect(lseek(machine, process, 0, SEEK_CUR)).toBe(5 * 2 ** 32 + 7);
  });

  it('moves the one position of all descriptors that dup and fork made of an open', () => {
    const [machine, process] = opened();
    expect(result(machine, process, VFS_DUP, { descriptor: 3, request: DUP_LOWEST })).toBe(4);
    const child = findByPid(machine, result(machine, process, PM_FORK));
    expect(lseek(machine, process, 100, SEEK_SET)).toBe(100);
    expect(lseek(machine, process, 1, SEEK_CUR, 4)).toBe(101);
    expect(lseek(machine, child, 1, SEEK_CUR)).toBe(102);
    expect(result(machine, process, VFS_OPEN, { text: DATA, flags: O_RDWR })).toBe(5);
    expect(lseek(machine, process, 0, SEEK_CUR, 5)).toBe(0);
  });

  it('fails as POSIX says, and leaves the position', () => {
    const [machine, process] = opened();
    const stays = (): void => {
      expect(lseek(machine, process, 0, SEEK_CUR)).toBe(7);
    };
    expect(lseek(machine, process, 7, SEEK_SET)).toBe(7);
    expect(lseek(machine, process, 0, SEEK_SET, 9)).toBe(-ERRNO.EBADF);
    expect(lseek(machine, process, 0, 3)).toBe(-ERRNO.EINVAL);
    stays();
    expect(lseek(machine, process, 0, -1)).toBe(-ERRNO.EINVAL);
    stays();
    expect(lseek(machine, process, -1, SEEK_SET)).toBe(-ERRNO.EINVAL);
    stays();
    expect(lseek(machine, process, -8, SEEK_CUR)).toBe(-ERRNO.EINVAL);
    stays();
    expect(lseek(machine, process, -SIZE - 1, SEEK_END)).toBe(-ERRNO.EINVAL);
    stays();
    expect(result(machine, process, VFS_PIPE)).toBe(0);
    for (const end of [4, 5]) expect(lseek(machine, process, 0, SEEK_CUR, end)).toBe(-ERRNO.ESPIPE);
    expect(lseek(machine, process, 0, SEEK_CUR, 0)).toBe(-ERRNO.ESPIPE);
  });

  it('sets a position at which no file can have a byte: a write there is EFBIG', () => {
    const [machine, process] = opened();
    // The largest off_t, 2 ** 63 - 1, is the last byte of this page.
    const last = 2 ** 63 - 4096;
    expect(lseek(machine, process, last, SEEK_SET)).toBe(last);
    const bytes = { descriptor: 3, text: TEXT, length: 5 };
    expect(result(machine, process, VFS_WRITE, bytes)).toBe(-ERRNO.EFBIG);
    expect(machine.files.sizePages.get(findFile(machine, DATA))).toBe(2);
  });

  it.each([
    ['posix', ERRNO.EOVERFLOW],
    ['linux', ERRNO.EINVAL],
    ['minix', ERRNO.EOVERFLOW],
    ['netbsd', ERRNO.EINVAL],
  ] as const)('%s: an offset that no off_t holds is error %i', (personality, error) => {
    const [machine, process] = opened(personality);
    const last = 2 ** 63 - 4096;
    expect(lseek(machine, process, last, SEEK_SET)).toBe(last);
    expect(lseek(machine, process, 4096, SEEK_CUR)).toBe(-error);
    expect(lseek(machine, process, last, SEEK_CUR)).toBe(-error);
    expect(lseek(machine, process, last, SEEK_END)).toBe(-error);
    expect(lseek(machine, process, 0, SEEK_CUR)).toBe(last);
  });
});
