/**
 * Checkpoints of one machine, in order of their position in the run. A checkpoint stores the granules that changed
 * since the one before it; restoring one writes only granules that can differ from the live machine.
 *
 * The first checkpoint must be taken before anything runs. The live machine counts its changes from one checkpoint, the
 * base; when it runs on to where the next one was taken it must say so (`arrive`). This file never decides when to take
 * or drop one.
 */
import type { Column, Store } from './store';
import { CHANGED, GRANULE_ELEMENTS, GRANULE_SHIFT, UNHASHED } from './store';
import type { Trace } from './trace';

/** One kept moment. `label` belongs to whoever took it. */
export interface Checkpoint<L> {
  /** Events that had happened. */
  readonly moment: number;
  readonly label: L;
  /** Granules that may have changed since the checkpoint before, in no order, and their contents one after the other. */
  granules: Int32Array;
  contents: Uint8Array;
  /** Bits of the event kinds between the checkpoint before and this one, and perhaps of more. */
  kinds: number;
}

export class Checkpoints<L> {
  readonly list: Checkpoint<L>[] = [];
  /** Bytes held by all checkpoints. */
  bytes = 0;
  /** Index in `list` of the checkpoint from which the live machine's `changed` marks count; -1 before the first. */
  private at = -1;
  /** For each granule, the operation that last saw it; no state. */
  private readonly seen: Int32Array;
  private stamp = 0;
  /** All bytes of each column, by its position in the store. */
  private readonly views: ReadonlyMap<Column, Uint8Array>;

  constructor(
    private readonly store: Store,
    private readonly trace: Trace,
  ) {
    this.seen = new Int32Array(store.granules);
    this.views = new Map(
      store.columns.map((column) => [
        column,
        new Uint8Array(column.data.buffer, column.data.byteOffset, column.data.byteLength),
      ]),
    );
  }

  /** Index of the checkpoint that the live machine was restored to, or that it passed last. */
  get base(): number {
    return this.at;
  }

  /**
   * Keeps the live machine's state behind the base. The live machine must not have run past the next checkpoint.
   * @returns its index in `list`.
   */
  take(label: L): number {
    const { store } = this;
    const granules = store.changed.slice(0, store.changedCount);
    let size = 0;
    for (const granule of granules) size += granuleBytes(store.columnOf(granule), granule);
    const contents = new Uint8Array(size);
    let offset = 0;
    for (const granule of granules) {
      const column = store.columnOf(granule);
      const length = granuleBytes(column, granule);
      const start = granuleStart(column, granule);
      contents.set(this.bytesOf(column).subarray(start, start + length), offset);
      offset += length;
    }
    const { now: moment, kinds } = this.trace;
    const checkpoint: Checkpoint<L> = { moment, label, granules, contents, kinds };
    this.settle(this.at + 1);
    this.list.splice(this.at, 0, checkpoint);
    this.bytes += checkpointBytes(checkpoint);
    return this.at;
  }

  /** The live machine has run to the very state of `list[base + 1]`: its changes count from there. */
  arrive(): void {
    if (this.at + 1 >= this.list.length) throw new RangeError('no checkpoint is ahead');
    this.settle(this.at + 1);
  }

  /** Makes the live machine the one of `list[index]`. */
  restore(index: number): void {
    const { store } = this;
    const target = this.list[index];
    if (target === undefined) throw new RangeError(`no checkpoint ${index}`);
    const needed = ++this.stamp;
    const changed = store.changed.slice(0, store.changedCount);
    const differing: Int32Array[] = [changed];
    const last = Math.max(this.at, index);
    for (let i = Math.min(this.at, index) + 1; i <= last; i++) {
      differing.push(this.list[i]?.granules ?? changed);
    }
    let missing = 0;
    for (const granules of differing) missing += this.need(granules, needed);
    for (let i = index; i >= 0 && missing > 0; i--) missing -= this.copyBack(i, needed);
    if (missing > 0) for (const granules of differing) this.zero(granules, needed);
    this.settle(index);
    this.trace.now = target.moment;
    for (const rebuild of store.derived) rebuild();
  }

  /**
   * Forgets a checkpoint: the next one takes over its granules.
   * @returns false for the first one and for the base, which are kept.
   */
  drop(index: number): boolean {
    const gone = this.list[index];
    if (gone === undefined || index === 0 || index === this.at) return false;
    const next = this.list[index + 1];
    this.bytes -= checkpointBytes(gone);
    if (next !== undefined) {
      this.bytes -= checkpointBytes(next);
      this.mergeInto(next, gone);
      this.bytes += checkpointBytes(next);
    }
    this.list.splice(index, 1);
    if (this.at > index) this.at--;
    return true;
  }

  /** Forgets every checkpoint behind `index`. A live machine that counts from one of them is restored to `index`. */
  truncate(index: number): void {
    if (this.at > index) this.restore(index);
    for (const gone of this.list.splice(index + 1)) this.bytes -= checkpointBytes(gone);
  }

  /** The live machine's changes count from `list[index]`, and there are none. */
  private settle(index: number): void {
    const { store } = this;
    for (let i = 0; i < store.changedCount; i++) {
      const granule = store.changed[i] ?? 0;
      clearMark(store.columnOf(granule), granule, CHANGED);
    }
    store.changedCount = 0;
    this.trace.kinds = 0;
    this.at = index;
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
      const length = granuleBytes(column, granule);
      if (this.seen[granule] === stamp) {
        const source = checkpoint.contents.subarray(offset, offset + length);
        this.bytesOf(column).set(source, granuleStart(column, granule));
        this.seen[granule] = 0;
        this.unhash(column, granule);
        copied++;
      }
      offset += length;
    }
    return copied;
  }

  /** Granules that no checkpoint up to the target holds were zero there. */
  private zero(granules: Int32Array, stamp: number): void {
    for (const granule of granules) {
      if (this.seen[granule] !== stamp) continue;
      this.seen[granule] = 0;
      const column = this.store.columnOf(granule);
      const start = granuleStart(column, granule);
      this.bytesOf(column).fill(0, start, start + granuleBytes(column, granule));
      this.unhash(column, granule);
    }
  }

  private unhash(column: Column, granule: number): void {
    const local = granule - column.firstGranule;
    const marks = column.marks[local] ?? 0;
    if ((marks & UNHASHED) !== 0) return;
    this.store.unhashed[this.store.unhashedCount++] = granule;
    column.marks[local] = marks | UNHASHED;
  }

  /** Adds to `next` the granules that only `gone`, the one before it, holds. */
  private mergeInto(next: Checkpoint<L>, gone: Checkpoint<L>): void {
    next.kinds |= gone.kinds;
    const stamp = ++this.stamp;
    this.need(next.granules, stamp);
    let extra = 0;
    let extraBytes = 0;
    for (const granule of gone.granules) {
      if (this.seen[granule] === stamp) continue;
      extra++;
      extraBytes += granuleBytes(this.store.columnOf(granule), granule);
    }
    if (extra === 0) return;
    const granules = new Int32Array(next.granules.length + extra);
    const contents = new Uint8Array(next.contents.length + extraBytes);
    granules.set(next.granules);
    contents.set(next.contents);
    let at = next.granules.length;
    let to = next.contents.length;
    let from = 0;
    for (const granule of gone.granules) {
      const length = granuleBytes(this.store.columnOf(granule), granule);
      if (this.seen[granule] !== stamp) {
        granules[at++] = granule;
        contents.set(gone.contents.subarray(from, from + length), to);
        to += length;
      }
      from += length;
    }
    next.granules = granules;
    next.contents = contents;
  }

  private bytesOf(column: Column): Uint8Array {
    const view = this.views.get(column);
    if (view === undefined) throw new RangeError(`the store has no column ${column.name}`);
    return view;
  }
}

function checkpointBytes(checkpoint: Checkpoint<unknown>): number {
  return checkpoint.granules.byteLength + checkpoint.contents.byteLength;
}

function clearMark(column: Column, granule: number, mark: number): void {
  const local = granule - column.firstGranule;
  column.marks[local] = (column.marks[local] ?? 0) & ~mark;
}

function elementBytes(column: Column): number {
  return column.kind === 'f64' ? 8 : 4;
}

/** Where a granule begins in its column, in bytes. */
function granuleStart(column: Column, granule: number): number {
  return (granule - column.firstGranule) * GRANULE_ELEMENTS * elementBytes(column);
}

/** How many bytes a granule has: the last one of a column may have fewer. */
function granuleBytes(column: Column, granule: number): number {
  const first = (granule - column.firstGranule) << GRANULE_SHIFT;
  return Math.min(GRANULE_ELEMENTS, column.data.length - first) * elementBytes(column);
}
