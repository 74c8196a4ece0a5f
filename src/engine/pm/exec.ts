/**
 * execve in PM (minix/servers/pm/exec.c): VFS finds the program, then nothing can be taken back: the other threads end,
 * VFS and VM make the new memory, and whoever waits for a vfork child goes on.
 */
import { SIGNAL, SUSPEND } from '../errno';
import { sysExec } from '../kernel/process';
import { sendrec } from '../kernel/scheduler';
import { noteSignal } from '../kernel/signals';
import type { Machine, ProcessRow } from '../machine';
import { VFS_PM_EXEC } from '../messages';
import { ACTION, PM, VFS } from '../processNumbers';
import { endOtherThreads, releaseVforker } from './exit';
import { leaderOf, MP } from './mproc';
import { PM_RULES } from './rules';
import { endBySignal } from './signal';
import { reap } from './wait';

/** messages.request of VFS_PM_EXEC: only find the program, or map it. */
export const EXEC_LOOKUP = 0;
export const EXEC_MAP = 1;

/**
 * PM_EXEC: `text` is the path, `slot` an image that stands for the file's own (0: the file's).
 * @returns OK; what VFS_PM_EXEC answers when there is no such program, and nothing changed; SUSPEND when memory ran out
 *   after the old program was gone: the process is killed then, as execve(2) says.
 */
export function doExec(machine: Machine, process: ProcessRow): number {
  const { messages } = machine;
  const path = messages.text.get(process);
  const image = messages.slot.get(process);
  const found = askVfsExec(machine, process, path, image, EXEC_LOOKUP);
  if (found < 0) return found;
  endOtherThreads(machine, process, 0, PM_RULES.endedExec.id);
  becomeLeader(machine, process);
  messages.lengthPages.set(PM, 0);
  const mapped = askVfsExec(machine, process, path, image, EXEC_MAP);
  if (mapped < 0) {
    noteSignal(machine, process, SIGNAL.SIGKILL, 0, 0, 0, PM_RULES.endedFailedExec.id);
    machine.processes.action.set(process, ACTION.SIGNALLED);
    endBySignal(machine, process, SIGNAL.SIGKILL);
    return SUSPEND;
  }
  sysExec(machine, process);
  releaseVforker(machine, process);
  return mapped;
}

/** VFS_PM_EXEC about a process. @returns OK or -errno. */
export function askVfsExec(
  machine: Machine,
  process: ProcessRow,
  path: number,
  image: number,
  request: number,
): number {
  const { messages } = machine;
  messages.endpoint.set(PM, machine.processes.endpoint.get(process));
  messages.text.set(PM, path);
  messages.slot.set(PM, image);
  messages.request.set(PM, request);
  messages.type.set(PM, VFS_PM_EXEC);
  return sendrec(machine, PM, VFS);
}

/** A thread that executes a file takes the pid, the parent and the children of its process's first thread. */
function becomeLeader(machine: Machine, process: ProcessRow): void {
  const { mprocs } = machine;
  const leader = leaderOf(machine, process);
  if (leader === process) return;
  const threadId = mprocs.pid.get(process);
  mprocs.pid.set(process, mprocs.pid.get(leader));
  mprocs.parent.set(process, mprocs.parent.get(leader));
  mprocs.flags.set(process, mprocs.flags.get(process) & ~MP.THREAD);
  mprocs.pid.set(leader, threadId);
  mprocs.flags.set(leader, MP.THREAD);
  reap(machine, leader);
  for (let child = mprocs.nextRow(1); child !== 0; child = mprocs.nextRow(child + 1)) {
    if (mprocs.parent.get(child) === leader) mprocs.parent.set(child, process);
  }
}
