/** The region index against a sorted array. */
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
import { makeMachine } from '../fixture';

function height(machine: Machine, region: number): number {
  if (region === 0) return 0;
  const { lower, higher, factor } = machine.regions;
  const below = height(machine, lower.get(region));
  const above = height(machine, higher.get(region));
  expect(factor.get(region)).toBe(above - below);
  expect(Math.abs(above - below)).toBeLessThan(2);
  return Math.max(below, above) + 1;
}

describe('the AVL tree of regions', () => {
  const machine = makeMachine({ memory: 1024 * 1024 });
  const SPACE = 20;

  it('finds, inserts and removes like a sorted array', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(63)), { maxLength: 120 }), (steps) => {
        const rows = new Map<number, number>();
        for (const [insert, page] of steps) {
          const row = rows.get(page);
          if (insert && row === undefined) {
            const added = machine.regions.add();
            machine.regions.start.set(added, page);
            regionInsert(machine, SPACE, added);
            rows.set(page, added);
          } else if (!insert && row !== undefined) {
            regionRemove(machine, SPACE, row);
            machine.regions.remove(row);
            rows.delete(page);
          }
          height(machine, machine.vmprocs.regions.get(SPACE));
        }
        const sorted = [...rows.keys()].sort((x, y) => x - y);
        const rowOf = (page: number | undefined): number => rows.get(page ?? -1) ?? 0;
        expect(regionFirst(machine, SPACE)).toBe(rowOf(sorted[0]));
        expect(regionLast(machine, SPACE)).toBe(rowOf(sorted.at(-1)));
        for (let page = 0; page < 64; page++) {
          const search = (mode: number): number => regionSearch(machine, SPACE, page, mode);
          expect(search(SEARCH.EQUAL)).toBe(rowOf(page));
          expect(search(SEARCH.LESS)).toBe(rowOf(sorted.filter((x) => x < page).at(-1)));
          expect(search(SEARCH.LESS_EQUAL)).toBe(rowOf(sorted.filter((x) => x <= page).at(-1)));
          expect(search(SEARCH.GREATER)).toBe(rowOf(sorted.find((x) => x > page)));
          expect(search(SEARCH.GREATER_EQUAL)).toBe(rowOf(sorted.find((x) => x >= page)));
        }
        for (const row of rows.values()) {
          regionRemove(machine, SPACE, row);
          machine.regions.remove(row);
        }
        expect(machine.vmprocs.regions.get(SPACE)).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});
