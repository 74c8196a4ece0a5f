/**
 * The fast way through the TLBs: a loop over references that works on the bare words of memory and keeps its state in
 * local variables. It does what tlb.ts, walk.ts and mmu.ts do, where nobody can notice a part of it: nobody waits for
 * its events, no cell that it writes is watched. Translating one access is a loop of one.
 *
 * What is not common (a way that is still free, a large page, a fault) it leaves undone;
 * the caller then goes step by step. State, counters and number of events must be exactly the same both ways.
 */
import { EVENT } from '../machine/events';
import {
  ENTRY_DIRTY,
  ENTRY_EXECUTABLE,
  ENTRY_LARGE,
  ENTRY_RIGHTS,
  ENTRY_USER,
  ENTRY_WRITABLE,
} from './entries';
import type { Hardware, Mmu, Tlb } from './hardware';
import { digestOf, LINE_WORDS, PAGE, TAG, TAG_PAGE_SHIFT, TAG_VALID, VALUE } from './tlb';
import { walk } from './walk';
import { MAX_FRAMES, VALUE_SHIFT } from './walkFormat';

/** A reference is an address, a multiple of 8, and in its lowest bits what is done there. */
export const REFERENCE_WRITE = 1;
export const REFERENCE_FETCH = 2;

/** What a reference in user mode needs, by its REFERENCE_* bits. A write needs a dirty entry too. */
const NEEDS = Int32Array.of(
  ENTRY_USER,
  ENTRY_USER | ENTRY_WRITABLE | ENTRY_DIRTY,
  ENTRY_USER | ENTRY_EXECUTABLE,
  ENTRY_USER | ENTRY_EXECUTABLE,
);

/** By an entry's lowest four flags: the REFERENCE_* bits that need more, or that its dirty bit be set first. */
const FORBIDDEN = Int32Array.from({ length: 16 }, (_, flags) => {
  const writes = ENTRY_WRITABLE | ENTRY_DIRTY;
  const noWrite = (flags & writes) === writes ? 0 : REFERENCE_WRITE;
  return noWrite | ((flags & ENTRY_EXECUTABLE) !== 0 ? 0 : REFERENCE_FETCH);
});

/**
 * For finding a way among the eight 4-bit digits of an order of use: the lowest of HIGH_BITS that is left stands in
 * the lowest digit that is equal (H. Warren, Hacker's Delight, 6-1).
 */
const EACH_DIGIT = 0x11111111;
const HIGH_BITS = 0x88888888 | 0;
/** The same for bytes. */
const EACH_BYTE = 0x01010101;
const HIGH_BITS_OF_BYTES = 0x80808080 | 0;

const FILL_EVENTS = (1 << EVENT.fill) | (1 << EVENT.evict);
/** Events of an access that misses both levels: in each of them an eviction and a fill. */
const MOST_EVENTS = 4;

/** Whether the loop serves these TLBs now: it does not know sets of many ways, large pages and global ones. */
export function isPlain(first: Tlb, second: Tlb | null): boolean {
  if (!first.short || first.largeCount + first.globalCount !== 0) return false;
  return second === null || (second.short && second.largeCount + second.globalCount === 0);
}

/**
 * Accesses in user mode the references `from` to `to - 1`. The TLBs are plain, and marked are all words that this can
 * write: those of the whole TLBs, or for one reference those of its sets.
 * @param tlb the first level that they go to: that for data or that for fetches.
 * @param low the low 32 bits of each address, with REFERENCE_* bits.
 * @param high the high 32 bits of each address; null if all are 0.
 * @returns the index of the first reference that is not done, because it is not for this loop, or `to`. The entry
 *   that the last one used is `tlb.last`.
 */
export function accessQuietly(
  machine: Hardware,
  mmu: Mmu,
  tlb: Tlb,
  low: Int32Array,
  high: Int32Array | null,
  from: number,
  to: number,
): number {
  const room = Math.min(to - from, Math.floor(machine.trace.quiet() / MOST_EVENTS));
  const end = runQuietly(machine, mmu, tlb, low, high, from, to, room);
  const { done } = mmu;
  const misses = done[MISSES] ?? 0;
  const secondHits = done[SECOND_HITS] ?? 0;
  const dirtySets = done[DIRTY_SETS] ?? 0;
  countQuietly(machine, mmu, tlb, end - from - misses, secondHits, misses - secondHits);
  if (dirtySets !== 0) {
    const { cpus } = machine;
    cpus.dirtySets.set(tlb.cpu, cpus.dirtySets.get(tlb.cpu) + dirtySets);
  }
  return end;
}

/** What the loop leaves in `Mmu.done`. */
const MISSES = 0;
const SECOND_HITS = 1;
const DIRTY_SETS = 2;

/**
 * The loop; it leaves the counting to the caller. @param room most misses.
 */
// One function, because its state stays in locals only as long as it calls nothing.
// eslint-disable-next-line max-lines-per-function
function runQuietly(
  machine: Hardware,
  mmu: Mmu,
  tlb: Tlb,
  low: Int32Array,
  high: Int32Array | null,
  from: number,
  to: number,
  room: number,
): number {
  const { format } = machine;
  const words = machine.tlbWords.data;
  const { data: memory, frames } = machine.ram;
  const { pageShift } = machine.architecture;
  const pageMask = -1 << pageShift;
  const { firstSet, setMask, setWords, setBits, digests, digestWords, lines, cpu } = tlb;
  const second = mmu.second ?? tlb;
  const twoLevels = mmu.second !== null;
  const { firstSet: firstSet2, setMask: setMask2, setWords: setWords2, setBits: setBits2 } = second;
  const { digests: digests2, digestWords: digestWords2, lines: lines2 } = second;
  // Where the order of use of a set has its last way, in which of its words, and the digits that the word has.
  const isLong = tlb.ways > 8;
  const isLong2 = second.ways > 8;
  const tail = ((tlb.ways - 1) & 7) << 2;
  const tail2 = ((second.ways - 1) & 7) << 2;
  const digits = (2 << (tail | 3)) - 1;
  const digits2 = (2 << (tail2 | 3)) - 1;
  const full = tlb.liveCount === tlb.entries && second.liveCount === second.entries;
  const { levelBits, levelMask, topShift, used: inUse, usedOrLarge, shared: sharedMask } = format;
  const { frameWordShift, entryWordShift, frameShift, flags, flagMask } = format;
  const { unusualHigh, noExecuteHigh } = format;
  // Levels of different widths are left to walk.ts.
  const root = levelBits === 0 ? frames : machine.cpus.root.get(cpu);
  const wanted = TAG_VALID | machine.cpus.asid.get(cpu);
  let misses = 0;
  let secondHits = 0;
  let dirtySets = 0;
  let entry = tlb.last;
  let i = from;
  while (i < to) {
    const reference = low[i] ?? 0;
    const above = high === null ? 0 : (high[i] ?? 0);
    const page = (reference >>> pageShift) | ((above << 1) << (31 - pageShift));
    const pageHigh = above >>> pageShift;
    const tag = wanted | (pageHigh << TAG_PAGE_SHIFT);
    const need = NEEDS[reference & 3] ?? 0;
    const set = (firstSet + Math.imul(page & setMask, setWords)) | 0;
    const digest = digestOf(page, tag, setBits) & 255;
    const order = words[set] ?? 0;
    let way = findWay(words, set + digests, digestWords, set + lines, digest, page, tag);
    let used = (set + lines + Math.imul(way, LINE_WORDS)) | 0;
    let value = 0;
    if (way >= 0) {
      value = words[used + VALUE] ?? 0;
      moveToFront(words, set, order, way);
    } else {
      if (misses >= room) break;
      const behind = isLong ? (words[set + 1] ?? 0) : order;
      way = (behind >>> tail) & 15;
      used = (set + lines + Math.imul(way, LINE_WORDS)) | 0;
      if (!full && words[used + TAG] === 0) break;
      const set2 = (firstSet2 + Math.imul(page & setMask2, setWords2)) | 0;
      const digest2 = digestOf(page, tag, setBits2) & 255;
      const order2 = words[set2] ?? 0;
      let way2 = -1;
      if (twoLevels)
        way2 = findWay(words, set2 + digests2, digestWords2, set2 + lines2, digest2, page, tag);
      if (way2 >= 0) {
        value = words[set2 + lines2 + Math.imul(way2, LINE_WORDS) + VALUE] ?? 0;
        if ((need & ENTRY_RIGHTS & ~value) !== 0) break;
        moveToFront(words, set2, order2, way2);
        secondHits = (secondHits + 1) | 0;
      } else {
        const behind2 = isLong2 ? (words[set2 + 1] ?? 0) : order2;
        way2 = (behind2 >>> tail2) & 15;
        const entry2 = (set2 + lines2 + Math.imul(way2, LINE_WORDS)) | 0;
        if (!full && words[entry2 + TAG] === 0) break;
        // A walk that finds every entry accessed already and no large page. Others are left to walk.ts.
        value = -1;
        let frame = root;
        let shared = -1;
        let forbidden = 0;
        for (let shift = topShift; frame < frames; shift = (shift - levelBits) | 0) {
          const index = ((page >>> shift) | ((pageHigh << 1) << (31 - shift))) & levelMask;
          const word = ((frame << frameWordShift) + (index << entryWordShift)) | 0;
          const pte = memory[word] ?? 0;
          if ((pte & usedOrLarge) !== inUse) break;
          shared &= pte;
          if (entryWordShift !== 0) {
            const pteHigh = memory[word + 1] ?? 0;
            if ((pteHigh & unusualHigh) !== 0) break;
            forbidden |= pteHigh & noExecuteHigh;
          }
          frame = (pte >>> frameShift) | 0;
          if (shift !== 0) continue;
          if (frame >= MAX_FRAMES) break;
          const granted = flags[((shared & sharedMask) | (pte & ~sharedMask)) & flagMask] ?? 0;
          value = (frame << VALUE_SHIFT) | (granted & VALUE_FLAGS);
          if (forbidden !== 0) value &= ~ENTRY_EXECUTABLE;
          break;
        }
        if (value < 0 || (need & ~value) !== 0) {
          value = walk(machine, cpu, page, pageHigh, need);
          if (value < 0 || (value & ENTRY_LARGE) !== 0) break;
        }
        if (twoLevels) {
          words[entry2 + PAGE] = page;
          words[entry2 + TAG] = tag;
          words[entry2 + VALUE] = value;
          putDigest(words, set2 + digests2, way2, digest2);
          if (isLong2) {
            words[set2] = (order2 << 4) | way2;
            words[set2 + 1] = ((behind2 << 4) | (order2 >>> 28)) & digits2;
          } else words[set2] = ((order2 << 4) | way2) & digits2;
        }
      }
      words[used + PAGE] = page;
      words[used + TAG] = tag;
      words[used + VALUE] = value;
      putDigest(words, set + digests, way, digest);
      if (isLong) {
        words[set] = (order << 4) | way;
        words[set + 1] = ((behind << 4) | (order >>> 28)) & digits;
      } else words[set] = ((order << 4) | way) & digits;
      misses = (misses + 1) | 0;
    }
    entry = used;
    if ((need & ~value) !== 0) {
      if ((need & ENTRY_RIGHTS & ~value) !== 0) break;
      if (walk(machine, cpu, page, pageHigh, need) < 0) break;
      value |= ENTRY_DIRTY;
      words[entry + VALUE] = value;
      dirtySets = (dirtySets + 1) | 0;
    }
    i = (i + 1) | 0;
    // References to the same page that need no more than the entry allows.
    const start = reference & pageMask;
    const differs = pageMask | (FORBIDDEN[value & 15] ?? 0);
    if (high === null) {
      while (i < to && (((low[i] ?? 0) ^ start) & differs) === 0) i = (i + 1) | 0;
    } else {
      while (i < to && (((low[i] ?? 0) ^ start) & differs) === 0 && high[i] === above)
        i = (i + 1) | 0;
    }
  }
  tlb.last = entry;
  mmu.done[MISSES] = misses;
  mmu.done[SECOND_HITS] = secondHits;
  mmu.done[DIRTY_SETS] = dirtySets;
  return i;
}

/** The TLB value's flags without ENTRY_LARGE, which an entry of the last level does not have. */
const VALUE_FLAGS = 2 ** VALUE_SHIFT - 1 - ENTRY_LARGE;

/**
 * Accesses one page through the first level, if an entry there allows it as it is. The TLBs are plain, and the words
 * of the page's set are marked.
 * @param need ENTRY_* bits. @returns the entry's value, or -1: nothing was done.
 */
export function hitQuietly(
  machine: Hardware,
  tlb: Tlb,
  low: number,
  tag: number,
  need: number,
): number {
  const words = machine.tlbWords.data;
  const { digests, digestWords, lines, setBits } = tlb;
  const set = tlb.firstSet + (low & tlb.setMask) * tlb.setWords;
  const digest = digestOf(low, tag, setBits) & 255;
  const way = findWay(words, set + digests, digestWords, set + lines, digest, low, tag);
  if (way < 0) return -1;
  const entry = set + lines + way * LINE_WORDS;
  const value = words[entry + VALUE] ?? 0;
  if ((need & ~value) !== 0) return -1;
  moveToFront(words, set, words[set] ?? 0, way);
  tlb.last = entry;
  const { hits } = machine.tlbs;
  hits.set(tlb.row, hits.get(tlb.row) + 1);
  return value;
}

/** Makes a way the most recently used of its set, whose first word of the order is `order`. */
function moveToFront(words: Int32Array, set: number, order: number, way: number): void {
  const lowest = lowestEqual(order, way);
  if (lowest === 0) moveFromBehind(words, set, way);
  else words[set] = movedUp(order, lowest, way);
}

/** The same for a way that is not among the eight used last. */
function moveFromBehind(words: Int32Array, set: number, way: number): void {
  const order = words[set] ?? 0;
  const behind = words[set + 1] ?? 0;
  words[set + 1] = movedUp(behind, lowestEqual(behind, way), order >>> 28);
  words[set] = (order << 4) | way;
}

/** The highest bit of the lowest digit of an order that is `way`; 0 if none is. */
function lowestEqual(order: number, way: number): number {
  const differing = order ^ Math.imul(way, EACH_DIGIT);
  const equal = (differing - EACH_DIGIT) & ~differing & HIGH_BITS;
  return equal & -equal;
}

/** An order in which the digits below that of the bit `highest` go up by one, over it, and `way` becomes the lowest. */
function movedUp(order: number, highest: number, way: number): number {
  const upTo = ((highest << 1) - 1) | 0;
  return (order & ~upTo) | ((order & ((highest >>> 3) - 1)) << 4) | way;
}

/**
 * The way of a set that has this page and tag, or -1. Digests are compared four at a time (Hacker's Delight, 6-1); a
 * digest that only seems to be equal is found out by its line.
 */
function findWay(
  words: Int32Array,
  digests: number,
  count: number,
  lines: number,
  digest: number,
  page: number,
  tag: number,
): number {
  const wanted = Math.imul(digest, EACH_BYTE);
  for (let i = 0; i < count; i++) {
    const differing = (words[digests + i] ?? 0) ^ wanted;
    let equal = (differing - EACH_BYTE) & ~differing & HIGH_BITS_OF_BYTES;
    while (equal !== 0) {
      const way = (i << 2) | ((31 - Math.clz32(equal & -equal)) >>> 3);
      const entry = (lines + Math.imul(way, LINE_WORDS)) | 0;
      if (words[entry + PAGE] === page && words[entry + TAG] === tag) return way;
      equal &= equal - 1;
    }
  }
  return -1;
}

function putDigest(words: Int32Array, digests: number, way: number, digest: number): void {
  const at = (digests + (way >>> 2)) | 0;
  const shift = (way & 3) << 3;
  words[at] = ((words[at] ?? 0) & ~(255 << shift)) | (digest << shift);
}

/** Adds to the counters and to the number of events. Each miss, and each walk in the second level, replaced an entry. */
function countQuietly(
  machine: Hardware,
  mmu: Mmu,
  first: Tlb,
  hits: number,
  secondHits: number,
  walks: number,
): void {
  const { second } = mmu;
  const { cpus, trace } = machine;
  const misses = secondHits + walks;
  count(machine, first, hits, misses);
  if (misses === 0) return;
  if (second !== null) count(machine, second, secondHits, walks);
  cpus.walks.set(first.cpu, cpus.walks.get(first.cpu) + walks);
  trace.skip(2 * (second === null ? walks : misses + walks), FILL_EVENTS);
}

function count(machine: Hardware, { row }: Tlb, hits: number, misses: number): void {
  const { tlbs } = machine;
  if (hits !== 0) tlbs.hits.set(row, tlbs.hits.get(row) + hits);
  if (misses === 0) return;
  tlbs.misses.set(row, tlbs.misses.get(row) + misses);
  tlbs.fills.set(row, tlbs.fills.get(row) + misses);
  tlbs.evictions.set(row, tlbs.evictions.get(row) + misses);
}
