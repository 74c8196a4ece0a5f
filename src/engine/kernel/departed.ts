/**
 * What stays readable of a dead process when its slot is given to another: who it was, how it ended, its counters.
 *
 * Nothing in the operating system may read it: MINIX keeps nothing of an ended process.
 */
import type { Machine, ProcessRow } from '../machine';

/** Writes down the dead process of a slot that is about to be taken; nothing for a slot that was never used. */
export function noteDeparture(machine: Machine, process: ProcessRow): void {
  const { departed, kernel, processes, mprocs, vmprocs } = machine;
  if (!processes.has(process)) return;
  const count = kernel.departed.get(1);
  kernel.departed.set(1, count + 1);
  const row = 1 + (count % (departed.capacity - 1));
  departed.endpoint.set(row, processes.endpoint.get(process));
  departed.pid.set(row, mprocs.pid.get(process));
  departed.parent.set(row, processes.endpoint.get(mprocs.parent.get(process)));
  departed.uid.set(row, mprocs.uid.get(process));
  departed.status.set(row, mprocs.status.get(process));
  departed.signals.set(row, processes.signals.get(process));
  departed.name.set(row, processes.name.get(process));
  departed.cpu.set(row, Math.max(0, processes.cpu.get(process) - 1));
  const vmproc = processes.vmproc.get(process);
  departed.minor.set(row, vmprocs.minor.get(vmproc));
  departed.major.set(row, vmprocs.major.get(vmproc));
  departed.zero.set(row, vmprocs.zero.get(vmproc));
  departed.cow.set(row, vmprocs.cow.get(vmproc));
  departed.reuse.set(row, vmprocs.reuse.get(vmproc));
  departed.file.set(row, vmprocs.file.get(vmproc));
  departed.swap.set(row, vmprocs.swap.get(vmproc));
  departed.upgrade.set(row, vmprocs.upgrade.get(vmproc));
  departed.spurious.set(row, vmprocs.spurious.get(vmproc));
  departed.denied.set(row, vmprocs.denied.get(vmproc));
}

/** The record of a process whose slot was taken, the newest first; 0 when there is none. Only looks. */
export function findDeparted(machine: Machine, endpoint: number): number {
  return findRow(machine, machine.departed.endpoint.data, endpoint);
}

/** As `findDeparted`, by pid. */
export function findDepartedPid(machine: Machine, pid: number): number {
  return findRow(machine, machine.departed.pid.data, pid);
}

function findRow(machine: Machine, column: Int32Array, wanted: number): number {
  const rows = machine.departed.capacity - 1;
  const count = machine.kernel.departed.get(1);
  const kept = Math.min(count, rows);
  for (let back = 1; back <= kept; back++) {
    const row = 1 + ((count - back) % rows);
    if (column[row] === wanted) return row;
  }
  return 0;
}
