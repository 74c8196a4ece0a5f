/**
 * The life of an address space: a VM slot that gets page tables, and is emptied or freed again. What it holds of regions
 * and pages is made and freed elsewhere.
 */
import { OK } from '../errno';
import type { Machine, VmprocRow } from '../machine';
import { mmapTop } from './placement';
import { ptNew } from './pagetable';
import { VMF_INUSE } from './vm';
import { resetVmRusage } from './vmproc';

/** Makes an empty address space in a free slot, for one process. @returns OK or -ENOMEM; then nothing changed. */
export function newSpace(machine: Machine, vmproc: VmprocRow): number {
  const made = ptNew(machine, vmproc);
  if (made !== OK) return made;
  machine.vmprocs.flags.set(vmproc, VMF_INUSE);
  machine.vmprocs.users.set(vmproc, 1);
  resetVmRusage(machine, vmproc);
  resetLayout(machine, vmproc);
  return OK;
}

/** Forgets heap, stack and search position of an emptied address space. */
export function resetLayout(machine: Machine, vmproc: VmprocRow): void {
  const { vmprocs, configuration, architecture } = machine;
  const isMinix = configuration.placement === 'minix';
  vmprocs.regionTop.set(vmproc, isMinix ? architecture.userPages : mmapTop(machine));
  vmprocs.heapPage.set(vmproc, 0);
  vmprocs.heapOffset.set(vmproc, 0);
  vmprocs.heapEnd.set(vmproc, 0);
  vmprocs.breakPage.set(vmproc, 0);
  vmprocs.breakOffset.set(vmproc, 0);
  vmprocs.stackEnd.set(vmproc, 0);
  vmprocs.stackLimit.set(vmproc, 0);
}

/** Makes a slot whose regions and tables are gone free again. */
export function clearSpace(machine: Machine, vmproc: VmprocRow): void {
  const { vmprocs } = machine;
  vmprocs.flags.set(vmproc, 0);
  vmprocs.users.set(vmproc, 0);
  resetLayout(machine, vmproc);
  vmprocs.regionTop.set(vmproc, 0);
  vmprocs.acl.set(vmproc, 0);
}
