/** The access path: what an access returns, what it leaves in the page table and in the TLBs. */
import { describe, expect, it } from 'vitest';
import { i386, x86_64 } from '../../src/arch/architecture';
import { ENTRY_EXECUTABLE, ENTRY_GLOBAL, ENTRY_LARGE, ENTRY_PRESENT } from '../../src/arch/entries';
import {
  FETCH,
  flushAsid,
  flushTlb,
  invalidatePageOf,
  loadRoot,
  READ,
  translate,
  WRITE,
} from '../../src/arch/mmu';
import { peekTlb, peekTlbEntries, peekTlbEntry, peekTranslate } from '../../src/arch/peek';
import { Checkpoints } from '../../src/machine/checkpoints';
import { EVENT } from '../../src/machine/events';
import { MachineHash } from '../../src/machine/hash';
import { Paged, READ_ONLY, READ_WRITE, ROOT } from './pagedFixture';

const PAGE = 0x12345;
const ACCESSED = 0x20;
const DIRTY = 0x40;

/** The code of a page fault. */
function codeOf(result: number): number {
  return -1 - result;
}

describe('page faults of i386', () => {
  // Intel SDM volume 3A, figure 4-12: bit 0 protection, bit 1 write, bit 2 user mode.
  it('say 4 and 6 for pages that are not present', () => {
    const { machine } = new Paged(i386);
    expect(codeOf(translate(machine, 1, PAGE, READ))).toBe(4);
    expect(codeOf(translate(machine, 1, PAGE, WRITE))).toBe(6);
    expect(machine.cpus.faultPage.get(1)).toBe(PAGE);
  });

  it('say 7 for a write to a read-only page, whether the TLB has it or not', () => {
    const paged = new Paged(i386);
    paged.map(PAGE, 9, READ_ONLY);
    expect(codeOf(translate(paged.machine, 1, PAGE, WRITE))).toBe(7);
    expect(translate(paged.machine, 1, PAGE, READ)).toBe(9);
    expect(codeOf(translate(paged.machine, 1, PAGE, WRITE))).toBe(7);
  });

  it('say 5 for a read of a page of the kernel, small or large', () => {
    const paged = new Paged(i386);
    paged.map(PAGE, 9, ENTRY_PRESENT);
    paged.map(0xf0400, 0x400, ENTRY_PRESENT | ENTRY_LARGE | ENTRY_GLOBAL, 2);
    expect(codeOf(translate(paged.machine, 1, PAGE, READ))).toBe(5);
    expect(codeOf(translate(paged.machine, 1, 0xf0401, READ))).toBe(5);
  });

  it('change no entry and fill no TLB', () => {
    const paged = new Paged(i386);
    paged.map(PAGE, 9, READ_ONLY);
    const before = paged.entry(PAGE);
    translate(paged.machine, 1, PAGE, WRITE);
    expect(paged.entry(PAGE)).toBe(before);
    expect(paged.entry(PAGE, 2) & ACCESSED).toBe(0);
    expect(peekTlb(paged.machine, 1, PAGE)).toBe(-1);
  });

  it('drop the entry that forbade the access, so that a retry sees what the kernel wrote', () => {
    const paged = new Paged(i386);
    paged.map(PAGE, 9, READ_ONLY);
    translate(paged.machine, 1, PAGE, READ);
    paged.map(PAGE, 9, READ_WRITE);
    expect(codeOf(translate(paged.machine, 1, PAGE, WRITE))).toBe(7);
    expect(translate(paged.machine, 1, PAGE, WRITE)).toBe(9);
  });
});

describe('page faults of x86-64', () => {
  it('have the fetch bit, and obey execute-disable', () => {
    const paged = new Paged(x86_64);
    paged.map(PAGE, 9, READ_WRITE & ~ENTRY_EXECUTABLE);
    expect(codeOf(translate(paged.machine, 1, PAGE, FETCH))).toBe(0b10101);
    expect(codeOf(translate(paged.machine, 1, PAGE + 1, FETCH))).toBe(0b10100);
    expect(translate(paged.machine, 1, PAGE, WRITE)).toBe(9);
    expect(codeOf(translate(paged.machine, 1, PAGE, FETCH))).toBe(0b10101);
  });

  it('take page numbers that are not canonical for absent, and do not confuse them with others', () => {
    const paged = new Paged(x86_64);
    const page = 0x7fffffff0;
    paged.map(page, 9, READ_WRITE);
    expect(translate(paged.machine, 1, page, READ)).toBe(9);
    expect(codeOf(translate(paged.machine, 1, page + 2 ** 36, READ))).toBe(4);
    expect(peekTranslate(paged.machine, ROOT, page + 2 ** 36)).toBe(-1);
    const kernel = 2 ** 52 - 512;
    paged.map(kernel, 8, READ_WRITE);
    expect(translate(paged.machine, 1, kernel, READ)).toBe(8);
  });

  it('say that a reserved bit is set when an entry names a frame that no machine has', () => {
    const paged = new Paged(x86_64);
    paged.map(PAGE, 2 ** 39, READ_WRITE);
    expect(codeOf(translate(paged.machine, 1, PAGE, READ))).toBe(0b1101);
  });
});

describe('accessed and dirty bits', () => {
  it('are set by the walk: accessed on the whole way, dirty for a write', () => {
    const paged = new Paged(i386);
    paged.map(PAGE, 9, READ_WRITE);
    translate(paged.machine, 1, PAGE, READ);
    expect(paged.entry(PAGE, 2) & (ACCESSED | DIRTY)).toBe(ACCESSED);
    expect(paged.entry(PAGE) & (ACCESSED | DIRTY)).toBe(ACCESSED);
    expect(paged.machine.cpus.accessedSets.get(1)).toBe(2);
  });

  it('dirty is set once by writes through a clean entry', () => {
    const paged = new Paged(i386);
    paged.map(PAGE, 9, READ_WRITE);
    translate(paged.machine, 1, PAGE, READ);
    translate(paged.machine, 1, PAGE, WRITE);
    translate(paged.machine, 1, PAGE, WRITE);
    expect(paged.entry(PAGE) & DIRTY).toBe(DIRTY);
    expect(paged.machine.cpus.dirtySets.get(1)).toBe(1);
    expect(paged.machine.cpus.walks.get(1)).toBe(1);
  });
});

describe('large pages', () => {
  const LARGE = READ_WRITE | ENTRY_LARGE;

  it.each([
    { architecture: i386, size: 1024 },
    { architecture: x86_64, size: 512 },
  ])('of $architecture.name are one entry for $size pages', ({ architecture, size }) => {
    const paged = new Paged(architecture);
    const first = 5 * size;
    paged.map(first, 3 * size, LARGE, 2);
    expect(translate(paged.machine, 1, first + 7, WRITE)).toBe(3 * size + 7);
    expect(translate(paged.machine, 1, first + size - 1, READ)).toBe(4 * size - 1);
    expect(translate(paged.machine, 1, first, WRITE)).toBe(3 * size);
    expect(paged.machine.tlbs.hits.get(1)).toBe(2);
    expect(paged.machine.cpus.walks.get(1)).toBe(1);
    expect(peekTranslate(paged.machine, ROOT, first + 9)).toBe(3 * size + 9);
    invalidatePageOf(paged.machine, 1, first + 100, 0);
    expect(peekTlb(paged.machine, 1, first)).toBe(-1);
  });
});

describe('what the kernel does to TLBs', () => {
  function filled(asid: boolean): Paged {
    const paged = new Paged(i386, { asid });
    paged.map(1, 9, READ_WRITE);
    paged.map(2, 10, READ_WRITE | ENTRY_GLOBAL);
    translate(paged.machine, 1, 1, READ);
    translate(paged.machine, 1, 2, READ);
    return paged;
  }

  it('a load of the root drops what is not global', () => {
    const { machine } = filled(false);
    loadRoot(machine, 1, ROOT, 0);
    expect(peekTlb(machine, 1, 1)).toBe(-1);
    expect(peekTlb(machine, 1, 2)).toBeGreaterThan(0);
    expect(machine.tlbs.flushes.get(1)).toBe(2);
  });

  it('a flush drops all', () => {
    const { machine } = filled(false);
    flushTlb(machine, 1, false);
    expect(peekTlbEntries(machine, machine.mmus[0].data)).toEqual([]);
  });

  it('an invalidation drops one page, and a page that is not there costs nothing', () => {
    const { machine } = filled(false);
    invalidatePageOf(machine, 1, 2, 0);
    invalidatePageOf(machine, 1, 3, 0);
    expect(peekTlb(machine, 1, 2)).toBe(-1);
    expect(peekTlb(machine, 1, 1)).toBeGreaterThan(0);
    expect(machine.tlbs.invalidations.get(1)).toBe(1);
  });

  it('with tags, address spaces keep their entries and see only their own and global ones', () => {
    const paged = filled(true);
    const { machine } = paged;
    paged.map(1, 11, READ_WRITE, 1, 2);
    loadRoot(machine, 1, 2, 7);
    expect(translate(machine, 1, 1, READ)).toBe(11);
    const walks = machine.cpus.walks.get(1);
    expect(translate(machine, 1, 2, READ)).toBe(10);
    loadRoot(machine, 1, ROOT, 0);
    expect(translate(machine, 1, 1, READ)).toBe(9);
    expect(machine.cpus.walks.get(1)).toBe(walks);
    flushAsid(machine, 1, 7);
    loadRoot(machine, 1, 2, 7);
    expect(peekTlb(machine, 1, 1)).toBe(-1);
    expect(peekTlbEntry(machine, peekTlb(machine, 1, 2)).frame).toBe(10);
  });
});

describe('shapes of TLBs', () => {
  /** Pages of one set in order of use, most recent first. */
  function order(paged: Paged): number[] {
    const { machine } = paged;
    return peekTlbEntries(machine, machine.mmus[0].data).map(
      (entry) => peekTlbEntry(machine, entry).page,
    );
  }

  it.each([1, 2, 8, 12, 16, 64])('replace the least recently used of %i ways', (ways) => {
    const paged = new Paged(i386, { tlb: [{ entries: ways, ways }] });
    for (let page = 0; page <= ways; page++) paged.map(page, page, READ_WRITE);
    const used: number[] = [];
    const use = (page: number): void => {
      translate(paged.machine, 1, page, READ);
      const at = used.indexOf(page);
      if (at >= 0) used.splice(at, 1);
      used.unshift(page);
      if (used.length > ways) used.pop();
    };
    for (let i = 0; i < 40 * ways; i++) {
      use((i * i + (i >> 2)) % (ways + 1));
      expect(order(paged)).toEqual(used);
    }
  });

  it('fetches and data have first levels of their own, and share the second', () => {
    const paged = new Paged(i386, {
      tlb: [
        { entries: 16, ways: 4 },
        { entries: 64, ways: 4 },
      ],
      itlb: { entries: 8, ways: 4 },
    });
    paged.map(1, 9, READ_WRITE);
    const { machine } = paged;
    translate(machine, 1, 1, FETCH);
    translate(machine, 1, 1, READ);
    translate(machine, 1, 1, FETCH);
    const { hits, misses } = machine.tlbs;
    expect([1, 2, 3].map((row) => [hits.get(row), misses.get(row)])).toEqual([
      [1, 1],
      [0, 1],
      [1, 1],
    ]);
  });
});

describe('who looks on', () => {
  /** Accesses with hits, misses, evictions, first writes, faults and retries, on TLBs of 8 and 32 entries. */
  function run(observed: boolean): { paged: Paged; events: number[] } {
    const paged = new Paged(i386, {
      tlb: [
        { entries: 8, ways: 2 },
        { entries: 32, ways: 4 },
      ],
    });
    const events: number[] = [];
    if (observed) {
      paged.machine.trace.arm(Infinity, {
        onEvent: (kind) => {
          events.push(kind);
          return false;
        },
      });
    }
    let state = 1;
    for (let i = 0; i < 4000; i++) {
      state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
      const page = (state >>> 8) % 60;
      const access = (state >>> 20) % 3;
      if (translate(paged.machine, 1, page, access) >= 0) continue;
      paged.map(page, 100 + page, access === WRITE ? READ_WRITE : READ_ONLY);
    }
    return { paged, events };
  }

  it('sees every fill and eviction, and changes nothing', () => {
    const alone = run(false);
    const watched = run(true);
    const { machine } = watched.paged;
    expect(new MachineHash(machine.store).all()).toBe(
      new MachineHash(alone.paged.machine.store).all(),
    );
    expect(machine.trace.now).toBe(alone.paged.machine.trace.now);
    expect(alone.paged.machine.trace.kinds).toBe(machine.trace.kinds);
    const count = (kind: number): number => watched.events.filter((one) => one === kind).length;
    const { fills, evictions } = machine.tlbs;
    expect(count(EVENT.fill)).toBe(fills.get(1) + fills.get(2));
    expect(count(EVENT.evict)).toBe(evictions.get(1) + evictions.get(2));
    expect(evictions.get(2)).toBeGreaterThan(100);
  });

  it('a restored machine goes on as the one that was never stopped', () => {
    const { paged } = run(false);
    const { machine } = paged;
    const hash = new MachineHash(machine.store);
    const checkpoints = new Checkpoints<null>(machine.store, machine.trace);
    const kept = checkpoints.take(null);
    const more = (): number[] => {
      const frames: number[] = [];
      for (let i = 0; i < 500; i++) frames.push(translate(machine, 1, (i * 7) % 60, READ));
      return frames;
    };
    const first = more();
    const end = hash.all();
    checkpoints.restore(kept);
    expect(more()).toEqual(first);
    expect(hash.all()).toBe(end);
  });
});
