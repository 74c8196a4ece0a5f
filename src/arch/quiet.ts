/**
 * The fast way through the TLBs: a loop over references that works on the bare words of memory and keeps its state in
 * local variables. It does what tlb.ts, walk.ts and mmu.ts do, where nobody can notice a part of it: nobody waits for
 * its events, no cell that it writes is watched. Translating one access is a loop of one.
 *
 * What is not common (a way that is still free, a large page, a hash that two pages share, a fault) it leaves undone;
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
import {
  hasHash,
  hashOf,
  HINT_BITS,
  LINE_CROWDED,
  LINE_WORDS,
  PAGE,
  TAG,
  TAG_PAGE_SHIFT,
  TAG_VALID,
  VALUE,
} from './tlb';
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

const FILL_EVENTS = (1 << EVENT.fill) | (1 << EVENT.evict);
/** Events of an access that misses both levels: in each of them an eviction and a fill. */
const MOST_EVENTS = 4;

/** Whether the loop serves these TLBs now: one look at the hint tells all. It does not serve sets of many ways. */
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
// One function, because its state stays in locals only as long as it calls nothing.
// eslint-disable-next-line max-lines-per-function
export function accessQuietly(
  machine: Hardware,
  mmu: Mmu,
  tlb: Tlb,
  low: Int32Array,
  high: Int32Array | null,
  from: number,
  to: number,
): number {
  const { format } = machine;
  const words = machine.tlbWords.data;
  const { data: memory, frames } = machine.ram;
  const { pageShift } = machine.architecture;
  const pageMask = -1 << pageShift;
  const { hints, hintMask, firstSet, setMask, setWords, cpu } = tlb;
  const second = mmu.second ?? tlb;
  const twoLevels = mmu.second !== null;
  const { firstSet: firstSet2, setMask: setMask2, setWords: setWords2, hints: hints2 } = second;
  const sharedHints = hints === hints2;
  const tail = tailOf(tlb);
  const tail2 = tailOf(second);
  const exact = tlb.exact && second.exact;
  const full = tlb.liveCount === tlb.entries && second.liveCount === second.entries;
  const { levelBits, levelMask, topShift, used, usedOrLarge, shared: sharedMask } = format;
  const { frameWordShift, entryWordShift, frameShift, flags, flagMask } = format;
  const { unusualHigh, noExecuteHigh } = format;
  // Levels of different widths are left to walk.ts.
  const root = levelBits === 0 ? frames : machine.cpus.root.get(cpu);
  const wanted = TAG_VALID | machine.cpus.asid.get(cpu);
  const mostMisses = Math.min(to - from, Math.floor(machine.trace.quiet() / MOST_EVENTS)) | 0;
  let room = mostMisses;
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
    const hash = hashOf(page, tag) & hintMask;
    const hint = hints[hash] ?? 0;
    const line = hint & LINE_CROWDED;
    const set = (firstSet + Math.imul(page & setMask, setWords)) | 0;
    const found = (set + Math.imul(line, LINE_WORDS)) | 0;
    let value = 0;
    if (words[found + PAGE] === page && words[found + TAG] === tag && line !== LINE_CROWDED) {
      value = words[found + VALUE] ?? 0;
      moveToFront(words, set, line - 1);
      entry = found;
    } else {
      if (room === 0) break;
      const way = ((words[set + (tail >> 5)] ?? 0) >>> tail) & 15;
      const victim = (set + Math.imul(way + 1, LINE_WORDS)) | 0;
      if (!full && words[victim + TAG] === 0) break;
      const line2 = (sharedHints ? hint : (hints2[hash] ?? 0)) >>> HINT_BITS;
      const set2 = (firstSet2 + Math.imul(page & setMask2, setWords2)) | 0;
      const found2 = (set2 + Math.imul(line2, LINE_WORDS)) | 0;
      if (!exact && (isCrowded(words, found, line, hash, hintMask) || line2 === LINE_CROWDED))
        break;
      let hint2 = line2;
      if (twoLevels && words[found2 + PAGE] === page && words[found2 + TAG] === tag) {
        value = words[found2 + VALUE] ?? 0;
        if ((need & ENTRY_RIGHTS & ~value) !== 0) break;
        moveToFront(words, set2, line2 - 1);
        secondHits = (secondHits + 1) | 0;
      } else {
        const way2 = ((words[set2 + (tail2 >> 5)] ?? 0) >>> tail2) & 15;
        const victim2 = (set2 + Math.imul(way2 + 1, LINE_WORDS)) | 0;
        if (!full && words[victim2 + TAG] === 0) break;
        if (!exact && isCrowded(words, found2, line2, hash, hintMask)) break;
        // A walk that finds every entry accessed already and no large page. Others are left to walk.ts.
        value = -1;
        let frame = root;
        let shared = -1;
        let forbidden = 0;
        for (let shift = topShift; frame < frames; shift = (shift - levelBits) | 0) {
          const index = ((page >>> shift) | ((pageHigh << 1) << (31 - shift))) & levelMask;
          const word = ((frame << frameWordShift) + (index << entryWordShift)) | 0;
          const pte = memory[word] ?? 0;
          if ((pte & usedOrLarge) !== used) break;
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
          words[victim2 + PAGE] = page;
          words[victim2 + TAG] = tag;
          words[victim2 + VALUE] = value;
          putInFront(words, set2, way2, tail2);
          hint2 = way2 + 1;
        }
      }
      words[victim + PAGE] = page;
      words[victim + TAG] = tag;
      words[victim + VALUE] = value;
      putInFront(words, set, way, tail);
      hints[hash] = (way + 1) | (hint2 << HINT_BITS);
      if (!sharedHints) hints2[hash] = ((hints2[hash] ?? 0) & LINE_CROWDED) | (hint2 << HINT_BITS);
      entry = victim;
      room = (room - 1) | 0;
    }
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
    const differs = pageMask | forbiddenBits(value);
    if (high === null) {
      while (i < to && (((low[i] ?? 0) ^ start) & differs) === 0) i = (i + 1) | 0;
    } else {
      while (i < to && (((low[i] ?? 0) ^ start) & differs) === 0 && high[i] === above)
        i = (i + 1) | 0;
    }
  }
  tlb.last = entry;
  const misses = mostMisses - room;
  countQuietly(machine, mmu, tlb, i - from - misses, secondHits, misses - secondHits);
  const { cpus } = machine;
  if (dirtySets !== 0) cpus.dirtySets.set(cpu, cpus.dirtySets.get(cpu) + dirtySets);
  return i;
}

/** The TLB value's flags without ENTRY_LARGE, which an entry of the last level does not have. */
const VALUE_FLAGS = 2 ** VALUE_SHIFT - 1 - ENTRY_LARGE;

/** Where the order of a set's head line has its last way: a shift below 32, plus 64 if it is in the value word. */
function tailOf({ ways }: Tlb): number {
  return ways <= 8 ? (ways - 1) << 2 : 64 | ((ways - 9) << 2);
}

/** Makes a way the most recently used of its set. */
function moveToFront(words: Int32Array, set: number, way: number): void {
  const order = words[set] ?? 0;
  const lowest = lowestMatch(order, way);
  if (lowest === 0) {
    moveFromBehind(words, set, way);
    return;
  }
  // The digits below it move up by one.
  const below = ((lowest >>> 3) - 1) | 0;
  const upTo = ((lowest << 1) - 1) | 0;
  words[set] = (order & ~upTo) | ((order & below) << 4) | way;
}

/** The same for a way that is not among the eight most recently used. */
function moveFromBehind(words: Int32Array, set: number, way: number): void {
  const order = words[set] ?? 0;
  const behind = words[set + VALUE] ?? 0;
  const lowest = lowestMatch(behind, way);
  const below = ((lowest >>> 3) - 1) | 0;
  const upTo = ((lowest << 1) - 1) | 0;
  words[set + VALUE] = (behind & ~upTo) | ((behind & below) << 4) | (order >>> 28);
  words[set] = (order << 4) | way;
}

/** The highest bit of the lowest 4-bit digit of `order` that is `way`, or 0 (Hacker's Delight, 6-1). */
function lowestMatch(order: number, way: number): number {
  const x = order ^ Math.imul(way, 0x11111111);
  const zeros = (x - 0x11111111) & ~x & 0x88888888;
  return zeros & -zeros;
}

/** Makes the least recently used way of a set the most recently used. */
function putInFront(words: Int32Array, set: number, way: number, tail: number): void {
  const order = words[set] ?? 0;
  // Digits above the last stay 0.
  const digits = (2 << (tail | 3)) - 1;
  if (tail < 32) words[set] = ((order << 4) | way) & digits;
  else {
    words[set + VALUE] = (((words[set + VALUE] ?? 0) << 4) | (order >>> 28)) & digits;
    words[set] = (order << 4) | way;
  }
}

/** Whether other lines than that of a hint must be looked at, or its entry must stay to be found. */
function isCrowded(
  words: Int32Array,
  entry: number,
  line: number,
  hash: number,
  mask: number,
): boolean {
  return (
    line === LINE_CROWDED || hasHash(words[entry + PAGE] ?? 0, words[entry + TAG] ?? 0, hash, mask)
  );
}

/** The REFERENCE_* bits that need more than an entry allows, or that its dirty bit be set first. */
function forbiddenBits(value: number): number {
  const writes = ENTRY_WRITABLE | ENTRY_DIRTY;
  return (
    ((value & writes) === writes ? 0 : REFERENCE_WRITE) |
    ((value & ENTRY_EXECUTABLE) !== 0 ? 0 : REFERENCE_FETCH)
  );
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
