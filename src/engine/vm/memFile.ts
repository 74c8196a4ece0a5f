/**
 * Mapped files: pages come from the page cache, which VFS fills on demand; a write to a private mapping copies
 * (minix/servers/vm/mem_file.c). Shared writable mappings, which MINIX refuses, write to the cached page itself.
 */
import { ERRNO, OK, SUSPEND } from '../errno';
import type {
  FileRow,
  Machine,
  PhysBlockRow,
  PhysRegionRow,
  RegionRow,
  VmprocRow,
} from '../machine';
import { findCachedPage } from './cache';
import { fdrefDeref, fdrefRef } from './fdref';
import type { MemType } from './memtype';
import { memCow, pbReference, pbUnreferenced } from './pb';
import { VM_RULES } from './rules';
import { vfsRequest } from './vfs';
import { MEM_TYPE, VFS_CALLBACK, VR_SHARED } from './vm';
import { VMVFSREQ_FDIO } from '../messages';

/** Pages of a file, the last one counted even if it is only begun. */
export function filePages(machine: Machine, file: FileRow): number {
  const { files } = machine;
  return files.sizePages.get(file) + (files.sizeOffset.get(file) > 0 ? 1 : 0);
}

/** A page fault in a page of the file that was not copied yet (mappedfile_pagefault). */
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
  const fdref = machine.regions.fdref.get(region);
  const file = machine.fdrefs.file.get(fdref);
  const { regions } = machine;
  const filePage = regions.filePage.get(region) + page - regions.start.get(region);
  if (filePage >= filePages(machine, file)) return -ERRNO.ENXIO;
  const cached = findCachedPage(machine, file, filePage, true);
  if (cached === 0) return readPage(machine, fdref, filePage, page, process);
  const block = machine.cachedPages.block.get(cached);
  return linkPage(machine, vmproc, region, page, block, write && isPrivate);
}

/** Asks VFS for the page; the process waits, and the fault is handled again when the answer comes. */
function readPage(
  machine: Machine,
  fdref: number,
  filePage: number,
  page: number,
  process: number,
): number {
  if (process === 0) return -ERRNO.EFAULT;
  const callback = VFS_CALLBACK.PAGEFAULT;
  const queued = vfsRequest(machine, VMVFSREQ_FDIO, process, fdref, 0, filePage, callback, page, 0);
  return queued === OK ? SUSPEND : queued;
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
