/**
 * The one place where the simulated computer's state is registered: every column and the RAM are divided into
 * granules of 256 elements, numbered through over the whole machine, and a write marks its granule.
 *
 * From the marks follow checkpoints (granules changed since the last one), the hash (granules written since it was
 * taken) and watches (a watched granule calls its watcher). The store must never know what a column means.
 */
import type { FloatColumn, Int32Column } from './columns';
import type { Ram } from './ram';

/** Elements of one granule: 2 ** GRANULE_SHIFT. */
export const GRANULE_SHIFT = 8;
export const GRANULE_ELEMENTS = 1 << GRANULE_SHIFT;

/** Marks of a granule. A write to a granule whose marks are exactly CHANGED | UNHASHED takes the fast path. */
export const CHANGED = 1;
export const UNHASHED = 2;
export const WATCHED = 4;
export const SETTLED = CHANGED | UNHASHED;

/**
 * What a column holds, for the hash that compares machines before and after a failed call:
 * - `state`: what the calls promise (regions, tables, contents);
 * - `statistic`: counters that only grow (faults served);
 * - `cursor`: where a search goes on, order of freed frames, clocks.
 */
export type Role = 'state' | 'statistic' | 'cursor';

/**
 * Whether the numbers of a column mean something by themselves ('value'), or are how the tables hang together ('link':
 * rows, handles, slots, bitmaps). Who looks in from outside may set values; another link would be no machine any more.
 */
export type Meaning = 'value' | 'link';

export type Column = Int32Column | FloatColumn | Ram;

/** A write to a watched cell; `before` and `after` may be equal. */
export interface Watcher {
  onWrite(column: Column, row: number, before: number, after: number): void;
}

export class Store {
  readonly columns: Column[] = [];
  /** Granules of all columns so far. */
  granules = 0;
  /** Granule numbers changed since the last checkpoint, in order of their first write. */
  changed = new Int32Array(0);
  changedCount = 0;
  /** Granule numbers written since the hash was taken. */
  unhashed = new Int32Array(0);
  unhashedCount = 0;
  watcher: Watcher | null = null;
  /** For each granule, the position of its column in `columns`; made when the store is sealed. */
  private owners = new Uint16Array(0);
  /** Called after a restore, to rebuild what is derived from columns (search hints, TLB indexes). */
  readonly derived: (() => void)[] = [];
  private sealed = false;

  /** Registers a column of `granules` granules. Returns the number of its first granule. */
  register(column: Column, granules: number): number {
    const first = this.granules;
    this.columns.push(column);
    this.granules += granules;
    return first;
  }

  /**
   * Ends registration: capacity is fixed from here on. Marks made while the machine was put together are kept.
   */
  seal(): void {
    if (this.sealed) return;
    this.sealed = true;
    const changed = new Int32Array(this.granules);
    const unhashed = new Int32Array(this.granules);
    changed.set(this.changed.subarray(0, this.changedCount));
    unhashed.set(this.unhashed.subarray(0, this.unhashedCount));
    this.changed = changed;
    this.unhashed = unhashed;
    this.owners = new Uint16Array(this.granules);
    for (const [position, column] of this.columns.entries()) {
      this.owners.fill(position, column.firstGranule, column.firstGranule + column.marks.length);
    }
  }

  /** Notes a write to a granule with marks `marks`; returns its new marks. Only columns call this. */
  note(granule: number, marks: number): number {
    if (!this.sealed && this.changedCount >= this.changed.length) this.growWhileBuilding();
    if ((marks & CHANGED) === 0) this.changed[this.changedCount++] = granule;
    if ((marks & UNHASHED) === 0) this.unhashed[this.unhashedCount++] = granule;
    return marks | SETTLED;
  }

  /** The position in `columns` of the column that owns a granule of the sealed store. */
  ownerOf(granule: number): number {
    return this.owners[granule] ?? this.columns.length;
  }

  /** The column that owns a granule of the sealed store. */
  columnOf(granule: number): Column {
    const column = this.columns[this.ownerOf(granule)];
    if (column === undefined) throw new RangeError(`the store has no granule ${granule}`);
    return column;
  }

  /** Starts calling the watcher for writes to this cell's granule. */
  watch(column: Column, row: number): void {
    column.marks[row >>> GRANULE_SHIFT] = (column.marks[row >>> GRANULE_SHIFT] ?? 0) | WATCHED;
  }

  /** Stops calling the watcher for the granule of this cell. */
  unwatch(column: Column, row: number): void {
    column.marks[row >>> GRANULE_SHIFT] = (column.marks[row >>> GRANULE_SHIFT] ?? 0) & ~WATCHED;
  }

  private growWhileBuilding(): void {
    const size = Math.max(64, this.changed.length * 2);
    const changed = new Int32Array(size);
    const unhashed = new Int32Array(size);
    changed.set(this.changed);
    unhashed.set(this.unhashed);
    this.changed = changed;
    this.unhashed = unhashed;
  }
}

/** The number of a cell's granule in the whole machine. */
export function granuleOf(column: Column, row: number): number {
  return column.firstGranule + (row >>> GRANULE_SHIFT);
}
