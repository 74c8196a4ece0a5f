/**
 * The walk: what the MMU does when no TLB knows a page. It reads the tables from the root down, and once the
 * translation is known to be allowed it sets the accessed bits, and the dirty bit for a write.
 *
 * A walk that ends in a fault changes nothing. It knows no process and fills no TLB.
 */
import {
  ENTRY_ACCESSED,
  ENTRY_DIRTY,
  ENTRY_EXECUTABLE,
  ENTRY_GLOBAL,
  ENTRY_LARGE,
  ENTRY_PRESENT,
  ENTRY_RIGHTS,
  ENTRY_USER,
  ENTRY_WRITABLE,
} from './entries';
import type { CpuRow, Hardware } from './hardware';
import { MAX_FRAMES, VALUE_SHIFT, type WalkFormat } from './walkFormat';

/** Bits of a page-fault code, as x86 has them (SDM 3A, 4.7). */
export const FAULT_PROTECTION = 1;
export const FAULT_WRITE = 2;
export const FAULT_USER = 4;
/** A reserved bit was set in an entry, or the entry names a frame that cannot be. */
export const FAULT_RESERVED = 8;

const ABSENT = -1;
const RESERVED = -1 - (FAULT_PROTECTION | FAULT_RESERVED);

/**
 * Reads the tables, and changes nothing.
 * @param root frame of the root table.
 * @param low the page number's low 32 bits, `high` the bits above.
 * @returns a TLB value (frame << VALUE_SHIFT | flags): rights that all levels grant, ENTRY_ACCESSED if all levels are
 *   accessed, the last entry's ENTRY_DIRTY, ENTRY_GLOBAL and ENTRY_LARGE (the frame is then the large page's first);
 *   or `-1 - code` with FAULT_PROTECTION and FAULT_RESERVED only.
 */
export function readTables(machine: Hardware, root: number, low: number, high: number): number {
  const { format, ram } = machine;
  const { shifts, masks, frameShift, frameWordShift, entryWordShift } = format;
  if ((low & format.excessLow) !== 0 || (high & format.excessHigh) !== 0) {
    if (!isSignExtended(format, low, high)) return ABSENT;
  }
  let frame = root;
  let shared = ENTRY_RIGHTS | ENTRY_ACCESSED;
  for (let level = format.levels; ; level--) {
    if (frame >= ram.frames) return RESERVED;
    const index = tableIndex(low, high, shifts[level] ?? 0) & (masks[level] ?? 0);
    const word = (frame << frameWordShift) + (index << entryWordShift);
    const entry = ram.data[word] ?? 0;
    let flags = format.flags[entry & format.flagMask] ?? 0;
    if ((flags & ENTRY_PRESENT) === 0) return ABSENT;
    frame = (entry >>> frameShift) | 0;
    if (entryWordShift !== 0) {
      const above = ram.data[word + 1] ?? 0;
      if ((above & format.reservedHigh) !== 0) return RESERVED;
      frame |= (above & format.frameHighMask) << (32 - frameShift);
      if ((above & format.noExecuteHigh) !== 0) flags &= ~ENTRY_EXECUTABLE;
    }
    shared &= flags;
    if (level === 1) flags &= ~ENTRY_LARGE;
    else if ((flags & ENTRY_LARGE) === 0) continue;
    else if (level === 2) frame &= ~format.largeMask;
    else return RESERVED;
    if (frame >= MAX_FRAMES) return RESERVED;
    return (frame << VALUE_SHIFT) | shared | (flags & (ENTRY_DIRTY | ENTRY_GLOBAL | ENTRY_LARGE));
  }
}

/**
 * The walk of a CPU under its root.
 * @param need ENTRY_* bits: the rights that the access needs, and ENTRY_DIRTY for a write.
 * @returns a TLB value, or `-1 - code` with FAULT_* bits.
 */
export function walk(
  machine: Hardware,
  cpu: CpuRow,
  low: number,
  high: number,
  need: number,
): number {
  const found = readTables(machine, machine.cpus.root.get(cpu), low, high);
  if (found < 0) return found - faultBits(machine.format, need);
  if ((need & ENTRY_RIGHTS & ~found) !== 0) {
    return -1 - (FAULT_PROTECTION | faultBits(machine.format, need));
  }
  const record = ENTRY_ACCESSED | (need & ENTRY_DIRTY);
  if ((record & ~found) !== 0) recordUse(machine, cpu, low, high, record);
  return found | record;
}

/** The bits of a fault code that say what the access was. */
export function faultBits(format: WalkFormat, need: number): number {
  let code = (need & ENTRY_WRITABLE) !== 0 ? FAULT_WRITE : 0;
  if ((need & ENTRY_USER) !== 0) code |= FAULT_USER;
  if ((need & ENTRY_EXECUTABLE) !== 0) code |= format.fetchFault;
  return code;
}

/** The bits of a page number from bit `shift` on, of which the caller masks as many as it needs. */
export function tableIndex(low: number, high: number, shift: number): number {
  if (shift >= 32) return high >>> (shift - 32);
  return (low >>> shift) | ((high << 1) << (31 - shift));
}

/** Sets the accessed bits on the way to a page, and the dirty bit of its last entry if `record` says so. */
function recordUse(
  machine: Hardware,
  cpu: CpuRow,
  low: number,
  high: number,
  record: number,
): void {
  const { format, ram, cpus, architecture } = machine;
  const { accessed, dirty, large } = architecture.entry;
  let frame = cpus.root.get(cpu);
  for (let level = format.levels; level >= 1; level--) {
    const index = tableIndex(low, high, format.shifts[level] ?? 0) & (format.masks[level] ?? 0);
    const word = (frame << format.frameWordShift) + (index << format.entryWordShift);
    const entry = ram.get(word);
    const last = level === 1 || (entry & large) !== 0;
    const used = entry | accessed | (last && (record & ENTRY_DIRTY) !== 0 ? dirty : 0);
    if ((entry & accessed) === 0) cpus.accessedSets.set(cpu, cpus.accessedSets.get(cpu) + 1);
    if (used !== entry) ram.set(word, used);
    if (last) return;
    frame = nextTable(format, entry, ram.get(word + 1));
  }
}

/** The frame of the table that an entry leads to. */
export function nextTable(format: WalkFormat, low: number, high: number): number {
  const below = low >>> format.frameShift;
  if (format.entryWordShift === 0) return below;
  return below | ((high & format.frameHighMask) << (32 - format.frameShift));
}

function isSignExtended(format: WalkFormat, low: number, high: number): boolean {
  return (
    format.signExtended &&
    (low & format.excessLow) === format.excessLow &&
    (high & format.excessHigh) === format.excessHigh
  );
}
