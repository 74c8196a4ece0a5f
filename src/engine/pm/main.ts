/**
 * PM, the process manager: its start, its message loop and its call table (minix/servers/pm/main.c, table.c). One call
 * handles one message.
 */
import { ERRNO, SUSPEND } from '../errno';
import { receive, reply } from '../kernel/ipc';
import type { Machine, ProcessRow } from '../machine';
import {
  PM_EXEC,
  PM_EXIT,
  PM_FORK,
  PM_GETPID,
  PM_GETPPID,
  PM_KILL,
  PM_SIGNAL,
  PM_WAIT4,
} from '../messages';
import { INIT, PM, RTS } from '../processNumbers';
import { doExec } from './exec';
import { doExit } from './exit';
import { doFork } from './fork';
import { FIRST_PID, MP } from './mproc';
import { doKill, endBySignal, signalOf } from './signal';
import { doWait4 } from './wait';

/** INIT's pid (minix/servers/pm/const.h INIT_PID). */
const INIT_PID = 1;

/** Handles the oldest message that waits for PM. */
export function pmMain(machine: Machine): void {
  const process = receive(machine, PM);
  if (process === 0) return;
  const type = machine.messages.type.get(process);
  const result = call(machine, process, type);
  if (result !== SUSPEND) reply(machine, PM, process, result);
}

/** The call table: a result for the reply, or SUSPEND. Unknown numbers are ENOSYS. */
function call(machine: Machine, process: ProcessRow, type: number): number {
  switch (type) {
    case PM_FORK:
      return doFork(machine, process);
    case PM_EXIT:
      return doExit(machine, process);
    case PM_WAIT4:
      return doWait4(machine, process);
    case PM_EXEC:
      return doExec(machine, process);
    case PM_KILL:
      return doKill(machine, process);
    case PM_GETPID:
      return machine.mprocs.threadGroup.get(process);
    case PM_GETPPID:
      return machine.mprocs.pid.get(machine.mprocs.parent.get(process));
    case PM_SIGNAL:
      return fromKernel(machine, process);
    default:
      return -ERRNO.ENOSYS;
  }
}

/** PM_SIGNAL counts only from the kernel, which has stopped the process by then. */
function fromKernel(machine: Machine, process: ProcessRow): number {
  if ((machine.processes.rts.get(process) & RTS.SIGNALED) === 0) return -ERRNO.ENOSYS;
  endBySignal(machine, process, signalOf(machine, process));
  return SUSPEND;
}

/** PM's part of the boot: INIT, the parent of whatever has none. */
export function pmInit(machine: Machine): void {
  const { mprocs, pm } = machine;
  mprocs.take(INIT);
  mprocs.pid.set(INIT, INIT_PID);
  mprocs.threadGroup.set(INIT, INIT_PID);
  mprocs.flags.set(INIT, MP.ALIVE);
  pm.lastPid.set(1, FIRST_PID - 1);
}
