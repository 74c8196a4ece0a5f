/**
 * Looking at page tables and TLBs. Nothing here sets an accessed bit, fills or reorders a TLB, counts, or emits an
 * event: everything that inspects the machine goes this way.
 */
import { ENTRY_ACCESSED, ENTRY_LARGE } from './entries';
import type { CpuRow, Hardware, Tlb } from './hardware';
import { mmuOf, tagOf } from './mmu';
import { entryPage, findTranslation, LINE_WORDS, PAGE, TAG, tagAsid, VALUE, wayAt } from './tlb';
import { nextTable, readTables, tableIndex } from './walk';
import { VALUE_SHIFT } from './walkFormat';

/**
 * What the tables under a root say of a page.
 * @returns a TLB value (frame << VALUE_SHIFT and ENTRY_* flags; the frame is that of this very page, in large pages
 *   too), or a negative number if there is no translation.
 */
export function peekTables(machine: Hardware, root: number, page: number): number {
  const value = readTables(machine, root, page | 0, pageHigh(page));
  if (value < 0 || (value & ENTRY_LARGE) === 0) return value;
  return value + ((page & machine.format.largeMask) << VALUE_SHIFT);
}

/** The frame that a page is mapped to under a root, or -1. */
export function peekTranslate(machine: Hardware, root: number, page: number): number {
  const value = peekTables(machine, root, page);
  return value < 0 ? -1 : value >>> VALUE_SHIFT;
}

/**
 * Where in memory a page's entry of a level is.
 * @param level 1 is the last.
 * @returns the index of its (low) word in `ram`, or -1 if a table above is missing or a large page begins above.
 */
export function peekEntry(machine: Hardware, root: number, page: number, level: number): number {
  const { format, ram, architecture } = machine;
  const { present, large } = architecture.entry;
  const high = pageHigh(page);
  let frame = root;
  for (let at = format.levels; at >= 1; at--) {
    if (frame >= ram.frames) return -1;
    const index = tableIndex(page | 0, high, format.shifts[at] ?? 0) & (format.masks[at] ?? 0);
    const word = (frame << format.frameWordShift) + (index << format.entryWordShift);
    if (at === level) return word;
    const entry = ram.get(word);
    if ((entry & present) === 0 || (entry & large) !== 0) return -1;
    frame = nextTable(format, entry, ram.get(word + 1));
  }
  return -1;
}

/**
 * The entry that a CPU would use for data of a page in the address space that it runs: in its first-level TLB, or
 * else in the second, or in the one for fetches.
 * @returns the number of the entry's first word in `tlbWords` (`peekTlbEntry` reads it), or -1.
 */
export function peekTlb(machine: Hardware, cpu: CpuRow, page: number): number {
  return peekTlbOf(machine, cpu, page, machine.cpus.asid.get(cpu));
}

/** The same for an address space that need not run. */
export function peekTlbOf(machine: Hardware, cpu: CpuRow, page: number, asid: number): number {
  const { data, fetch, second } = mmuOf(machine, cpu);
  const tag = tagOf(page, asid);
  for (const tlb of [data, second, fetch]) {
    const entry = tlb === null ? -1 : findTranslation(machine, tlb, page | 0, tag);
    if (entry >= 0) return entry;
  }
  return -1;
}

/** What a TLB entry says. */
export interface TlbEntry {
  /** Of a large page: the first. Likewise the frame. */
  readonly page: number;
  readonly frame: number;
  /** ENTRY_USER, ENTRY_WRITABLE, ENTRY_EXECUTABLE, ENTRY_DIRTY, ENTRY_GLOBAL, ENTRY_LARGE. */
  readonly flags: number;
  /** The address space, or ASID_GLOBAL. */
  readonly asid: number;
}

/** Reads an entry, given the number of its first word. */
export function peekTlbEntry(machine: Hardware, entry: number): TlbEntry {
  const words = machine.tlbWords;
  const tag = words.get(entry + TAG);
  const value = words.get(entry + VALUE);
  return {
    page: entryPage(words.get(entry + PAGE), tag),
    frame: value >>> VALUE_SHIFT,
    flags: value & (2 ** VALUE_SHIFT - 1) & ~ENTRY_ACCESSED,
    asid: tagAsid(tag),
  };
}

/** The entries of a TLB, set by set, from the most recently used on. */
export function peekTlbEntries(machine: Hardware, tlb: Tlb): number[] {
  const words = machine.tlbWords;
  const entries: number[] = [];
  for (let index = 0; index <= tlb.setMask; index++) {
    const set = tlb.firstSet + index * tlb.setWords;
    for (let rank = 0; rank < tlb.ways; rank++) {
      const entry = set + tlb.lines + wayAt(words, tlb, set, rank) * LINE_WORDS;
      if (words.get(entry + TAG) !== 0) entries.push(entry);
    }
  }
  return entries;
}

function pageHigh(page: number): number {
  return Math.floor(page / 2 ** 32);
}
