/** munmap (do_munmap in minix/servers/vm/mmap.c; POSIX munmap). */
import { ERRNO } from '../errno';
import type { Machine, ProcessRow } from '../machine';
import { lengthInPages } from './messageRange';
import { ptReleaseTables } from './pagetable';
import { mapUnmapRange } from './regionUnmap';
import { VM_RULES } from './rules';

/**
 * VM_MUNMAP: addressPage/Offset, lengthPages/Offset. A range without mappings is fine.
 * @returns OK; -EINVAL for length 0 or a range outside user space; the personality's error for an unaligned address;
 * -ENOMEM when a region cannot be split.
 */
export function doMunmap(machine: Machine, process: ProcessRow): number {
  const { messages } = machine;
  if (messages.addressOffset.get(process) !== 0) return -machine.personality.munmapUnalignedError;
  const page = messages.addressPage.get(process);
  const pages = lengthInPages(machine, process);
  if (pages === 0 || page + pages > machine.architecture.userPages) return -ERRNO.EINVAL;
  const vmproc = machine.processes.vmproc.get(process);
  const result = mapUnmapRange(machine, vmproc, page, pages, VM_RULES.regionUnmapped.id);
  ptReleaseTables(machine, vmproc, page, pages);
  return result;
}
