/**
 * The end of processes and threads (minix/servers/pm/forkexit.c do_exit, exit_proc, exit_restart). VM is told twice: that
 * the process will end, and when nothing of it runs any more that its memory can go.
 */
import { EVENT } from '../../machine/events';
import { SIGNAL, SUSPEND } from '../errno';
import { reply } from '../kernel/ipc';
import { sysClear } from '../kernel/process';
import { sendrec } from '../kernel/scheduler';
import { noteSignal } from '../kernel/signals';
import type { Machine, ProcessRow } from '../machine';
import { VFS_PM_EXIT, VM_EXIT, VM_WILLEXIT } from '../messages';
import { ACTION, INIT, PM, VFS, VM } from '../processNumbers';
import { hasOtherThreads, isAlive, isChildOfInit, leaderOf, MP, nextThread } from './mproc';
import { PM_RULES } from './rules';
import { answerWaiters, reap } from './wait';

/** si_code of SIGCHLD: the child called exit, or a signal ended it (POSIX signal.h, Linux's numbers). */
const CLD_EXITED = 1;
const CLD_KILLED = 2;

/** messages.request of PM_EXIT: all threads end (exit_group(2)), or only the caller (exit(2)). */
export const EXIT_GROUP = 1;

/** The status of wait4 for a process that called exit. */
export function exitStatus(code: number): number {
  return (code & 0xff) << 8;
}

/** PM_EXIT: `flags` is the exit code, `request` EXIT_GROUP or 0. Never replied: the caller's action ends with 0. */
export function doExit(machine: Machine, process: ProcessRow): number {
  const { messages, processes } = machine;
  const status = exitStatus(messages.flags.get(process));
  processes.action.set(process, ACTION.DONE);
  processes.result.set(process, 0);
  if (messages.request.get(process) === EXIT_GROUP) exitGroup(machine, process, status, 0);
  else exitProc(machine, process, status, PM_RULES.endedExit.id);
  return SUSPEND;
}

/**
 * Ends a process with all its threads.
 * @param status what wait4 tells of it.
 * @param rule why `process` ends; 0: it called exit.
 */
export function exitGroup(
  machine: Machine,
  process: ProcessRow,
  status: number,
  rule: number,
): void {
  const leader = leaderOf(machine, process);
  endOtherThreads(machine, process, status, PM_RULES.endedGroup.id);
  machine.mprocs.status.set(leader, status);
  exitProc(machine, process, status, rule === 0 ? PM_RULES.endedExit.id : rule);
}

/**
 * Ends every live thread of a process but `process` itself.
 * @param status how they end, as wait4 would tell: the whole process's (exit_group(2)); 0 for execve.
 */
export function endOtherThreads(
  machine: Machine,
  process: ProcessRow,
  status: number,
  rule: number,
): void {
  const group = machine.mprocs.threadGroup.get(process);
  let other = nextThread(machine, group, 1);
  while (other !== 0) {
    if (other !== process) {
      endAction(machine, other);
      exitProc(machine, other, status, rule);
    }
    other = nextThread(machine, group, other + 1);
  }
}

/** What a thread was doing ends when another thread or process ends it. */
export function endAction(machine: Machine, process: ProcessRow): void {
  const { processes } = machine;
  const action = processes.action.get(process);
  if (action !== ACTION.RUNNING && action !== ACTION.WAITING) return;
  processes.action.set(process, ACTION.SIGNALLED);
  if (processes.signal.get(process) === 0) processes.signal.set(process, SIGNAL.SIGKILL);
}

/**
 * Ends one thread; with the last one its process. The event comes when it runs no more and its memory still stands.
 * @param status what wait4 tells, if it is the process's first thread.
 */
export function exitProc(
  machine: Machine,
  process: ProcessRow,
  status: number,
  rule: number,
): void {
  const { mprocs, processes, messages } = machine;
  const endpoint = processes.endpoint.get(process);
  const isLast = !hasOtherThreads(machine, process);
  mprocs.status.set(process, status);
  mprocs.flags.set(process, mprocs.flags.get(process) & ~(MP.ALIVE | MP.WAITING));
  messages.endpoint.set(PM, endpoint);
  messages.type.set(PM, VM_WILLEXIT);
  sendrec(machine, PM, VM);
  machine.trace.event(EVENT.process, process, 0, status, rule);
  messages.slot.set(PM, process - 1);
  messages.type.set(PM, VFS_PM_EXIT);
  sendrec(machine, PM, VFS);
  sysClear(machine, process);
  messages.endpoint.set(PM, endpoint);
  messages.type.set(PM, VM_EXIT);
  sendrec(machine, PM, VM);
  releaseVforker(machine, process);
  const leader = leaderOf(machine, process);
  if ((mprocs.flags.get(process) & MP.THREAD) !== 0) reap(machine, process);
  if (isLast) endProcess(machine, leader);
}

/** Whoever waits for a vfork child goes on: it executed a file, or ended (vfork(2)). */
export function releaseVforker(machine: Machine, child: ProcessRow): void {
  const { mprocs } = machine;
  const parent = mprocs.vforker.get(child);
  if (parent === 0) return;
  mprocs.vforker.set(child, 0);
  reply(machine, PM, parent, mprocs.pid.get(child));
}

/** The last thread ended: children go to INIT, and the parent is told. */
function endProcess(machine: Machine, leader: ProcessRow): void {
  const { mprocs } = machine;
  for (let child = mprocs.nextRow(1); child !== 0; child = mprocs.nextRow(child + 1)) {
    if (mprocs.parent.get(child) !== leader || child === leader) continue;
    mprocs.parent.set(child, INIT);
    if ((mprocs.flags.get(child) & MP.ZOMBIE) !== 0) reap(machine, child);
  }
  mprocs.flags.set(leader, (mprocs.flags.get(leader) & ~MP.WAITING) | MP.ZOMBIE);
  const parent = mprocs.parent.get(leader);
  if (isChildOfInit(machine, leader)) reap(machine, leader);
  else if (isAlive(machine, parent) || hasOtherThreads(machine, parent)) {
    const code = (mprocs.status.get(leader) & 0x7f) === 0 ? CLD_EXITED : CLD_KILLED;
    noteSignal(machine, parent, SIGNAL.SIGCHLD, code, 0, 0, PM_RULES.childEnded.id);
    answerWaiters(machine, leader);
  }
}
