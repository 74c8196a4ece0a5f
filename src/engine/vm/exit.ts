/**
 * The end of an address space, and its emptying for exec (minix/servers/vm/exit.c). PM announces an exit (VM_WILLEXIT)
 * before it asks for it (VM_EXIT).
 */
import { ERRNO, OK } from '../errno';
import { setAddressSpace } from '../kernel/process';
import type { Machine, ProcessRow, VmprocRow } from '../machine';
import { VMPPARAM_CLEAR } from '../messages';
import { FIRST_USER_SLOT, RS, rowOfEndpoint, RTS, VFS } from '../processNumbers';
import { ptFree, ptNew } from './pagetable';
import { mapFreeProc } from './regionUnmap';
import { VM_RULES } from './rules';
import { clearSpace, newSpace, resetLayout } from './space';
import { VMF_EXITING, VMF_INUSE } from './vm';
import { resetVmRusage, vmIsokendpt } from './vmproc';

/** VM_WILLEXIT: `endpoint` is about to end. @returns OK or -EINVAL. */
export function doWillexit(machine: Machine, pm: ProcessRow): number {
  const endpoint = machine.messages.endpoint.get(pm);
  if (vmIsokendpt(machine, endpoint) !== OK) return -ERRNO.EINVAL;
  const vmproc = machine.processes.vmproc.get(rowOfEndpoint(endpoint));
  const flags = machine.vmprocs.flags.get(vmproc);
  machine.vmprocs.flags.set(vmproc, flags | VMF_EXITING);
  return OK;
}

/**
 * VM_EXIT: frees the address space of `endpoint`, unless others run in it too.
 * @returns OK; -EINVAL for a bad endpoint or an exit that was not announced.
 */
export function doExit(machine: Machine, pm: ProcessRow): number {
  const { vmprocs } = machine;
  const endpoint = machine.messages.endpoint.get(pm);
  if (vmIsokendpt(machine, endpoint) !== OK) return -ERRNO.EINVAL;
  const vmproc = machine.processes.vmproc.get(rowOfEndpoint(endpoint));
  if ((vmprocs.flags.get(vmproc) & VMF_EXITING) === 0) return -ERRNO.EINVAL;
  const users = vmprocs.users.get(vmproc) - 1;
  vmprocs.users.set(vmproc, users);
  if (users > 0) {
    vmprocs.flags.set(vmproc, VMF_INUSE);
    return OK;
  }
  freeProc(machine, vmproc);
  clearSpace(machine, vmproc);
  return OK;
}

/**
 * VM_PROCCTL from VFS or RS: VMPPARAM_CLEAR empties the address space of `endpoint` for exec. A process that shared
 * another's (vfork) gets one of its own.
 */
export function doProcctl(machine: Machine, sender: ProcessRow): number {
  const { messages, processes, vmprocs } = machine;
  const endpoint = messages.endpoint.get(sender);
  if (vmIsokendpt(machine, endpoint) !== OK) return -ERRNO.EINVAL;
  if (messages.request.get(sender) !== VMPPARAM_CLEAR) return -ERRNO.EINVAL;
  if (sender !== VFS && sender !== RS) return -ERRNO.EPERM;
  const process = rowOfEndpoint(endpoint);
  const vmproc = processes.vmproc.get(process);
  const users = vmprocs.users.get(vmproc);
  if (users > 1) {
    const slot = slotToMoveTo(machine, process);
    if (slot === 0) return -ERRNO.EINVAL;
    const made = newSpace(machine, slot);
    if (made !== OK) return made;
    vmprocs.users.set(vmproc, users - 1);
    processes.vmproc.set(process, slot);
    setAddressSpace(machine, process);
    return OK;
  }
  freeProc(machine, vmproc);
  resetLayout(machine, vmproc);
  resetVmRusage(machine, vmproc);
  const made = ptNew(machine, vmproc);
  // pt_bind: the processor must not go on with the tables that were freed.
  setAddressSpace(machine, process);
  return made;
}

/**
 * The VM slot of a process that leaves an address space to others: its own, or, if that is the one it leaves, the lowest
 * of a live process that uses another's. There is one, because fewer address spaces than processes are in use, unless
 * somebody changed a message of PM's.
 * @returns 0 for none.
 */
function slotToMoveTo(machine: Machine, process: ProcessRow): VmprocRow {
  const { processes, vmprocs } = machine;
  let slot: number = process;
  if ((vmprocs.flags.get(slot) & VMF_INUSE) === 0) return slot;
  for (slot = FIRST_USER_SLOT + 1; slot < vmprocs.capacity; slot++) {
    if (!processes.has(slot) || (processes.rts.get(slot) & RTS.SLOT_FREE) !== 0) continue;
    if ((vmprocs.flags.get(slot) & VMF_INUSE) === 0) return slot;
  }
  return 0;
}

/** Frees all regions with their pages, and the page tables (free_proc). */
function freeProc(machine: Machine, vmproc: VmprocRow): void {
  mapFreeProc(machine, vmproc, VM_RULES.regionExit.id);
  ptFree(machine, vmproc);
}
