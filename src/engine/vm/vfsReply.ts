/**
 * VM_VFS_REPLY: VFS answered the request that was under way, and whoever asked goes on (do_vfs_reply of
 * minix/servers/vm/vfs.c). A process that ended meanwhile gets nothing; what was opened for it is closed again.
 */
import { OK, SUSPEND } from '../errno';
import { serveFor } from '../kernel/ipc';
import type { Machine, ProcessRow } from '../machine';
import { rowOfEndpoint } from '../processNumbers';
import { closeFile, isHandedOver } from './fdref';
import { handleMemoryContinue } from './handleMemory';
import { mmapFileCont } from './mmap';
import { pfCont } from './pagefaults';
import { takeAnswered, vfsRequestDone } from './vfs';
import { VFS_CALLBACK } from './vm';

/** Never replied. */
export function doVfsReply(machine: Machine, vfs: ProcessRow): number {
  const { messages, vfsRequests, processes } = machine;
  const request = takeAnswered(machine, vfs);
  if (request === 0) return SUSPEND;
  const callback = vfsRequests.callback.get(request);
  const page = vfsRequests.statePage.get(request);
  const process = vfsRequests.process.get(request);
  const endpoint = messages.endpoint.get(vfs);
  const result = messages.result.get(vfs);
  const openFile = messages.descriptor.get(vfs);
  const file = messages.inode.get(vfs);
  vfsRequestDone(machine, request);
  const isAlive =
    process !== 0 &&
    rowOfEndpoint(endpoint) === process &&
    processes.endpoint.get(process) === endpoint;
  if (isAlive) serveFor(machine, process);
  if (callback === VFS_CALLBACK.MMAP) {
    if (isAlive) mmapFileCont(machine, process, result, openFile, file);
    else if (result === OK && isHandedOver(machine, file, openFile)) closeFile(machine, openFile);
  } else if (callback === VFS_CALLBACK.PAGEFAULT && isAlive) {
    pfCont(machine, process, page, messages.flags.get(process), result);
  } else if (callback === VFS_CALLBACK.HANDLE_MEMORY && isAlive) {
    handleMemoryContinue(machine, process, page);
  }
  return SUSPEND;
}
