/** wait4: asking for children that ended (minix/servers/pm/forkexit.c do_wait4, tell_parent). */
import { ERRNO, SUSPEND } from '../errno';
import { reply } from '../kernel/ipc';
import type { Machine, ProcessRow } from '../machine';
import { INIT, PM, RTS } from '../processNumbers';
import { leaderOf, MP, nextThread } from './mproc';

const WNOHANG = 1;
/** WUNTRACED, WCONTINUED, __WNOTHREAD, __WALL, __WCLONE (wait4(2)): they exclude no child that exists here. */
const KNOWN_OPTIONS = WNOHANG | 2 | 8 | 0x20000000 | 0x40000000 | 0x80000000;

/**
 * PM_WAIT4: `endpoint` is the pid asked for, -1 for any; `flags` the options; `wishPid` the pid that a log recorded.
 * @returns the child's pid, with its status in `request`; 0 with WNOHANG when none ended; SUSPEND; -ECHILD; -EINVAL.
 */
export function doWait4(machine: Machine, process: ProcessRow): number {
  const { messages, mprocs } = machine;
  const pid = messages.endpoint.get(process);
  const options = messages.flags.get(process);
  if ((options & ~KNOWN_OPTIONS) !== 0) return -ERRNO.EINVAL;
  const wanted = wantedChild(machine, process, pid, messages.wishPid.get(process));
  if (wanted === 0) return -ERRNO.ECHILD;
  const zombie = findZombie(machine, process, wanted);
  if (zombie !== 0) return collect(machine, process, zombie);
  if ((options & WNOHANG) !== 0) {
    messages.request.set(process, 0);
    return 0;
  }
  mprocs.flags.set(process, mprocs.flags.get(process) | MP.WAITING);
  mprocs.waitsFor.set(process, wanted);
  return SUSPEND;
}

/** Which child a call is about: its pid, -1 for any; 0 when the caller has no such child. */
function wantedChild(machine: Machine, process: ProcessRow, pid: number, wish: number): number {
  if (pid > 0) return hasChild(machine, process, pid) ? pid : 0;
  if (wish > 0 && hasChild(machine, process, wish)) return wish;
  return hasChild(machine, process, -1) ? -1 : 0;
}

function hasChild(machine: Machine, process: ProcessRow, pid: number): boolean {
  const { mprocs } = machine;
  for (let row = mprocs.nextRow(1); row !== 0; row = mprocs.nextRow(row + 1)) {
    if (isChild(machine, process, row) && (pid < 0 || mprocs.pid.get(row) === pid)) return true;
  }
  return false;
}

/** Whether `child` is a process whose end `process`, or another thread of its group, may ask for. */
function isChild(machine: Machine, process: ProcessRow, child: ProcessRow): boolean {
  const { mprocs } = machine;
  if (child === INIT || (mprocs.flags.get(child) & (MP.THREAD | MP.REAPED)) !== 0) return false;
  return mprocs.parent.get(child) === leaderOf(machine, process);
}

function findZombie(machine: Machine, process: ProcessRow, pid: number): ProcessRow {
  const { mprocs } = machine;
  for (let row = mprocs.nextRow(1); row !== 0; row = mprocs.nextRow(row + 1)) {
    if ((mprocs.flags.get(row) & MP.ZOMBIE) === 0 || !isChild(machine, process, row)) continue;
    if (pid < 0 || mprocs.pid.get(row) === pid) return row;
  }
  return 0;
}

/** The status goes into the caller's message, and the child's slot may be used again. @returns the child's pid. */
function collect(machine: Machine, process: ProcessRow, child: ProcessRow): number {
  machine.messages.request.set(process, machine.mprocs.status.get(child));
  reap(machine, child);
  return machine.mprocs.pid.get(child);
}

/** A child became a zombie: a thread of its parent that waits for it goes on. */
export function answerWaiters(machine: Machine, child: ProcessRow): void {
  const { mprocs } = machine;
  const group = mprocs.threadGroup.get(mprocs.parent.get(child));
  const pid = mprocs.pid.get(child);
  let waiter = nextThread(machine, group, 1);
  while (waiter !== 0) {
    const waits = (mprocs.flags.get(waiter) & MP.WAITING) !== 0;
    const wanted = mprocs.waitsFor.get(waiter);
    if (waits && (wanted < 0 || wanted === pid)) {
      mprocs.flags.set(waiter, mprocs.flags.get(waiter) & ~MP.WAITING);
      mprocs.waitsFor.set(waiter, 0);
      reply(machine, PM, waiter, collect(machine, waiter, child));
      return;
    }
    waiter = nextThread(machine, group, waiter + 1);
  }
}

/** Nobody will ask for a dead process any more. Its row can be looked at until its slot is needed. */
export function reap(machine: Machine, process: ProcessRow): void {
  const { mprocs, processes } = machine;
  const flags = mprocs.flags.get(process) & ~MP.ZOMBIE;
  mprocs.flags.set(process, flags | MP.REAPED);
  processes.rts.set(process, RTS.SLOT_FREE);
}
