/**
 * Mapped files: pages come from the page cache, which VFS fills on demand; a write to a private mapping copies
 * (minix/servers/vm/mem_file.c). Shared writable mappings, which MINIX refuses, write to the cached page itself.
 */
import { ERRNO, OK, SUSPEND } from '../errno';
import type {
  Machine,
  PhysBlockRow,
  PhysRegionRow,
  ProcessRow,
  RegionRow,
  VmprocRow,
} from '../machine';
import { filePages } from '../vfs/files';
import { ALLOC_RULES } from './allocRules';
import { findCachedPage, rmCache } from './cache';
import { fdrefDeref, fdrefRef } from './fdref';
import type { MemType } from './memtype';
import { memCow, pbReference, pbUnreferenced } from './pb';
import { VM_RULES } from './rules';
import { vfsRequest } from './vfs';
import { MEM_TYPE, VFS_CALLBACK, VMSF_ONCE, VR_SHARED } from './vm';
import { VMVFSREQ_FDIO } from '../messages';

/**
 * A page fault in a page of the file that was not copied yet (mappedfile_pagefault). A cached page that may be used once
 * is asked for all the same, and leaves the cache when it is mapped.
 */
function filePagefault(
  machine: Machine,
  vmproc: VmprocRow,
  region: RegionRow,
  page: number,
  physRegion: PhysRegionRow,
  write: boolean,
  process: number,
): number {
  const isPrivate = (machine.regions.flags.get(region) & VR_SHARED) === 0;
  if (physRegion !== 0) {
    if (!write || !isPrivate) return OK;
    return memCow(machine, physRegion, region, VM_RULES.cowPrivateFile.id);
  }
  const file = machine.fdrefs.file.get(machine.regions.fdref.get(region));
  const filePage = filePageOf(machine, region, page);
  if (filePage >= filePages(machine, file)) return -ERRNO.ENXIO;
  const cached = findCachedPage(machine, file, filePage, true);
  const isOnce = (machine.cachedPages.flags.get(cached) & VMSF_ONCE) !== 0;
  if (process !== 0 && (cached === 0 || isOnce)) {
    const asked = requestPage(machine, region, page, process, VFS_CALLBACK.PAGEFAULT);
    return asked === OK ? SUSPEND : asked;
  }
  if (cached === 0) return -ERRNO.EFAULT;
  const block = machine.cachedPages.block.get(cached);
  const linked = linkPage(machine, vmproc, region, page, block, write && isPrivate);
  if (linked === OK && isOnce) rmCache(machine, cached, ALLOC_RULES.cacheUsedOnce.id);
  return linked;
}

/**
 * Asks VFS for the page of the file that lies at `page`; the process waits.
 * @param callback VFS_CALLBACK: who goes on with `page` when the answer comes.
 * @returns OK, or -ENOMEM when nothing more can be asked.
 */
export function requestPage(
  machine: Machine,
  region: RegionRow,
  page: number,
  process: ProcessRow,
  callback: number,
): number {
  const fdref = machine.regions.fdref.get(region);
  const filePage = filePageOf(machine, region, page);
  return vfsRequest(machine, VMVFSREQ_FDIO, process, fdref, 0, filePage, callback, page);
}

function filePageOf(machine: Machine, region: RegionRow, page: number): number {
  const { regions } = machine;
  return regions.filePage.get(region) + page - regions.start.get(region);
}

function linkPage(
  machine: Machine,
  vmproc: VmprocRow,
  region: RegionRow,
  page: number,
  block: PhysBlockRow,
  copy: boolean,
): number {
  const physRegion = pbReference(machine, block, vmproc, page, MEM_TYPE.FILE);
  if (physRegion === 0) return -ERRNO.ENOMEM;
  const { regions } = machine;
  const last = regions.start.get(region) + regions.pages.get(region) - 1;
  const clearEnd = page === last ? regions.clearEnd.get(region) : 0;
  if (!copy && clearEnd === 0) return OK;
  const rule = clearEnd !== 0 ? VM_RULES.cowClearEnd.id : VM_RULES.cowPrivateFile.id;
  const copied = memCow(machine, physRegion, region, rule);
  if (copied !== OK) {
    pbUnreferenced(machine, physRegion);
    return copied;
  }
  if (clearEnd !== 0) {
    const frame = machine.physBlocks.frame.get(machine.physRegions.block.get(physRegion));
    const pageBytes = machine.architecture.pageBytes;
    machine.ram.fillBytes(frame, pageBytes - clearEnd, clearEnd, 0);
  }
  return OK;
}

function fileWritable(machine: Machine, _physRegion: PhysRegionRow, region: RegionRow): boolean {
  return (machine.regions.flags.get(region) & VR_SHARED) !== 0;
}

function fileCopy(machine: Machine, from: RegionRow, to: RegionRow): void {
  machine.regions.fdref.set(to, machine.regions.fdref.get(from));
  machine.regions.filePage.set(to, machine.regions.filePage.get(from));
  machine.regions.clearEnd.set(to, machine.regions.clearEnd.get(from));
  fdrefRef(machine, machine.regions.fdref.get(from));
}

function fileDelete(machine: Machine, region: RegionRow): void {
  fdrefDeref(machine, machine.regions.fdref.get(region));
}

function fileLowshrink(machine: Machine, region: RegionRow, pages: number): void {
  machine.regions.filePage.set(region, machine.regions.filePage.get(region) + pages);
}

function fileContinues(machine: Machine, lower: RegionRow, upper: RegionRow): boolean {
  const { regions } = machine;
  if (regions.fdref.get(lower) !== regions.fdref.get(upper)) return false;
  if (regions.clearEnd.get(lower) !== 0) return false;
  return regions.filePage.get(lower) + regions.pages.get(lower) === regions.filePage.get(upper);
}

export const memTypeFile: MemType = {
  name: 'file',
  evPagefault: filePagefault,
  writable: fileWritable,
  evCopy: fileCopy,
  evDelete: fileDelete,
  evLowshrink: fileLowshrink,
  continues: fileContinues,
};
