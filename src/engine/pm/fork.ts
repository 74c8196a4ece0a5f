/**
 * New processes: fork, vfork, clone and threads, and processes that the script makes (minix/servers/pm/forkexit.c).
 *
 * VFS comes before VM, the other way round than in MINIX: what VFS did can be undone without a trace, so that a fork
 * that fails leaves everything as it was.
 */
import { EVENT } from '../../machine/events';
import { ERRNO, OK, SUSPEND } from '../errno';
import { noteDeparture } from '../kernel/departed';
import { createProcess, sysExec, sysFork } from '../kernel/process';
import { enterServer, leaveServer, runServers, sendrec } from '../kernel/scheduler';
import type { Machine, ProcessRow } from '../machine';
import {
  CLONE_PARENT,
  CLONE_THREAD,
  CLONE_VFORK,
  CLONE_VM,
  VFS_PM_EXIT,
  VFS_PM_FORK,
  VM_EXEC_NEWMEM,
  VM_EXIT,
  VM_FORK,
  VM_WILLEXIT,
} from '../messages';
import { INIT, isUserSlot, PM, VFS, VM } from '../processNumbers';
import { VMF_INUSE } from '../vm/vm';
import { checkClone } from './cloneFlags';
import { askVfsExec, EXEC_LOOKUP, EXEC_MAP } from './exec';
import { findSlot, freePid, leaderOf, MP, takePid } from './mproc';
import { PM_RULES } from './rules';

/**
 * PM_FORK: `flags` CLONE_*; `address` the child's stack pointer (0: the parent's), or with `length` the lowest address of
 * its stack and its size; `wishPid` a pid that a log gave; `slot` FROM_CLONE3, with `device` the flags' upper half and
 * `request` the exit_signal.
 * @returns the child's pid; SUSPEND for CLONE_VFORK, with the pid in processes.result already; -EAGAIN when no slot is
 *   free, -EINVAL for flags that do not go together, -ENOMEM.
 */
export function doFork(machine: Machine, parent: ProcessRow): number {
  const { messages, mprocs } = machine;
  const flags = messages.flags.get(parent);
  const wrong = checkClone(machine, parent);
  if (wrong !== OK) return wrong;
  const child = findSlot(machine, mprocs.uid.get(parent));
  if (child === 0) return -ERRNO.EAGAIN;
  noteDeparture(machine, child);
  const made = copyParts(machine, parent, child, flags);
  if (made < 0) return made;
  sysFork(machine, parent, child, made + 1);
  if (messages.addressPage.get(parent) !== 0) setStack(machine, parent, child);
  const pid = freePid(machine, messages.wishPid.get(parent));
  const isThread = (flags & CLONE_THREAD) !== 0;
  enrol(machine, child, pid, isThread ? mprocs.threadGroup.get(parent) : pid);
  const leader = leaderOf(machine, parent);
  const isSibling = (flags & (CLONE_THREAD | CLONE_PARENT)) !== 0;
  mprocs.parent.set(child, isSibling ? mprocs.parent.get(leader) : leader);
  mprocs.uid.set(child, mprocs.uid.get(parent));
  if (isThread) mprocs.flags.set(child, MP.ALIVE | MP.THREAD);
  machine.trace.event(EVENT.process, child, 1, parent, ruleOf(flags));
  if ((flags & CLONE_VFORK) === 0) return pid;
  mprocs.vforker.set(child, parent);
  machine.processes.result.set(parent, pid);
  return SUSPEND;
}

/** The child's stack pointer: `address` and, as clone3 gives it, the stack's `length` above it. */
function setStack(machine: Machine, parent: ProcessRow, child: ProcessRow): void {
  const { messages, processes } = machine;
  const offset = messages.addressOffset.get(parent) + messages.lengthOffset.get(parent);
  const carry = Math.floor(offset / machine.architecture.pageBytes);
  const pages = messages.addressPage.get(parent) + messages.lengthPages.get(parent);
  processes.stackPage.set(child, pages + carry);
  processes.stackOffset.set(child, offset % machine.architecture.pageBytes);
}

function ruleOf(flags: number): number {
  if ((flags & CLONE_THREAD) !== 0) return PM_RULES.beganThread.id;
  return (flags & CLONE_VM) !== 0 ? PM_RULES.beganShared.id : PM_RULES.beganFork.id;
}

/** VFS's and VM's parts of a new process. @returns the slot of its address space, or -errno: then nothing changed. */
function copyParts(machine: Machine, parent: ProcessRow, child: ProcessRow, flags: number): number {
  const { messages, processes } = machine;
  messages.endpoint.set(PM, processes.endpoint.get(parent));
  messages.slot.set(PM, child - 1);
  messages.flags.set(PM, flags);
  messages.type.set(PM, VFS_PM_FORK);
  const opened = sendrec(machine, PM, VFS);
  if (opened < 0) return opened;
  messages.endpoint.set(PM, processes.endpoint.get(parent));
  messages.slot.set(PM, child - 1);
  messages.flags.set(PM, flags);
  messages.type.set(PM, VM_FORK);
  const answered = sendrec(machine, PM, VM);
  const slot = messages.slot.get(PM);
  const copied = answered < 0 || isSpace(machine, slot) ? answered : -ERRNO.EINVAL;
  if (copied >= 0) return slot;
  messages.slot.set(PM, child - 1);
  messages.type.set(PM, VFS_PM_EXIT);
  sendrec(machine, PM, VFS);
  return copied;
}

/** Whether VM made an address space in a slot: it answers 0 also to a message that somebody made another of. */
function isSpace(machine: Machine, slot: number): boolean {
  const vmproc: number = slot + 1;
  return isUserSlot(slot) && (machine.vmprocs.flags.get(vmproc) & VMF_INUSE) !== 0;
}

/** Makes the row of a new process with its pid. */
function enrol(machine: Machine, process: ProcessRow, pid: number, group: number): void {
  const { mprocs } = machine;
  if (mprocs.has(process)) mprocs.remove(process);
  mprocs.take(process);
  mprocs.pid.set(process, pid);
  mprocs.threadGroup.set(process, group);
  mprocs.flags.set(process, MP.ALIVE);
  takePid(machine, pid);
}

/** What the script says of a process that it makes. */
export interface SpawnOptions {
  /** The name, a string number; 0 for none. */
  readonly name: number;
  /** The pid that it shall have; 0: the next free one. */
  readonly pid: number;
  /** The most pages that its stack may take; 0: the default. */
  readonly stackPages: number;
  /** Path of the program that it runs, a string number; 0: no program, only a stack. */
  readonly image: number;
  /** CPU number, from 0. */
  readonly cpu: number;
  readonly uid: number;
}

/**
 * Makes a process that no process forked: its parent is INIT, it has INIT's descriptors, and an address space with a
 * stack in which nothing is resident.
 * @returns its row, or -EAGAIN when no slot is free, -EINVAL for a CPU that does not exist, -ENOENT, -EACCES or -ENOEXEC
 *   for the image, -ENOMEM; then nothing changed.
 */
export function spawn(machine: Machine, options: SpawnOptions): number {
  const cpu = options.cpu + 1;
  if (options.cpu < 0 || !machine.cpus.has(cpu)) return -ERRNO.EINVAL;
  const process = findSlot(machine, 0);
  if (process === 0) return -ERRNO.EAGAIN;
  noteDeparture(machine, process);
  enterServer(machine, PM);
  const made = spawnIn(machine, process, options);
  leaveServer(machine, PM);
  runServers(machine);
  return made < 0 ? made : process;
}

function spawnIn(machine: Machine, process: ProcessRow, options: SpawnOptions): number {
  const { messages, processes, mprocs } = machine;
  if (options.image !== 0) {
    const found = askVfsExec(machine, INIT, options.image, 0, EXEC_LOOKUP);
    if (found < 0) return found;
  }
  messages.endpoint.set(PM, processes.endpoint.get(INIT));
  messages.slot.set(PM, process - 1);
  messages.flags.set(PM, 0);
  messages.type.set(PM, VFS_PM_FORK);
  const opened = sendrec(machine, PM, VFS);
  if (opened < 0) return opened;
  // Its address space has the number of its slot.
  const slot: number = process;
  createProcess(machine, process, slot, options.cpu + 1);
  const mapped = mapProgram(machine, process, options);
  if (mapped < 0) {
    messages.slot.set(PM, process - 1);
    messages.type.set(PM, VFS_PM_EXIT);
    sendrec(machine, PM, VFS);
    processes.remove(process);
    return mapped;
  }
  sysExec(machine, process);
  processes.name.set(process, options.name);
  const pid = freePid(machine, options.pid);
  enrol(machine, process, pid, pid);
  mprocs.parent.set(process, INIT);
  mprocs.uid.set(process, options.uid);
  machine.trace.event(EVENT.process, process, 1, INIT, PM_RULES.beganSpawn.id);
  return process;
}

/** The memory of a spawned process: a stack, or what its program needs. On an error it has none. */
function mapProgram(machine: Machine, process: ProcessRow, options: SpawnOptions): number {
  const { messages, processes } = machine;
  const endpoint = processes.endpoint.get(process);
  messages.endpoint.set(PM, endpoint);
  messages.lengthPages.set(PM, options.stackPages);
  messages.addressPage.set(PM, 0);
  messages.addressOffset.set(PM, 0);
  messages.type.set(PM, VM_EXEC_NEWMEM);
  const made = sendrec(machine, PM, VM);
  if (made < 0) return made;
  if (!isSpace(machine, process - 1)) return -ERRNO.EINVAL;
  if (options.image === 0) return made;
  messages.lengthPages.set(PM, options.stackPages);
  const mapped = askVfsExec(machine, process, options.image, 0, EXEC_MAP);
  if (mapped < 0) endSpace(machine, endpoint);
  return mapped;
}

/** Gives back an address space in which nothing ran yet. */
function endSpace(machine: Machine, endpoint: number): void {
  const { messages } = machine;
  messages.endpoint.set(PM, endpoint);
  messages.type.set(PM, VM_WILLEXIT);
  sendrec(machine, PM, VM);
  messages.endpoint.set(PM, endpoint);
  messages.type.set(PM, VM_EXIT);
  sendrec(machine, PM, VM);
}
