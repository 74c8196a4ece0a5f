/**
 * The machine's hash: 64 bits as two 32-bit lanes over every column and the RAM, kept per granule, so that taking it
 * costs what was written since it was last taken. A granule of zeros adds nothing, so untouched memory costs nothing.
 *
 * Two hashes are kept: over everything, and over the columns whose role is `state`. It only reads columns.
 */
import { GRANULE_ELEMENTS, UNHASHED, type Store } from './store';

/** Multipliers for the positions in a granule (a 64-bit element has two), odd, from a fixed generator. */
const MULTIPLIERS_A = multipliers(0x9e3779b9);
const MULTIPLIERS_B = multipliers(0x85ebca6b);

/** A column as words. */
interface Words {
  readonly data: Int32Array;
  /** Words of one granule; the last one may have fewer. */
  readonly perGranule: number;
}

export class MachineHash {
  private readonly laneA: Int32Array;
  private readonly laneB: Int32Array;
  private allA = 0;
  private allB = 0;
  private stateA = 0;
  private stateB = 0;
  /** The hash of everything as text; empty: it must be made again. */
  private text = '';
  /** By position in `store.columns`. */
  private readonly columns: readonly Words[];

  /** @param store sealed. */
  constructor(private readonly store: Store) {
    this.laneA = new Int32Array(store.granules);
    this.laneB = new Int32Array(store.granules);
    this.columns = store.columns.map(({ data, kind }) => ({
      data: new Int32Array(data.buffer, data.byteOffset, data.byteLength / 4),
      perGranule: kind === 'f64' ? 2 * GRANULE_ELEMENTS : GRANULE_ELEMENTS,
    }));
  }

  /** The hash of everything, as 16 hexadecimal digits. */
  all(): string {
    if (this.store.unhashedCount > 0 || this.text === '') {
      this.update();
      this.text = hex(this.allA) + hex(this.allB);
    }
    return this.text;
  }

  /**
   * The hash of the state columns, as 16 hexadecimal digits.
   * @param ignored granules to leave out: the contents of frames that nobody owns.
   */
  state(ignored: Iterable<number> = []): string {
    this.update();
    let a = this.stateA;
    let b = this.stateB;
    for (const granule of ignored) {
      a = (a - mixed(this.laneA[granule] ?? 0, granule)) | 0;
      b = (b - mixed(this.laneB[granule] ?? 0, granule)) | 0;
    }
    return hex(a) + hex(b);
  }

  private update(): void {
    const { store } = this;
    for (let i = 0; i < store.unhashedCount; i++) {
      const granule = store.unhashed[i] ?? 0;
      const position = store.ownerOf(granule);
      const column = store.columns[position];
      const words = this.columns[position];
      if (column === undefined || words === undefined) {
        throw new RangeError(`the store has no granule ${granule}`);
      }
      const local = granule - column.firstGranule;
      column.marks[local] = (column.marks[local] ?? 0) & ~UNHASHED;
      this.rehash(words, granule, local, column.role === 'state');
    }
    store.unhashedCount = 0;
    this.text = '';
  }

  private rehash(words: Words, granule: number, local: number, isState: boolean): void {
    const { data, perGranule } = words;
    const first = local * perGranule;
    const end = Math.min(first + perGranule, data.length);
    let a = 0;
    let b = 0;
    for (let i = first; i < end; i++) {
      const word = data[i] ?? 0;
      if (word === 0) continue;
      const folded = word ^ (word >>> 15);
      const x = Math.imul(folded, MULTIPLIERS_A[i - first] ?? 1);
      const y = Math.imul(folded, MULTIPLIERS_B[i - first] ?? 1);
      a = (a + Math.imul(x ^ (x >>> 13), 0x5bd1e995)) | 0;
      b = (b + Math.imul(y ^ (y >>> 13), 0x5bd1e995)) | 0;
    }
    const deltaA = mixed(a, granule) - mixed(this.laneA[granule] ?? 0, granule);
    const deltaB = mixed(b, granule) - mixed(this.laneB[granule] ?? 0, granule);
    this.laneA[granule] = a;
    this.laneB[granule] = b;
    this.allA = (this.allA + deltaA) | 0;
    this.allB = (this.allB + deltaB) | 0;
    if (!isState) return;
    this.stateA = (this.stateA + deltaA) | 0;
    this.stateB = (this.stateB + deltaB) | 0;
  }
}

/** A granule's share of the sum: depends on its number, and is 0 for lane 0. */
function mixed(lane: number, granule: number): number {
  let x = Math.imul(lane ^ (lane >>> 16), Math.imul(granule, 0x9e3779b1) | 1);
  x ^= x >>> 15;
  return Math.imul(x, 0xc2b2ae35) | 0;
}

function multipliers(seed: number): Int32Array {
  const values = new Int32Array(2 * GRANULE_ELEMENTS);
  let x = seed;
  for (let i = 0; i < values.length; i++) {
    x = (x + 0x6d2b79f5) | 0;
    let t = Math.imul(x ^ (x >>> 15), x | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    values[i] = (t ^ (t >>> 14)) | 1;
  }
  return values;
}

function hex(lane: number): string {
  return (lane >>> 0).toString(16).padStart(8, '0');
}
