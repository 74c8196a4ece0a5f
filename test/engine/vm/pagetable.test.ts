/** Page tables as words in memory, against the manual's formats and the worked examples of MINIX's entries. */
import { describe, expect, it } from 'vitest';
import { x86_64 } from '../../../src/arch/architecture';
import { custom, isFinding } from '../../../src/arch/customArchitecture';
import { loadRoot, READ, translate, WRITE } from '../../../src/arch/mmu';
import { peekTlb } from '../../../src/arch/peek';
import type { Configuration } from '../../../src/engine/configuration';
import { ERRNO } from '../../../src/engine/errno';
import type { Machine } from '../../../src/engine/machine';
import { PM_EXIT, PM_FORK, PM_WAIT4 } from '../../../src/engine/messages';
import { findByPid } from '../../../src/engine/pm/mproc';
import { ALLOC_RULES } from '../../../src/engine/vm/allocRules';
import {
  entryWord,
  PTF_ABSENT,
  PTF_NOEXEC,
  PTF_USER,
  PTF_WRITE,
  ptClear,
  ptFree,
  ptIsDirty,
  ptMakeTables,
  ptNew,
  ptReleaseTables,
  ptWritemap,
} from '../../../src/engine/vm/pagetable';
import { loadByte, mmap, storeByte } from '../memoryCalls';
import { call, machineWith, result, spawned } from '../testMachine';
import { eventsOf } from '../watch';

const SPACE = 100;
const RULE = 1;
const RW = PTF_USER | PTF_WRITE;
/** The page of 0xEFBFD000. */
const PAGE = 0xefbfd;

/** A machine with an empty address space in slot SPACE. */
function machineWithSpace(changes: Partial<Configuration> = {}): Machine {
  const machine = machineWith({ configuration: changes });
  expect(ptNew(machine, SPACE)).toBe(0);
  return machine;
}

const rootOf = (machine: Machine): number => machine.vmprocs.root.get(SPACE);
const tables = (machine: Machine): number => machine.vmprocs.tables.get(SPACE);
const free = (machine: Machine): number => machine.globals.freeFrames.get(1);

/** The words of a page's entry, as unsigned hexadecimal. */
function entry(machine: Machine, page: number): string {
  const word = entryWord(machine, SPACE, page);
  const hex = (at: number): string => (machine.ram.get(at) >>> 0).toString(16).padStart(8, '0');
  return machine.architecture.entry.words === 1 ? hex(word) : `${hex(word + 1)}${hex(word)}`;
}

describe('i386 tables', () => {
  it('are found by entry 958 of the directory and entry 1021 of the table for 0xEFBFD000', () => {
    const machine = machineWithSpace();
    expect(entryWord(machine, SPACE, PAGE)).toBe(-1);
    expect(ptMakeTables(machine, SPACE, PAGE, 1)).toBe(0);
    const directoryEntry = machine.ram.get(rootOf(machine) * 1024 + 958);
    // Present, writable, user: protection is in the table's entries.
    expect(directoryEntry & 0xfff).toBe(7);
    expect(entryWord(machine, SPACE, PAGE)).toBe((directoryEntry >>> 12) * 1024 + 1021);
    expect(tables(machine)).toBe(1);
  });

  it('hold 0x00345007 for frame 0x345 of a user who may write, 0x00345005 for one who may not', () => {
    const machine = machineWithSpace();
    ptMakeTables(machine, SPACE, PAGE, 1);
    ptWritemap(machine, SPACE, PAGE, 0x345, RW, RULE);
    expect(entry(machine, PAGE)).toBe('00345007');
    ptWritemap(machine, SPACE, PAGE, 0x345, PTF_USER, RULE);
    expect(entry(machine, PAGE)).toBe('00345005');
  });

  it('map the kernel by one large, global page of 4 MiB at 0xF0400000', () => {
    const machine = machineWithSpace();
    // Present, writable, large and global, not for users: SDM 3A, table 4-4.
    expect(machine.ram.get(rootOf(machine) * 1024 + 0x3c1)).toBe(0x183);
  });
});

describe('x86-64 tables', () => {
  const page = 0x7fffffffe;

  it('are four levels deep, and entries forbid fetching in bit 63', () => {
    const machine = machineWithSpace({ architecture: x86_64 });
    expect(ptMakeTables(machine, SPACE, page, 1)).toBe(0);
    expect(tables(machine)).toBe(3);
    ptWritemap(machine, SPACE, page, 0x345, RW | PTF_NOEXEC, RULE);
    expect(entry(machine, page)).toBe('8000000000345007');
    ptWritemap(machine, SPACE, page, 0x345, PTF_USER, RULE);
    expect(entry(machine, page)).toBe('0000000000345005');
    // Indexes 255, 511, 511, 510 of 512 entries of two words: SDM 3A, figure 4-8.
    expect(machine.ram.get(rootOf(machine) * 1024 + 255 * 2) & 0xfff).toBe(7);
    expect(entryWord(machine, SPACE, page) % 1024).toBe(510 * 2);
  });

  it('share the kernel tables, which stay when an address space goes', () => {
    const machine = machineWithSpace({ architecture: x86_64 });
    const shared = machine.kernel.kernelTable.get(1);
    expect(machine.ram.get(rootOf(machine) * 1024 + 511 * 2) >>> 12).toBe(shared);
    ptFree(machine, SPACE);
    expect(machine.frameUse.get(shared)).not.toBe(0);
    expect(ptNew(machine, SPACE)).toBe(0);
    expect(machine.ram.get(rootOf(machine) * 1024 + 511 * 2) >>> 12).toBe(shared);
  });

  it.each([1, 2, 3])('are not made at all when frame %i of 3 cannot be had', (k) => {
    const machine = machineWithSpace({ architecture: x86_64 });
    const before = free(machine);
    machine.kernel.failAllocation.set(1, k);
    expect(ptMakeTables(machine, SPACE, page, 1)).toBe(-ERRNO.ENOMEM);
    expect(tables(machine)).toBe(0);
    expect(free(machine)).toBe(before);
    expect(machine.ram.get(rootOf(machine) * 1024 + 255 * 2)).toBe(0);
  });

  it('of a range are not made at all when one of them cannot be had', () => {
    const machine = machineWithSpace({ architecture: x86_64 });
    ptMakeTables(machine, SPACE, 0, 1);
    ptWritemap(machine, SPACE, 0, 0x345, RW, RULE);
    const before = free(machine);
    machine.kernel.failAllocation.set(1, 3);
    expect(ptMakeTables(machine, SPACE, 0, 4 * 512)).toBe(-ERRNO.ENOMEM);
    expect(tables(machine)).toBe(3);
    expect(free(machine)).toBe(before);
    expect(entry(machine, 0)).toBe('0000000000345007');
  });
});

describe('blackboard tables', () => {
  it('have the frame number above bits 0 to 4, and no kernel', () => {
    const architecture = custom({ address: 16, page: 256, levels: [4, 4], entry: 4 });
    if (isFinding(architecture)) throw new Error(architecture.id);
    const machine = machineWithSpace({ architecture, memory: 64 * 256 });
    expect(ptMakeTables(machine, SPACE, 0x52, 1)).toBe(0);
    expect(entryWord(machine, SPACE, 0x52) % 64).toBe(2);
    ptWritemap(machine, SPACE, 0x52, 9, RW, RULE);
    expect(machine.ram.get(entryWord(machine, SPACE, 0x52))).toBe((9 << 5) | 7);
  });
});

describe('ptReleaseTables', () => {
  it('frees the tables that hold nothing, from the last level up', () => {
    const machine = machineWithSpace({ architecture: x86_64 });
    const before = free(machine);
    ptMakeTables(machine, SPACE, 0, 2 * 512);
    expect(tables(machine)).toBe(4);
    ptWritemap(machine, SPACE, 3, 0x345, RW, RULE);
    ptReleaseTables(machine, SPACE, 0, 2 * 512);
    expect(tables(machine)).toBe(3);
    ptClear(machine, SPACE, 3, RULE);
    ptReleaseTables(machine, SPACE, 3, 1);
    expect(tables(machine)).toBe(0);
    expect(free(machine)).toBe(before);
  });

  it('leaves tables outside the range alone', () => {
    const machine = machineWithSpace();
    ptMakeTables(machine, SPACE, 0, 3 * 1024);
    ptReleaseTables(machine, SPACE, 1024, 1);
    expect(tables(machine)).toBe(2);
    expect(entryWord(machine, SPACE, 1024)).toBe(-1);
    expect(entryWord(machine, SPACE, 2048)).toBeGreaterThan(0);
  });

  it('says so in an event', () => {
    const machine = machineWithSpace();
    ptMakeTables(machine, SPACE, 1024, 1);
    const seen = eventsOf(machine, () => {
      ptReleaseTables(machine, SPACE, 1030, 1);
    });
    const rule = ALLOC_RULES.tableFreed.id;
    expect(seen[0]).toEqual({ kind: 'pte', subject: SPACE, a: 1024, b: 0, rule });
  });
});

describe('ptWritemap and ptClear', () => {
  it('say each change once, with the new entry', () => {
    const machine = machineWithSpace();
    ptMakeTables(machine, SPACE, 7, 1);
    const seen = eventsOf(machine, () => {
      ptWritemap(machine, SPACE, 7, 0x345, RW, RULE);
      ptWritemap(machine, SPACE, 7, 0x345, RW, RULE);
      ptClear(machine, SPACE, 7, RULE);
      ptClear(machine, SPACE, 7, RULE);
      ptClear(machine, SPACE, 5000, RULE);
    });
    expect(seen.filter(({ kind }) => kind === 'pte')).toEqual([
      { kind: 'pte', subject: SPACE, a: 7, b: 0x345007, rule: RULE },
      { kind: 'pte', subject: SPACE, a: 7, b: 0, rule: RULE },
    ]);
  });

  it('keep what the hardware recorded about the same frame', () => {
    const machine = machineWithSpace();
    ptMakeTables(machine, SPACE, 7, 1);
    ptWritemap(machine, SPACE, 7, 0x345, RW, RULE);
    const word = entryWord(machine, SPACE, 7);
    machine.ram.set(word, machine.ram.get(word) | 0x60);
    ptWritemap(machine, SPACE, 7, 0x345, PTF_USER, RULE);
    expect(entry(machine, 7)).toBe('00345065');
    expect(ptIsDirty(machine, SPACE, 7)).toBe(true);
    ptWritemap(machine, SPACE, 7, 0x346, RW, RULE);
    expect(entry(machine, 7)).toBe('00346007');
    expect(ptIsDirty(machine, SPACE, 7)).toBe(false);
  });

  it('keep the frame of a page that nobody may use', () => {
    const machine = machineWithSpace();
    ptMakeTables(machine, SPACE, 7, 1);
    ptWritemap(machine, SPACE, 7, 0x345, PTF_ABSENT, RULE);
    const value = parseInt(entry(machine, 7), 16);
    expect(value & 1).toBe(0);
    expect(value >>> 12).toBe(0x345);
  });

  it('let a page be dirty after a store, not after a load', () => {
    const machine = machineWith();
    const p = spawned(machine);
    const at = mmap(machine, p, 0, 8192);
    loadByte(machine, p, at);
    storeByte(machine, p, at + 4096, 1);
    expect(ptIsDirty(machine, p, at / 4096)).toBe(false);
    expect(ptIsDirty(machine, p, at / 4096 + 1)).toBe(true);
    expect(ptIsDirty(machine, p, 0)).toBe(false);
  });
});

describe('TLBs', () => {
  /** Two CPUs run the address space, and both have the page in their TLBs. */
  function twoCpus(asid: boolean): Machine {
    const machine = machineWithSpace({ cpus: 2, asid });
    ptMakeTables(machine, SPACE, 7, 1);
    ptWritemap(machine, SPACE, 7, 0x345, RW, RULE);
    for (const cpu of [1, 2]) {
      loadRoot(machine, cpu, rootOf(machine), SPACE);
      expect(translate(machine, cpu, 7, READ)).toBe(0x345);
      expect(peekTlb(machine, cpu, 7)).toBeGreaterThanOrEqual(0);
    }
    return machine;
  }

  it.each([false, true])('lose a page that loses a right, on every CPU (tags: %s)', (asid) => {
    const machine = twoCpus(asid);
    const seen = eventsOf(machine, () => {
      ptWritemap(machine, SPACE, 7, 0x345, PTF_USER, RULE);
    });
    expect(seen.map(({ kind }) => kind)).toEqual(['pte', 'flush', 'shootdown', 'flush']);
    expect(seen[2]).toMatchObject({ subject: 2, a: 7, b: 1 });
    for (const cpu of [1, 2]) {
      expect(peekTlb(machine, cpu, 7)).toBe(-1);
      expect(translate(machine, cpu, 7, WRITE)).toBeLessThan(0);
    }
  });

  it.each([false, true])('are told by the CPU on which VM works (tags: %s)', (asid) => {
    const machine = twoCpus(asid);
    machine.kernel.serverCpu.set(1, 2);
    const seen = eventsOf(machine, () => {
      ptClear(machine, SPACE, 7, RULE);
    });
    expect(seen.map(({ kind, subject }) => [kind, subject])).toEqual([
      ['pte', SPACE],
      ['flush', 2],
      ['shootdown', 1],
      ['flush', 1],
    ]);
    expect(seen[2]).toMatchObject({ a: 7, b: 2 });
    const { tlbs } = machine;
    const told = [1, 2].map((row) => [tlbs.cpu.get(row), tlbs.shootdowns.get(row)]);
    expect(told).toEqual([
      [1, 1],
      [2, 0],
    ]);
  });

  it('of an address space that ends are told to drop all of it', () => {
    const machine = twoCpus(true);
    const seen = eventsOf(machine, () => {
      ptFree(machine, SPACE);
    });
    const flushes = seen.filter(({ kind }) => kind === 'flush' || kind === 'shootdown');
    expect(flushes.map(({ kind, subject, a }) => [kind, subject, a])).toEqual([
      ['flush', 1, -1],
      ['shootdown', 2, -1],
      ['flush', 2, -1],
    ]);
  });

  it.each([false, true])('lose a page that is cleared, on every CPU (tags: %s)', (asid) => {
    const machine = twoCpus(asid);
    ptClear(machine, SPACE, 7, RULE);
    for (const cpu of [1, 2]) expect(translate(machine, cpu, 7, READ)).toBeLessThan(0);
  });

  it('of other address spaces are left alone', () => {
    const machine = twoCpus(false);
    loadRoot(machine, 2, 1, 1);
    const seen = eventsOf(machine, () => {
      ptClear(machine, SPACE, 7, RULE);
    });
    expect(seen.map(({ kind }) => kind)).toEqual(['pte', 'flush']);
  });

  it('keep nothing of a dead address space under a tag that another will have', () => {
    const machine = machineWith({ configuration: { asid: true } });
    const p = spawned(machine);
    const first = findByPid(machine, result(machine, p, PM_FORK));
    const at = mmap(machine, first, 0, 4096);
    storeByte(machine, first, at, 1);
    let next = first;
    do {
      call(machine, next, PM_EXIT);
      result(machine, p, PM_WAIT4, { endpoint: -1 });
      next = findByPid(machine, result(machine, p, PM_FORK));
    } while (next !== first);
    expect(loadByte(machine, next, at)).toBe(-1);
  });
});

describe('ptFree', () => {
  it('gives back every frame of an address space', () => {
    const machine = machineWith();
    const before = free(machine);
    ptNew(machine, SPACE);
    ptMakeTables(machine, SPACE, 0, 5 * 1024);
    ptWritemap(machine, SPACE, 1024, 0x345, RW, RULE);
    expect(free(machine)).toBe(before - 6);
    ptFree(machine, SPACE);
    expect(free(machine)).toBe(before);
    expect(rootOf(machine)).toBe(0);
    expect(tables(machine)).toBe(0);
    ptFree(machine, SPACE);
    expect(free(machine)).toBe(before);
  });

  it('is undone by ptNew, whose root is empty but for the kernel', () => {
    const machine = machineWithSpace();
    ptMakeTables(machine, SPACE, 0, 1);
    ptFree(machine, SPACE);
    ptNew(machine, SPACE);
    const words = machine.ram.data.subarray(rootOf(machine) * 1024, (rootOf(machine) + 1) * 1024);
    expect(words.filter((word) => word !== 0)).toHaveLength(1);
  });

  it('has nothing to do when ptNew found no frame', () => {
    const machine = machineWith();
    machine.kernel.failAllocation.set(1, 1);
    expect(ptNew(machine, SPACE)).toBe(-ERRNO.ENOMEM);
    expect(rootOf(machine)).toBe(0);
  });
});
