/**
 * The common ways through the TLBs on the bare words of memory, for the accesses of which nobody can notice a part:
 * nobody waits for their events, no cell that they write is watched. It gives the state and, once `settle` is called,
 * the counters and the number of events that tlb.ts and mmu.ts give.
 *
 * Whoever calls has marked what is written. What is not common (a line that is still free, a large page, a hash that
 * two pages share, a fault) is answered with -1, before anything was counted or filled, and left to mmu.ts.
 */
import { EVENT } from '../machine/events';
import { ENTRY_LARGE, ENTRY_RIGHTS } from './entries';
import type { Hardware, Mmu, Tlb } from './hardware';
import { hashOf, LINE_CROWDED, LINE_WORDS, LINKS, PAGE, TAG, TAG_PAGE_SHIFT, VALUE } from './tlb';
import { walk } from './walk';

const FILL_EVENTS = (1 << EVENT.fill) | (1 << EVENT.evict);
/** Events of an access that misses both levels: in each of them an eviction and a fill. */
export const MOST_EVENTS = 4;

/** Whether no entry of a large page or of all address spaces is in these TLBs, which one look at a hint would miss. */
export function isPlain(first: Tlb, second: Tlb | null): boolean {
  if (first.largeCount + first.globalCount !== 0) return false;
  return second === null || second.largeCount + second.globalCount === 0;
}

/**
 * An access that missed the first level: finds the page in the second or walks, and fills.
 * @param hash of page and tag, masked; the TLBs' hints have the same length.
 * @returns the TLB value, and `first.last` is the entry; or -1.
 */
export function missQuietly(
  machine: Hardware,
  mmu: Mmu,
  first: Tlb,
  low: number,
  tag: number,
  need: number,
): number {
  const words = machine.tlbWords.data;
  const { hints } = first;
  const hash = hashOf(low, tag) & first.hintMask;
  const hint = hints[hash] ?? 0;
  if (hint === LINE_CROWDED) return -1;
  if (!first.exact && sameHash(words, first, hint, hash)) return -1;
  const set = first.firstSet + (low & first.setMask) * first.setWords;
  const line = oldestLine(words, first.base, words[set] ?? 0);
  const entry = first.base + line * LINE_WORDS;
  if (words[entry + TAG] === 0) return -1;
  const value = secondQuietly(machine, mmu, low, tag, need, hash);
  if (value < 0) return -1;
  words[entry + PAGE] = low;
  words[entry + TAG] = tag;
  words[entry + VALUE] = value;
  words[set] = line;
  hints[hash] = line;
  first.last = entry;
  return value;
}

/** The same for the second level, or for the walk where there is none. */
function secondQuietly(
  machine: Hardware,
  mmu: Mmu,
  low: number,
  tag: number,
  need: number,
  hash: number,
): number {
  const { second } = mmu;
  if (second === null) {
    const walked = walk(machine, mmu.data.cpu, low, tag >>> TAG_PAGE_SHIFT, need);
    if (walked < 0 || (walked & ENTRY_LARGE) !== 0) return -1;
    mmu.walks++;
    return walked;
  }
  const words = machine.tlbWords.data;
  const { hints, base } = second;
  const hint = hints[hash] ?? 0;
  const found = base + hint * LINE_WORDS;
  const set = second.firstSet + (low & second.setMask) * second.setWords;
  if (words[found + PAGE] === low && words[found + TAG] === tag) {
    const value = words[found + VALUE] ?? 0;
    if ((need & ENTRY_RIGHTS & ~value) !== 0) return -1;
    moveToFront(words, base, set, hint);
    mmu.secondHits++;
    return value;
  }
  if (hint === LINE_CROWDED) return -1;
  if (!second.exact && sameHash(words, second, hint, hash)) return -1;
  const line = oldestLine(words, base, words[set] ?? 0);
  const entry = base + line * LINE_WORDS;
  if (words[entry + TAG] === 0) return -1;
  const value = walk(machine, second.cpu, low, tag >>> TAG_PAGE_SHIFT, need);
  if (value < 0 || (value & ENTRY_LARGE) !== 0) return -1;
  words[entry + PAGE] = low;
  words[entry + TAG] = tag;
  words[entry + VALUE] = value;
  words[set] = line;
  hints[hash] = line;
  mmu.walks++;
  return value;
}

/**
 * Adds what was done quietly to the counters and to the number of events.
 * @param hits of the first level.
 */
export function settle(machine: Hardware, mmu: Mmu, first: Tlb, hits: number): void {
  const { walks, secondHits, second } = mmu;
  const misses = walks + secondHits;
  count(machine, first, hits, misses);
  if (misses === 0) return;
  mmu.walks = 0;
  mmu.secondHits = 0;
  if (second !== null) count(machine, second, secondHits, walks);
  machine.cpus.walks.set(first.cpu, machine.cpus.walks.get(first.cpu) + walks);
  machine.trace.skip(2 * (second === null ? misses : misses + walks), FILL_EVENTS);
}

/** Each miss filled an entry and evicted one. */
function count(machine: Hardware, { row }: Tlb, hits: number, misses: number): void {
  const { tlbs } = machine;
  tlbs.hits.set(row, tlbs.hits.get(row) + hits);
  if (misses === 0) return;
  tlbs.misses.set(row, tlbs.misses.get(row) + misses);
  tlbs.fills.set(row, tlbs.fills.get(row) + misses);
  tlbs.evictions.set(row, tlbs.evictions.get(row) + misses);
}

/** Makes a line the most recently used of its set, whose head line begins at word `set`. */
export function moveToFront(words: Int32Array, base: number, set: number, line: number): void {
  const head = words[set] ?? 0;
  if (line === head) return;
  const headAt = base + head * LINE_WORDS + LINKS;
  const tail = (words[headAt] ?? 0) >>> 16;
  if (line !== tail) {
    const lineAt = base + line * LINE_WORDS + LINKS;
    const tailAt = base + tail * LINE_WORDS + LINKS;
    const links = words[lineAt] ?? 0;
    const newerAt = base + (links >>> 16) * LINE_WORDS + LINKS;
    const olderAt = base + (links & 0xffff) * LINE_WORDS + LINKS;
    words[newerAt] = ((words[newerAt] ?? 0) & ~0xffff) | (links & 0xffff);
    words[olderAt] = ((words[olderAt] ?? 0) & 0xffff) | (links & ~0xffff);
    words[tailAt] = ((words[tailAt] ?? 0) & ~0xffff) | line;
    words[headAt] = ((words[headAt] ?? 0) & 0xffff) | (line << 16);
    words[lineAt] = head | (tail << 16);
  }
  words[set] = line;
}

/** The line that is replaced next in the set whose most recent line is `recent`. */
function oldestLine(words: Int32Array, base: number, recent: number): number {
  return (words[base + recent * LINE_WORDS + LINKS] ?? 0) >>> 16;
}

/** Whether the line of a hint is an entry (of another page than the one looked for) with this hash. */
function sameHash(words: Int32Array, tlb: Tlb, hint: number, hash: number): boolean {
  const entry = tlb.base + hint * LINE_WORDS;
  const tag = words[entry + TAG] ?? 0;
  return tag !== 0 && (hashOf(words[entry + PAGE] ?? 0, tag) & tlb.hintMask) === hash;
}
