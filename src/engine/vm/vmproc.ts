/**
 * The VM server's process table: validity of endpoints, and the life of a slot (minix/servers/vm/vmproc.h, utility.c
 * vm_isokendpt).
 */
import { ERRNO, OK } from '../errno';
import type { Machine, VmprocRow } from '../machine';
import { NR_PROCS, rowOfEndpoint } from '../processNumbers';
import { VMF_INUSE } from './vm';

/** OK for the endpoint of a live process; -EINVAL for a slot out of range; -EDEADEPT when it is gone. */
export function vmIsokendpt(machine: Machine, endpoint: number): number {
  const process = rowOfEndpoint(endpoint);
  if (endpoint < 0 || process < 1 || process > NR_PROCS) return -ERRNO.EINVAL;
  if (!machine.processes.has(process)) return -ERRNO.EDEADEPT;
  if (machine.processes.endpoint.get(process) !== endpoint) return -ERRNO.EDEADEPT;
  const vmproc = machine.processes.vmproc.get(process);
  return (machine.vmprocs.flags.get(vmproc) & VMF_INUSE) === 0 ? -ERRNO.EDEADEPT : OK;
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
