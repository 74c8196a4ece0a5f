/**
 * One TLB: finding an entry, filling and dropping entries, and exact order of use within each set.
 *
 * A TLB's words begin with three that stay 0. Then come the sets. A set has
 * - the order of use: the ways (from 0) from the most to the least recently used; ways without entry come last;
 * - digests: a byte for each way, so that a short look finds the ways that may have a page;
 * - lines of three words for each way: page (the low 32 bits of the page number; of a large page, of its first page),
 *   tag (0 if there is no entry; bits 0 to 9 the address space, TAG_LARGE, TAG_VALID, and from bit 12 the high bits of
 *   the page number), value (ENTRY_* bits, and from bit VALUE_SHIFT the frame; of a large page, the first).
 * In sets of at most MAX_SHORT_WAYS ways the order takes 4 bits for each way. Longer ones have a word for each way,
 * and no digests.
 *
 * "Entry" below is the number of a line's first word. Nothing here reads page tables or decides whether an access is
 * allowed: a TLB only remembers translations.
 */
import type { Int32Column } from '../machine/columns';
import { EVENT } from '../machine/events';
import { ENTRY_LARGE } from './entries';
import type { Hardware, Tlb } from './hardware';
import { VALUE_SHIFT } from './walkFormat';

export const LINE_WORDS = 3;
export const PAGE = 0;
export const TAG = 1;
export const VALUE = 2;

export const MAX_SHORT_WAYS = 16;
export const TAG_LARGE = 1 << 10;
export const TAG_VALID = 1 << 11;
export const TAG_PAGE_SHIFT = 12;
/** The address space of entries that are good for all. */
export const ASID_GLOBAL = 1023;
const ASID_MASK = 1023;

/** The page number of an entry: of a large page, its first page. */
export function entryPage(low: number, tag: number): number {
  return (tag >>> TAG_PAGE_SHIFT) * 2 ** 32 + (low >>> 0);
}

/** The address space in a tag. */
export function tagAsid(tag: number): number {
  return tag & ASID_MASK;
}

/** What a way's digest is for an entry: the low 8 bits of this. */
export function digestOf(low: number, tag: number, setBits: number): number {
  return (low >>> setBits) ^ tag;
}

/**
 * The entry with exactly this page and tag, or -1.
 * @param low of a large page, the low bits of its first page.
 */
export function findEntry(machine: Hardware, tlb: Tlb, low: number, tag: number): number {
  const words = machine.tlbWords;
  const first = setOf(machine, tlb, low, tag) + tlb.lines;
  for (let way = 0; way < tlb.ways; way++) {
    const entry = first + way * LINE_WORDS;
    if (words.get(entry + PAGE) === low && words.get(entry + TAG) === tag) return entry;
  }
  return -1;
}

/** The entry that translates a page in an address space: its own, a global one, or a large page's. Or -1. */
export function findTranslation(machine: Hardware, tlb: Tlb, low: number, tag: number): number {
  const entry = findEntry(machine, tlb, low, tag);
  if (entry >= 0 || (tlb.globalCount === 0 && tlb.largeCount === 0)) return entry;
  const global = tag | ASID_GLOBAL;
  if (tlb.globalCount !== 0) {
    const found = findEntry(machine, tlb, low, global);
    if (found >= 0) return found;
  }
  if (tlb.largeCount === 0) return -1;
  const first = low & ~machine.format.largeMask;
  const large = findEntry(machine, tlb, first, tag | TAG_LARGE);
  if (large >= 0 || tlb.globalCount === 0) return large;
  return findEntry(machine, tlb, first, global | TAG_LARGE);
}

/** Makes an entry the most recently used one of its set. */
export function touchEntry(machine: Hardware, tlb: Tlb, entry: number): void {
  const set = setOfEntry(machine, tlb, entry);
  moveInOrder(machine.tlbWords, tlb, set, wayOf(tlb, set, entry), 0);
  tlb.last = entry;
}

/**
 * Remembers a translation, in place of the least recently used entry of its set.
 * @param value a TLB value; if it is a large page's, `low` may be any of its pages.
 * @returns the entry.
 */
export function fillEntry(
  machine: Hardware,
  tlb: Tlb,
  low: number,
  tag: number,
  value: number,
): number {
  const words = machine.tlbWords;
  const large = (value & ENTRY_LARGE) !== 0;
  const first = large ? low & ~machine.format.largeMask : low;
  const key = large ? tag | TAG_LARGE : tag;
  const set = setOf(machine, tlb, first, key);
  const way = wayAt(words, tlb, set, tlb.ways - 1);
  const entry = set + tlb.lines + way * LINE_WORDS;
  if (words.get(entry + TAG) !== 0) evict(machine, tlb, entry);
  words.set(entry + PAGE, first);
  words.set(entry + TAG, key);
  words.set(entry + VALUE, value);
  moveInOrder(words, tlb, set, way, 0);
  setDigest(words, tlb, set, way, digestOf(first, key, tlb.setBits));
  noteLive(tlb, set, way, key, 1);
  tlb.last = entry;
  machine.tlbs.fills.set(tlb.row, machine.tlbs.fills.get(tlb.row) + 1);
  machine.trace.event(EVENT.fill, tlb.cpu, entryPage(first, key), value >>> VALUE_SHIFT, 0);
  return entry;
}

/** Forgets an entry; its way becomes the next of the set to be filled. */
export function dropEntry(machine: Hardware, tlb: Tlb, entry: number): void {
  const words = machine.tlbWords;
  const set = setOfEntry(machine, tlb, entry);
  const way = wayOf(tlb, set, entry);
  noteLive(tlb, set, way, words.get(entry + TAG), -1);
  words.set(entry + PAGE, 0);
  words.set(entry + TAG, 0);
  words.set(entry + VALUE, 0);
  setDigest(words, tlb, set, way, 0);
  moveInOrder(words, tlb, set, way, tlb.ways - 1);
  if (tlb.last === entry) tlb.last = tlb.base;
}

/** The first valid entry among the ways from `from` on, counted over all sets, or -1. Takes 32 ways at a time. */
export function nextEntry(tlb: Tlb, from: number): number {
  let word = from >>> 5;
  let bits = (tlb.live[word] ?? 0) & (-1 << (from & 31));
  while (bits === 0) {
    word++;
    if (word >= tlb.live.length) return -1;
    bits = tlb.live[word] ?? 0;
  }
  return entryOfWay(tlb, (word << 5) + (31 - Math.clz32(bits & -bits)));
}

/** The number of an entry's way, counted over all sets. */
export function wayOfEntry(tlb: Tlb, entry: number): number {
  const index = Math.floor((entry - tlb.firstSet) / tlb.setWords);
  return index * tlb.ways + wayOf(tlb, tlb.firstSet + index * tlb.setWords, entry);
}

/** The way that was used `rank` others ago in a set. */
export function wayAt(words: Int32Column, tlb: Tlb, set: number, rank: number): number {
  if (!tlb.short) return words.get(set + rank);
  return (words.get(set + (rank >>> 3)) >>> ((rank & 7) << 2)) & 15;
}

/** Puts the ways of each set in their first order. Only for a new TLB. */
export function orderSets(words: Int32Column, tlb: Tlb): void {
  for (let index = 0; index <= tlb.setMask; index++) {
    const set = tlb.firstSet + index * tlb.setWords;
    for (let way = 0; way < tlb.ways; way++) setWayAt(words, tlb, set, way, way);
  }
}

/** Makes everything in a TLB's record that is derived from its words. */
export function deriveTlb(words: Int32Column, tlb: Tlb): void {
  tlb.live.fill(0);
  tlb.liveCount = 0;
  tlb.largeCount = 0;
  tlb.globalCount = 0;
  tlb.last = tlb.base;
  for (let index = 0; index <= tlb.setMask; index++) {
    const set = tlb.firstSet + index * tlb.setWords;
    for (let way = 0; way < tlb.ways; way++) {
      const entry = set + tlb.lines + way * LINE_WORDS;
      const tag = words.get(entry + TAG);
      if (tag !== 0) noteLive(tlb, set, way, tag, 1);
    }
  }
}

/** The first word of the set that a page and tag belong to. */
function setOf(machine: Hardware, tlb: Tlb, low: number, tag: number): number {
  const index = (tag & TAG_LARGE) !== 0 ? low >>> machine.format.largeShift : low;
  return tlb.firstSet + (index & tlb.setMask) * tlb.setWords;
}

function setOfEntry(machine: Hardware, tlb: Tlb, entry: number): number {
  const words = machine.tlbWords;
  return setOf(machine, tlb, words.get(entry + PAGE), words.get(entry + TAG));
}

/** The number of an entry's way in its set. */
function wayOf({ lines }: Tlb, set: number, entry: number): number {
  return (entry - set - lines) / LINE_WORDS;
}

function entryOfWay(tlb: Tlb, number: number): number {
  const index = Math.floor(number / tlb.ways);
  return tlb.firstSet + index * tlb.setWords + tlb.lines + (number % tlb.ways) * LINE_WORDS;
}

function evict(machine: Hardware, tlb: Tlb, entry: number): void {
  const words = machine.tlbWords;
  const { evictions } = machine.tlbs;
  const gone = entryPage(words.get(entry + PAGE), words.get(entry + TAG));
  const frame = words.get(entry + VALUE) >>> VALUE_SHIFT;
  dropEntry(machine, tlb, entry);
  evictions.set(tlb.row, evictions.get(tlb.row) + 1);
  machine.trace.event(EVENT.evict, tlb.cpu, gone, frame, 0);
}

/** @param digest of which the low 8 bits are kept. */
function setDigest(words: Int32Column, tlb: Tlb, set: number, way: number, digest: number): void {
  if (!tlb.short) return;
  const at = set + tlb.digests + (way >>> 2);
  const shift = (way & 3) << 3;
  words.set(at, (words.get(at) & ~(255 << shift)) | ((digest & 255) << shift));
}

function noteLive(tlb: Tlb, set: number, way: number, tag: number, change: 1 | -1): void {
  const number = ((set - tlb.firstSet) / tlb.setWords) * tlb.ways + way;
  const word = tlb.live[number >>> 5] ?? 0;
  const mask = 1 << (number & 31);
  tlb.live[number >>> 5] = change === 1 ? word | mask : word & ~mask;
  tlb.liveCount += change;
  if ((tag & TAG_LARGE) !== 0) tlb.largeCount += change;
  if ((tag & ASID_MASK) === ASID_GLOBAL) tlb.globalCount += change;
}

/** Moves a way to a rank of its set's order; those between move up or down by one. */
function moveInOrder(words: Int32Column, tlb: Tlb, set: number, way: number, to: number): void {
  let rank = 0;
  while (wayAt(words, tlb, set, rank) !== way) rank++;
  for (; rank > to; rank--) {
    setWayAt(words, tlb, set, rank, wayAt(words, tlb, set, rank - 1));
  }
  for (; rank < to; rank++) {
    setWayAt(words, tlb, set, rank, wayAt(words, tlb, set, rank + 1));
  }
  if (wayAt(words, tlb, set, to) !== way) setWayAt(words, tlb, set, to, way);
}

function setWayAt(words: Int32Column, tlb: Tlb, set: number, rank: number, way: number): void {
  if (!tlb.short) {
    words.set(set + rank, way);
    return;
  }
  const at = set + (rank >>> 3);
  const shift = (rank & 7) << 2;
  words.set(at, (words.get(at) & ~(15 << shift)) | (way << shift));
}
