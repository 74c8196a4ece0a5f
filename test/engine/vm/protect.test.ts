/** mprotect: POSIX mprotect, Linux mprotect(2). What it refuses, what it changes, and what it must leave alone. */
import { describe, expect, it } from 'vitest';
import { peekTlb, peekTranslate } from '../../../src/arch/peek';
import type { Configuration, PersonalityName } from '../../../src/engine/configuration';
import { ERRNO, SIGNAL, SIGNAL_CODE } from '../../../src/engine/errno';
import type { Machine, ProcessRow } from '../../../src/engine/machine';
import { PM_FORK, VFS_OPEN, VM_MMAP } from '../../../src/engine/messages';
import { findByPid } from '../../../src/engine/pm/mproc';
import { mapLookup } from '../../../src/engine/vm/region';
import { regionFirst, regionSearch, SEARCH } from '../../../src/engine/vm/regionavl';
import { VM_RULES } from '../../../src/engine/vm/rules';
import {
  MAP_PRIVATE,
  MAP_SHARED,
  PROT_EXEC,
  PROT_NONE,
  PROT_READ,
  PROT_WRITE,
} from '../../../src/engine/vm/vm';
import { loadByte, mmap, mprotect, munmap, RW, storeByte } from '../memoryCalls';
import { addressOf, broken, machineWith, result, spawned } from '../testMachine';
import { eventsOf } from '../watch';

const PAGE = 4096;
const O_RDONLY = 0;
const O_RDWR = 2;
const PROT_GROWSDOWN = 0x01000000;
const PROT_GROWSUP = 0x02000000;

interface World {
  readonly machine: Machine;
  readonly p: ProcessRow;
  /** Three pages of anonymous memory, readable and writable; nobody touched them. */
  readonly a: number;
}

function world(changes: Partial<Configuration> = {}): World {
  const machine = machineWith({ configuration: changes });
  const p = spawned(machine);
  return { machine, p, a: mmap(machine, p, 0, 3 * PAGE) };
}

/** The protection of each page from `address` on; -1 where nothing is mapped. */
function protections({ machine, p }: World, address: number, pages: number): number[] {
  return Array.from({ length: pages }, (_, i) => {
    const region = mapLookup(machine, p, address / PAGE + i);
    return region === 0 ? -1 : machine.regions.protection.get(region);
  });
}

function regionCount({ machine, p }: World): number {
  let count = 0;
  let region = regionFirst(machine, p);
  while (region !== 0) {
    count++;
    region = regionSearch(machine, p, machine.regions.start.get(region), SEARCH.GREATER);
  }
  return count;
}

/** The frame that the process's page tables give for an address, -1 for none. */
function frameAt({ machine, p }: World, address: number): number {
  return peekTranslate(machine, machine.vmprocs.root.get(p), address / PAGE);
}

function fork(machine: Machine, parent: ProcessRow): ProcessRow {
  return findByPid(machine, result(machine, parent, PM_FORK));
}

describe('mprotect refuses', () => {
  it('an address that is not page aligned', () => {
    const it = world();
    expect(mprotect(it.machine, it.p, it.a + 1, PAGE, PROT_READ)).toBe(-ERRNO.EINVAL);
    expect(protections(it, it.a, 3)).toEqual([RW, RW, RW]);
  });

  it('bits that are no protection', () => {
    const it = world();
    expect(mprotect(it.machine, it.p, it.a, PAGE, 0x80)).toBe(-ERRNO.EINVAL);
    expect(protections(it, it.a, 1)).toEqual([RW]);
  });

  it('a range that leaves user space', () => {
    const it = world();
    expect(mprotect(it.machine, it.p, it.a, 0xf0000000, PROT_READ)).toBe(-ERRNO.ENOMEM);
    expect(protections(it, it.a, 3)).toEqual([RW, RW, RW]);
  });

  it('to grow up what does not, or up and down at once, even for no bytes', () => {
    const it = world({ personality: 'linux' });
    const both = PROT_READ | PROT_GROWSDOWN | PROT_GROWSUP;
    expect(mprotect(it.machine, it.p, it.a, 0, both)).toBe(-ERRNO.EINVAL);
    expect(mprotect(it.machine, it.p, it.a, PAGE, PROT_READ | PROT_GROWSUP)).toBe(-ERRNO.EINVAL);
    expect(mprotect(it.machine, it.p, it.a, PAGE, PROT_READ | PROT_GROWSDOWN)).toBe(-ERRNO.EINVAL);
    expect(protections(it, it.a, 3)).toEqual([RW, RW, RW]);
  });

  it('more than an open mode allows: a shared mapping of a file that is only read', () => {
    const machine = machineWith({ strings: ['/f'], files: [{ path: 1, bytes: PAGE }] });
    const p = spawned(machine);
    const map = (mode: number, flags: number): number => {
      const descriptor = result(machine, p, VFS_OPEN, { text: 1, flags: mode });
      const fields = { length: PAGE, protection: PROT_READ, flags, descriptor };
      return addressOf(machine, p, VM_MMAP, fields);
    };
    const readOnly = map(O_RDONLY, MAP_SHARED);
    expect(mprotect(machine, p, readOnly, PAGE, RW)).toBe(-ERRNO.EACCES);
    expect(mprotect(machine, p, readOnly, PAGE, PROT_NONE)).toBe(0);
    expect(mprotect(machine, p, readOnly, PAGE, PROT_READ)).toBe(0);
    expect(mprotect(machine, p, map(O_RDWR, MAP_SHARED), PAGE, RW)).toBe(0);
    expect(mprotect(machine, p, map(O_RDONLY, MAP_PRIVATE), PAGE, RW)).toBe(0);
    expect(broken(machine)).toEqual([]);
  });

  it('to split when the process has as many regions as it may', () => {
    // The stack and the mapping; the middle page would make them four.
    const it = world({ maxMapCount: 3 });
    expect(mprotect(it.machine, it.p, it.a + PAGE, PAGE, PROT_READ)).toBe(-ERRNO.ENOMEM);
    expect(protections(it, it.a, 3)).toEqual([RW, RW, RW]);
    expect(regionCount(it)).toBe(2);
    expect(broken(it.machine)).toEqual([]);
  });
});

describe('mprotect of a range with a hole', () => {
  const holed = (personality: PersonalityName): World => {
    const it = world({ personality });
    munmap(it.machine, it.p, it.a + PAGE, PAGE);
    return it;
  };

  it.each(['posix', 'netbsd'] as const)('changes nothing in personality %s', (personality) => {
    const it = holed(personality);
    expect(mprotect(it.machine, it.p, it.a, 3 * PAGE, PROT_READ)).toBe(-ERRNO.ENOMEM);
    expect(protections(it, it.a, 3)).toEqual([RW, -1, RW]);
  });

  it('changes the pages before the hole in personality linux', () => {
    const it = holed('linux');
    expect(mprotect(it.machine, it.p, it.a, 3 * PAGE, PROT_READ)).toBe(-ERRNO.ENOMEM);
    expect(protections(it, it.a, 3)).toEqual([PROT_READ, -1, RW]);
  });

  it.each(['posix', 'linux'] as const)('at its start changes nothing in %s', (personality) => {
    const it = holed(personality);
    expect(mprotect(it.machine, it.p, it.a + PAGE, 2 * PAGE, PROT_READ)).toBe(-ERRNO.ENOMEM);
    expect(protections(it, it.a, 3)).toEqual([RW, -1, RW]);
  });
});

describe('mprotect of a part', () => {
  it('of no bytes does nothing, of one byte changes its page', () => {
    const it = world();
    expect(mprotect(it.machine, it.p, it.a, 0, PROT_READ)).toBe(0);
    expect(protections(it, it.a, 3)).toEqual([RW, RW, RW]);
    expect(mprotect(it.machine, it.p, it.a, 1, PROT_READ)).toBe(0);
    expect(protections(it, it.a, 3)).toEqual([PROT_READ, RW, RW]);
  });

  it('splits the region, and what is alike again is merged again', () => {
    const it = world();
    const { machine, p, a } = it;
    expect(mprotect(machine, p, a + PAGE, PAGE, PROT_READ)).toBe(0);
    expect(protections(it, a, 3)).toEqual([RW, PROT_READ, RW]);
    expect(regionCount(it)).toBe(4);
    expect(mprotect(machine, p, a + PAGE, PAGE, RW)).toBe(0);
    expect(regionCount(it)).toBe(2);
    expect(machine.regions.pages.get(mapLookup(machine, p, a / PAGE))).toBe(3);
    expect(broken(machine)).toEqual([]);
  });

  it('leaves three regions where nothing is merged', () => {
    const it = world({ merge: false });
    mprotect(it.machine, it.p, it.a + PAGE, PAGE, PROT_READ);
    mprotect(it.machine, it.p, it.a + PAGE, PAGE, RW);
    expect(regionCount(it)).toBe(4);
  });

  it('changes all regions of the range', () => {
    const it = world();
    const { machine, p, a } = it;
    mprotect(machine, p, a + PAGE, PAGE, PROT_NONE);
    expect(mprotect(machine, p, a, 3 * PAGE, PROT_READ | PROT_EXEC)).toBe(0);
    expect(protections(it, a, 3)).toEqual(Array(3).fill(PROT_READ | PROT_EXEC));
    expect(regionCount(it)).toBe(2);
  });

  it('reaches down to the beginning of a stack with PROT_GROWSDOWN', () => {
    const it = world({ personality: 'linux' });
    const { machine, p } = it;
    const top = machine.architecture.stackTopPage;
    const stack = mapLookup(machine, p, top - 1);
    const start = machine.regions.start.get(stack);
    const asked = RW | PROT_EXEC | PROT_GROWSDOWN;
    expect(mprotect(machine, p, (top - 1) * PAGE, PAGE, asked)).toBe(0);
    expect(machine.regions.start.get(mapLookup(machine, p, top - 1))).toBe(start);
    expect(machine.regions.protection.get(stack)).toBe(RW | PROT_EXEC);
  });
});

describe('the pages of a protected range', () => {
  it('leave the TLB with the right that they lose, so that the next store is a fault', () => {
    const it = world();
    const { machine, p, a } = it;
    storeByte(machine, p, a, 7);
    expect(peekTlb(machine, 1, a / PAGE)).toBeGreaterThanOrEqual(0);
    mprotect(machine, p, a, PAGE, PROT_READ);
    expect(peekTlb(machine, 1, a / PAGE)).toBe(-1);
    expect(loadByte(machine, p, a)).toBe(7);
    expect(storeByte(machine, p, a, 8)).toBe(false);
    expect(machine.processes.signal.get(p)).toBe(SIGNAL.SIGSEGV);
    expect(machine.processes.signalCode.get(p)).toBe(SIGNAL_CODE.SEGV_ACCERR);
  });

  it('keep their contents and their frame under PROT_NONE, where nobody can reach them', () => {
    const it = world();
    const { machine, p, a } = it;
    storeByte(machine, p, a, 7);
    const frame = frameAt(it, a);
    const { minor } = machine.vmprocs;
    const faults = minor.get(p);
    mprotect(machine, p, a, PAGE, PROT_NONE);
    expect(frameAt(it, a)).toBe(-1);
    expect(broken(machine)).toEqual([]);
    mprotect(machine, p, a, PAGE, RW);
    expect(frameAt(it, a)).toBe(frame);
    expect(loadByte(machine, p, a)).toBe(7);
    expect(storeByte(machine, p, a, 8)).toBe(true);
    expect(minor.get(p)).toBe(faults);
  });

  it('of a fork stay write-protected when they become writable again', () => {
    const { machine, p, a } = world();
    storeByte(machine, p, a, 7);
    const child = fork(machine, p);
    for (const process of [p, child]) {
      mprotect(machine, process, a, PAGE, PROT_READ);
      mprotect(machine, process, a, PAGE, RW);
    }
    storeByte(machine, child, a, 8);
    expect(machine.vmprocs.cow.get(child)).toBe(1);
    expect(loadByte(machine, p, a)).toBe(7);
    expect(loadByte(machine, child, a)).toBe(8);
    expect(broken(machine)).toEqual([]);
  });

  it('that hold the shared frame of zeros stay write-protected', () => {
    const { machine, p, a } = world({ zeroPage: true });
    loadByte(machine, p, a);
    loadByte(machine, p, a + PAGE);
    mprotect(machine, p, a, 2 * PAGE, PROT_READ);
    mprotect(machine, p, a, 2 * PAGE, RW);
    storeByte(machine, p, a, 7);
    expect(loadByte(machine, p, a + PAGE)).toBe(0);
    expect(broken(machine)).toEqual([]);
  });

  it('of a private file are copied, not written, when they become writable', () => {
    const files = [{ path: 1, bytes: PAGE, fill: 2 }];
    const machine = machineWith({ strings: ['/f', 'f'], files });
    const p = spawned(machine);
    const descriptor = result(machine, p, VFS_OPEN, { text: 1, flags: O_RDONLY });
    const file = { length: PAGE, protection: PROT_READ, descriptor };
    const mine = addressOf(machine, p, VM_MMAP, { ...file, flags: MAP_PRIVATE });
    const theirs = addressOf(machine, p, VM_MMAP, { ...file, flags: MAP_SHARED });
    expect(loadByte(machine, p, mine)).toBe('f'.charCodeAt(0));
    mprotect(machine, p, mine, PAGE, RW);
    storeByte(machine, p, mine, 7);
    expect(loadByte(machine, p, theirs)).toBe('f'.charCodeAt(0));
    expect(broken(machine)).toEqual([]);
  });
});

describe('the events of mprotect', () => {
  it('say what was split, protected, rewritten, flushed and merged', () => {
    const { machine, p, a } = world();
    const middle = a + PAGE;
    storeByte(machine, p, middle, 1);
    const kinds = ['split', 'region', 'pte', 'flush', 'merge'];
    const eventsFor = (protection: number) =>
      eventsOf(machine, () => mprotect(machine, p, middle, PAGE, protection))
        .filter(({ kind }) => kinds.includes(kind))
        .map(({ kind, a, b, rule }) => [kind, kind === 'pte' || kind === 'region' ? a : b, rule]);
    const [page, rules] = [middle / PAGE, VM_RULES];
    expect(eventsFor(PROT_READ)).toEqual([
      ['split', page, rules.splitProtect.id],
      ['split', page + 1, rules.splitProtect.id],
      ['region', page, rules.regionProtected.id],
      ['pte', page, rules.entryProtected.id],
      ['flush', 1, 0],
    ]);
    expect(eventsFor(RW)).toEqual([
      ['region', page, rules.regionProtected.id],
      ['pte', page, rules.entryProtected.id],
      ['merge', page, rules.mergedAlike.id],
      ['merge', page + 1, rules.mergedAlike.id],
    ]);
    expect(eventsFor(RW)).toEqual([]);
  });

  it('take back the first split when the second one fails', () => {
    const { machine, p, a } = world({ maxMapCount: 3 });
    const seen = eventsOf(machine, () => mprotect(machine, p, a + PAGE, PAGE, PROT_READ));
    const shown = seen.filter(({ kind }) => kind === 'split' || kind === 'merge');
    expect(shown.map(({ kind, rule }) => [kind, rule])).toEqual([
      ['split', VM_RULES.splitProtect.id],
      ['merge', VM_RULES.mergedBack.id],
    ]);
  });
});

describe('the access that a protection allows', () => {
  it.each([
    [PROT_READ, 5, false],
    [PROT_WRITE, 5, true],
    [PROT_EXEC, 5, false],
  ])('protection %i: a load gives %i, a store succeeds: %s', (protection, loaded, stores) => {
    const { machine, p, a } = world();
    storeByte(machine, p, a, 5);
    mprotect(machine, p, a, PAGE, protection);
    // i386 has no bit that forbids reading: whatever may be used may be read (SDM 3A, 4.6).
    expect(loadByte(machine, p, a)).toBe(loaded);
    expect(storeByte(machine, p, a, 6)).toBe(stores);
  });
});
