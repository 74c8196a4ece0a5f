/**
 * Signals that the kernel and the servers raise (minix/kernel/system.c cause_sig, servers/pm/signal.c). Only default
 * actions exist: a signal ends its process, or nothing happens. What ends a process is PM's business: the process's own
 * message row carries PM_SIGNAL to it.
 */
import { EVENT } from '../../machine/events';
import { SIGNAL } from '../errno';
import type { Machine, ProcessRow } from '../machine';
import { PM_SIGNAL } from '../messages';
import { ACTION, PM, RTS } from '../processNumbers';
import { cancelMessage, send } from './ipc';

/** SIGURG, SIGCONT of a running process, SIGWINCH: ignored by default besides SIGCHLD (POSIX signal.h; Linux numbers). */
const IGNORED = (1 << SIGNAL.SIGCHLD) | (1 << 18) | (1 << 23) | (1 << 28);

/** Whether the default action of a signal (1 to 31) is to ignore it. */
export function isIgnoredByDefault(signal: number): boolean {
  return (IGNORED & (1 << signal)) !== 0;
}

/**
 * Sends a signal to a process (sys_kill). Unless it is ignored, the process's action ends with ACTION.SIGNALLED, it
 * leaves whatever queue it waits in, and PM ends it when it runs next. A dead process gets nothing.
 * @param signal number of errno.ts SIGNAL.
 * @param code si_code.
 * @param page page of the address that it is about, and `offset` bytes in it; 0 and 0 when it is about none.
 * @param rule the sender's rule, for the event.
 */
export function sysKill(
  machine: Machine,
  process: ProcessRow,
  signal: number,
  code: number,
  page: number,
  offset: number,
  rule: number,
): void {
  const { processes, messages } = machine;
  const rts = processes.rts.get(process);
  if ((rts & (RTS.SLOT_FREE | RTS.ZOMBIE | RTS.SIGNALED)) !== 0) return;
  noteSignal(machine, process, signal, code, page, offset, rule);
  if (isIgnoredByDefault(signal)) return;
  cancelMessage(machine, process);
  processes.rts.set(process, RTS.SIGNALED);
  processes.action.set(process, ACTION.SIGNALLED);
  messages.type.set(process, PM_SIGNAL);
  messages.flags.set(process, signal);
  send(machine, process, PM, 0);
}

/**
 * Records that a process got a signal, with its event. One that is not ignored is about to end the process: the columns
 * that tell how the action ended are set.
 */
export function noteSignal(
  machine: Machine,
  process: ProcessRow,
  signal: number,
  code: number,
  page: number,
  offset: number,
  rule: number,
): void {
  const { processes } = machine;
  processes.signals.set(process, processes.signals.get(process) | (1 << signal));
  if (!isIgnoredByDefault(signal)) {
    processes.signal.set(process, signal);
    processes.signalCode.set(process, code);
    processes.signalPage.set(process, page);
    processes.signalOffset.set(process, offset);
  }
  machine.trace.event(EVENT.signal, process, signal, code, rule);
}
