/**
 * A mapped file became shorter: its pages beyond the end leave every address space (POSIX mmap: references beyond the
 * end of the object give SIGBUS). Not in MINIX, where VM does not know a file's length.
 */
import { ERRNO, OK } from '../errno';
import type { FileRow, Machine, ProcessRow } from '../machine';
import { clearCacheByFile } from './cache';
import { ptReleaseTables } from './pagetable';
import { endOf } from './placement';
import { regionFirst, regionSearch, SEARCH } from './regionavl';
import { unmapPages } from './regionUnmap';
import { VM_RULES } from './rules';
import { MEM_TYPE, VMF_INUSE } from './vm';

/** VM_TRUNCATE from VFS: file `inode` has sizePages pages now (rounded up). @returns OK or -EINVAL. */
export function doTruncate(machine: Machine, vfs: ProcessRow): number {
  const { messages, vmprocs } = machine;
  const file = messages.inode.get(vfs);
  const pages = messages.sizePages.get(vfs);
  if (!machine.files.has(file) || pages < 0) return -ERRNO.EINVAL;
  for (let vmproc = 1; vmproc < vmprocs.capacity; vmproc++) {
    if ((vmprocs.flags.get(vmproc) & VMF_INUSE) !== 0) unmapBeyond(machine, vmproc, file, pages);
  }
  clearCacheByFile(machine, file, pages);
  return OK;
}

function unmapBeyond(machine: Machine, vmproc: number, file: FileRow, pages: number): void {
  const { regions, fdrefs } = machine;
  let region = regionFirst(machine, vmproc);
  while (region !== 0) {
    const start = regions.start.get(region);
    const isMapping =
      regions.memtype.get(region) === MEM_TYPE.FILE &&
      fdrefs.file.get(regions.fdref.get(region)) === file;
    if (isMapping) {
      const first = Math.max(start, start + pages - regions.filePage.get(region));
      const end = endOf(machine, region);
      if (first < end) {
        unmapPages(machine, vmproc, region, first, end, VM_RULES.entryTruncated.id);
        ptReleaseTables(machine, vmproc, first, end - first);
      }
    }
    region = regionSearch(machine, vmproc, start, SEARCH.GREATER);
  }
}
