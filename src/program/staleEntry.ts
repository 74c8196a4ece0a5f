/** Whether a TLB entry says what the page table does not say any more. Only looks. */
import { ENTRY_LARGE, ENTRY_RIGHTS } from '../arch/entries';
import { peekTables, type TlbEntry } from '../arch/peek';
import { VALUE_SHIFT } from '../arch/walkFormat';
import type { Computer } from './computer';

/** In which way: there is no translation, it allows less, or it leads to another frame. */
export type Staleness =
  | { readonly kind: 'absent' }
  /** ENTRY_* bits that only the TLB grants. */
  | { readonly kind: 'rights'; readonly rights: number }
  | { readonly kind: 'frame'; readonly frame: number };

/**
 * @param root frame of the root of the address space that the entry belongs to.
 * @param page the page that it is used for: of a large page, any.
 * @returns null: the entry is right.
 */
export function staleness(
  machine: Computer,
  root: number,
  entry: TlbEntry,
  page: number,
): Staleness | null {
  const table = peekTables(machine, root, page);
  if (table < 0) return { kind: 'absent' };
  const rights = entry.flags & ENTRY_RIGHTS & ~table;
  if (rights !== 0) return { kind: 'rights', rights };
  const frame = table >>> VALUE_SHIFT;
  return frameOfEntry(machine, entry, page) === frame ? null : { kind: 'frame', frame };
}

/** The frame that an entry gives for a page: of a large page, that of this very page. */
export function frameOfEntry(
  { format }: Computer,
  { frame, flags }: TlbEntry,
  page: number,
): number {
  return (flags & ENTRY_LARGE) === 0 ? frame : frame + (page & format.largeMask);
}
