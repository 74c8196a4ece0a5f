/**
 * Many accesses at once: a block of recorded references through the MMU. The loop keeps its state in local variables
 * and does only what quiet.ts can do; whatever else comes it leaves to `translate`, one reference at a time.
 *
 * It must give exactly the counters, events and state that `translate` gives for each reference.
 */
import {
  ENTRY_DIRTY,
  ENTRY_EXECUTABLE,
  ENTRY_RIGHTS,
  ENTRY_USER,
  ENTRY_WRITABLE,
} from './entries';
import type { CpuRow, Hardware, Mmu } from './hardware';
import { FETCH, mmuOf, READ, translate, WRITE } from './mmu';
import { isPlain, missQuietly, MOST_EVENTS, moveToFront, settle } from './quiet';
import { hashOf, LINE_WORDS, PAGE, TAG, TAG_PAGE_SHIFT, TAG_VALID, VALUE } from './tlb';
import { walk } from './walk';

/** References: the address (a multiple of 8) and what is done there. */
export const REFERENCE_WRITE = 1;
export const REFERENCE_FETCH = 2;

/** What a reference needs, by its REFERENCE_* bits. */
const NEEDS = Int32Array.of(
  ENTRY_USER,
  ENTRY_USER | ENTRY_WRITABLE | ENTRY_DIRTY,
  ENTRY_USER | ENTRY_EXECUTABLE,
  ENTRY_USER | ENTRY_EXECUTABLE,
);

/** Shorter blocks go one by one: marking what the loop may write would cost more. */
const SHORT = 32;
/** References between two looks at how many events are left; so many misses fit any counter. */
const SLICE = 1 << 20;

/**
 * Accesses in user mode the references `from` to `to - 1`.
 * @param low the low 32 bits of each address, with REFERENCE_* bits.
 * @param high the high 32 bits of each address; null if all are 0.
 * @returns the index of the reference that faulted (the CPU's `fault` and `faultPage` say how), or `to`.
 */
export function accessBatch(
  machine: Hardware,
  cpu: CpuRow,
  low: Int32Array,
  high: Int32Array | null,
  from: number,
  to: number,
): number {
  const mmu = mmuOf(machine, cpu);
  let i = from;
  while (i < to) {
    if (to - i >= SHORT && mayRunQuietly(machine, mmu)) {
      i = accessQuietly(machine, mmu, low, high, i, Math.min(to, i + SLICE));
      if (i === to) break;
    }
    const reference = low[i] ?? 0;
    const page = referencePage(machine, reference, high === null ? 0 : (high[i] ?? 0));
    if (translate(machine, cpu, page, referenceAccess(reference)) < 0) return i;
    i++;
  }
  return to;
}

/** READ, WRITE or FETCH. */
export function referenceAccess(reference: number): number {
  if ((reference & REFERENCE_FETCH) !== 0) return FETCH;
  return (reference & REFERENCE_WRITE) !== 0 ? WRITE : READ;
}

/** The page of a reference whose address has these two words. */
export function referencePage(machine: Hardware, low: number, high: number): number {
  const shift = machine.architecture.pageShift;
  if (high === 0) return low >>> shift;
  return (high >>> 0) * 2 ** (32 - shift) + (low >>> shift);
}

/** Whether the loop may run; marks all that it may write. */
function mayRunQuietly(machine: Hardware, mmu: Mmu): boolean {
  const { fetch, data, second } = mmu;
  const words = machine.tlbWords;
  if (fetch !== data || !isPlain(data, second)) return false;
  if (!words.markRange(data.base, data.words)) return false;
  return second === null || words.markRange(second.base, second.words);
}

/** The loop. @returns the index of the first reference that is not done, because it is not for this loop, or `to`. */
function accessQuietly(
  machine: Hardware,
  mmu: Mmu,
  low: Int32Array,
  high: Int32Array | null,
  from: number,
  to: number,
): number {
  const words = machine.tlbWords.data;
  const { pageShift } = machine.architecture;
  const pageMask = -1 << pageShift;
  const tlb = mmu.data;
  const { hints, hintMask, base, firstSet, setMask, setWords } = tlb;
  const wanted = TAG_VALID | machine.cpus.asid.get(tlb.cpu);
  let misses = Math.min(to - from, Math.floor(machine.trace.quiet() / MOST_EVENTS));
  const mostMisses = misses;
  let dirtySets = 0;
  let i = from;
  while (i < to) {
    const reference = low[i] ?? 0;
    const above = high === null ? 0 : (high[i] ?? 0);
    const page = (reference >>> pageShift) | ((above << 1) << (31 - pageShift));
    const tag = wanted | ((above >>> pageShift) << TAG_PAGE_SHIFT);
    const need = NEEDS[reference & 3] ?? 0;
    const line = hints[hashOf(page, tag) & hintMask] ?? 0;
    let entry = base + line * LINE_WORDS;
    let value = 0;
    if (words[entry + PAGE] === page && words[entry + TAG] === tag) {
      value = words[entry + VALUE] ?? 0;
      moveToFront(words, base, firstSet + (page & setMask) * setWords, line);
      tlb.last = entry;
    } else {
      if (misses === 0) break;
      value = missQuietly(machine, mmu, tlb, page, tag, need);
      if (value < 0) break;
      misses--;
      entry = tlb.last;
    }
    if ((need & ~value) !== 0) {
      if ((need & ENTRY_RIGHTS & ~value) !== 0) break;
      if (walk(machine, tlb.cpu, page, above >>> pageShift, need) < 0) break;
      value |= ENTRY_DIRTY;
      words[entry + VALUE] = value;
      dirtySets++;
    }
    i++;
    // References to the same page that need no more than the entry allows.
    const start = reference & pageMask;
    const differs = pageMask | forbiddenBits(value);
    if (high === null) {
      while (i < to && (((low[i] ?? 0) ^ start) & differs) === 0) i++;
    } else {
      while (i < to && (((low[i] ?? 0) ^ start) & differs) === 0 && high[i] === above) i++;
    }
  }
  const missed = mostMisses - misses;
  settle(machine, mmu, tlb, i - from - missed);
  const { cpus } = machine;
  cpus.dirtySets.set(tlb.cpu, cpus.dirtySets.get(tlb.cpu) + dirtySets);
  return i;
}

/** The REFERENCE_* bits that need more than an entry allows, or that its dirty bit be set first. */
function forbiddenBits(value: number): number {
  const writes = ENTRY_WRITABLE | ENTRY_DIRTY;
  return (
    ((value & writes) === writes ? 0 : REFERENCE_WRITE) |
    ((value & ENTRY_EXECUTABLE) !== 0 ? 0 : REFERENCE_FETCH)
  );
}
