/**
 * What VM asks of VFS (minix/servers/vfs/misc.c do_vm_call): the file behind a descriptor, a page of a file in the page
 * cache, an open file that it does not need any more. VM does not wait; it gets VM_VFS_REPLY. And the ends of disk
 * transfers, for which VM or read and write calls wait.
 */
import { diskIsUnderWay } from '../drivers/disk';
import { ERRNO, OK, SUSPEND } from '../errno';
import { processOfEndpoint } from '../kernel/endpoint';
import { reply, send } from '../kernel/ipc';
import type { FileRow, Machine } from '../machine';
import { VM_VFS_REPLY, VMVFSREQ_FDCLOSE, VMVFSREQ_FDIO, VMVFSREQ_FDLOOKUP } from '../messages';
import { MFS, VFS, VM } from '../processNumbers';
import { isMapped } from '../vm/fdref';
import { dataFileOf, openFileDeref, openFileRef } from './descriptors';
import { FILE_TYPE, filePages } from './files';
import { cachedFrame, finishRead, startRead } from './pageCache';
import { advance, endTransfer, pipeChanged, WAITS_FOR } from './transfer';

/**
 * VFS_VMCALL: `request` VMVFSREQ_*, `requestId`, `endpoint` of the process that waits for it.
 * @returns SUSPEND: VM gets VM_VFS_REPLY, now or when the disk is done.
 */
export function doVmcall(machine: Machine): number {
  switch (machine.messages.request.get(VM)) {
    case VMVFSREQ_FDLOOKUP:
      return replyToVm(machine, fdLookup(machine));
    case VMVFSREQ_FDCLOSE:
      return replyToVm(machine, fdClose(machine));
    case VMVFSREQ_FDIO:
      return fdIo(machine);
    default:
      return replyToVm(machine, -ERRNO.ENOSYS);
  }
}

/**
 * FDLOOKUP: VM holds the open file of a process's `descriptor`, too.
 * @returns OK, with `descriptor` the open file, `inode` the file and `sizePages` in the reply; -ESRCH; -EBADF; -ENODEV (MINIX:
 *   -EINVAL) for what
 *   cannot be mapped (POSIX mmap).
 */
function fdLookup(machine: Machine): number {
  const { messages, openFiles, files } = machine;
  const process = processOfEndpoint(machine, messages.endpoint.get(VM));
  if (!machine.fprocs.has(process)) return -ERRNO.ESRCH;
  const openFile = dataFileOf(machine, process, messages.descriptor.get(VM));
  if (openFile === 0) return -ERRNO.EBADF;
  const file = openFiles.file.get(openFile);
  if (files.type.get(file) !== FILE_TYPE.REGULAR) {
    return -machine.personality.mmapFileTypeError;
  }
  openFileRef(machine, openFile);
  openFiles.vmHolds.set(openFile, openFiles.vmHolds.get(openFile) + 1);
  messages.descriptor.set(VFS, openFile);
  messages.inode.set(VFS, file);
  messages.sizePages.set(VFS, filePages(machine, file));
  return OK;
}

/** FDCLOSE: VM gives up the open file `descriptor`. @returns OK; -EBADF for one that is not VM's, or still mapped. */
function fdClose(machine: Machine): number {
  const openFile = machine.messages.descriptor.get(VM);
  const holds = machine.openFiles.has(openFile) ? machine.openFiles.vmHolds.get(openFile) : 0;
  if (holds <= (isMapped(machine, openFile) ? 1 : 0)) return -ERRNO.EBADF;
  machine.openFiles.vmHolds.set(openFile, holds - 1);
  const pipe = openFileDeref(machine, openFile);
  if (pipe !== 0) pipeChanged(machine, pipe);
  return OK;
}

/**
 * FDIO: page `offsetPages` of file `inode` shall be in the page cache. If it must be read VM's fproc row says for which
 * page VM waits; only one request is under way.
 */
function fdIo(machine: Machine): number {
  const { messages, fprocs } = machine;
  const file: FileRow = messages.inode.get(VM);
  const page = messages.offsetPages.get(VM);
  if (!machine.files.has(file) || page < 0) return replyToVm(machine, -ERRNO.EBADF);
  const isThere = cachedFrame(machine, file, page) !== 0 || page >= filePages(machine, file);
  if (isThere) return replyToVm(machine, OK);
  const started = startRead(machine, file, page, VM);
  if (started < 0) return replyToVm(machine, started);
  fprocs.file.set(VM, file);
  fprocs.placePages.set(VM, page);
  fprocs.waitsFor.set(VM, WAITS_FOR.DISK);
  return SUSPEND;
}

/** VM_VFS_REPLY about the request that is under way. */
function replyToVm(machine: Machine, result: number): number {
  const { messages } = machine;
  messages.requestId.set(VFS, messages.requestId.get(VM));
  messages.endpoint.set(VFS, messages.endpoint.get(VM));
  messages.result.set(VFS, result);
  messages.type.set(VFS, VM_VFS_REPLY);
  send(machine, VFS, VM, 0);
  return SUSPEND;
}

/**
 * VFS_DISK_DONE from the driver: transfer `requestId` ended with `result`. Every call that waits for the page goes on.
 * @returns SUSPEND: the driver waits for no answer.
 */
export function doDiskDone(machine: Machine): number {
  const { messages, diskRequests, fprocs } = machine;
  const request = messages.requestId.get(MFS);
  if (!diskRequests.has(request) || diskIsUnderWay(machine, request)) return SUSPEND;
  const file = diskRequests.file.get(request);
  const page = diskRequests.page.get(request);
  const result = finishRead(machine, request, messages.result.get(MFS));
  for (let process = fprocs.nextRow(1); process !== 0; process = fprocs.nextRow(process + 1)) {
    if (process === VM || fprocs.waitsFor.get(process) !== WAITS_FOR.DISK) continue;
    if (fprocs.file.get(process) !== file || fprocs.placePages.get(process) !== page) continue;
    const moved = result < 0 ? endTransfer(machine, process, result) : advance(machine, process);
    if (moved !== SUSPEND) reply(machine, VFS, process, moved);
  }
  const isForVm =
    fprocs.waitsFor.get(VM) === WAITS_FOR.DISK &&
    fprocs.file.get(VM) === file &&
    fprocs.placePages.get(VM) === page;
  if (!isForVm) return SUSPEND;
  fprocs.waitsFor.set(VM, WAITS_FOR.NOTHING);
  return replyToVm(machine, result);
}
