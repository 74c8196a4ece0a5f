/**
 * Many accesses at once: a block of recorded references through the MMU. The loop in quiet.ts does what is common;
 * whatever else comes goes to `translate`, one reference at a time.
 *
 * It must give exactly the counters, events and state that `translate` gives for each reference.
 */
import type { CpuRow, Hardware, Mmu } from './hardware';
import { FETCH, mmuOf, READ, translate, WRITE } from './mmu';
import { accessQuietly, isPlain, REFERENCE_FETCH, REFERENCE_WRITE } from './quiet';

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
      i = accessQuietly(machine, mmu, mmu.data, low, high, i, Math.min(to, i + SLICE));
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
