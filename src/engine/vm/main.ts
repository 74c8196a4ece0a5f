/**
 * The VM server's initialization and message loop (minix/servers/vm/main.c). One call handles one message; which
 * handler a type has is the call table here.
 */
import { ERRNO, OK, SUSPEND } from '../errno';
import { receive, reply } from '../kernel/ipc';
import { isPagefault } from '../kernel/pagefault';
import type { Machine, ProcessRow } from '../machine';
import {
  VM_BRK,
  VM_EXEC_NEWMEM,
  VM_EXIT,
  VM_FORK,
  VM_MMAP,
  VM_MPROTECT,
  VM_MREMAP,
  VM_MUNMAP,
  VM_PAGEFAULT,
  VM_PROCCTL,
  VM_SETCACHEPAGE,
  VM_TRUNCATE,
  VM_VFS_MMAP,
  VM_VFS_REPLY,
  VM_WILLEXIT,
} from '../messages';
import { VM } from '../processNumbers';
import { aclCheck, aclInit } from './acl';
import { allocCycle, allocMem } from './alloc';
import { doBrk } from './break';
import { doSetcachepage } from './cacheCalls';
import { doExecNewmem } from './exec';
import { doExit, doProcctl, doWillexit } from './exit';
import { doFork } from './fork';
import { doMmap, doVfsMmap } from './mmap';
import { doMremap } from './mremap';
import { doMunmap } from './munmap';
import { doPagefaults } from './pagefaults';
import { ptMakeKernelTables } from './pagetable';
import { doMprotect } from './protect';
import { doTruncate } from './truncate';
import { doVfsReply } from './vfsReply';
import { FRAME_USE, MEM_TYPE, PAF_CLEAR } from './vm';
import { hasSpace } from './vmproc';

/** Handles the oldest message that waits for VM. @returns false when none waits. */
export function vmMain(machine: Machine): boolean {
  const { globals } = machine;
  if (globals.spares.get(1) < globals.sparesWanted.get(1)) allocCycle(machine);
  const process = receive(machine, VM);
  if (process === 0) return false;
  const type = machine.messages.type.get(process);
  if (type === VM_PAGEFAULT && isPagefault(machine, process)) {
    doPagefaults(machine, process);
    return true;
  }
  const result =
    aclCheck(machine, process, type) === OK ? call(machine, process, type) : -ERRNO.ENOSYS;
  if (result !== SUSPEND) reply(machine, VM, process, result);
  return true;
}

/**
 * The call table: a result for the reply, or SUSPEND. Unknown numbers are ENOSYS; what a process asks for its own memory
 * is EINVAL if it has none.
 */
function call(machine: Machine, process: ProcessRow, type: number): number {
  if (isAboutCaller(type) && !hasSpace(machine, process)) return -ERRNO.EINVAL;
  switch (type) {
    case VM_MMAP:
      return doMmap(machine, process);
    case VM_MUNMAP:
      return doMunmap(machine, process);
    case VM_BRK:
      return doBrk(machine, process);
    case VM_MPROTECT:
      return doMprotect(machine, process);
    case VM_MREMAP:
      return doMremap(machine, process);
    case VM_FORK:
      return doFork(machine, process);
    case VM_EXIT:
      return doExit(machine, process);
    case VM_WILLEXIT:
      return doWillexit(machine, process);
    case VM_PROCCTL:
      return doProcctl(machine, process);
    case VM_VFS_MMAP:
      return doVfsMmap(machine, process);
    case VM_EXEC_NEWMEM:
      return doExecNewmem(machine, process);
    case VM_VFS_REPLY:
      return doVfsReply(machine, process);
    case VM_SETCACHEPAGE:
      return doSetcachepage(machine, process);
    case VM_TRUNCATE:
      return doTruncate(machine, process);
    default:
      return -ERRNO.ENOSYS;
  }
}

function isAboutCaller(type: number): boolean {
  const isChange = type === VM_MPROTECT || type === VM_MREMAP || type === VM_BRK;
  return isChange || type === VM_MMAP || type === VM_MUNMAP;
}

/** VM's part of the boot (init_vm): spare frames, the kernel's tables, the frame of zeros and the slot of its mappings. */
export function initVm(machine: Machine): void {
  if (machine.architecture.name === 'custom') machine.globals.serversOutside.set(1, 1);
  aclInit(machine);
  ptMakeKernelTables(machine);
  allocCycle(machine);
  if (!machine.configuration.zeroPage) return;
  const frame = allocMem(machine, 1, PAF_CLEAR, FRAME_USE.ZERO);
  const block = machine.physBlocks.add();
  const slot = machine.physRegions.add();
  if (frame === 0 || block === 0 || slot === 0) return;
  machine.physBlocks.frame.set(block, frame);
  machine.physBlocks.refcount.set(block, 1);
  machine.physBlocks.first.set(block, slot);
  machine.physRegions.block.set(slot, block);
  machine.physRegions.memtype.set(slot, MEM_TYPE.ANON);
  machine.globals.zeroFrame.set(1, frame);
  machine.globals.zeroSlot.set(1, slot);
}
