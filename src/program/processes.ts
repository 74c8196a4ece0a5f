/**
 * From an endpoint to what the kernel, PM and VM know of the process, also when it has ended. Only looks.
 */
import { findDeparted, findDepartedPid } from '../engine/kernel/departed';
import type { ProcessRow, VmprocRow } from '../engine/machine';
import { findByPid, isAlive } from '../engine/pm/mproc';
import { NR_PROCS, RTS, rowOfEndpoint } from '../engine/processNumbers';
import type { Computer } from './computer';

/** The row that a process has, zombies included; 0 when it has none any more. */
export function rowOf(machine: Computer, endpoint: number): ProcessRow {
  const row = rowOfEndpoint(endpoint);
  if (endpoint < 0 || row > NR_PROCS || !machine.processes.has(row)) return 0;
  return machine.processes.endpoint.get(row) === endpoint ? row : 0;
}

/** The row of a process that has not ended; 0 otherwise. */
export function liveRow(machine: Computer, endpoint: number): ProcessRow {
  const row = rowOf(machine, endpoint);
  return row !== 0 && isLive(machine, row) ? row : 0;
}

/** Whether a used process row is not a zombie's. */
export function isLive(machine: Computer, row: ProcessRow): boolean {
  return (machine.processes.rts.get(row) & (RTS.ZOMBIE | RTS.SLOT_FREE)) === 0;
}

/** The address space that a live process runs in; 0 otherwise. */
export function vmprocOf(machine: Computer, endpoint: number): VmprocRow {
  const row = liveRow(machine, endpoint);
  return row === 0 ? 0 : machine.processes.vmproc.get(row);
}

/** Its pid, also when it has ended; 0 when nothing is known of it any more. */
export function pidOf(machine: Computer, endpoint: number): number {
  const row = rowOf(machine, endpoint);
  if (row !== 0) return machine.mprocs.pid.get(row);
  return machine.departed.pid.get(findDeparted(machine, endpoint));
}

/**
 * The endpoint of the process with a pid, living ones first; -1 when there is none.
 * @param hint a row that may be it.
 */
export function endpointOfPid(machine: Computer, pid: number, hint: ProcessRow): number {
  const { processes, mprocs } = machine;
  if (pid <= 0) return -1;
  if (hint !== 0 && mprocs.pid.get(hint) === pid && isAlive(machine, hint)) {
    return processes.endpoint.get(hint);
  }
  const row = findByPid(machine, pid);
  if (row !== 0) return processes.endpoint.get(row);
  const gone = findDepartedPid(machine, pid);
  return gone === 0 ? -1 : machine.departed.endpoint.get(gone);
}

/** The signals that a process ever got, one bit for each; none when nothing is known of it any more. */
export function signalsOf(machine: Computer, endpoint: number): number {
  const row = rowOf(machine, endpoint);
  if (row !== 0) return machine.processes.signals.get(row);
  return machine.departed.signals.get(findDeparted(machine, endpoint));
}

/** How a process ended, in wait4's form; -1 while it lives, or when nothing is known any more. */
export function statusOf(machine: Computer, endpoint: number): number {
  const row = rowOf(machine, endpoint);
  if (row !== 0) return isLive(machine, row) ? -1 : machine.mprocs.status.get(row);
  const gone = findDeparted(machine, endpoint);
  return gone === 0 ? -1 : machine.departed.status.get(gone);
}

/** The signal of a status in wait4's form; 0: it exited. */
export function signalOfStatus(status: number): number {
  return status & 0x7f;
}

/** The exit status of a status in wait4's form. */
export function exitOfStatus(status: number): number {
  return (status >> 8) & 0xff;
}
