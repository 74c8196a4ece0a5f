/**
 * Page slots of an address space: which physRegion fills which page (physblock_get and physblock_set of
 * minix/servers/vm/region.c). The only file that writes vmproc.slots and vmproc.total.
 */
import { RADIX_FULL } from '../../machine/radix';
import type { Machine, PhysRegionRow, VmprocRow } from '../machine';

/** The physRegion that fills a page, 0 if it is absent; globals.zeroSlot if it maps the shared frame of zeros. */
export function physblockGet(machine: Machine, vmproc: VmprocRow, page: number): PhysRegionRow {
  return machine.radix.get(machine.vmprocs.slots.get(vmproc), page);
}

/**
 * Fills the slot of a page, which must be empty or hold the shared zero slot.
 * @returns false when the slot array cannot grow; then nothing changed.
 */
export function physblockSet(
  machine: Machine,
  vmproc: VmprocRow,
  page: number,
  physRegion: PhysRegionRow,
): boolean {
  const slots = machine.radix.set(machine.vmprocs.slots.get(vmproc), page, physRegion);
  if (slots === RADIX_FULL) return false;
  machine.vmprocs.slots.set(vmproc, slots);
  if (physRegion === machine.globals.zeroSlot.get(1)) return true;
  const total = machine.vmprocs.total.get(vmproc) + 1;
  machine.vmprocs.total.set(vmproc, total);
  if (total > machine.vmprocs.totalMax.get(vmproc)) machine.vmprocs.totalMax.set(vmproc, total);
  return true;
}

/** Empties the slot of a page. `counted`: it held a page of its own, not the shared frame of zeros. */
export function physblockClear(
  machine: Machine,
  vmproc: VmprocRow,
  page: number,
  counted: boolean,
): void {
  machine.vmprocs.slots.set(vmproc, machine.radix.clear(machine.vmprocs.slots.get(vmproc), page));
  if (counted) machine.vmprocs.total.set(vmproc, machine.vmprocs.total.get(vmproc) - 1);
}

/** The first page from `page` on, below `end`, whose slot is filled; -1 if there is none. */
export function physblockNext(
  machine: Machine,
  vmproc: VmprocRow,
  page: number,
  end: number,
): number {
  const found = machine.radix.next(machine.vmprocs.slots.get(vmproc), page);
  return found >= 0 && found < end ? found : -1;
}
