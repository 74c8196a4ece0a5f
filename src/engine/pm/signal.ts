/**
 * Signals in PM: kill, and the end of processes by signals that the kernel raised (minix/servers/pm/signal.c). Only
 * default actions exist.
 */
import { EVENT } from '../../machine/events';
import { ERRNO, OK, SIGNAL, SUSPEND } from '../errno';
import { isIgnoredByDefault, noteSignal } from '../kernel/signals';
import type { Machine, ProcessRow } from '../machine';
import { ACTION, INIT } from '../processNumbers';
import { endAction, exitGroup } from './exit';
import { findByPid, isAlive, nextThread } from './mproc';
import { PM_RULES } from './rules';

/** Signals are 1 to 31; the real-time signals of Linux are not modelled. */
const LAST_SIGNAL = 31;
/** SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU: by default they stop a process, which the model cannot do. */
const STOPS = (1 << 19) | (1 << 20) | (1 << 21) | (1 << 22);
/** si_code: sent by kill. */
const SI_USER = 0;

/**
 * PM_KILL: `endpoint` is the pid of a process, `flags` the signal; 0 only asks whether it exists.
 * @returns OK; SUSPEND when the caller ended itself; -EINVAL, -ESRCH, -EPERM (POSIX kill).
 */
export function doKill(machine: Machine, process: ProcessRow): number {
  const { messages, mprocs } = machine;
  const pid = messages.endpoint.get(process);
  const signal = messages.flags.get(process);
  if (signal < 0 || signal > LAST_SIGNAL || (STOPS & (1 << signal)) !== 0) return -ERRNO.EINVAL;
  const target = pid > 0 ? firstThread(machine, pid) : 0;
  if (target === 0) return -ERRNO.ESRCH;
  const uid = mprocs.uid.get(process);
  if (target === INIT || (uid !== 0 && uid !== mprocs.uid.get(target))) return -ERRNO.EPERM;
  if (signal === 0) return OK;
  const group = mprocs.threadGroup.get(target);
  noteSignal(machine, target, signal, SI_USER, 0, 0, PM_RULES.killed.id);
  if (isIgnoredByDefault(signal)) return OK;
  const isSelf = mprocs.threadGroup.get(process) === group;
  if (isSelf) {
    machine.processes.signal.set(process, signal);
    machine.processes.action.set(process, ACTION.SIGNALLED);
  } else {
    endAction(machine, target);
  }
  endBySignal(machine, isSelf ? process : target, signal);
  return isSelf ? SUSPEND : OK;
}

/** A live thread of the process that a pid names: a process's, or a thread's own; 0 if there is none. A zombie exists. */
function firstThread(machine: Machine, pid: number): ProcessRow {
  const named = findByPid(machine, pid);
  if (named === 0 || isAlive(machine, named)) return named;
  return nextThread(machine, pid, 1);
}

/** PM_SIGNAL's signal: a number that is none ends the process by SIGKILL, because the kernel has stopped it already. */
export function signalOf(machine: Machine, process: ProcessRow): number {
  const signal = machine.messages.flags.get(process);
  return signal >= 1 && signal <= LAST_SIGNAL ? signal : SIGNAL.SIGKILL;
}

/** Ends a process by a signal, with all its threads. */
export function endBySignal(machine: Machine, process: ProcessRow, signal: number): void {
  if (!isAlive(machine, process)) return;
  machine.trace.event(EVENT.kill, process, signal, 0, PM_RULES.endedSignal.id);
  exitGroup(machine, process, signal, PM_RULES.endedSignal.id);
}
