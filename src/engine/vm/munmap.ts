/** munmap (do_munmap in minix/servers/vm/mmap.c; POSIX munmap). */
import { ERRNO, OK } from '../errno';
import type { Machine, ProcessRow } from '../machine';
import { lengthInPages } from './messageRange';
import { ptReleaseTables } from './pagetable';
import { mapUnmapRange } from './regionUnmap';
import { VM_RULES } from './rules';

/**
 * VM_MUNMAP: addressPage/Offset, lengthPages/Offset. A range without mappings is fine.
 * @returns OK; -EINVAL for length 0 or a range outside user space (MINIX: one that wraps around); the personality's error for an unaligned address;
 * -ENOMEM when a region cannot be split.
 */
export function doMunmap(machine: Machine, process: ProcessRow): number {
  const { messages } = machine;
  if (messages.addressOffset.get(process) !== 0) return -machine.personality.munmapUnalignedError;
  const page = messages.addressPage.get(process);
  const pages = lengthInPages(machine, process);
  const end = page + pages;
  if (pages === 0 || page < 0 || end > lastEnd(machine)) return -ERRNO.EINVAL;
  const inside = Math.min(end, machine.architecture.userPages) - page;
  if (inside <= 0) return OK;
  const vmproc = machine.processes.vmproc.get(process);
  const result = mapUnmapRange(machine, vmproc, page, inside, VM_RULES.regionUnmapped.id);
  ptReleaseTables(machine, vmproc, page, inside);
  return result;
}

/** The highest page at which a range may end: that of user space, or where addresses begin anew. */
function lastEnd(machine: Machine): number {
  const { userPages, signExtended, addressBits, pageShift } = machine.architecture;
  if (!machine.personality.unmapsBeyondUser) return userPages;
  return 2 ** ((signExtended ? 64 : addressBits) - pageShift);
}
