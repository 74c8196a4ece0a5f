/**
 * The VM server's process table: validity of endpoints, and the life of a slot (minix/servers/vm/vmproc.h, utility.c
 * vm_isokendpt).
 */
import { ERRNO, OK } from '../errno';
import { processOfEndpoint } from '../kernel/endpoint';
import type { Machine, ProcessRow, VmprocRow } from '../machine';
import { NR_PROCS, rowOfEndpoint } from '../processNumbers';
import { VMF_INUSE } from './vm';

/** OK for the endpoint of a live process; -EINVAL for a slot out of range; -EDEADEPT when it is gone. */
export function vmIsokendpt(machine: Machine, endpoint: number): number {
  if (endpoint < 0 || rowOfEndpoint(endpoint) > NR_PROCS) return -ERRNO.EINVAL;
  const process = processOfEndpoint(machine, endpoint);
  if (process === 0) return -ERRNO.EDEADEPT;
  return hasSpace(machine, process) ? OK : -ERRNO.EDEADEPT;
}

/** Whether a process runs in an address space; the servers run in none. */
export function hasSpace(machine: Machine, process: ProcessRow): boolean {
  const vmproc = machine.processes.vmproc.get(process);
  return (machine.vmprocs.flags.get(vmproc) & VMF_INUSE) !== 0;
}

/** Resets what a slot counts: at exec and when it is given to a new process (reset_vm_rusage). */
export function resetVmRusage(machine: Machine, vmproc: VmprocRow): void {
  const { vmprocs } = machine;
  vmprocs.minor.set(vmproc, 0);
  vmprocs.major.set(vmproc, 0);
  vmprocs.zero.set(vmproc, 0);
  vmprocs.cow.set(vmproc, 0);
  vmprocs.reuse.set(vmproc, 0);
  vmprocs.file.set(vmproc, 0);
  vmprocs.swap.set(vmproc, 0);
  vmprocs.upgrade.set(vmproc, 0);
  vmprocs.spurious.set(vmproc, 0);
  vmprocs.denied.set(vmproc, 0);
  vmprocs.totalMax.set(vmproc, 0);
}
