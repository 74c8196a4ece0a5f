/** Which pages of an address space have frames, and with how many others they are shared. Only looks. */
import type { PhysBlockRow, VmprocRow } from '../../engine/machine';
import { physblockGet, physblockNext } from '../../engine/vm/slots';
import type { Computer } from '../computer';

/** Fractions of a byte that pss is summed up in: 1 / 2^12 (Linux: PSS_SHIFT). */
const FRACTION = 4096;
const NO_END = Number.MAX_SAFE_INTEGER;

/** Pages of [page, end) that have a frame of their own: the shared frame of zeros does not count. */
export function residentPages(
  machine: Computer,
  vmproc: VmprocRow,
  page: number,
  end: number,
): number {
  const zeroSlot = machine.globals.zeroSlot.get(1);
  let count = 0;
  let at = physblockNext(machine, vmproc, page, end);
  while (at >= 0) {
    if (physblockGet(machine, vmproc, at) !== zeroSlot) count++;
    at = physblockNext(machine, vmproc, at + 1, end);
  }
  return count;
}

/** How many pages of address spaces map a block. */
export function mappingsOf(machine: Computer, block: PhysBlockRow): number {
  let count = 0;
  let physRegion = machine.physBlocks.first.get(block);
  while (physRegion !== 0) {
    count++;
    physRegion = machine.physRegions.next.get(physRegion);
  }
  return count;
}

/** Bytes of pages that nobody else maps, and bytes with each page divided by its mappings (pss). */
export function proportionalBytes(
  machine: Computer,
  vmproc: VmprocRow,
): { readonly unique: number; readonly proportional: number } {
  const { pageBytes } = machine.architecture;
  const zeroSlot = machine.globals.zeroSlot.get(1);
  let unique = 0;
  let fractions = 0;
  let page = physblockNext(machine, vmproc, 0, NO_END);
  while (page >= 0) {
    const physRegion = physblockGet(machine, vmproc, page);
    if (physRegion !== zeroSlot) {
      const mappings = mappingsOf(machine, machine.physRegions.block.get(physRegion));
      if (mappings === 1) unique += pageBytes;
      fractions += Math.floor((pageBytes * FRACTION) / mappings);
    }
    page = physblockNext(machine, vmproc, page + 1, NO_END);
  }
  return { unique, proportional: Math.floor(fractions / FRACTION) };
}
