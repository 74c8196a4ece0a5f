/**
 * PM's process table: flags, pids, who is whose parent, which slots are free (minix/servers/pm/mproc.h, utility.c). Only
 * looks and counts; what happens to processes is in fork.ts, exit.ts, wait.ts, exec.ts.
 */
import { FIRST_USER_ROW } from '../kernel/ipc';
import type { Machine, ProcessRow } from '../machine';
import { INIT, NR_PROCS, RTS } from '../processNumbers';
import { VMF_INUSE } from '../vm/vm';

/** Bits of mprocs.flags. */
export const MP = {
  /** Runs, or waits in a call. */
  ALIVE: 0x1,
  /** Suspended in wait4. */
  WAITING: 0x2,
  /** Ended; its parent has not asked yet. */
  ZOMBIE: 0x4,
  /** Ended and asked for: the row can still be looked at until its slot is needed. */
  REAPED: 0x8,
  /** A thread that is not the first of its group: nobody waits for it. */
  THREAD: 0x10,
} as const;

/** Pids that the system gives: MINIX's NR_PIDS (minix/servers/pm/const.h), beginning at 100. */
const NR_PIDS = 30000;
export const FIRST_PID = 100;

/** Slots that only the superuser may take (LAST_FEW of minix/servers/pm/forkexit.c). */
const LAST_FEW = 2;

/** The live process with a pid, else the dead one whose row still stands, else 0. */
export function findByPid(machine: Machine, pid: number): ProcessRow {
  const { mprocs } = machine;
  let dead: ProcessRow = 0;
  for (let process = mprocs.nextRow(1); process !== 0; process = mprocs.nextRow(process + 1)) {
    if (mprocs.pid.get(process) !== pid) continue;
    if (isAlive(machine, process)) return process;
    if (dead === 0 || (mprocs.flags.get(dead) & MP.REAPED) !== 0) dead = process;
  }
  return dead;
}

/** Whether a process runs or waits: it has not ended. */
export function isAlive(machine: Machine, process: ProcessRow): boolean {
  return (machine.mprocs.flags.get(process) & MP.ALIVE) !== 0;
}

/**
 * The slot that the next process gets: the lowest that was never used, else the one whose process is dead longest.
 * @param uid who asks: the last slots are for uid 0.
 * @returns 0 when there is none.
 */
export function findSlot(machine: Machine, uid: number): ProcessRow {
  const { processes } = machine;
  let fresh: ProcessRow = 0;
  let oldest: ProcessRow = 0;
  let free = 0;
  for (let process: ProcessRow = FIRST_USER_ROW; process <= NR_PROCS; process++) {
    if (!isFree(machine, process)) continue;
    free++;
    if (!processes.has(process)) {
      if (fresh === 0) fresh = process;
      if (free > LAST_FEW) break;
    } else if (oldest === 0 || age(machine, process) < age(machine, oldest)) oldest = process;
  }
  if (uid !== 0 && free <= LAST_FEW) return 0;
  return fresh === 0 ? oldest : fresh;
}

/** Whether nothing needs a slot: no process, no address space that lives on in it, no descriptors that others use. */
function isFree(machine: Machine, process: ProcessRow): boolean {
  const { processes, vmprocs, fprocs } = machine;
  if (processes.has(process) && (processes.rts.get(process) & RTS.SLOT_FREE) === 0) return false;
  const slot: number = process;
  return (vmprocs.flags.get(slot) & VMF_INUSE) === 0 && !fprocs.has(process);
}

/** When a dead process was made, as its endpoint tells: slots with older ones are taken first. */
function age(machine: Machine, process: ProcessRow): number {
  return machine.processes.endpoint.get(process);
}

/**
 * A pid for a new process: the wished one if it is free, else the next free one after the last (get_free_pid).
 * The caller keeps it with `takePid`.
 */
export function freePid(machine: Machine, wish: number): number {
  if (wish > 0 && !isPidUsed(machine, wish)) return wish;
  let pid = machine.pm.lastPid.get(1);
  do {
    pid = pid < NR_PIDS ? pid + 1 : FIRST_PID;
  } while (isPidUsed(machine, pid));
  return pid;
}

/** Notes that a pid was given: the next one comes after it. */
export function takePid(machine: Machine, pid: number): void {
  machine.pm.lastPid.set(1, pid);
}

/** Whether a live process, a zombie or a thread group still has a pid. */
function isPidUsed(machine: Machine, pid: number): boolean {
  const { mprocs } = machine;
  for (let process = mprocs.nextRow(1); process !== 0; process = mprocs.nextRow(process + 1)) {
    if ((mprocs.flags.get(process) & (MP.ALIVE | MP.ZOMBIE)) === 0) continue;
    if (mprocs.pid.get(process) === pid || mprocs.threadGroup.get(process) === pid) return true;
  }
  return false;
}

/** The first thread of a process's group: who its children and its parent know. */
export function leaderOf(machine: Machine, process: ProcessRow): ProcessRow {
  const { mprocs } = machine;
  if ((mprocs.flags.get(process) & MP.THREAD) === 0) return process;
  const group = mprocs.threadGroup.get(process);
  for (let row = mprocs.nextRow(1); row !== 0; row = mprocs.nextRow(row + 1)) {
    const flags = mprocs.flags.get(row);
    if ((flags & (MP.THREAD | MP.REAPED)) === 0 && mprocs.pid.get(row) === group) return row;
  }
  return process;
}

/** The next live thread of a group from row `from` on, 0 for none. */
export function nextThread(machine: Machine, group: number, from: number): ProcessRow {
  const { mprocs } = machine;
  for (let row = mprocs.nextRow(from); row !== 0; row = mprocs.nextRow(row + 1)) {
    if (mprocs.threadGroup.get(row) === group && isAlive(machine, row)) return row;
  }
  return 0;
}

/** Whether a live thread of the group other than `process` exists. */
export function hasOtherThreads(machine: Machine, process: ProcessRow): boolean {
  const group = machine.mprocs.threadGroup.get(process);
  let row = nextThread(machine, group, 1);
  if (row === process) row = nextThread(machine, group, process + 1);
  return row !== 0;
}

/** Whether a process's end is told to INIT, which asks for it at once. */
export function isChildOfInit(machine: Machine, process: ProcessRow): boolean {
  return machine.mprocs.parent.get(process) === INIT;
}
