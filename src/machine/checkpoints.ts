/**
 * Checkpoints of one machine, in order of their position in the run. A checkpoint stores the granules that changed
 * since the one before it, without the zeros at their ends; restoring one writes only granules that can differ from the
 * live machine.
 *
 * The first checkpoint must be taken before anything runs. The live machine counts its changes from one checkpoint, the
 * base; when it runs on to where the next one was taken it must say so (`arrive`). This file never decides when to take
 * or drop one.
 */
import { CHANGED, GRANULE_ELEMENTS, UNHASHED, type Column, type Store } from './store';
import type { Trace } from './trace';

/** One kept moment. `label` belongs to whoever took it. */
export interface Checkpoint<L> {
  /** Events that had happened. */
  readonly moment: number;
  readonly label: L;
  /** Granules that may have changed since the checkpoint before, in no order. */
  granules: Int32Array;
  /** For each of them: its words (32 bits) up to the last one that is not 0; UNIFORM: all are the same. */
  lengths: Uint16Array;
  /** These words, one granule after the other; one word of a uniform granule. */
  words: Int32Array;
  /** Bits of the event kinds between the checkpoint before and this one, and perhaps of more. */
  kinds: number;
}

/** A column as words. */
interface Words {
  readonly column: Column;
  readonly data: Int32Array;
  /** Words of one granule; the last one may have fewer. */
  readonly perGranule: number;
}

/** Fewer words are copied one by one. */
const SHORT = 24;
/** The length of a granule whose words are all the same, and not 0: filled memory. */
const UNIFORM = 0xffff;

export class Checkpoints<L> {
  readonly list: Checkpoint<L>[] = [];
  /** Bytes held by all checkpoints. */
  bytes = 0;
  /** Index in `list` of the checkpoint from which the live machine's `changed` marks count; -1 before the first. */
  private at = -1;
  /** For each granule, the operation that last saw it; no state. */
  private readonly seen: Int32Array;
  private stamp = 0;
  /** By position in `store.columns`. */
  private readonly columns: readonly Words[];
  /** Where a checkpoint's words are put together. */
  private scratch: Int32Array<ArrayBuffer> = new Int32Array(4096);

  constructor(
    private readonly store: Store,
    private readonly trace: Trace,
  ) {
    this.seen = new Int32Array(store.granules);
    this.columns = store.columns.map((column) => ({
      column,
      data: new Int32Array(column.data.buffer, column.data.byteOffset, column.data.byteLength / 4),
      perGranule: column.kind === 'f64' ? 2 * GRANULE_ELEMENTS : GRANULE_ELEMENTS,
    }));
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
    const lengths = new Uint16Array(granules.length);
    let size = 0;
    for (let i = 0; i < granules.length; i++) {
      const granule = granules[i] ?? 0;
      const words = this.wordsOf(granule);
      const first = firstWord(words, granule);
      const length = lengthOf(words, first);
      lengths[i] = length;
      const kept = keptWords(length);
      this.makeRoom(size + kept);
      copy(words.data, first, this.scratch, size, kept);
      size += kept;
    }
    const words = this.scratch.slice(0, size);
    const { now: moment, kinds } = this.trace;
    const checkpoint: Checkpoint<L> = { moment, label, granules, lengths, words, kinds };
    this.settle(this.at + 1);
    this.list.splice(this.at, 0, checkpoint);
    this.bytes += checkpointBytes(checkpoint);
    return this.at;
  }

  /** Takes back the taking of the base, if nothing has changed since. */
  untake(): void {
    const { store } = this;
    const taken = this.list[this.at];
    if (taken === undefined || this.at === 0 || store.changedCount !== 0) {
      throw new RangeError('the base cannot be taken back');
    }
    for (const granule of taken.granules) {
      const { column } = this.wordsOf(granule);
      const local = granule - column.firstGranule;
      column.marks[local] = (column.marks[local] ?? 0) | CHANGED;
      store.changed[store.changedCount++] = granule;
    }
    this.trace.kinds |= taken.kinds;
    this.list.splice(this.at, 1);
    this.bytes -= checkpointBytes(taken);
    this.at--;
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
    const differing: Int32Array[] = [store.changed.slice(0, store.changedCount)];
    const last = Math.max(this.at, index);
    for (let i = Math.min(this.at, index) + 1; i <= last; i++) {
      const between = this.list[i];
      if (between !== undefined) differing.push(between.granules);
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
      const { column } = this.wordsOf(granule);
      const local = granule - column.firstGranule;
      column.marks[local] = (column.marks[local] ?? 0) & ~CHANGED;
    }
    store.changedCount = 0;
    this.trace.kinds = 0;
    this.at = index;
  }

  private need(granules: Int32Array, stamp: number): number {
    let added = 0;
    for (let i = 0; i < granules.length; i++) {
      const granule = granules[i] ?? 0;
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
    const { granules, lengths, words } = checkpoint;
    let offset = 0;
    let copied = 0;
    for (let i = 0; i < granules.length; i++) {
      const granule = granules[i] ?? 0;
      const length = lengths[i] ?? 0;
      if (this.seen[granule] === stamp) {
        this.seen[granule] = 0;
        this.write(granule, words, offset, length);
        copied++;
      }
      offset += keptWords(length);
    }
    return copied;
  }

  /** Granules that no checkpoint up to the target holds were zero there. */
  private zero(granules: Int32Array, stamp: number): void {
    for (let i = 0; i < granules.length; i++) {
      const granule = granules[i] ?? 0;
      if (this.seen[granule] !== stamp) continue;
      this.seen[granule] = 0;
      this.write(granule, granules, 0, 0);
    }
  }

  /** Gives a granule `length` words, and zeros behind them; or one word throughout. */
  private write(granule: number, source: Int32Array, offset: number, length: number): void {
    const words = this.wordsOf(granule);
    const first = firstWord(words, granule);
    if (length === UNIFORM) words.data.fill(source[offset] ?? 0, first, first + words.perGranule);
    else {
      copy(source, offset, words.data, first, length);
      words.data.fill(0, first + length, first + words.perGranule);
    }
    const { column } = words;
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
    let extraWords = 0;
    gone.granules.forEach((granule, i) => {
      if (this.seen[granule] === stamp) return;
      extra++;
      extraWords += keptWords(gone.lengths[i] ?? 0);
    });
    if (extra === 0) return;
    const granules = grown(next.granules, extra);
    const lengths = new Uint16Array(next.lengths.length + extra);
    lengths.set(next.lengths);
    const words = grown(next.words, extraWords);
    let at = next.granules.length;
    let to = next.words.length;
    let from = 0;
    gone.granules.forEach((granule, i) => {
      const length = gone.lengths[i] ?? 0;
      const kept = keptWords(length);
      if (this.seen[granule] !== stamp) {
        granules[at] = granule;
        lengths[at] = length;
        at++;
        copy(gone.words, from, words, to, kept);
        to += kept;
      }
      from += kept;
    });
    next.granules = granules;
    next.lengths = lengths;
    next.words = words;
  }

  private wordsOf(granule: number): Words {
    const words = this.columns[this.store.ownerOf(granule)];
    if (words === undefined) throw new RangeError(`the store has no granule ${granule}`);
    return words;
  }

  private makeRoom(size: number): void {
    if (size > this.scratch.length) this.scratch = grown(this.scratch, size);
  }
}

function checkpointBytes({ granules, lengths, words }: Checkpoint<unknown>): number {
  return granules.byteLength + lengths.byteLength + words.byteLength;
}

/** Where a granule begins in its column. */
function firstWord({ column, perGranule }: Words, granule: number): number {
  return (granule - column.firstGranule) * perGranule;
}

/** How many words a checkpoint keeps of a granule of a length. */
function keptWords(length: number): number {
  return length === UNIFORM ? 1 : length;
}

/** The words of a granule up to the last one that is not 0, or UNIFORM. */
function lengthOf({ data, perGranule }: Words, first: number): number {
  let end = Math.min(first + perGranule, data.length);
  const word = data[first] ?? 0;
  if (word !== 0 && data[end - 1] === word && areSame(data, first, end)) return UNIFORM;
  // Most granules end with zeros: eight words at a time.
  while (end - first >= 8 && areZero(data, end - 8)) end -= 8;
  while (end > first && data[end - 1] === 0) end--;
  return end - first;
}

function areSame(data: Int32Array, first: number, end: number): boolean {
  const word = data[first];
  for (let at = first + 1; at < end; at++) if (data[at] !== word) return false;
  return true;
}

/** Whether eight words are all 0. */
function areZero(data: Int32Array, at: number): boolean {
  const low = (data[at] ?? 0) | (data[at + 1] ?? 0) | (data[at + 2] ?? 0) | (data[at + 3] ?? 0);
  const high =
    (data[at + 4] ?? 0) | (data[at + 5] ?? 0) | (data[at + 6] ?? 0) | (data[at + 7] ?? 0);
  return (low | high) === 0;
}

function copy(from: Int32Array, start: number, to: Int32Array, at: number, length: number): void {
  if (length > SHORT) to.set(from.subarray(start, start + length), at);
  else for (let i = 0; i < length; i++) to[at + i] = from[start + i] ?? 0;
}

function grown(words: Int32Array, by: number): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(words.length + by);
  longer.set(words);
  return longer;
}
