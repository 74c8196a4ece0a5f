/** Checkpoints against a list of full copies, on random runs that are gone through in any order. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Checkpoints } from '../../src/machine/checkpoints';
import { FloatColumn, Int32Column } from '../../src/machine/columns';
import { MachineHash } from '../../src/machine/hash';
import { Ram } from '../../src/machine/ram';
import { Store } from '../../src/machine/store';
import { Trace } from '../../src/machine/trace';

const ROWS = 700;
const FRAMES = 5;

class Small {
  readonly store = new Store();
  readonly trace = new Trace();
  readonly ints = new Int32Column(this.store, 'ints', 'state', ROWS);
  readonly floats = new FloatColumn(this.store, 'floats', 'cursor', ROWS);
  readonly ram = new Ram(this.store, 'ram', 'state', FRAMES, 2048);
  readonly hash: MachineHash;
  rebuilt = 0;

  constructor() {
    // What is written while the machine is put together belongs to its first state.
    this.ints.set(3, 7);
    this.store.seal();
    this.hash = new MachineHash(this.store);
    this.store.derived.push(() => this.rebuilt++);
  }

  /** Everything that a checkpoint must bring back. */
  state(): string {
    return [this.ints.data, this.floats.data, this.ram.data, [this.trace.now]].join(';');
  }

  do({ what, row, value, kind }: Write): void {
    if (what === 'int') this.ints.set(row, value);
    else if (what === 'float') this.floats.set(row, value * 2 ** 32);
    else if (what === 'word') this.ram.set(row, value);
    else if (what === 'zero') this.ram.zeroFrame(row % FRAMES);
    else if (row % 2 === 0) this.ram.fillBytes(row % FRAMES, 0, 1024, value);
    else this.ram.fillBytes(row % FRAMES, row % 1024, 1 + (row % 1000), value);
    this.trace.event(kind, row, 0, 0, 0);
  }
}

interface Write {
  readonly what: 'int' | 'float' | 'word' | 'zero' | 'fill';
  readonly row: number;
  readonly value: number;
  readonly kind: number;
}

const write: fc.Arbitrary<Write> = fc.record({
  what: fc.constantFrom('int', 'float', 'word', 'zero', 'fill'),
  row: fc.nat({ max: ROWS - 1 }),
  value: fc.integer({ min: -2, max: 300 }),
  kind: fc.integer({ min: 1, max: 30 }),
});

type Action =
  | { readonly do: 'run'; readonly count: number }
  | { readonly do: 'take' | 'untake' | 'restore' | 'drop' | 'truncate'; readonly count: number };

const action: fc.Arbitrary<Action> = fc.record({
  do: fc.constantFrom('run', 'run', 'take', 'untake', 'restore', 'drop', 'truncate'),
  count: fc.nat({ max: 12 }),
});

/** A run of given writes, with the state before each of them written down in full. */
class Model {
  readonly small = new Small();
  readonly checkpoints = new Checkpoints<number>(this.small.store, this.small.trace);
  readonly states: string[] = [];
  readonly hashes: string[] = [];
  at = 0;

  constructor(readonly writes: readonly Write[]) {
    const full = new Small();
    const note = (): void => {
      this.states.push(full.state());
      this.hashes.push(`${full.hash.all()} ${full.hash.state()}`);
    };
    note();
    for (const one of writes) {
      full.do(one);
      note();
    }
    this.checkpoints.take(0);
  }

  do({ do: what, count }: Action): void {
    const { checkpoints } = this;
    const { list } = checkpoints;
    if (what === 'run') {
      for (let i = 0; i < count && this.at < this.writes.length; i++) this.runOne();
    } else if (what === 'take') {
      if (list[checkpoints.base]?.label !== this.at) checkpoints.take(this.at);
    } else if (what === 'untake') {
      // Behind the base other checkpoints may lie that count from it.
      if (list[checkpoints.base]?.label === this.at && checkpoints.base === list.length - 1) {
        if (checkpoints.base > 0) checkpoints.untake();
      }
    } else if (what === 'restore') {
      checkpoints.restore(count % list.length);
      this.at = list[count % list.length]?.label ?? -1;
    } else if (what === 'drop') {
      const index = count % list.length;
      const isKept = index === 0 || index === checkpoints.base;
      expect(checkpoints.drop(index)).toBe(!isKept);
    } else {
      const index = count % list.length;
      const isBehind = checkpoints.base > index;
      checkpoints.truncate(index);
      expect(list.length).toBe(index + 1);
      if (isBehind) this.at = list[index]?.label ?? -1;
    }
  }

  private runOne(): void {
    const one = this.writes[this.at];
    if (one === undefined) return;
    this.small.do(one);
    this.at++;
    const { list, base } = this.checkpoints;
    if (list[base + 1]?.label === this.at) this.checkpoints.arrive();
  }

  check(): void {
    expect(this.small.state()).toBe(this.states[this.at]);
    expect(`${this.small.hash.all()} ${this.small.hash.state()}`).toBe(this.hashes[this.at]);
    const { list, bytes } = this.checkpoints;
    let sum = 0;
    let before = -1;
    for (const [i, { label, granules, lengths, words, kinds }] of list.entries()) {
      expect(label).toBeGreaterThan(before);
      if (i > 0) {
        for (const { kind } of this.writes.slice(before, label))
          expect((kinds >>> kind) & 1).toBe(1);
      }
      before = label;
      sum += granules.byteLength + lengths.byteLength + words.byteLength;
    }
    expect(bytes).toBe(sum);
  }
}

describe('checkpoints', () => {
  it('bring back every state, in any order, with its hash', () => {
    fc.assert(
      fc.property(
        fc.array(write, { minLength: 1, maxLength: 40 }),
        fc.array(action, { maxLength: 40 }),
        (writes, actions) => {
          const model = new Model(writes);
          for (const one of actions) {
            model.do(one);
            model.check();
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('store what changed, and of that not the zeros at the end', () => {
    const small = new Small();
    const checkpoints = new Checkpoints<null>(small.store, small.trace);
    checkpoints.take(null);
    small.ints.set(300, 5);
    small.ram.copyFrame(small.ram, 0, 2);
    small.ram.zeroFrame(3);
    checkpoints.take(null);
    small.ram.fillBytes(4, 0, 1024, 9);
    expect(checkpoints.list.length).toBe(2);
    // One granule of ints (rows 256 to 511) up to row 300; two granules of frame 2, which are zero; nothing of frame 3,
    // which was zero and is.
    expect([...(checkpoints.list[1]?.lengths ?? [])]).toEqual([45, 0, 0]);
    checkpoints.take(null);
    // A granule that is filled with one word.
    expect(checkpoints.list[2]?.words).toEqual(Int32Array.of(0x09090909));
    checkpoints.take(null);
    expect(checkpoints.list[3]?.granules.length).toBe(0);
  });

  it('tell a granule that is filled from one whose ends are the same', () => {
    const small = new Small();
    const checkpoints = new Checkpoints<null>(small.store, small.trace);
    checkpoints.take(null);
    small.ram.fillBytes(1, 0, 1024, 1);
    small.ram.setByte(1, 500, 2);
    const state = small.state();
    checkpoints.take(null);
    small.ram.fillBytes(1, 0, 1024, 3);
    checkpoints.restore(1);
    expect(small.state()).toBe(state);
  });

  it('let derived data be made anew after a restore', () => {
    const small = new Small();
    const checkpoints = new Checkpoints<null>(small.store, small.trace);
    checkpoints.take(null);
    checkpoints.restore(0);
    expect(small.rebuilt).toBe(1);
  });

  it('refuse what would lose the order of the run', () => {
    const small = new Small();
    const checkpoints = new Checkpoints<null>(small.store, small.trace);
    checkpoints.take(null);
    expect(() => {
      checkpoints.arrive();
    }).toThrow('no checkpoint is ahead');
    expect(() => {
      checkpoints.restore(1);
    }).toThrow('no checkpoint 1');
    expect(checkpoints.drop(0)).toBe(false);
  });
});
