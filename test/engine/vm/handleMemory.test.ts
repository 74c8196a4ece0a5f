/** MAP_POPULATE (mmap(2)): the pages of a new mapping are there when the call returns, also those of a file. */
import { describe, expect, it } from 'vitest';
import { peekTranslate } from '../../../src/arch/peek';
import { settle } from '../../../src/engine/kernel/scheduler';
import type { Machine, ProcessRow } from '../../../src/engine/machine';
import { PM_FORK, PM_KILL, VFS_OPEN, VM_MMAP, VM_MUNMAP } from '../../../src/engine/messages';
import { findByPid } from '../../../src/engine/pm/mproc';
import { ACTION } from '../../../src/engine/processNumbers';
import { cachedFrame } from '../../../src/engine/vfs/pageCache';
import { ptIsDirty } from '../../../src/engine/vm/pagetable';
import {
  MAP_ANONYMOUS,
  MAP_NONBLOCK,
  MAP_POPULATE,
  MAP_PRIVATE,
  MAP_SHARED,
  PROT_NONE,
  PROT_READ,
} from '../../../src/engine/vm/vm';
import { RW } from '../memoryCalls';
import { addressOf, begin, broken, load, machineWith, result, spawned } from '../testMachine';

const PAGE = 4096;
const O_RDWR = 2;
const CLONE_VM = 0x100;
const CLONE_SIGHAND = 0x800;
const CLONE_THREAD = 0x10000;
/** Two pages of the file, and one behind its end. */
const PAGES = 3;

interface World {
  readonly machine: Machine;
  readonly p: ProcessRow;
  readonly descriptor: number;
}

/** A file of two pages, of which the disk was asked for none. */
function world(): World {
  const files = [{ path: 1, bytes: 2 * PAGE, fill: 2 }];
  const machine = machineWith({ strings: ['/f', 'abc'], files });
  const p = spawned(machine);
  return { machine, p, descriptor: result(machine, p, VFS_OPEN, { text: 1, flags: O_RDWR }) };
}

const fieldsOf = ({ descriptor }: World, protection: number, flags: number, pages = 2) => ({
  ...{ length: pages * PAGE, protection, flags: flags | MAP_POPULATE, descriptor },
});

function populate(it: World, protection: number, flags: number, pages = 2): number {
  return addressOf(it.machine, it.p, VM_MMAP, fieldsOf(it, protection, flags, pages));
}

/** The frame of each page from `address` on, -1 where none is present. */
function frames({ machine, p }: World, address: number, pages = 2): number[] {
  const root = machine.vmprocs.root.get(machine.processes.vmproc.get(p));
  return Array.from({ length: pages }, (_, i) => peekTranslate(machine, root, address / PAGE + i));
}

const fileOf = ({ machine }: World): number => {
  const { files } = machine;
  for (let file = files.nextRow(1); file !== 0; file = files.nextRow(file + 1)) {
    if (files.name.get(file) === 1) return file;
  }
  return 0;
};

function cacheOf(it: World): number[] {
  return [0, 1].map((page) => cachedFrame(it.machine, fileOf(it), page));
}

describe('MAP_POPULATE of a file', () => {
  it('waits for the disk, and then no page faults', () => {
    const it = world();
    const { machine, p } = it;
    const before = machine.kernel.ticks.get(1);
    const at = populate(it, PROT_READ, MAP_PRIVATE);
    expect(machine.diskState.reads.get(1)).toBe(2);
    // Each transfer takes its time, one after the other.
    const waited = machine.kernel.ticks.get(1) - before;
    expect(waited).toBeGreaterThanOrEqual(2 * machine.diskState.latency.get(1));
    expect(frames(it, at)).toEqual(cacheOf(it));
    expect(cacheOf(it).every((frame) => frame > 0)).toBe(true);
    expect(load(machine, p, at, 3)).toBe('abc');
    const { minor, major } = machine.vmprocs;
    expect([minor.get(p), major.get(p)]).toEqual([0, 0]);
    expect(broken(machine)).toEqual([]);
  });

  it('needs no disk for what is cached', () => {
    const it = world();
    populate(it, PROT_READ, MAP_SHARED);
    const at = populate(it, PROT_READ, MAP_PRIVATE);
    expect(it.machine.diskState.reads.get(1)).toBe(2);
    expect(frames(it, at)).toEqual(cacheOf(it));
  });

  it('copies the pages of a writable private mapping, and writes none of a shared one', () => {
    const it = world();
    const own = frames(it, populate(it, RW, MAP_PRIVATE));
    const shared = populate(it, RW, MAP_SHARED);
    expect(own.every((frame) => frame > 0 && !cacheOf(it).includes(frame))).toBe(true);
    expect(frames(it, shared)).toEqual(cacheOf(it));
    expect(ptIsDirty(it.machine, it.p, shared / PAGE)).toBe(false);
    expect(broken(it.machine)).toEqual([]);
  });

  it('ends where the file ends, and the call succeeds', () => {
    const it = world();
    const at = populate(it, PROT_READ, MAP_PRIVATE, PAGES);
    expect(at).toBeGreaterThan(0);
    expect(frames(it, at, PAGES)).toEqual([...cacheOf(it), -1]);
  });

  it('succeeds without the pages that the disk cannot read', () => {
    const it = world();
    const { machine } = it;
    machine.diskState.injectedError.set(1, 5);
    const at = populate(it, PROT_READ, MAP_PRIVATE);
    expect(at).toBeGreaterThan(0);
    expect(frames(it, at)).toEqual([-1, -1]);
    expect(machine.vfsRequests.rowCount()).toBe(0);
    expect(broken(machine)).toEqual([]);
  });

  it('does nothing with MAP_NONBLOCK, and none of a page that nobody may use', () => {
    const it = world();
    const lazy = populate(it, PROT_READ, MAP_PRIVATE | MAP_NONBLOCK);
    const closed = populate(it, PROT_NONE, MAP_PRIVATE);
    const anonymous = populate({ ...it, descriptor: -1 }, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS);
    for (const at of [lazy, closed, anonymous]) expect(frames(it, at)).toEqual([-1, -1]);
    expect(it.machine.diskState.reads.get(1)).toBe(0);
    expect(it.machine.physRegions.rowCount()).toBe(0);
  });
});

describe('while MAP_POPULATE waits for the disk', () => {
  const waiting = (): World => {
    const it = world();
    const fields = fieldsOf(it, PROT_READ, MAP_PRIVATE);
    expect(begin(it.machine, it.p, VM_MMAP, fields)).toBe(ACTION.WAITING);
    return it;
  };

  it('the mapping is there already', () => {
    const { machine, p } = waiting();
    // Its stack, and the file.
    expect(machine.vmprocs.regionCount.get(p)).toBe(2);
    settle(machine);
    expect(machine.processes.action.get(p)).toBe(ACTION.DONE);
    expect(machine.processes.result.get(p)).toBe(0);
    expect(broken(machine)).toEqual([]);
  });

  it('the process may end', () => {
    const { machine, p } = waiting();
    const killer = spawned(machine);
    const pid = machine.mprocs.pid.get(p);
    expect(result(machine, killer, PM_KILL, { endpoint: pid, flags: 9 })).toBe(0);
    settle(machine);
    expect(machine.vfsRequests.rowCount()).toBe(0);
    expect(machine.physRegions.rowCount()).toBe(0);
    expect(broken(machine)).toEqual([]);
  });

  it('another thread may unmap it: then it is over, and what came meanwhile stays', () => {
    const it = world();
    const { machine, p } = it;
    const flags = CLONE_VM | CLONE_SIGHAND | CLONE_THREAD;
    const thread = findByPid(machine, result(machine, p, PM_FORK, { flags }));
    begin(machine, p, VM_MMAP, fieldsOf(it, PROT_READ, MAP_PRIVATE));
    const start = machine.messages.addressPage.get(p) * PAGE;
    expect(begin(machine, thread, VM_MUNMAP, { address: start, length: 2 * PAGE })).toBe(
      ACTION.DONE,
    );
    settle(machine);
    expect(machine.processes.action.get(p)).toBe(ACTION.DONE);
    expect(frames(it, start)).toEqual([-1, -1]);
    expect(broken(machine)).toEqual([]);
  });
});
