/** Page faults of a process, by how they were served; `denied` ended in a signal. Only looks. */
import type { Computer } from './computer';

export function faultCounters({ vmprocs }: Computer, vmproc: number) {
  return {
    minor: vmprocs.minor.get(vmproc),
    major: vmprocs.major.get(vmproc),
    zero: vmprocs.zero.get(vmproc),
    cow: vmprocs.cow.get(vmproc),
    reuse: vmprocs.reuse.get(vmproc),
    file: vmprocs.file.get(vmproc),
    upgrade: vmprocs.upgrade.get(vmproc),
    spurious: vmprocs.spurious.get(vmproc),
    denied: vmprocs.denied.get(vmproc),
  };
}
