/**
 * The memory management unit of a CPU: translating the pages that a program accesses, through the TLBs and the page
 * table, and the instructions with which the kernel keeps the TLBs true (load of the root, flush, invalidation).
 *
 * It knows no process. Everything here is in user mode's view; looking without effect is in peek.ts.
 */
import { EVENT } from '../machine/events';
import {
  ENTRY_DIRTY,
  ENTRY_EXECUTABLE,
  ENTRY_GLOBAL,
  ENTRY_LARGE,
  ENTRY_RIGHTS,
  ENTRY_USER,
  ENTRY_WRITABLE,
} from './entries';
import type { CpuRow, Hardware, Mmu, Tlb } from './hardware';
import { accessQuietly, hitQuietly, isPlain } from './quiet';
import {
  ASID_GLOBAL,
  dropEntry,
  entryPage,
  fillEntry,
  findTranslation,
  nextEntry,
  PAGE,
  TAG,
  tagAsid,
  TAG_PAGE_SHIFT,
  TAG_VALID,
  touchEntry,
  VALUE,
  wayOfEntry,
} from './tlb';
import { FAULT_PROTECTION, faultBits, walk } from './walk';
import { VALUE_SHIFT } from './walkFormat';

/** Page numbers below this fit the low word. */
const LOW_PAGES = 2 ** 32;

/** Kinds of access. */
export const READ = 0;
export const WRITE = 1;
export const FETCH = 2;

/**
 * Translates one access in user mode.
 * @param page 0 or more, below 2 ** 52.
 * @param access READ, WRITE or FETCH.
 * @returns the frame; or, for a page fault, `-1 - code` with FAULT_* bits (SDM 3A, 4.7). A fault fills no TLB and sets
 *   no bit; the CPU's `fault` and `faultPage` say what it was.
 */
export function translate(machine: Hardware, cpu: CpuRow, page: number, access: number): number {
  const words = machine.tlbWords.data;
  const mmu = mmuOf(machine, cpu);
  const tlb = access === FETCH ? mmu.fetch : mmu.data;
  const low = page | 0;
  const tag = tagOf(page, machine.cpus.asid.get(cpu));
  const need = needOf(access);
  // Whoever looks on sees every access go the same way, whatever was looked up before.
  if (machine.trace.isObserved) return translateSlowly(machine, mmu, tlb, low, tag, need);
  const entry = tlb.last;
  if (words[entry + PAGE] === low && words[entry + TAG] === tag) {
    const value = words[entry + VALUE] ?? 0;
    if ((need & ~value) === 0) {
      const { hits } = machine.tlbs;
      hits.set(tlb.row, hits.get(tlb.row) + 1);
      return value >>> VALUE_SHIFT;
    }
  }
  if (isPlain(tlb, mmu.second) && mayWriteSets(machine, tlb, mmu.second, low)) {
    const hit = hitQuietly(machine, tlb, low, tag, need);
    if (hit >= 0) return hit >>> VALUE_SHIFT;
    const { pageShift } = machine.architecture;
    mmu.low[0] = (low << pageShift) | access;
    mmu.high[0] = ((tag >>> TAG_PAGE_SHIFT) << pageShift) | (low >>> (32 - pageShift));
    if (accessQuietly(machine, mmu, tlb, mmu.low, mmu.high, 0, 1) === 1) {
      return (words[tlb.last + VALUE] ?? 0) >>> VALUE_SHIFT;
    }
  }
  return translateSlowly(machine, mmu, tlb, low, tag, need);
}

/**
 * Loads the root of another address space (x86: MOV to CR3). Drops all entries that are not global, unless entries
 * are tagged with their address space.
 * @param root frame of the root table.
 * @param asid the address space, 0 to 1022; entries keep it only if the machine has such tags.
 */
export function loadRoot(machine: Hardware, cpu: CpuRow, root: number, asid: number): void {
  machine.cpus.root.set(cpu, root);
  machine.cpus.asid.set(cpu, machine.asid ? asid : 0);
  if (!machine.asid) flushTlb(machine, cpu, true);
}

/** Drops all entries of a CPU's TLBs; with `keepGlobal`, all that are not global. */
export function flushTlb(machine: Hardware, cpu: CpuRow, keepGlobal: boolean): void {
  flushMatching(machine, cpu, keepGlobal, -1);
}

/** Drops a CPU's entries of one address space; global ones stay. */
export function flushAsid(machine: Hardware, cpu: CpuRow, asid: number): void {
  flushMatching(machine, cpu, true, asid);
}

/** Drops a CPU's entries that translate a page in some address space, those of large and global pages too. */
export function invalidatePageOf(machine: Hardware, cpu: CpuRow, page: number, asid: number): void {
  dropPage(machine, mmuOf(machine, cpu), page | 0, tagOf(page, asid));
}

/**
 * Another CPU asks this one to drop what its TLBs hold of a page, or, if `page` is -1, of an address space: counts the
 * request. Dropping is a step of its own.
 */
export function noteShootdown(machine: Hardware, cpu: CpuRow, page: number, asker: CpuRow): void {
  const { shootdowns } = machine.tlbs;
  const { data, fetch, second } = mmuOf(machine, cpu);
  shootdowns.set(data.row, shootdowns.get(data.row) + 1);
  if (fetch !== data) shootdowns.set(fetch.row, shootdowns.get(fetch.row) + 1);
  if (second !== null) shootdowns.set(second.row, shootdowns.get(second.row) + 1);
  machine.trace.event(EVENT.shootdown, cpu, page, asker, 0);
}

/** The TLBs of a CPU. */
export function mmuOf(machine: Hardware, cpu: CpuRow): Mmu {
  return machine.mmus[cpu] ?? machine.mmus[0];
}

/** The tag of a page's entry, as of a small page that is not global. */
export function tagOf(page: number, asid: number): number {
  const high = page < LOW_PAGES ? 0 : (page / LOW_PAGES) | 0;
  return (high << TAG_PAGE_SHIFT) | TAG_VALID | asid;
}

/** The rights that an access in user mode needs; a write needs a dirty entry too. */
export function needOf(access: number): number {
  if (access === READ) return ENTRY_USER;
  return access === WRITE
    ? ENTRY_USER | ENTRY_WRITABLE | ENTRY_DIRTY
    : ENTRY_USER | ENTRY_EXECUTABLE;
}

/** Marks what an access to another page than the last writes. False if somebody watches a part of it. */
function mayWriteSets(machine: Hardware, first: Tlb, second: Tlb | null, low: number): boolean {
  const words = machine.tlbWords;
  const { firstSet, setMask, setWords } = first;
  if (!words.markRange(firstSet + (low & setMask) * setWords, setWords)) return false;
  if (second === null) return true;
  const set = second.firstSet + (low & second.setMask) * second.setWords;
  return words.markRange(set, second.setWords);
}

/** Every access, step by step. */
function translateSlowly(
  machine: Hardware,
  mmu: Mmu,
  tlb: Tlb,
  low: number,
  tag: number,
  need: number,
): number {
  const { hits, misses } = machine.tlbs;
  const entry = findTranslation(machine, tlb, low, tag);
  if (entry >= 0) {
    hits.set(tlb.row, hits.get(tlb.row) + 1);
    touchEntry(machine, tlb, entry);
    return useEntry(machine, mmu, tlb, entry, low, tag, need);
  }
  misses.set(tlb.row, misses.get(tlb.row) + 1);
  const { second } = mmu;
  if (second === null) return fillByWalk(machine, mmu, tlb, low, tag, need);
  const found = findTranslation(machine, second, low, tag);
  if (found < 0) {
    misses.set(second.row, misses.get(second.row) + 1);
    return fillByWalk(machine, mmu, tlb, low, tag, need);
  }
  hits.set(second.row, hits.get(second.row) + 1);
  touchEntry(machine, second, found);
  const value = machine.tlbWords.get(found + VALUE);
  if ((need & ENTRY_RIGHTS & ~value) !== 0) return refuse(machine, mmu, low, tag, need);
  const filled = fillEntry(machine, tlb, low, tagFor(machine, tag, value), value);
  return useEntry(machine, mmu, tlb, filled, low, tag, need);
}

/** An access through an entry of the first level. */
function useEntry(
  machine: Hardware,
  mmu: Mmu,
  tlb: Tlb,
  entry: number,
  low: number,
  tag: number,
  need: number,
): number {
  const words = machine.tlbWords;
  const value = words.get(entry + VALUE);
  if ((need & ENTRY_RIGHTS & ~value) !== 0) return refuse(machine, mmu, low, tag, need);
  if ((need & ~value) !== 0) {
    // The first write through a clean entry: the dirty bit must be set in the page table, which is walked again.
    const walked = walk(machine, tlb.cpu, low, tag >>> TAG_PAGE_SHIFT, need);
    if (walked < 0) {
      dropPage(machine, mmu, low, tag);
      return fault(machine, tlb.cpu, low, tag, walked);
    }
    words.set(entry + VALUE, value | ENTRY_DIRTY);
    const { dirtySets } = machine.cpus;
    dirtySets.set(tlb.cpu, dirtySets.get(tlb.cpu) + 1);
  }
  return frameOf(machine, value, low);
}

/** No TLB has the page: the walk fills them, the second level first. */
function fillByWalk(
  machine: Hardware,
  mmu: Mmu,
  tlb: Tlb,
  low: number,
  tag: number,
  need: number,
): number {
  const { walks } = machine.cpus;
  walks.set(tlb.cpu, walks.get(tlb.cpu) + 1);
  const value = walk(machine, tlb.cpu, low, tag >>> TAG_PAGE_SHIFT, need);
  if (value < 0) return fault(machine, tlb.cpu, low, tag, value);
  const key = tagFor(machine, tag, value);
  if (mmu.second !== null) fillEntry(machine, mmu.second, low, key, value);
  fillEntry(machine, tlb, low, key, value);
  return frameOf(machine, value, low);
}

/** An entry forbids the access. The fault drops the page's entries (SDM 3A, 4.10.4.1), so that a retry walks. */
function refuse(machine: Hardware, mmu: Mmu, low: number, tag: number, need: number): number {
  dropPage(machine, mmu, low, tag);
  const code = FAULT_PROTECTION | faultBits(machine.format, need);
  return fault(machine, mmu.data.cpu, low, tag, -1 - code);
}

/** Notes a fault in the CPU's registers. @returns `result`, which is `-1 - code`. */
function fault(machine: Hardware, cpu: CpuRow, low: number, tag: number, result: number): number {
  const { cpus } = machine;
  cpus.fault.set(cpu, -1 - result);
  cpus.faultPage.set(cpu, entryPage(low, tag));
  cpus.faults.set(cpu, cpus.faults.get(cpu) + 1);
  return result;
}

/** The frame of a page under an entry's value. */
function frameOf(machine: Hardware, value: number, low: number): number {
  const frame = value >>> VALUE_SHIFT;
  return (value & ENTRY_LARGE) === 0 ? frame : frame | (low & machine.format.largeMask);
}

/** The tag under which a translation is kept: global ones are good for every address space. */
function tagFor(machine: Hardware, tag: number, value: number): number {
  return machine.asid && (value & ENTRY_GLOBAL) !== 0 ? tag | ASID_GLOBAL : tag;
}

/** Drops the entries that translate a page from all TLBs of a CPU. */
function dropPage(machine: Hardware, mmu: Mmu, low: number, tag: number): void {
  const { data, fetch, second } = mmu;
  let dropped = dropFrom(machine, data, low, tag);
  if (fetch !== data) dropped += dropFrom(machine, fetch, low, tag);
  if (second !== null) dropped += dropFrom(machine, second, low, tag);
  if (dropped !== 0) {
    machine.trace.event(EVENT.flush, data.cpu, entryPage(low, tag), dropped, 0);
  }
}

function dropFrom(machine: Hardware, tlb: Tlb, low: number, tag: number): number {
  const { invalidations } = machine.tlbs;
  let dropped = 0;
  for (;;) {
    const entry = findTranslation(machine, tlb, low, tag);
    if (entry < 0) break;
    dropEntry(machine, tlb, entry);
    dropped++;
  }
  if (dropped !== 0) invalidations.set(tlb.row, invalidations.get(tlb.row) + dropped);
  return dropped;
}

/** @param asid only this address space, or -1 for all. */
function flushMatching(machine: Hardware, cpu: CpuRow, keepGlobal: boolean, asid: number): void {
  const { data, fetch, second } = mmuOf(machine, cpu);
  let dropped = flushOne(machine, data, keepGlobal, asid);
  if (fetch !== data) dropped += flushOne(machine, fetch, keepGlobal, asid);
  if (second !== null) dropped += flushOne(machine, second, keepGlobal, asid);
  machine.trace.event(EVENT.flush, cpu, -1, dropped, 0);
}

function flushOne(machine: Hardware, tlb: Tlb, keepGlobal: boolean, asid: number): number {
  const words = machine.tlbWords;
  const { flushes } = machine.tlbs;
  let dropped = 0;
  let entry = nextEntry(tlb, 0);
  for (; entry >= 0; entry = nextEntry(tlb, wayOfEntry(tlb, entry) + 1)) {
    if (keepGlobal && (words.get(entry + VALUE) & ENTRY_GLOBAL) !== 0) continue;
    if (asid >= 0 && tagAsid(words.get(entry + TAG)) !== asid) continue;
    dropEntry(machine, tlb, entry);
    dropped++;
  }
  flushes.set(tlb.row, flushes.get(tlb.row) + 1);
  return dropped;
}
