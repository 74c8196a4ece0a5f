/** The region index against a sorted array, and its height against the bound of AVL trees. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  regionFirst,
  regionInsert,
  regionLast,
  regionRemove,
  regionSearch,
  SEARCH,
} from '../../../src/engine/vm/regionavl';
import type { Machine } from '../../../src/engine/machine';
import { machineWith } from '../testMachine';

const SPACE = 20;

/** Inserts regions and removes them again, beside an independent list of what is there. */
class Index {
  readonly rows = new Map<number, number>();

  constructor(readonly machine: Machine) {}

  toggle(page: number): void {
    const { regions } = this.machine;
    const row = this.rows.get(page);
    if (row === undefined) {
      const added = regions.add();
      regions.start.set(added, page);
      regionInsert(this.machine, SPACE, added);
      this.rows.set(page, added);
    } else {
      regionRemove(this.machine, SPACE, row);
      regions.remove(row);
      this.rows.delete(page);
    }
  }

  clear(): void {
    for (const page of [...this.rows.keys()]) this.toggle(page);
  }

  /** The height of the tree, or -1 if some factor is wrong or out of balance. */
  height(region = this.machine.vmprocs.regions.get(SPACE)): number {
    if (region === 0) return 0;
    const { lower, higher, factor } = this.machine.regions;
    const below = this.height(lower.get(region));
    const above = this.height(higher.get(region));
    const isGood = factor.get(region) === above - below && Math.abs(above - below) < 2;
    return below < 0 || above < 0 || !isGood ? -1 : Math.max(below, above) + 1;
  }

  search(page: number, mode: number): number {
    return regionSearch(this.machine, SPACE, page, mode);
  }

  /** What the list says. */
  expected(fits: (start: number) => boolean, nearest: 1 | -1): number {
    const starts = [...this.rows.keys()].filter(fits).sort((x, y) => (x - y) * nearest);
    return this.rows.get(starts[0] ?? -1) ?? 0;
  }
}

describe('the AVL tree of regions', () => {
  const machine = machineWith({ configuration: { memory: 1024 * 1024 } });

  it('finds, inserts and removes like a sorted array', () => {
    const index = new Index(machine);
    fc.assert(
      fc.property(fc.array(fc.nat(63), { maxLength: 120 }), (steps) => {
        index.clear();
        for (const page of steps) {
          index.toggle(page);
          if (index.height() < 0) return false;
        }
        if (regionFirst(machine, SPACE) !== index.expected(() => true, 1)) return false;
        if (regionLast(machine, SPACE) !== index.expected(() => true, -1)) return false;
        for (let page = 0; page < 64; page++) {
          const isRight =
            index.search(page, SEARCH.EQUAL) === (index.rows.get(page) ?? 0) &&
            index.search(page, SEARCH.LESS) === index.expected((x) => x < page, -1) &&
            index.search(page, SEARCH.LESS_EQUAL) === index.expected((x) => x <= page, -1) &&
            index.search(page, SEARCH.GREATER) === index.expected((x) => x > page, 1) &&
            index.search(page, SEARCH.GREATER_EQUAL) === index.expected((x) => x >= page, 1);
          if (!isRight) return false;
        }
        return true;
      }),
      { numRuns: 200 },
    );
    index.clear();
    expect(machine.vmprocs.regions.get(SPACE)).toBe(0);
  });

  it.each([
    ['ascending', (i: number) => i],
    ['descending', (i: number) => 4000 - i],
    ['scattered', (i: number) => (i * 1999) % 4001],
  ])('stays balanced when 4,000 regions come %s and half of them go', (_order, page) => {
    const index = new Index(machine);
    for (let i = 0; i < 4000; i++) index.toggle(page(i));
    // Knuth, The Art of Computer Programming 3, 6.2.3 theorem A: at most 1.4405 lg(n + 2) - 0.3277.
    const highest = (n: number): number => 1.4405 * Math.log2(n + 2) - 0.3277;
    expect(index.height()).toBeGreaterThan(0);
    expect(index.height()).toBeLessThanOrEqual(highest(4000));
    for (let i = 0; i < 4000; i += 2) index.toggle(page(i));
    expect(index.height()).toBeGreaterThan(0);
    expect(index.height()).toBeLessThanOrEqual(highest(2000));
    expect(index.rows.size).toBe(2000);
    index.clear();
  });

  it('does not mind a region that it does not have', () => {
    const stranger = machine.regions.add();
    machine.regions.start.set(stranger, 7);
    regionRemove(machine, SPACE, stranger);
    expect(regionFirst(machine, SPACE)).toBe(0);
    expect(regionLast(machine, SPACE)).toBe(0);
    machine.regions.remove(stranger);
  });

  it('holds page numbers beyond 2 ** 32', () => {
    const index = new Index(machine);
    const pages = [0x7fffffff0, 0x400000000, 0x100000001, 1];
    for (const page of pages) index.toggle(page);
    expect(index.search(0x7fffffff1, SEARCH.LESS)).toBe(index.rows.get(0x7fffffff0));
    expect(index.search(0x100000000, SEARCH.GREATER)).toBe(index.rows.get(0x100000001));
    index.clear();
  });
});
