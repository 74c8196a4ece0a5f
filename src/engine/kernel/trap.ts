/**
 * System calls: a user process traps into the kernel, which sends the message in its row to a server
 * (minix/kernel/arch/i386/mpx.S, proc.c do_ipc). Whoever calls fills the message row first; engine/calls.ts says how.
 */
import { EVENT } from '../../machine/events';
import type { Machine, ProcessRow } from '../machine';
import { ACTION } from '../processNumbers';
import { FIRST_USER_ROW, sendAndWait } from './ipc';
import { switchTo } from './process';
import { idle, runServers } from './scheduler';

/**
 * A system call that runs until it has returned; the clock runs on for the disk.
 * @param server row of the server that handles the message.
 * @param type message type (messages.ts).
 * @returns ACTION.DONE (processes.result, resultPage, resultOffset), ACTION.SIGNALLED (processes.signal, signalCode,
 *   signalPage, signalOffset; the process has ended) or ACTION.WAITING: only another process can end the call. Of a
 *   vfork that waits, processes.result is already the child's pid.
 */
export function trap(
  machine: Machine,
  process: ProcessRow,
  server: ProcessRow,
  type: number,
): number {
  beginTrap(machine, process, server, type);
  return finishTrap(machine, process);
}

/**
 * The beginning of a system call: servers run, but the clock does not run on for the disk (`<unfinished ...>`).
 * @returns as `trap`; ACTION.WAITING also when the call waits for the disk.
 */
export function beginTrap(
  machine: Machine,
  process: ProcessRow,
  server: ProcessRow,
  type: number,
): number {
  const { processes, messages } = machine;
  // Servers run outside of the address spaces that the CPUs use.
  if (process >= FIRST_USER_ROW) switchTo(machine, process);
  processes.action.set(process, ACTION.RUNNING);
  messages.type.set(process, type);
  machine.trace.event(EVENT.call, process, type, server, 0);
  sendAndWait(machine, process, server);
  runServers(machine);
  const action = processes.action.get(process);
  if (action !== ACTION.RUNNING) return action;
  processes.action.set(process, ACTION.WAITING);
  return ACTION.WAITING;
}

/** Lets the clock run on until the waiting call of a process has returned or nothing is pending. As `trap`. */
export function finishTrap(machine: Machine, process: ProcessRow): number {
  const { processes } = machine;
  while (processes.action.get(process) === ACTION.WAITING && idle(machine));
  return processes.action.get(process);
}
