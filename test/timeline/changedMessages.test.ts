/**
 * Servers trust no field of a message: whatever somebody writes into one while it is queued, the run comes to its end,
 * nothing is thrown, and the invariants hold. LAW_SEED and LAW_RUNS in the environment choose other values, and how many.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as types from '../../src/engine/messages';
import { SEED, times, TIME_LIMIT } from '../laws/settings';
import { FIELDS, kindsSent, runChanged, type Replacement } from './changedMessages';

/** Runs for each kind of message. */
const RUNS = times(60);

const KINDS = kindsSent();

/** Numbers that mean something somewhere: rows, slots, descriptors, flags, pages at the edges of user space. */
const EDGES = [
  ...[0, 1, -1, 2, 3, 7, 12, 13, 14, 100, 255, 256, 257, 999, 4095, 4096, 0x7fffffff, -0x80000000],
  ...[0xeffff, 0xf0000, 0xfffff, 0x100000, 2 ** 32, 2 ** 40, 2 ** 42 - 1, 2 ** 42, 2 ** 51],
  ...[Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER],
];

/** An endpoint, or another number of a process, as the machine has them; the n-th of them. */
function ofProcess(nth: number): Replacement {
  return ({ processes }) => processes.endpoint.get(1 + (nth % processes.lastRow()));
}

/** A row that exists: a file, an open file, a request, a frame in use. */
function ofRow(nth: number): Replacement {
  return ({ files, openFiles, diskRequests, vfsRequests, physBlocks }) => {
    const tables = [files, openFiles, diskRequests, vfsRequests, physBlocks];
    const table = tables[nth % tables.length] ?? files;
    const last = table.lastRow();
    const row = last === 0 ? 0 : 1 + (Math.floor(nth / tables.length) % last);
    return table === physBlocks ? physBlocks.frame.get(row) : row;
  };
}

/** The type of another kind of message. */
function ofType(nth: number): Replacement {
  return () => KINDS[nth % KINDS.length]?.type ?? 0;
}

const replacements: fc.Arbitrary<Replacement> = fc.oneof(
  fc.constantFrom(...EDGES).map((value) => () => value),
  fc.nat({ max: 300 }).map((value) => () => value),
  fc.maxSafeInteger().map((value) => () => value),
  fc.nat({ max: 1000 }).map(ofProcess),
  fc.nat({ max: 5000 }).map(ofRow),
  fc.nat({ max: 1000 }).map(ofType),
);

describe(`a changed field of a queued message (seed ${SEED}, ${RUNS} runs of each kind)`, () => {
  it('is tried for every kind of message', () => {
    const numbers = Object.entries(types).filter(([name, value]) => {
      const isType = /^(VM|PM|VFS)_/.test(name) && name !== 'VM_RQ_BASE';
      return isType && typeof value === 'number';
    });
    expect(KINDS.map(({ name }) => name).sort()).toEqual(numbers.map(([name]) => name).sort());
  });

  it.each(KINDS.map((kind) => [kind.name, kind] as const))(
    '%s',
    (_name, kind) => {
      const changes = fc.record({
        nth: fc.integer({ min: 1, max: kind.count }),
        field: fc.constantFrom(...FIELDS),
        replacement: replacements,
      });
      const property = fc.property(changes, ({ nth, field, replacement }) => {
        expect(runChanged(kind, nth, field, replacement)).toEqual([]);
      });
      fc.assert(property, { numRuns: RUNS, seed: SEED });
    },
    TIME_LIMIT,
  );
});
