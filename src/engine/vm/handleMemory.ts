/**
 * Making the pages of a range present for a call that waits until they are: MAP_POPULATE (handle_memory_start, _step and
 * _continue of minix/servers/vm/pagefaults.c; Linux mm/gup.c __mm_populate).
 *
 * The range is that of the waiting process's message, so that nothing of it is kept elsewhere. The call never fails for
 * what cannot be made present: it ends with the pages before (mmap(2)).
 */
import { ERRNO, OK, SUSPEND } from '../errno';
import { reply } from '../kernel/ipc';
import type { Machine, ProcessRow } from '../machine';
import { VM } from '../processNumbers';
import { requestPage } from './memFile';
import { lengthInPages } from './messageRange';
import { mapLookup } from './region';
import { mapPf } from './regionFault';
import { PROT_NONE, PROT_WRITE, VFS_CALLBACK } from './vm';

/**
 * Begins with the first page of the range: addressPage, lengthPages/Offset.
 * @returns OK, or SUSPEND while a page of a file is read; then `handleMemoryContinue` goes on and replies.
 */
export function handleMemoryStart(machine: Machine, process: ProcessRow): number {
  return handleMemoryStep(machine, process, machine.messages.addressPage.get(process));
}

/** The page was read, or could not be: goes on, and answers the process when nothing is left to wait for. */
export function handleMemoryContinue(machine: Machine, process: ProcessRow, page: number): void {
  const isPresent = makePresent(machine, process, page) === OK;
  const result = isPresent ? handleMemoryStep(machine, process, page + 1) : OK;
  if (result !== SUSPEND) reply(machine, VM, process, result);
}

function handleMemoryStep(machine: Machine, process: ProcessRow, from: number): number {
  const { messages, processes } = machine;
  const end = messages.addressPage.get(process) + lengthInPages(machine, process);
  for (let page = from; page < end; page++) {
    const result = makePresent(machine, process, page);
    if (result === OK) continue;
    if (result !== -ERRNO.EFAULT) return OK;
    const region = mapLookup(machine, processes.vmproc.get(process), page);
    const asked = requestPage(machine, region, page, process, VFS_CALLBACK.HANDLE_MEMORY);
    return asked === OK ? SUSPEND : OK;
  }
  return OK;
}

/**
 * Makes one page present, for a write if its region is writable.
 * @returns OK; -EFAULT if it must be read first; -EACCES where nobody may use it, or nothing is mapped any more; or an
 *   error of the memory type.
 */
function makePresent(machine: Machine, process: ProcessRow, page: number): number {
  const vmproc = machine.processes.vmproc.get(process);
  const region = mapLookup(machine, vmproc, page);
  const protection = region === 0 ? PROT_NONE : machine.regions.protection.get(region);
  if (protection === PROT_NONE) return -ERRNO.EACCES;
  return mapPf(machine, vmproc, region, page, (protection & PROT_WRITE) !== 0, 0);
}
