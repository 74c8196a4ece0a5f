/**
 * Typed columns: one field of every row of a table. One class for each element kind, never one over several, because
 * V8 keeps a call site fast only while it sees one array kind.
 *
 * Nothing else may hold simulated state, and nothing may write `data` without marking the granule first.
 */
import { GRANULE_SHIFT, SETTLED, WATCHED, type Meaning, type Role, type Store } from './store';

/** Granules that `elements` elements take. */
export function granulesFor(elements: number): number {
  return Math.ceil(elements / (1 << GRANULE_SHIFT));
}

/** 32-bit signed integers. */
export class Int32Column<R extends number = number, V extends number = number> {
  readonly kind = 'i32';
  readonly data: Int32Array;
  readonly marks: Uint8Array;
  readonly firstGranule: number;

  constructor(
    readonly store: Store,
    readonly name: string,
    readonly role: Role,
    capacity: number,
    readonly meaning: Meaning = 'value',
  ) {
    this.data = new Int32Array(capacity);
    this.marks = new Uint8Array(granulesFor(capacity));
    this.firstGranule = store.register(this, this.marks.length);
  }

  get(row: R): V {
    return this.data[row] as V;
  }

  set(row: R, value: V): void {
    if (this.marks[row >>> GRANULE_SHIFT] !== SETTLED) this.mark(row, value);
    this.data[row] = value;
  }

  /**
   * Marks the granules of `count` rows from `first` on, for code that then writes `data` itself.
   * @returns false if one of them is watched: then use `set`.
   */
  markRange(first: number, count: number): boolean {
    const last = (first + count - 1) >>> GRANULE_SHIFT;
    for (let granule = first >>> GRANULE_SHIFT; granule <= last; granule++) {
      const marks = this.marksOf(granule);
      if (marks === SETTLED) continue;
      if ((marks & WATCHED) !== 0) return false;
      this.marks[granule] = this.store.note(this.firstGranule + granule, marks);
    }
    return true;
  }

  private marksOf(granule: number): number {
    const marks = this.marks[granule];
    if (marks === undefined) throw new RangeError(`${this.name} has no granule ${granule}`);
    return marks;
  }

  private mark(row: number, value: number): void {
    const granule = row >>> GRANULE_SHIFT;
    const marks = this.marksOf(granule);
    this.marks[granule] = this.store.note(this.firstGranule + granule, marks);
    if ((marks & WATCHED) !== 0) {
      this.store.watcher?.onWrite(this, row, this.data[row] ?? 0, value);
    }
  }
}

/** 64-bit floating point numbers that hold integers exact below 2 ** 53: page numbers, counts. */
export class FloatColumn<R extends number = number, V extends number = number> {
  readonly kind = 'f64';
  readonly meaning: Meaning = 'value';
  readonly data: Float64Array;
  readonly marks: Uint8Array;
  readonly firstGranule: number;

  constructor(
    readonly store: Store,
    readonly name: string,
    readonly role: Role,
    capacity: number,
  ) {
    this.data = new Float64Array(capacity);
    this.marks = new Uint8Array(granulesFor(capacity));
    this.firstGranule = store.register(this, this.marks.length);
  }

  get(row: R): V {
    return this.data[row] as V;
  }

  set(row: R, value: V): void {
    if (this.marks[row >>> GRANULE_SHIFT] !== SETTLED) this.mark(row, value);
    this.data[row] = value;
  }

  private marksOf(granule: number): number {
    const marks = this.marks[granule];
    if (marks === undefined) throw new RangeError(`${this.name} has no granule ${granule}`);
    return marks;
  }

  private mark(row: number, value: number): void {
    const granule = row >>> GRANULE_SHIFT;
    const marks = this.marksOf(granule);
    this.marks[granule] = this.store.note(this.firstGranule + granule, marks);
    if ((marks & WATCHED) !== 0) {
      this.store.watcher?.onWrite(this, row, this.data[row] ?? 0, value);
    }
  }
}
