/**
 * The memory type of shared anonymous memory: pages come from a shared object (share.ts) and stay writable for all
 * (minix/servers/vm/mem_shared.c, where the object is a region of another process).
 */
import { ERRNO, OK } from '../errno';
import type { Machine, PhysRegionRow, RegionRow, VmprocRow } from '../machine';
import type { MemType } from './memtype';
import { pbReference } from './pb';
import { sharedObjectDeref, sharedObjectForget, sharedObjectPage, sharedObjectRef } from './share';
import { MEM_TYPE } from './vm';

/**
 * Links the object's page; a page that nobody touched yet becomes zeros (shared_pagefault). Behind the object's end: ENXIO.
 */
function sharedPagefault(
  machine: Machine,
  vmproc: VmprocRow,
  region: RegionRow,
  page: number,
  physRegion: PhysRegionRow,
  _write: boolean,
  _process: number,
): number {
  if (physRegion !== 0) return OK;
  const object = machine.regions.object.get(region);
  const index = machine.regions.filePage.get(region) + page - machine.regions.start.get(region);
  // A mapping that mremap made longer than the object (Linux: shmem_fault beyond i_size).
  if (index >= machine.sharedObjects.pages.get(object)) return -ERRNO.ENXIO;
  const block = sharedObjectPage(machine, object, index, region, page);
  if (block === 0) return -ERRNO.ENOMEM;
  if (pbReference(machine, block, vmproc, page, MEM_TYPE.SHARED) !== 0) return OK;
  sharedObjectForget(machine, object, index);
  return -ERRNO.ENOMEM;
}

function sharedWritable(
  _machine: Machine,
  _physRegion: PhysRegionRow,
  _region: RegionRow,
): boolean {
  return true;
}

function sharedCopy(machine: Machine, from: RegionRow, to: RegionRow): void {
  machine.regions.object.set(to, machine.regions.object.get(from));
  machine.regions.filePage.set(to, machine.regions.filePage.get(from));
  sharedObjectRef(machine, machine.regions.object.get(from));
}

function sharedDelete(machine: Machine, region: RegionRow): void {
  sharedObjectDeref(machine, machine.regions.object.get(region));
}

function sharedLowshrink(machine: Machine, region: RegionRow, pages: number): void {
  machine.regions.filePage.set(region, machine.regions.filePage.get(region) + pages);
}

function sharedContinues(machine: Machine, lower: RegionRow, upper: RegionRow): boolean {
  const { regions } = machine;
  if (regions.object.get(lower) !== regions.object.get(upper)) return false;
  return regions.filePage.get(lower) + regions.pages.get(lower) === regions.filePage.get(upper);
}

export const memTypeShared: MemType = {
  name: 'shared',
  evPagefault: sharedPagefault,
  writable: sharedWritable,
  evCopy: sharedCopy,
  evDelete: sharedDelete,
  evLowshrink: sharedLowshrink,
  continues: sharedContinues,
};
