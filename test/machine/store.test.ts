/** Columns, granules, watches and memory against plain arrays. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FloatColumn, granulesFor, Int32Column } from '../../src/machine/columns';
import { MachineHash } from '../../src/machine/hash';
import { Ram } from '../../src/machine/ram';
import { granuleOf, Store, type Column } from '../../src/machine/store';

describe('granules', () => {
  it('belong to the column they were registered for', () => {
    const store = new Store();
    const a = new Int32Column(store, 'a', 'state', 600);
    const b = new FloatColumn(store, 'b', 'state', 1);
    const c = new Ram(store, 'c', 'state', 4, 4096);
    store.seal();
    expect(granulesFor(600)).toBe(3);
    expect(store.granules).toBe(3 + 1 + 16);
    const owners = Array.from({ length: store.granules }, (_, granule) => store.columnOf(granule));
    expect(owners).toEqual([...Array<Column>(3).fill(a), b, ...Array<Column>(16).fill(c)]);
    expect(granuleOf(c, 256)).toBe(5);
    expect(() => store.columnOf(20)).toThrow(RangeError);
  });

  it('are noted once when they are written', () => {
    const store = new Store();
    const a = new Int32Column(store, 'a', 'state', 600);
    store.seal();
    a.set(0, 1);
    a.set(255, 1);
    a.set(256, 1);
    expect([...store.changed.subarray(0, store.changedCount)]).toEqual([0, 1]);
  });

  it('keep the notes of writes before the store was sealed', () => {
    const store = new Store();
    const columns = Array.from({ length: 100 }, (_, i) => {
      const column = new Int32Column(store, `c${i}`, 'state', 300);
      column.set(299, 1);
      return column;
    });
    store.seal();
    expect(store.changedCount).toBe(columns.length);
    expect(store.changed[99]).toBe(199);
  });
});

interface Noted {
  readonly name: string;
  readonly row: number;
  readonly before: number;
  readonly after: number;
}

function watchAll(store: Store): Noted[] {
  const noted: Noted[] = [];
  store.watcher = {
    onWrite: ({ name }, row, before, after) => noted.push({ name, row, before, after }),
  };
  return noted;
}

describe('watches', () => {
  it('see writes to the granule of a watched cell, with both values, and no others', () => {
    const store = new Store();
    const a = new Int32Column(store, 'a', 'state', 600);
    const b = new FloatColumn(store, 'b', 'state', 600);
    store.seal();
    const noted = watchAll(store);
    store.watch(a, 5);
    store.watch(b, 300);
    a.set(5, 9);
    a.set(6, 2);
    a.set(256, 3);
    b.set(300, 2 ** 40);
    b.set(0, 1);
    expect(noted).toEqual([
      { name: 'a', row: 5, before: 0, after: 9 },
      { name: 'a', row: 6, before: 0, after: 2 },
      { name: 'b', row: 300, before: 0, after: 2 ** 40 },
    ]);
    store.unwatch(a, 5);
    a.set(5, 1);
    expect(noted.length).toBe(3);
    expect(a.markRange(0, 600)).toBe(true);
  });

  it('make code that writes by itself take the other way', () => {
    const store = new Store();
    const a = new Int32Column(store, 'a', 'state', 1024);
    store.seal();
    store.watch(a, 700);
    expect(a.markRange(0, 512)).toBe(true);
    expect(a.markRange(500, 300)).toBe(false);
  });
});

type RamAction = {
  readonly do: 'word' | 'byte' | 'fill' | 'bytes' | 'zero' | 'copy';
  readonly at: number;
  readonly value: number;
};

const FRAMES = 6;
const FRAME_BYTES = 2048;

describe('memory', () => {
  it('is an array of bytes, little-endian, whose watched words tell each change', () => {
    const act = fc.record({
      do: fc.constantFrom('word', 'byte', 'fill', 'bytes', 'zero', 'copy'),
      at: fc.nat({ max: FRAMES * FRAME_BYTES - 1 }),
      value: fc.nat({ max: 255 }),
    });
    fc.assert(
      fc.property(fc.array(act, { maxLength: 30 }), fc.nat({ max: 3071 }), (actions, watched) => {
        const store = new Store();
        const ram = new Ram(store, 'ram', 'state', FRAMES, FRAME_BYTES);
        store.seal();
        const noted = watchAll(store);
        store.watch(ram, watched);
        const model = new Uint8Array(FRAMES * FRAME_BYTES);
        const word = (): number => new DataView(model.buffer).getInt32(watched * 4, true);
        for (const action of actions) {
          const before = word();
          noted.length = 0;
          change(ram, model, action);
          expect([...ram.bytes]).toEqual([...model]);
          const seen = noted.filter(({ row }) => row === watched);
          if (word() !== before) {
            expect(seen).toEqual([{ name: 'ram', row: watched, before, after: word() }]);
          }
          for (const one of seen) expect(one.after).toBe(word());
          const granule = (action.at % FRAME_BYTES) >>> 10;
          const frame = Math.floor(action.at / FRAME_BYTES);
          // Zeroing what is zero is no change.
          if (action.do === 'zero') continue;
          expect(ram.changedFrame(frame)).toBe(true);
          expect(store.changed).toContain(frame * 2 + granule);
        }
      }),
      { numRuns: 60 },
    );
  });
});

function change(ram: Ram, model: Uint8Array, { do: what, at, value }: RamAction): void {
  const frame = Math.floor(at / FRAME_BYTES);
  const offset = at % FRAME_BYTES;
  const room = FRAME_BYTES - offset;
  const start = frame * FRAME_BYTES;
  if (what === 'word') {
    ram.set(at >>> 2, value * 0x01010101);
    model.fill(value, at & ~3, (at & ~3) + 4);
  } else if (what === 'byte') {
    ram.setByte(frame, offset, value);
    model[at] = value;
  } else if (what === 'fill') {
    ram.fillBytes(frame, offset, Math.min(room, value * 8 + 1), value);
    model.fill(value, at, at + Math.min(room, value * 8 + 1));
  } else if (what === 'bytes') {
    const bytes = Uint8Array.from({ length: Math.min(room, 1 + value) }, (_, i) => i + value);
    ram.writeBytes(frame, offset, bytes);
    model.set(bytes, at);
    expect(ram.readBytes(frame, offset, bytes.length)).toEqual(bytes);
  } else if (what === 'zero') {
    ram.zeroFrame(frame);
    model.fill(0, start, start + FRAME_BYTES);
  } else {
    const from = value % FRAMES;
    ram.copyFrame(ram, from, frame);
    model.copyWithin(start, from * FRAME_BYTES, (from + 1) * FRAME_BYTES);
  }
}

describe('the hash', () => {
  const build = () => {
    const store = new Store();
    const state = new Int32Column(store, 'state', 'state', 600);
    const cursor = new FloatColumn(store, 'cursor', 'cursor', 600);
    const ram = new Ram(store, 'ram', 'state', 2, 4096);
    store.seal();
    return { store, state, cursor, ram, hash: new MachineHash(store) };
  };

  it('depends on the contents alone, not on the way to them', () => {
    const cell = fc.tuple(
      fc.constantFrom('state', 'cursor', 'ram'),
      fc.nat({ max: 599 }),
      fc.integer({ min: -3, max: 3 }),
    );
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 30 }), fc.array(cell, { maxLength: 30 }), (a, b) => {
        const one = build();
        const two = build();
        for (const [column, row, value] of a) {
          one[column].set(row, value);
          one.hash.all();
        }
        for (const [column, row] of a) one[column].set(row, 0);
        for (const machine of [one, two]) {
          for (const [column, row, value] of b) machine[column].set(row, value);
        }
        expect(one.hash.all()).toBe(two.hash.all());
        expect(one.hash.state()).toBe(two.hash.state());
      }),
      { numRuns: 100 },
    );
  });

  it('differs when one cell differs, and over the state only when that is state', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('state' as const, 'cursor' as const, 'ram' as const),
        fc.nat({ max: 599 }),
        fc.integer({ min: 1, max: 2 ** 31 - 1 }),
        (column, row, value) => {
          const { hash, ...columns } = build();
          const all = hash.all();
          const state = hash.state();
          columns[column].set(row, value);
          expect(hash.all()).not.toBe(all);
          expect(hash.state() !== state).toBe(column !== 'cursor');
          columns[column].set(row, 0);
          expect([hash.all(), hash.state()]).toEqual([all, state]);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('leaves out granules that do not matter', () => {
    const { hash, state, ram } = build();
    const before = hash.state();
    ram.set(300, 5);
    expect(hash.state()).not.toBe(before);
    expect(hash.state([granuleOf(ram, 300)])).toBe(before);
    state.set(1, 1);
    expect(hash.state([granuleOf(ram, 300)])).not.toBe(before);
  });

  it('tells contents apart that are the same in other places', () => {
    const hashes = new Set<string>();
    for (let row = 0; row < 600; row++) {
      const { hash, state } = build();
      state.set(row, 1);
      hashes.add(hash.all());
    }
    expect(hashes.size).toBe(600);
  });
});
