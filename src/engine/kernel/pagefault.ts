/**
 * Page faults on their way to VM and back (minix/kernel/arch/i386/exception.c pagefault, do_vmctl.c), and the kernel's
 * requests that VM make user memory accessible for a system call.
 *
 * It must never decide whether an access is right: that is VM's, in vm/pagefaults.ts.
 */
import { EVENT } from '../../machine/events';
import type { Machine, ProcessRow } from '../machine';
import { VFS_MEMORY, VM_PAGEFAULT } from '../messages';
import { RTS, VFS, VM } from '../processNumbers';
import { PFERR_KERNEL } from '../vm/vm';
import { send } from './ipc';
import { idle, runServers } from './scheduler';

export { sysKill } from './signals';

/**
 * A process faulted: it stops, VM gets VM_PAGEFAULT in the process's row, and everything runs until VM let the process go
 * on (`clearPagefault`) or it got a signal. The clock runs on for the disk.
 * @param code fault code as the MMU gave it.
 * @returns false when the process got a signal.
 */
export function pageFault(
  machine: Machine,
  process: ProcessRow,
  page: number,
  offset: number,
  code: number,
): boolean {
  const { processes } = machine;
  processes.faultPage.set(process, page);
  processes.faultOffset.set(process, offset);
  processes.faultCode.set(process, code);
  machine.trace.event(EVENT.fault, process, page, code, 0);
  processes.rts.set(process, processes.rts.get(process) | RTS.PAGEFAULT);
  sendPagefault(machine, process, page, offset, code);
  runServers(machine);
  while ((processes.rts.get(process) & RTS.PAGEFAULT) !== 0 && idle(machine));
  return processes.rts.get(process) === 0;
}

/**
 * Asks VM to make a page accessible for a read or write call of a process, which stays blocked. VFS gets VFS_MEMORY in
 * the process's row when it is, or cannot be (minix/kernel/proc.c vm_suspend).
 * @param code fault code of the access that the call needs.
 */
export function requestMemory(
  machine: Machine,
  process: ProcessRow,
  page: number,
  offset: number,
  code: number,
): void {
  const { processes } = machine;
  processes.rts.set(process, processes.rts.get(process) | RTS.VMREQUEST);
  sendPagefault(machine, process, page, offset, code | PFERR_KERNEL);
}

function sendPagefault(
  machine: Machine,
  process: ProcessRow,
  page: number,
  offset: number,
  code: number,
): void {
  const { messages } = machine;
  messages.type.set(process, VM_PAGEFAULT);
  messages.addressPage.set(process, page);
  messages.addressOffset.set(process, offset);
  messages.flags.set(process, code);
  send(machine, process, VM, 0);
}

/**
 * VM is done with a fault or a request of a process (VMCTL_CLEAR_PAGEFAULT, VMCTL_MEMREQ_REPLY).
 * @param result OK, or -errno for a request that cannot be served.
 */
export function clearPagefault(machine: Machine, process: ProcessRow, result: number): void {
  const { processes, messages } = machine;
  const rts = processes.rts.get(process);
  processes.rts.set(process, rts & ~(RTS.PAGEFAULT | RTS.VMREQUEST));
  if ((rts & RTS.VMREQUEST) === 0) return;
  messages.type.set(process, VFS_MEMORY);
  messages.result.set(process, result);
  send(machine, process, VFS, 0);
}

/** Whether VM_PAGEFAULT in a process's row is the kernel's: a message of that type that it wrote itself is not. */
export function isPagefault(machine: Machine, process: ProcessRow): boolean {
  return (machine.processes.rts.get(process) & (RTS.PAGEFAULT | RTS.VMREQUEST)) !== 0;
}
