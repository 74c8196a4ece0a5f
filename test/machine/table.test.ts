/** Rows against a set of numbers, and sparse arrays against maps. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MachineHash } from '../../src/machine/hash';
import { RADIX_FULL, RadixPool } from '../../src/machine/radix';
import { Store } from '../../src/machine/store';
import { f64, i32, lowestBit, table } from '../../src/machine/table';

function lowestFree(used: ReadonlySet<number>, capacity: number): number {
  for (let row = 1; row < capacity; row++) if (!used.has(row)) return row;
  return 0;
}

describe('a table', () => {
  const action = fc.oneof(
    { weight: 3, arbitrary: fc.record({ do: fc.constant('add' as const), row: fc.constant(0) }) },
    fc.record({
      do: fc.constantFrom('take' as const, 'remove' as const),
      row: fc.nat({ max: 80 }),
    }),
  );

  it('gives the lowest free row, zeroed, and 0 when it is full', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 70 }),
        fc.array(action, { maxLength: 150 }),
        (capacity, actions) => {
          const store = new Store();
          const things = table(store, 'thing', capacity, { small: i32(), large: f64() });
          store.seal();
          const used = new Set<number>();
          for (const { do: what, row } of actions) {
            if (what === 'add') {
              const expected = lowestFree(used, capacity);
              expect(things.add()).toBe(expected);
              if (expected === 0) continue;
              used.add(expected);
              expect([things.small.get(expected), things.large.get(expected)]).toEqual([0, 0]);
              things.small.set(expected, -1);
              things.large.set(expected, 2 ** 50);
            } else if (what === 'take') {
              const isFree = row > 0 && row < capacity && !used.has(row);
              expect(things.take(row)).toBe(isFree);
              if (isFree) used.add(row);
            } else if (used.delete(row)) things.remove(row);
            expect(things.rowCount()).toBe(used.size);
            expect(things.lastRow()).toBe(Math.max(0, ...used));
            expect(rowsOf(things)).toEqual([...used].sort((a, b) => a - b));
            expect(things.has(row)).toBe(used.has(row));
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('has equal bytes when it holds the same rows, whatever was there before', () => {
    const build = () => {
      const store = new Store();
      const things = table(store, 'thing', 40, { small: i32() });
      store.seal();
      return { things, hash: new MachineHash(store) };
    };
    const one = build();
    for (let i = 0; i < 39; i++) one.things.small.set(one.things.add(), 5);
    expect(one.things.add()).toBe(0);
    for (let row = 4; row < 40; row++) one.things.remove(row);
    const two = build();
    for (let i = 0; i < 3; i++) two.things.small.set(two.things.add(), 5);
    expect(one.hash.all()).toBe(two.hash.all());
  });

  it('refuses a column whose name a table needs itself', () => {
    expect(() => table(new Store(), 'thing', 4, { add: i32() })).toThrow('called add');
  });

  it('finds the lowest bit', () => {
    for (let bit = 0; bit < 32; bit++) expect(lowestBit((-1 << bit) | (1 << bit))).toBe(bit);
  });
});

function rowsOf(things: { nextRow: (from: number) => number }): number[] {
  const rows: number[] = [];
  for (let row = things.nextRow(1); row !== 0; row = things.nextRow(row + 1)) rows.push(row);
  return rows;
}

/** Indexes that are near each other, and some that are far away. */
const index = fc.oneof(
  fc.nat({ max: 130 }),
  fc.integer({ min: 4090, max: 4100 }),
  fc.constantFrom(
    63,
    64,
    64 ** 2,
    64 ** 3 - 1,
    2 ** 30 - 1,
    2 ** 30,
    64 ** 5,
    64 ** 6 + 5,
    64 ** 7 - 1,
  ),
);

function pool(capacity: number) {
  const store = new Store();
  const radix = new RadixPool(store, 'radix', capacity);
  store.seal();
  return { radix, hash: new MachineHash(store) };
}

describe('a sparse array', () => {
  const action = fc.record({
    array: fc.nat({ max: 1 }),
    index,
    value: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 1000 }), fc.constant(-5)),
  });

  it('is a map from indexes to numbers, however many share the pool', () => {
    fc.assert(
      fc.property(
        fc.array(action, { maxLength: 80 }),
        fc.integer({ min: 2, max: 60 }),
        (actions, capacity) => {
          const { radix, hash } = pool(capacity);
          const empty = hash.all();
          const handles = [0, 0];
          const models = [new Map<number, number>(), new Map<number, number>()];
          for (const { array, index: at, value } of actions) {
            const model = models[array] ?? new Map<number, number>();
            const handle = handles[array] ?? 0;
            if (value === 0) {
              handles[array] = radix.clear(handle, at);
              model.delete(at);
            } else {
              const before = hash.all();
              const changed = radix.set(handle, at, value);
              if (changed === RADIX_FULL) expect(hash.all()).toBe(before);
              else {
                handles[array] = changed;
                model.set(at, value);
              }
            }
            expect(radix.get(handles[array] ?? 0, at)).toBe(model.get(at) ?? 0);
          }
          models.forEach((model, array) => {
            const handle = handles[array] ?? 0;
            expect(entries(radix, handle)).toEqual([...model].sort(([a], [b]) => a - b));
            expect(radix.size(handle)).toBe(model.size);
          });
          radix.free(handles[0] ?? 0);
          for (const at of models[1]?.keys() ?? []) handles[1] = radix.clear(handles[1] ?? 0, at);
          expect(handles[1]).toBe(0);
          expect(radix.nodesUsed()).toBe(0);
          expect(hash.all()).toBe(empty);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('has the same handle and bytes again when a value that was set is cleared', () => {
    fc.assert(
      fc.property(fc.uniqueArray(index, { minLength: 1, maxLength: 20 }), (indexes) => {
        const { radix, hash } = pool(200);
        const last = indexes.at(-1) ?? 0;
        let handle = 0;
        for (const at of indexes.slice(0, -1)) handle = radix.set(handle, at, 1 + at);
        const before = hash.all();
        const with1 = radix.set(handle, last, 9);
        expect(with1).not.toBe(RADIX_FULL);
        expect(radix.clear(with1, last)).toBe(handle);
        expect(hash.all()).toBe(before);
      }),
      { numRuns: 300 },
    );
  });
});

function entries(radix: RadixPool, handle: number): [number, number][] {
  const found: [number, number][] = [];
  for (let at = radix.next(handle, 0); at >= 0; at = radix.next(handle, at + 1)) {
    found.push([at, radix.get(handle, at)]);
  }
  return found;
}
