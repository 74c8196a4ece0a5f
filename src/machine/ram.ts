/**
 * Simulated memory as 32-bit little-endian words, divided into frames: physical memory, and the disk's blocks.
 *
 * It is a column like the others (granules, hash, checkpoints, watches); it adds whole-frame operations and bytes.
 * It must never know who owns a frame.
 */
import { granulesFor } from './columns';
import {
  CHANGED,
  GRANULE_ELEMENTS,
  GRANULE_SHIFT,
  SETTLED,
  WATCHED,
  type Role,
  type Store,
} from './store';

export class Ram {
  readonly kind = 'ram';
  readonly meaning = 'value';
  readonly data: Int32Array;
  readonly bytes: Uint8Array;
  readonly marks: Uint8Array;
  readonly firstGranule: number;
  /** 32-bit words of one frame. */
  readonly frameWords: number;

  /**
   * @param frames how many frames there are, numbered from 0.
   * @param frameBytes bytes of one frame, a power of two of at least 4.
   */
  constructor(
    readonly store: Store,
    readonly name: string,
    readonly role: Role,
    readonly frames: number,
    readonly frameBytes: number,
  ) {
    this.frameWords = frameBytes >>> 2;
    this.data = new Int32Array(frames * this.frameWords);
    this.bytes = new Uint8Array(this.data.buffer);
    this.marks = new Uint8Array(granulesFor(this.data.length));
    this.firstGranule = store.register(this, this.marks.length);
  }

  /** The word at a word index (frame number times `frameWords`, plus the word in the frame). */
  get(word: number): number {
    return this.data[word] ?? 0;
  }

  set(word: number, value: number): void {
    if (this.marks[word >>> GRANULE_SHIFT] !== SETTLED) this.mark(word, value);
    this.data[word] = value;
  }

  /** The byte at `offset` (bytes) of a frame. */
  getByte(frame: number, offset: number): number {
    return this.bytes[frame * this.frameBytes + offset] ?? 0;
  }

  setByte(frame: number, offset: number, value: number): void {
    const at = frame * this.frameBytes + offset;
    const word = Math.floor(at / 4);
    if (this.marks[word >>> GRANULE_SHIFT] !== SETTLED) {
      const shift = (at & 3) << 3;
      this.mark(word, (this.get(word) & ~(0xff << shift)) | ((value & 0xff) << shift));
    }
    this.bytes[at] = value;
  }

  /** Sets `length` bytes from `offset` of a frame to `value`; must stay inside the frame. */
  fillBytes(frame: number, offset: number, length: number, value: number): void {
    if (length === 0) return;
    const start = frame * this.frameBytes + offset;
    this.change(start, length, () => this.bytes.fill(value, start, start + length));
  }

  /** Copies `source` to `offset` of a frame; must stay inside the frame. */
  writeBytes(frame: number, offset: number, source: Uint8Array): void {
    if (source.length === 0) return;
    const start = frame * this.frameBytes + offset;
    this.change(start, source.length, () => {
      this.bytes.set(source, start);
    });
  }

  /** A copy of `length` bytes from `offset` of a frame. */
  readBytes(frame: number, offset: number, length: number): Uint8Array {
    const start = frame * this.frameBytes + offset;
    return this.bytes.slice(start, start + length);
  }

  /** Zeroes a frame. Granules that are zero already are not written: a checkpoint need not look at them. */
  zeroFrame(frame: number): void {
    const end = (frame + 1) * this.frameWords;
    let start = frame * this.frameWords;
    while (start < end) {
      const granule = start >>> GRANULE_SHIFT;
      const next = Math.min(end, (granule + 1) * GRANULE_ELEMENTS);
      const marks = this.marksOf(granule);
      if (marks === SETTLED) this.data.fill(0, start, next);
      else if (!this.isZero(start, next)) {
        if ((marks & WATCHED) !== 0) this.zeroWatched(start, next);
        else {
          this.marks[granule] = this.store.note(this.firstGranule + granule, marks);
          this.data.fill(0, start, next);
        }
      }
      start = next;
    }
  }

  private isZero(start: number, end: number): boolean {
    for (let word = start; word < end; word++) if (this.data[word] !== 0) return false;
    return true;
  }

  private zeroWatched(start: number, end: number): void {
    this.change(start * 4, (end - start) * 4, () => this.data.fill(0, start, end));
  }

  /** Copies a frame of `source` (this memory or another of the same frame size) to frame `to`. */
  copyFrame(source: Ram, from: number, to: number): void {
    const first = to * this.frameWords;
    const begin = from * this.frameWords;
    const words = source.data.subarray(begin, begin + this.frameWords);
    if (this.markFrame(first)) this.data.set(words, first);
    else {
      this.change(to * this.frameBytes, this.frameBytes, () => {
        this.data.set(words, first);
      });
    }
  }

  /** Marks all granules of a frame. False if one is watched, and the caller must take the slow path. */
  private markFrame(firstWord: number): boolean {
    const last = (firstWord + this.frameWords - 1) >>> GRANULE_SHIFT;
    for (let granule = firstWord >>> GRANULE_SHIFT; granule <= last; granule++) {
      const marks = this.marksOf(granule);
      if (marks === SETTLED) continue;
      if ((marks & WATCHED) !== 0) return false;
      this.marks[granule] = this.store.note(this.firstGranule + granule, marks);
    }
    return true;
  }

  /** Marks the granules of a byte range, does the change, and tells the watcher of each word that differs. */
  private change(start: number, length: number, apply: () => void): void {
    const firstWord = Math.floor(start / 4);
    const lastWord = Math.floor((start + length - 1) / 4);
    const watched: { word: number; before: number }[] = [];
    for (let g = firstWord >>> GRANULE_SHIFT; g <= lastWord >>> GRANULE_SHIFT; g++) {
      const marks = this.marksOf(g);
      if (marks === SETTLED) continue;
      this.marks[g] = this.store.note(this.firstGranule + g, marks);
      if ((marks & WATCHED) === 0) continue;
      const end = Math.min(lastWord, (g + 1) * GRANULE_ELEMENTS - 1);
      for (let word = Math.max(firstWord, g * GRANULE_ELEMENTS); word <= end; word++) {
        watched.push({ word, before: this.get(word) });
      }
    }
    apply();
    for (const { word, before } of watched) {
      if (this.get(word) !== before)
        this.store.watcher?.onWrite(this, word, before, this.get(word));
    }
  }

  private marksOf(granule: number): number {
    const marks = this.marks[granule];
    if (marks === undefined) throw new RangeError(`${this.name} has no granule ${granule}`);
    return marks;
  }

  private mark(word: number, value: number): void {
    const granule = word >>> GRANULE_SHIFT;
    const marks = this.marksOf(granule);
    this.marks[granule] = this.store.note(this.firstGranule + granule, marks);
    if ((marks & WATCHED) !== 0) this.store.watcher?.onWrite(this, word, this.get(word), value);
  }

  /** Whether any word of the frame was written since the last checkpoint. */
  changedFrame(frame: number): boolean {
    const first = (frame * this.frameWords) >>> GRANULE_SHIFT;
    const last = ((frame + 1) * this.frameWords - 1) >>> GRANULE_SHIFT;
    for (let g = first; g <= last; g++) if (((this.marks[g] ?? 0) & CHANGED) !== 0) return true;
    return false;
  }
}
