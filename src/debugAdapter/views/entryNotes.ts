/** What a page's entry means for whoever uses it: shared until written, kept but not present, ... Only looks. */
import { ENTRY_USER, ENTRY_WRITABLE } from '../../arch/entries';
import type { PhysBlockRow, RegionRow, VmprocRow } from '../../engine/machine';
import { physblockGet } from '../../engine/vm/slots';
import { PBF_INCACHE, PROT_WRITE, VR_SHARED } from '../../engine/vm/vm';
import type { Computer } from '../../program/computer';
import type { Entry } from './tableEntries';

export const COPY_ON_WRITE = 'copy-on-write';
export const FRAME_OF_ZEROS = 'frame of zeros';

/** The physical block that fills a page; 0: none, or the shared frame of zeros. */
export function blockOf(computer: Computer, vmproc: VmprocRow, page: number): PhysBlockRow {
  const physRegion = physblockGet(computer, vmproc, page);
  if (physRegion === 0 || physRegion === computer.globals.zeroSlot.get(1)) return 0;
  return computer.physRegions.block.get(physRegion);
}

/** Whether a page maps the shared frame of zeros. */
export function isZeroPage(computer: Computer, vmproc: VmprocRow, page: number): boolean {
  const physRegion = physblockGet(computer, vmproc, page);
  return physRegion !== 0 && physRegion === computer.globals.zeroSlot.get(1);
}

/** What is special about an entry of the last level, or of a large page; empty for nothing. */
export function entryNote(
  computer: Computer,
  vmproc: VmprocRow,
  page: number,
  region: RegionRow,
  entry: Entry,
): string {
  if (entry.leads === 'table') return '';
  const isEmpty = entry.low === 0 && entry.high === 0;
  if (isEmpty) return '';
  if (!entry.isPresent) return 'kept, not present: nobody may use it';
  if ((entry.flags & ENTRY_USER) === 0) return 'kernel';
  const notes: string[] = [];
  const block = blockOf(computer, vmproc, page);
  if (isZeroPage(computer, vmproc, page)) notes.push(FRAME_OF_ZEROS);
  const mayWrite = region !== 0 && (computer.regions.protection.get(region) & PROT_WRITE) !== 0;
  if (mayWrite && (entry.flags & ENTRY_WRITABLE) === 0) {
    const isShared = (computer.regions.flags.get(region) & VR_SHARED) !== 0;
    const others = block === 0 || computer.physBlocks.refcount.get(block) > 1;
    notes.push(!isShared && others ? COPY_ON_WRITE : 'the next write makes it writable');
  }
  if (block !== 0 && (computer.physBlocks.flags.get(block) & PBF_INCACHE) !== 0) {
    notes.push('in the page cache');
  }
  return notes.join(', ');
}
