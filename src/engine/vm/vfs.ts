/**
 * VM's requests to VFS: a queue in order of asking, of which one is under way (minix/servers/vm/vfs.c, where it is last
 * in, first out: Q10). VM does not wait: the answer comes as VM_VFS_REPLY, and the request says who goes on.
 */
import { send } from '../kernel/ipc';
import { ERRNO, OK } from '../errno';
import type { FdrefRow, Machine, ProcessRow, VfsRequestRow } from '../machine';
import { VFS_VMCALL, VMVFSREQ_FDIO, VMVFSREQ_FDLOOKUP } from '../messages';
import { VFS, VM } from '../processNumbers';
import { VM_RULES } from './rules';

/**
 * Queues a request (vfs_request).
 * @param process who waits for it; 0: nobody.
 * @param fdref the file that it is about, or 0.
 * @param descriptor of the process (FDLOOKUP), or VM's open file (FDCLOSE).
 * @param page page of the file (FDIO).
 * @param callback VFS_CALLBACK; `statePage` is its own.
 * @returns OK, or -ENOMEM when the queue is full.
 */
export function vfsRequest(
  machine: Machine,
  request: number,
  process: ProcessRow,
  fdref: FdrefRow,
  descriptor: number,
  page: number,
  callback: number,
  statePage: number,
): number {
  const { vfsRequests, globals } = machine;
  const row = vfsRequests.add();
  if (row === 0) return -ERRNO.ENOMEM;
  vfsRequests.request.set(row, request);
  vfsRequests.process.set(row, process);
  vfsRequests.fdref.set(row, fdref);
  vfsRequests.descriptor.set(row, descriptor);
  vfsRequests.page.set(row, page);
  vfsRequests.callback.set(row, callback);
  vfsRequests.statePage.set(row, statePage);
  const last = globals.lastRequest.get(1);
  if (last === 0) globals.firstRequest.set(1, row);
  else vfsRequests.next.set(last, row);
  globals.lastRequest.set(1, row);
  if (last === 0) activate(machine, row);
  return OK;
}

/**
 * VM_VFS_REPLY answers the oldest request. It leaves the queue, and the next one goes out.
 * @returns the request, whose row is still valid until `vfsRequestDone`; 0 for an answer that nobody asked for.
 */
export function takeAnswered(machine: Machine, vfs: ProcessRow): VfsRequestRow {
  const active = machine.globals.firstRequest.get(1);
  return active !== 0 && machine.messages.requestId.get(vfs) === active ? active : 0;
}

/** Frees an answered request and sends the next one. */
export function vfsRequestDone(machine: Machine, request: VfsRequestRow): void {
  const { vfsRequests, globals } = machine;
  const next = vfsRequests.next.get(request);
  vfsRequests.remove(request);
  globals.firstRequest.set(1, next);
  if (next === 0) globals.lastRequest.set(1, 0);
  else activate(machine, next);
}

/** Sends a request to VFS in VM's message row. */
function activate(machine: Machine, request: VfsRequestRow): void {
  const { messages, vfsRequests, processes, fdrefs } = machine;
  const process = vfsRequests.process.get(request);
  const fdref = vfsRequests.fdref.get(request);
  messages.type.set(VM, VFS_VMCALL);
  messages.request.set(VM, vfsRequests.request.get(request));
  messages.requestId.set(VM, request);
  messages.endpoint.set(VM, process === 0 ? 0 : processes.endpoint.get(process));
  messages.descriptor.set(VM, vfsRequests.descriptor.get(request));
  messages.inode.set(VM, fdref === 0 ? 0 : fdrefs.file.get(fdref));
  messages.offsetPages.set(VM, vfsRequests.page.get(request));
  send(machine, VM, VFS, ruleOf(vfsRequests.request.get(request)));
}

/** Why VM asks, for the message's event. */
function ruleOf(request: number): number {
  switch (request) {
    case VMVFSREQ_FDLOOKUP:
      return VM_RULES.asksDescriptor.id;
    case VMVFSREQ_FDIO:
      return VM_RULES.asksPage.id;
    default:
      return VM_RULES.asksClose.id;
  }
}
