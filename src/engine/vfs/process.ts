/**
 * VFS's side of processes (minix/servers/vfs/misc.c pm_fork, pm_exit): PM tells of new ones and of ends.
 */
import { RADIX_FULL } from '../../machine/radix';
import { ERRNO, OK } from '../errno';
import { processOfEndpoint } from '../kernel/endpoint';
import type { Machine, ProcessRow } from '../machine';
import { CLONE_FILES, CLONE_THREAD } from '../messages';
import { isUserSlot, PM } from '../processNumbers';
import { openFileAt, openFileDeref, openFileRef } from './descriptors';
import { pipeChanged, releaseTransfer } from './transfer';

/**
 * VFS_PM_FORK: the process of `slot` gets the descriptors of `endpoint`: copies, or with CLONE_FILES or CLONE_THREAD in
 * `flags` the same.
 * @returns OK; -ESRCH for a bad endpoint, -EINVAL for a slot that is a server's or has descriptors already, -ENOMEM; then
 *   nothing changed.
 */
export function doPmFork(machine: Machine): number {
  const { messages, fprocs } = machine;
  const parent = processOfEndpoint(machine, messages.endpoint.get(PM));
  const slot = messages.slot.get(PM);
  if (!fprocs.has(parent)) return -ERRNO.ESRCH;
  const child: ProcessRow = slot + 1;
  if (!isUserSlot(slot) || !fprocs.take(child)) return -ERRNO.EINVAL;
  const owner = fprocs.shares.get(parent);
  if ((messages.flags.get(PM) & (CLONE_FILES | CLONE_THREAD)) !== 0) {
    fprocs.shares.set(child, owner);
    fprocs.users.set(owner, fprocs.users.get(owner) + 1);
    return OK;
  }
  const copy = copyDescriptors(machine, owner);
  if (copy === RADIX_FULL) {
    fprocs.remove(child);
    return -ERRNO.ENOMEM;
  }
  fprocs.descriptors.set(child, copy);
  fprocs.shares.set(child, child);
  fprocs.users.set(child, 1);
  return OK;
}

/** A copy of a row's descriptors, every open file held once more. @returns a radix handle, or RADIX_FULL. */
function copyDescriptors(machine: Machine, owner: ProcessRow): number {
  const { radix } = machine;
  const descriptors = machine.fprocs.descriptors.get(owner);
  let copy = 0;
  for (let at = radix.next(descriptors, 0); at >= 0; at = radix.next(descriptors, at + 1)) {
    const grown = radix.set(copy, at, radix.get(descriptors, at));
    if (grown === RADIX_FULL) {
      radix.free(copy);
      return RADIX_FULL;
    }
    copy = grown;
  }
  for (let at = radix.next(copy, 0); at >= 0; at = radix.next(copy, at + 1)) {
    openFileRef(machine, openFileAt(machine, copy, at));
  }
  return copy;
}

/**
 * Gives a process that shares its descriptors a copy of its own; the others keep the old ones (execve(2)).
 * @returns OK, or -ENOMEM; then nothing changed.
 */
export function unshareDescriptors(machine: Machine, process: ProcessRow): number {
  const { fprocs } = machine;
  const owner = fprocs.shares.get(process);
  const users = fprocs.users.get(owner) - 1;
  if (users === 0) return OK;
  const copy = copyDescriptors(machine, owner);
  if (copy === RADIX_FULL) return -ERRNO.ENOMEM;
  fprocs.users.set(owner, users);
  if (owner === process) handOn(machine, process, users);
  fprocs.descriptors.set(process, copy);
  fprocs.shares.set(process, process);
  fprocs.users.set(process, 1);
  return OK;
}

/** The others who use the descriptors in a process's row find them in the first one's of them. */
function handOn(machine: Machine, process: ProcessRow, users: number): void {
  const { fprocs } = machine;
  let heir: ProcessRow = 0;
  for (let other = fprocs.nextRow(1); other !== 0; other = fprocs.nextRow(other + 1)) {
    if (other === process || fprocs.shares.get(other) !== process) continue;
    if (heir === 0) heir = other;
    fprocs.shares.set(other, heir);
  }
  fprocs.descriptors.set(heir, fprocs.descriptors.get(process));
  fprocs.users.set(heir, users);
}

/** VFS_PM_EXIT: the process of `slot` ends; whatever call of it waited here is forgotten. @returns OK, or -EINVAL. */
export function doPmExit(machine: Machine): number {
  const { fprocs } = machine;
  const slot = machine.messages.slot.get(PM);
  const process: ProcessRow = slot + 1;
  if (!isUserSlot(slot) || !fprocs.has(process)) return -ERRNO.EINVAL;
  releaseTransfer(machine, process);
  const owner = fprocs.shares.get(process);
  const users = fprocs.users.get(owner) - 1;
  fprocs.users.set(owner, users);
  if (users > 0) {
    // Others go on using the descriptors: the row goes, unless it is the one that holds them.
    if (process !== owner) fprocs.remove(process);
    return OK;
  }
  const descriptors = fprocs.descriptors.get(owner);
  fprocs.remove(owner);
  if (owner !== process) fprocs.remove(process);
  closeAll(machine, descriptors);
  return OK;
}

function closeAll(machine: Machine, descriptors: number): void {
  const { radix } = machine;
  for (let at = radix.next(descriptors, 0); at >= 0; at = radix.next(descriptors, at + 1)) {
    const pipe = openFileDeref(machine, openFileAt(machine, descriptors, at));
    if (pipe !== 0) pipeChanged(machine, pipe);
  }
  radix.free(descriptors);
}
