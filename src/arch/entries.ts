/**
 * Entries of page tables: between the words in memory and what they mean. The meaning is the same for all
 * architectures (the flags below), where the bits stand is not.
 *
 * Nothing here looks at memory or changes it.
 */
import type { Architecture, BitName, Level } from './architecture';

/** What an entry allows and records. Access rights are what the TLB and the walker compare with an access's need. */
export const ENTRY_USER = 1;
export const ENTRY_WRITABLE = 2;
export const ENTRY_EXECUTABLE = 4;
export const ENTRY_DIRTY = 8;
export const ENTRY_GLOBAL = 16;
/** Of an entry of level 2: it maps a large page. */
export const ENTRY_LARGE = 32;
export const ENTRY_ACCESSED = 64;
export const ENTRY_PRESENT = 128;

/** The flags that allow something. */
export const ENTRY_RIGHTS = ENTRY_USER | ENTRY_WRITABLE | ENTRY_EXECUTABLE;

/**
 * The low word of an entry.
 * @param frame 0 or more; a table's frame, or the frame that is mapped.
 * @param flags ENTRY_* bits; those that the architecture does not have are left out.
 */
export function entryLow(architecture: Architecture, frame: number, flags: number): number {
  const { entry } = architecture;
  let word = (frame << entry.frameShift) | 0;
  if ((flags & ENTRY_PRESENT) !== 0) word |= entry.present;
  if ((flags & ENTRY_WRITABLE) !== 0) word |= entry.writable;
  if ((flags & ENTRY_USER) !== 0) word |= entry.user;
  if ((flags & ENTRY_ACCESSED) !== 0) word |= entry.accessed;
  if ((flags & ENTRY_DIRTY) !== 0) word |= entry.dirty;
  if ((flags & ENTRY_LARGE) !== 0) word |= entry.large;
  if ((flags & ENTRY_GLOBAL) !== 0) word |= entry.global;
  return word;
}

/** The high word of an entry of two words; 0 where entries have one. */
export function entryHigh(architecture: Architecture, frame: number, flags: number): number {
  const { entry } = architecture;
  if (entry.words === 1) return 0;
  const above = Math.floor(frame / 2 ** (32 - entry.frameShift)) | 0;
  const forbidden = (flags & ENTRY_PRESENT) !== 0 && (flags & ENTRY_EXECUTABLE) === 0;
  return forbidden ? above | entry.noExecuteHigh : above;
}

/**
 * The ENTRY_* bits of an entry of the last level, or of one that can map a large page. In an entry of the last level
 * ENTRY_LARGE means nothing (x86: it is PAT there).
 */
export function entryFlags(architecture: Architecture, low: number, high: number): number {
  const { entry } = architecture;
  let flags = 0;
  if ((low & entry.present) !== 0) flags |= ENTRY_PRESENT;
  if ((low & entry.writable) !== 0) flags |= ENTRY_WRITABLE;
  if ((low & entry.user) !== 0) flags |= ENTRY_USER;
  if ((low & entry.accessed) !== 0) flags |= ENTRY_ACCESSED;
  if ((low & entry.dirty) !== 0) flags |= ENTRY_DIRTY;
  if ((low & entry.large) !== 0) flags |= ENTRY_LARGE;
  if ((low & entry.global) !== 0) flags |= ENTRY_GLOBAL;
  if ((high & entry.noExecuteHigh) === 0) flags |= ENTRY_EXECUTABLE;
  return flags;
}

/** The frame number of an entry. x86-64 keeps 40 bits of it, in both words. */
export function entryFrame(architecture: Architecture, low: number, high: number): number {
  const { frameShift, words } = architecture.entry;
  const below = low >>> frameShift;
  if (words === 1) return below;
  return below + (high & frameHighMask(architecture)) * 2 ** (32 - frameShift);
}

/** The bits of the high word that belong to the frame number: x86-64's physical addresses have 52 bits. */
export function frameHighMask(architecture: Architecture): number {
  if (architecture.entry.words === 1) return 0;
  return architecture.entry.noExecuteHigh === 0 ? 0x7fffffff : 0xfffff;
}

/** The entry's bits that are set, as the manual names them, lowest first. */
export function entryBits(
  architecture: Architecture,
  level: number,
  low: number,
  high: number,
): readonly BitName[] {
  return architecture.entry.names.filter(
    ({ mask, word, last, above }) =>
      ((word === 'low' ? low : high) & mask) !== 0 && (level === 1 ? last : above),
  );
}

/** The index of a page's entry in its table of one level. */
export function entryIndex({ bits, shift }: Level, page: number): number {
  return Math.floor(page / 2 ** shift) % 2 ** bits;
}
