/**
 * Which calls a process may make of VM: a mask of calls for each service, and one that all user processes share
 * (minix/servers/vm/acl.c; the masks are those of minix/etc/system.conf). It must never look at what a call asks for.
 */
import { ERRNO, OK } from '../errno';
import { ACL_WORDS, NR_SYS_PROCS, type Machine, type ProcessRow, type VmprocRow } from '../machine';
import {
  VM_BRK,
  VM_EXEC_NEWMEM,
  VM_EXIT,
  VM_FORK,
  VM_MMAP,
  VM_MPROTECT,
  VM_MREMAP,
  VM_MUNMAP,
  VM_PROCCTL,
  VM_RQ_BASE,
  VM_SETCACHEPAGE,
  VM_TRUNCATE,
  VM_VFS_MMAP,
  VM_VFS_REPLY,
  VM_WILLEXIT,
} from '../messages';
import { PM, RS, VFS, VM } from '../processNumbers';

/** The mask that all user processes share (USER_ACL). */
const USER_ACL = 0;
/** The bit of a mask's last word that says that it is taken (acl_inuse). */
const TAKEN = 1 << 31;
/** Calls that a mask can hold: its bits but the one above. */
const MASK_CALLS = ACL_WORDS * 32 - 1;

/** VM_BASIC_CALLS: what every process may ask, and the calls that MINIX lacks. */
const BASIC_CALLS: readonly number[] = [VM_BRK, VM_MMAP, VM_MUNMAP, VM_MPROTECT, VM_MREMAP];
const PM_CALLS: readonly number[] = [VM_EXIT, VM_FORK, VM_WILLEXIT, VM_EXEC_NEWMEM, VM_PROCCTL];
const VFS_CALLS: readonly number[] = [
  ...[VM_PROCCTL, VM_VFS_MMAP, VM_VFS_REPLY, VM_EXEC_NEWMEM, VM_TRUNCATE, VM_SETCACHEPAGE],
];
const RS_CALLS: readonly number[] = [VM_PROCCTL];

/** The masks of users and of the servers of the boot image (acl_init). */
export function aclInit(machine: Machine): void {
  permit(machine, USER_ACL, BASIC_CALLS);
  aclSet(machine, PM, [...BASIC_CALLS, ...PM_CALLS]);
  aclSet(machine, VFS, [...BASIC_CALLS, ...VFS_CALLS]);
  aclSet(machine, RS, [...BASIC_CALLS, ...RS_CALLS]);
}

/** OK, or -EPERM when the process may not make this call (acl_check). VM itself may make all. */
export function aclCheck(machine: Machine, process: ProcessRow, type: number): number {
  if (process === VM) return OK;
  const call = type - VM_RQ_BASE;
  if (call < 0 || call >= MASK_CALLS) return -ERRNO.EPERM;
  const mask = machine.vmprocs.acl.get(slotOf(machine, process));
  const word = machine.callMasks.get(mask * ACL_WORDS + (call >>> 5));
  return (word & (1 << (call & 31))) !== 0 ? OK : -ERRNO.EPERM;
}

/** Gives a service the first free mask, with these calls; a service too many stays a user (acl_set). */
function aclSet(machine: Machine, service: ProcessRow, calls: readonly number[]): void {
  let mask = USER_ACL + 1;
  while (mask < NR_SYS_PROCS && isTaken(machine, mask)) mask++;
  if (mask === NR_SYS_PROCS) return;
  permit(machine, mask, calls);
  machine.vmprocs.acl.set(slotOf(machine, service), mask);
}

function isTaken(machine: Machine, mask: number): boolean {
  return (machine.callMasks.get(mask * ACL_WORDS + ACL_WORDS - 1) & TAKEN) !== 0;
}

/** Writes a mask and marks it as taken. */
function permit(machine: Machine, mask: number, calls: readonly number[]): void {
  const { callMasks } = machine;
  const first = mask * ACL_WORDS;
  callMasks.set(first + ACL_WORDS - 1, TAKEN);
  for (const type of calls) {
    const call = type - VM_RQ_BASE;
    const word = first + (call >>> 5);
    callMasks.set(word, callMasks.get(word) | (1 << (call & 31)));
  }
}

/** The slot that holds a process's mask: its address space's, or its own if the servers' memory is not simulated. */
function slotOf(machine: Machine, process: ProcessRow): VmprocRow {
  const vmproc = machine.processes.vmproc.get(process);
  return vmproc !== 0 ? vmproc : process;
}
