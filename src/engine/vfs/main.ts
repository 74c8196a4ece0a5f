/**
 * VFS, the virtual file system: its message loop and its call table (minix/servers/vfs/main.c, table.c). One call
 * handles one message. What PM, VM, the disk driver and the kernel send counts only from them.
 */
import { ERRNO, SUSPEND } from '../errno';
import { receive, reply } from '../kernel/ipc';
import type { Machine, ProcessRow } from '../machine';
import {
  VFS_CLOSE,
  VFS_DISK_DONE,
  VFS_DUP,
  VFS_FTRUNCATE,
  VFS_LSEEK,
  VFS_MEMORY,
  VFS_OPEN,
  VFS_PIPE,
  VFS_PM_EXEC,
  VFS_PM_EXIT,
  VFS_PM_FORK,
  VFS_READ,
  VFS_VMCALL,
  VFS_WRITE,
} from '../messages';
import { MFS, PM, VFS, VM } from '../processNumbers';
import { doPmExec } from './exec';
import { doLseek } from './lseek';
import { doClose, doDup, doOpen, doPipe } from './open';
import { doPmExit, doPmFork } from './process';
import { doMemory, doReadWrite } from './readWrite';
import { doFtruncate } from './truncate';
import { doDiskDone, doVmcall } from './vmcalls';

/** Handles the oldest message that waits for VFS. */
export function vfsMain(machine: Machine): void {
  const process = receive(machine, VFS);
  if (process === 0) return;
  const result = call(machine, process, machine.messages.type.get(process));
  if (result !== SUSPEND) reply(machine, VFS, process, result);
}

/** The call table: a result for the reply, or SUSPEND. Unknown numbers are ENOSYS. */
function call(machine: Machine, process: ProcessRow, type: number): number {
  if (process === PM) return fromPm(machine, type);
  if (process === VM && type === VFS_VMCALL) return doVmcall(machine);
  if (process === MFS && type === VFS_DISK_DONE) return doDiskDone(machine);
  // VM's row stands for its page faults: VM opens and reads nothing itself.
  if (process === VM || !machine.fprocs.has(process)) return -ERRNO.ENOSYS;
  switch (type) {
    case VFS_READ:
    case VFS_WRITE:
      return doReadWrite(machine, process);
    case VFS_LSEEK:
      return doLseek(machine, process);
    case VFS_OPEN:
      return doOpen(machine, process);
    case VFS_CLOSE:
      return doClose(machine, process);
    case VFS_DUP:
      return doDup(machine, process);
    case VFS_PIPE:
      return doPipe(machine, process);
    case VFS_FTRUNCATE:
      return doFtruncate(machine, process);
    case VFS_MEMORY:
      return doMemory(machine, process);
    default:
      return -ERRNO.ENOSYS;
  }
}

function fromPm(machine: Machine, type: number): number {
  if (type === VFS_PM_FORK) return doPmFork(machine);
  if (type === VFS_PM_EXIT) return doPmExit(machine);
  return type === VFS_PM_EXEC ? doPmExec(machine) : -ERRNO.ENOSYS;
}
