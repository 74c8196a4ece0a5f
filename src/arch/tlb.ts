/**
 * One TLB: finding an entry, filling and dropping entries, and exact order of use within each set.
 *
 * A TLB's words are lines of four. Line 0 and LINE_CROWDED stay 0. Then come the sets, each a head line, whose first
 * word is the number of the line that was used last, and a line for each way:
 * - page: the low 32 bits of the page number; of a large page, of its first page;
 * - tag: 0 if there is no entry; bits 0 to 9 the address space, TAG_LARGE, TAG_VALID, and from bit 12 the high bits
 *   of the page number;
 * - value: ENTRY_* bits, and from bit VALUE_SHIFT the frame (of a large page, the first);
 * - links: a ring of the set's lines from the most to the least recently used. Bits 0 to 15 are the next older line,
 *   bits 16 to 31 the next newer. Lines without entry are the oldest.
 *
 * "Entry" below is the number of a line's first word. Nothing here reads page tables or decides whether an access is
 * allowed: a TLB only remembers translations.
 */
import type { Int32Column } from '../machine/columns';
import { EVENT } from '../machine/events';
import { ENTRY_LARGE } from './entries';
import type { Hardware, Tlb } from './hardware';
import { VALUE_SHIFT } from './walkFormat';

export const LINE_WORDS = 4;
export const PAGE = 0;
export const TAG = 1;
export const VALUE = 2;
export const LINKS = 3;

/** The line that hints lead to where more than one entry may be meant. */
export const LINE_CROWDED = 1;
export const FIRST_SET_LINE = 2;

export const TAG_LARGE = 1 << 10;
export const TAG_VALID = 1 << 11;
export const TAG_PAGE_SHIFT = 12;
/** The address space of entries that are good for all. */
export const ASID_GLOBAL = 1023;
export const MAX_ASID = ASID_GLOBAL - 1;
const ASID_MASK = 1023;

/** The page number of an entry: of a large page, its first page. */
export function entryPage(low: number, tag: number): number {
  return (tag >>> TAG_PAGE_SHIFT) * 2 ** 32 + (low >>> 0);
}

/** The address space in a tag. */
export function tagAsid(tag: number): number {
  return tag & ASID_MASK;
}

/** What the hints are indexed by, before it is masked. */
export function hashOf(low: number, tag: number): number {
  return low ^ (low >>> 20) ^ tag;
}

/**
 * The entry with exactly this page and tag, or -1.
 * @param low of a large page, the low bits of its first page.
 */
export function findEntry(machine: Hardware, tlb: Tlb, low: number, tag: number): number {
  const words = machine.tlbWords;
  const hint = tlb.hints[hashOf(low, tag) & tlb.hintMask] ?? 0;
  if (hint === LINE_CROWDED) return searchSet(machine, tlb, low, tag);
  const entry = tlb.base + hint * LINE_WORDS;
  return words.get(entry + PAGE) === low && words.get(entry + TAG) === tag ? entry : -1;
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
  const words = machine.tlbWords;
  tlb.last = entry;
  const set = setOfEntry(machine, tlb, entry);
  const line = lineOf(tlb, entry);
  const head = words.get(set);
  if (line === head) return;
  if (line !== newerThan(words, tlb, head)) moveBeforeHead(words, tlb, line, head);
  words.set(set, line);
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
  const line = newerThan(words, tlb, words.get(set));
  const entry = tlb.base + line * LINE_WORDS;
  if (words.get(entry + TAG) !== 0) evict(machine, tlb, entry);
  words.set(entry + PAGE, first);
  words.set(entry + TAG, key);
  words.set(entry + VALUE, value);
  words.set(set, line);
  noteLive(tlb, line, key, 1);
  setHint(words, tlb, entry);
  tlb.last = entry;
  machine.tlbs.fills.set(tlb.row, machine.tlbs.fills.get(tlb.row) + 1);
  machine.trace.event(EVENT.fill, tlb.cpu, entryPage(first, key), value >>> VALUE_SHIFT, 0);
  return entry;
}

/** Forgets an entry; its line becomes the next of the set to be filled. */
export function dropEntry(machine: Hardware, tlb: Tlb, entry: number): void {
  const words = machine.tlbWords;
  const set = setOfEntry(machine, tlb, entry);
  const line = lineOf(tlb, entry);
  noteLive(tlb, line, words.get(entry + TAG), -1);
  words.set(entry + PAGE, 0);
  words.set(entry + TAG, 0);
  words.set(entry + VALUE, 0);
  if (tlb.last === entry) tlb.last = tlb.base;
  const head = words.get(set);
  if (line === head) words.set(set, olderThan(words, tlb, head));
  else if (line !== newerThan(words, tlb, head)) moveBeforeHead(words, tlb, line, head);
}

/** The next valid entry from the line of `from` on, or -1. Costs what the lines are, 32 at a time. */
export function nextEntry(tlb: Tlb, from: number): number {
  const start = Math.max(0, lineOf(tlb, from));
  let word = start >>> 5;
  let bits = (tlb.live[word] ?? 0) & (-1 << (start & 31));
  while (bits === 0) {
    word++;
    if (word >= tlb.live.length) return -1;
    bits = tlb.live[word] ?? 0;
  }
  return tlb.base + ((word << 5) + (31 - Math.clz32(bits & -bits))) * LINE_WORDS;
}

/** Puts the lines of each set in a ring. Only for a new TLB. */
export function linkSets(words: Int32Column, { base, ways, setMask }: Tlb): void {
  for (let set = 0; set <= setMask; set++) {
    const headLine = FIRST_SET_LINE + set * (ways + 1);
    words.set(base + headLine * LINE_WORDS, headLine + 1);
    for (let way = 0; way < ways; way++) {
      const older = headLine + 1 + ((way + 1) % ways);
      const newer = headLine + 1 + ((way + ways - 1) % ways);
      words.set(base + (headLine + 1 + way) * LINE_WORDS + LINKS, older | (newer << 16));
    }
  }
}

/** Makes everything in a TLB's record that is derived from its words. */
export function deriveTlb(words: Int32Column, tlb: Tlb): void {
  tlb.live.fill(0);
  tlb.largeCount = 0;
  tlb.globalCount = 0;
  tlb.last = tlb.base;
  for (let line = FIRST_SET_LINE; line * LINE_WORDS < tlb.words; line++) {
    const entry = tlb.base + line * LINE_WORDS;
    const tag = words.get(entry + TAG);
    if (tag === 0) continue;
    noteLive(tlb, line, tag, 1);
    setHint(words, tlb, entry);
  }
}

/** The number of an entry's line. */
export function lineOf(tlb: Tlb, entry: number): number {
  return (entry - tlb.base) >> 2;
}

/** The head line of the set that a page and tag belong to, as the number of its first word. */
export function setOf(machine: Hardware, tlb: Tlb, low: number, tag: number): number {
  const index = (tag & TAG_LARGE) !== 0 ? low >>> machine.format.largeShift : low;
  return tlb.firstSet + (index & tlb.setMask) * tlb.setWords;
}

function setOfEntry(machine: Hardware, tlb: Tlb, entry: number): number {
  const words = machine.tlbWords;
  return setOf(machine, tlb, words.get(entry + PAGE), words.get(entry + TAG));
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

/** Looks at each way: for a page whose hash other pages of the TLB have too. */
function searchSet(machine: Hardware, tlb: Tlb, low: number, tag: number): number {
  const words = machine.tlbWords;
  const first = setOf(machine, tlb, low, tag) + LINE_WORDS;
  for (let way = 0; way < tlb.ways; way++) {
    const entry = first + way * LINE_WORDS;
    if (words.get(entry + PAGE) === low && words.get(entry + TAG) === tag) return entry;
  }
  return -1;
}

/** Leads the hint of an entry's hash to it, or to its whole set if another valid entry has the same hash. */
function setHint(words: Int32Column, tlb: Tlb, entry: number): void {
  const hash = hashOf(words.get(entry + PAGE), words.get(entry + TAG)) & tlb.hintMask;
  const hint = tlb.hints[hash] ?? 0;
  const other = tlb.base + hint * LINE_WORDS;
  const tag = words.get(other + TAG);
  const crowded =
    hint === LINE_CROWDED ||
    (other !== entry &&
      tag !== 0 &&
      (hashOf(words.get(other + PAGE), tag) & tlb.hintMask) === hash);
  tlb.hints[hash] = crowded ? LINE_CROWDED : lineOf(tlb, entry);
}

function noteLive(tlb: Tlb, line: number, tag: number, change: 1 | -1): void {
  const word = tlb.live[line >>> 5] ?? 0;
  const mask = 1 << (line & 31);
  tlb.live[line >>> 5] = change === 1 ? word | mask : word & ~mask;
  if ((tag & TAG_LARGE) !== 0) tlb.largeCount += change;
  if ((tag & ASID_MASK) === ASID_GLOBAL) tlb.globalCount += change;
}

function olderThan(words: Int32Column, tlb: Tlb, line: number): number {
  return words.get(tlb.base + line * LINE_WORDS + LINKS) & 0xffff;
}

/** The newest line's newer one is the oldest. */
function newerThan(words: Int32Column, tlb: Tlb, line: number): number {
  return words.get(tlb.base + line * LINE_WORDS + LINKS) >>> 16;
}

/** Moves a line that is neither the newest nor the oldest between these two. */
function moveBeforeHead(words: Int32Column, tlb: Tlb, line: number, head: number): void {
  const tail = newerThan(words, tlb, head);
  const newer = newerThan(words, tlb, line);
  const older = olderThan(words, tlb, line);
  setOlder(words, tlb, newer, older);
  setNewer(words, tlb, older, newer);
  setOlder(words, tlb, tail, line);
  setNewer(words, tlb, line, tail);
  setOlder(words, tlb, line, head);
  setNewer(words, tlb, head, line);
}

function setOlder(words: Int32Column, tlb: Tlb, line: number, older: number): void {
  const at = tlb.base + line * LINE_WORDS + LINKS;
  words.set(at, (words.get(at) & ~0xffff) | older);
}

function setNewer(words: Int32Column, tlb: Tlb, line: number, newer: number): void {
  const at = tlb.base + line * LINE_WORDS + LINKS;
  words.set(at, (words.get(at) & 0xffff) | (newer << 16));
}
