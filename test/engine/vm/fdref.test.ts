/** Files that VM holds for its mappings: one reference for each file and access mode, closed after the last region. */
import { describe, expect, it } from 'vitest';
import type { Machine, ProcessRow } from '../../../src/engine/machine';
import {
  PM_EXIT,
  PM_FORK,
  VFS_CLOSE,
  VFS_OPEN,
  VM_MMAP,
  VM_MUNMAP,
} from '../../../src/engine/messages';
import { settle } from '../../../src/engine/kernel/scheduler';
import { ERRNO } from '../../../src/engine/errno';
import { findByPid } from '../../../src/engine/pm/mproc';
import { addressOf, broken, call, load, machineWith, result, spawned } from '../testMachine';

const O_RDONLY = 0;
const O_RDWR = 2;
const PROT_READ = 1;
const MAP_PRIVATE = 2;

function machineWithFile(): { machine: Machine; p: ProcessRow } {
  const machine = machineWith({
    strings: ['/data', 'abc'],
    files: [{ path: 1, bytes: 8192, fill: 2 }],
  });
  return { machine, p: spawned(machine) };
}

const open = (machine: Machine, p: ProcessRow, flags: number, path = 1): number =>
  result(machine, p, VFS_OPEN, { text: path, flags });

function map(machine: Machine, p: ProcessRow, descriptor: number, length = 4096): number {
  const fields = { length, protection: PROT_READ, flags: MAP_PRIVATE, descriptor };
  return addressOf(machine, p, VM_MMAP, fields);
}

const unmap = (machine: Machine, p: ProcessRow, address: number): number =>
  result(machine, p, VM_MUNMAP, { address, length: 4096 });

/** Open files without the console, which every process has. */
const opened = (machine: Machine): number => machine.openFiles.rowCount() - 1;

/** References of all held files. */
function counts(machine: Machine): number[] {
  const { fdrefs } = machine;
  const all: number[] = [];
  for (let at = fdrefs.nextRow(1); at !== 0; at = fdrefs.nextRow(at + 1)) {
    all.push(fdrefs.refcount.get(at));
  }
  return all;
}

describe('fdref', () => {
  it('counts the regions of a file, whichever descriptor they came by', () => {
    const { machine, p } = machineWithFile();
    const [first, second] = [open(machine, p, O_RDONLY), open(machine, p, O_RDONLY)];
    map(machine, p, first);
    expect(counts(machine)).toEqual([1]);
    map(machine, p, first);
    expect(counts(machine)).toEqual([2]);
    map(machine, p, second);
    settle(machine);
    expect(counts(machine)).toEqual([3]);
    expect(broken(machine)).toEqual([]);
  });

  it('keeps files of different access modes apart', () => {
    const { machine, p } = machineWithFile();
    map(machine, p, open(machine, p, O_RDONLY));
    map(machine, p, open(machine, p, O_RDWR));
    expect(counts(machine)).toEqual([1, 1]);
    expect(broken(machine)).toEqual([]);
  });

  it('outlives the descriptor: POSIX mmap, "close does not unmap"', () => {
    const { machine, p } = machineWithFile();
    const descriptor = open(machine, p, O_RDONLY);
    const at = map(machine, p, descriptor);
    result(machine, p, VFS_CLOSE, { descriptor });
    settle(machine);
    expect(opened(machine)).toBe(1);
    expect(load(machine, p, at, 3)).toBe('abc');
    unmap(machine, p, at);
    settle(machine);
    expect(opened(machine)).toBe(0);
    expect(counts(machine)).toEqual([]);
    expect(broken(machine)).toEqual([]);
  });

  it('holds no second open file for the same file', () => {
    const { machine, p } = machineWithFile();
    const descriptors = [open(machine, p, O_RDONLY), open(machine, p, O_RDONLY)];
    for (const descriptor of descriptors) map(machine, p, descriptor);
    for (const descriptor of descriptors) result(machine, p, VFS_CLOSE, { descriptor });
    settle(machine);
    expect(opened(machine)).toBe(1);
  });

  it('counts regions that split and that fork copies', () => {
    const { machine, p } = machineWithFile();
    const at = map(machine, p, open(machine, p, O_RDONLY), 3 * 4096);
    unmap(machine, p, at + 4096);
    expect(counts(machine)).toEqual([2]);
    const child = findByPid(machine, result(machine, p, PM_FORK));
    expect(counts(machine)).toEqual([4]);
    call(machine, child, PM_EXIT);
    settle(machine);
    expect(counts(machine)).toEqual([2]);
    expect(broken(machine)).toEqual([]);
  });

  it('is given back when the mapping fails', () => {
    const { machine, p } = machineWithFile();
    const descriptor = open(machine, p, O_RDONLY);
    // The first allocation is the reference's slot, the second the region's.
    for (const k of [1, 2]) {
      machine.kernel.failAllocation.set(1, k);
      expect(map(machine, p, descriptor)).toBe(-ERRNO.ENOMEM);
      settle(machine);
      expect(counts(machine)).toEqual([]);
      expect(broken(machine)).toEqual([]);
    }
    result(machine, p, VFS_CLOSE, { descriptor });
    expect(opened(machine)).toBe(0);
  });

  it('of 700 files are all closed when their process ends', () => {
    const paths = Array.from({ length: 700 }, (_, i) => i + 1);
    const machine = machineWith({
      strings: paths.map((path) => `/file${String(path)}`),
      files: paths.map((path) => ({ path, bytes: 10 })),
    });
    const p = spawned(machine);
    for (const path of paths) {
      const descriptor = open(machine, p, O_RDONLY, path);
      expect(map(machine, p, descriptor)).toBeGreaterThan(0);
      result(machine, p, VFS_CLOSE, { descriptor });
    }
    expect(counts(machine)).toHaveLength(700);
    call(machine, p, PM_EXIT);
    settle(machine);
    expect(counts(machine)).toEqual([]);
    expect(opened(machine)).toBe(0);
    expect(broken(machine)).toEqual([]);
  });
});
