/**
 * Checkpoints of one machine, in order of their position in the run. A checkpoint stores the granules that changed
 * since the one before it; restoring one writes only granules that can differ from the live machine.
 *
 * The first checkpoint must be taken before anything runs. This file never decides when to take or drop one.
 */
import type { FloatColumn, Int32Column } from './columns';
import type { Ram } from './ram';
import {
  CHANGED,
  GRANULE_ELEMENTS,
  GRANULE_SHIFT,
  UNHASHED,
  type Column,
  type Store,
} from './store';
import type { Trace } from './trace';

/** One kept moment. Positions are compared by `moment`; `label` belongs to whoever took it. */
export interface Checkpoint<L> {
  /** Events that had happened. */
  readonly moment: number;
  readonly label: L;
  /** Granules changed since the checkpoint before, in no order, and their contents one after the other. */
  granules: Int32Array;
  contents: Uint8Array;
  /** Bits of the event kinds between the checkpoint before and this one. */
  kinds: number;
}

export class Checkpoints<L> {
  readonly list: Checkpoint<L>[] = [];
  /** Index in `list` of the checkpoint that the live machine's `changed` marks count from. */
  private base = -1;
  /** For each granule, the restore that last saw it; no state. */
  private readonly seen: Int32Array;
  private stamp = 0;
  /** Bytes held by all checkpoints. */
  bytes = 0;

  constructor(
    private readonly store: Store,
    private readonly trace: Trace,
  ) {
    this.seen = new Int32Array(store.granules);
  }

  /**
   * Keeps the live machine's state. If the live machine stands at a checkpoint with the same moment and nothing has
   * changed since, that one is answered.
   * @returns its index in `list`.
   */
  take(label: L): number {
    const { store } = this;
    const at = this.base + 1;
    let size = 0;
    for (let i = 0; i < store.changedCount; i++) {
      const granule = store.changed[i] ?? 0;
      size += granuleBytes(store.columnOf(granule), granule);
    }
    const granules = store.changed.slice(0, store.changedCount);
    const contents = new Uint8Array(size);
    let offset = 0;
    for (const granule of granules) {
      const column = store.columnOf(granule);
      const source = granuleView(column, granule);
      contents.set(source, offset);
      offset += source.length;
      clearMark(column, granule, CHANGED);
    }
    store.changedCount = 0;
    const checkpoint = {
      moment: this.trace.now,
      label,
      granules,
      contents,
      kinds: this.trace.kinds,
    };
    this.trace.kinds = 0;
    this.list.splice(at, 0, checkpoint);
    this.base = at;
    this.bytes += checkpointBytes(checkpoint);
    return at;
  }

  /** Makes the live machine the one of `list[index]`. */
  restore(index: number): void {
    const { store } = this;
    const target = this.list[index];
    if (target === undefined) throw new RangeError(`no checkpoint ${String(index)}`);
    const needed = ++this.stamp;
    let missing = this.need(store.changed.subarray(0, store.changedCount), needed);
    for (let i = Math.min(this.base, index) + 1; i <= Math.max(this.base, index); i++) {
      missing += this.need(this.list[i]?.granules ?? new Int32Array(0), needed);
    }
    for (const granule of store.changed.subarray(0, store.changedCount)) {
      clearMark(store.columnOf(granule), granule, CHANGED);
    }
    store.changedCount = 0;
    for (let i = index; i >= 0 && missing > 0; i--) missing -= this.copyBack(i, needed);
    if (missing > 0) this.zeroRest(index, needed);
    this.base = index;
    this.trace.now = target.moment;
    this.trace.kinds = 0;
    for (const rebuild of store.derived) rebuild();
  }

  /** Forgets a checkpoint (not the first, nor the one the live machine counts from): the next one takes over its granules. */
  drop(index: number): boolean {
    const gone = this.list[index];
    if (gone === undefined || index === 0 || index === this.base) return false;
    const next = this.list[index + 1];
    this.bytes -= checkpointBytes(gone);
    if (next !== undefined) {
      this.bytes -= checkpointBytes(next);
      this.mergeInto(next, gone);
      this.bytes += checkpointBytes(next);
    }
    this.list.splice(index, 1);
    if (this.base > index) this.base--;
    return true;
  }

  /** Forgets every checkpoint after `index`; the live machine must stand at or before it, or be restored afterwards. */
  truncate(index: number): void {
    if (this.base > index) this.restore(index);
    for (const gone of this.list.splice(index + 1)) this.bytes -= checkpointBytes(gone);
  }

  /** The last checkpoint whose moment is at most `moment`. */
  indexBefore(moment: number): number {
    let low = 0;
    let high = this.list.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.list[middle]?.moment ?? Infinity) <= moment) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private need(granules: Int32Array, stamp: number): number {
    let added = 0;
    for (const granule of granules) {
      if (this.seen[granule] === stamp) continue;
      this.seen[granule] = stamp;
      added++;
    }
    return added;
  }

  /** Copies the needed granules that `list[index]` holds. @returns how many. */
  private copyBack(index: number, stamp: number): number {
    const checkpoint = this.list[index];
    if (checkpoint === undefined) return 0;
    let offset = 0;
    let copied = 0;
    for (const granule of checkpoint.granules) {
      const column = this.store.columnOf(granule);
      const view = granuleView(column, granule);
      if (this.seen[granule] === stamp) {
        view.set(checkpoint.contents.subarray(offset, offset + view.length));
        this.seen[granule] = 0;
        this.unhash(column, granule);
        copied++;
      }
      offset += view.length;
    }
    return copied;
  }

  /** Granules that no checkpoint up to the target holds were zero there. */
  private zeroRest(index: number, stamp: number): void {
    const zero = (granules: Int32Array): void => {
      for (const granule of granules) {
        if (this.seen[granule] !== stamp) continue;
        this.seen[granule] = 0;
        const column = this.store.columnOf(granule);
        granuleView(column, granule).fill(0);
        this.unhash(column, granule);
      }
    };
    for (let i = index + 1; i < this.list.length; i++) {
      zero(this.list[i]?.granules ?? new Int32Array(0));
    }
    zero(this.store.changed);
  }

  private unhash(column: Column, granule: number): void {
    const local = granule - column.firstGranule;
    const marks = column.marks[local] ?? 0;
    if ((marks & UNHASHED) !== 0) return;
    this.store.unhashed[this.store.unhashedCount++] = granule;
    column.marks[local] = marks | UNHASHED;
  }

  private mergeInto(next: Checkpoint<L>, gone: Checkpoint<L>): void {
    const inNext = new Set(next.granules);
    const granules: number[] = [...next.granules];
    const parts: Uint8Array[] = [next.contents];
    let size = next.contents.length;
    let offset = 0;
    for (const granule of gone.granules) {
      const length = granuleBytes(this.store.columnOf(granule), granule);
      if (!inNext.has(granule)) {
        granules.push(granule);
        parts.push(gone.contents.subarray(offset, offset + length));
        size += length;
      }
      offset += length;
    }
    const contents = new Uint8Array(size);
    let at = 0;
    for (const part of parts) {
      contents.set(part, at);
      at += part.length;
    }
    next.granules = Int32Array.from(granules);
    next.contents = contents;
    next.kinds |= gone.kinds;
  }
}

function checkpointBytes(checkpoint: Checkpoint<unknown>): number {
  return checkpoint.granules.byteLength + checkpoint.contents.byteLength;
}

function clearMark(column: Column, granule: number, mark: number): void {
  const local = granule - column.firstGranule;
  column.marks[local] = (column.marks[local] ?? 0) & ~mark;
}

function elementBytes(column: Int32Column | FloatColumn | Ram): number {
  return column.kind === 'f64' ? 8 : 4;
}

function granuleBytes(column: Column, granule: number): number {
  const first = (granule - column.firstGranule) << GRANULE_SHIFT;
  return Math.min(GRANULE_ELEMENTS, column.data.length - first) * elementBytes(column);
}

function granuleView(column: Column, granule: number): Uint8Array {
  const size = elementBytes(column);
  const first = (granule - column.firstGranule) * GRANULE_ELEMENTS;
  return new Uint8Array(column.data.buffer, first * size, granuleBytes(column, granule));
}
