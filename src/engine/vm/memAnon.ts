/**
 * Anonymous memory: zeros on demand, copied on the first write to a shared frame (minix/servers/vm/mem_anon.c).
 *
 * As in MINIX a read of untouched memory takes a frame of its own, unless the machine has the shared frame of zeros.
 * Unlike MINIX no frame is taken before it is known to be needed.
 */
import { EVENT } from '../../machine/events';
import { ERRNO, OK } from '../errno';
import type { Machine, PhysRegionRow, RegionRow, VmprocRow } from '../machine';
import { allocMem, freeMem } from './alloc';
import type { MemType } from './memtype';
import { allocFlags, memCow, pbFree, pbNew, pbReference } from './pb';
import { VM_RULES } from './rules';
import { physblockSet } from './slots';
import { FRAME_USE, MEM_TYPE, PAF_CLEAR } from './vm';

/** A page fault in anonymous memory, or in a page of a file that was copied before (anon_pagefault). */
function anonPagefault(
  machine: Machine,
  vmproc: VmprocRow,
  region: RegionRow,
  page: number,
  physRegion: PhysRegionRow,
  write: boolean,
  _process: number,
): number {
  const zeroSlot = machine.globals.zeroSlot.get(1);
  if (physRegion === 0 || physRegion === zeroSlot) {
    if (!write && zeroSlot !== 0) return mapZeroFrame(machine, vmproc, region, page, physRegion);
    return firstTouch(machine, vmproc, region, page, physRegion);
  }
  if (!write) return OK;
  if (machine.physBlocks.refcount.get(machine.physRegions.block.get(physRegion)) < 2) return OK;
  return memCow(machine, physRegion, region, VM_RULES.cowShared.id);
}

function mapZeroFrame(
  machine: Machine,
  vmproc: VmprocRow,
  region: RegionRow,
  page: number,
  physRegion: PhysRegionRow,
): number {
  if (physRegion !== 0) return OK;
  const { globals } = machine;
  if (!physblockSet(machine, vmproc, page, globals.zeroSlot.get(1))) return -ERRNO.ENOMEM;
  const rule = VM_RULES.zeroSharedFrame.id;
  machine.trace.event(EVENT.zero, region, page, globals.zeroFrame.get(1), rule);
  return OK;
}

function firstTouch(
  machine: Machine,
  vmproc: VmprocRow,
  region: RegionRow,
  page: number,
  physRegion: PhysRegionRow,
): number {
  const flags = PAF_CLEAR | allocFlags(machine, region);
  const frame = allocMem(machine, 1, flags, FRAME_USE.BLOCK);
  if (frame === 0) return -ERRNO.ENOMEM;
  const block = pbNew(machine, frame);
  if (block === 0) {
    freeMem(machine, frame, 1);
    return -ERRNO.ENOMEM;
  }
  if (pbReference(machine, block, vmproc, page, MEM_TYPE.ANON) === 0) {
    pbFree(machine, block);
    freeMem(machine, frame, 1);
    return -ERRNO.ENOMEM;
  }
  const rule = physRegion === 0 ? VM_RULES.zeroFirstTouch.id : VM_RULES.zeroBroken.id;
  machine.trace.event(EVENT.zero, region, page, frame, rule);
  return OK;
}

/** Writable unless another mapping has the frame too, or it is the shared frame of zeros (anon_writable). */
function anonWritable(machine: Machine, physRegion: PhysRegionRow, _region: RegionRow): boolean {
  if (physRegion === machine.globals.zeroSlot.get(1)) return false;
  return machine.physBlocks.refcount.get(machine.physRegions.block.get(physRegion)) === 1;
}

function anonCopy(_machine: Machine, _from: RegionRow, _to: RegionRow): void {
  // Anonymous regions hold nothing but their pages.
}

function anonDelete(_machine: Machine, _region: RegionRow): void {
  // Anonymous regions hold nothing but their pages.
}

function anonLowshrink(_machine: Machine, _region: RegionRow, _pages: number): void {
  // Anonymous memory has no position in an object.
}

function anonContinues(_machine: Machine, _lower: RegionRow, _upper: RegionRow): boolean {
  return true;
}

export const memTypeAnon: MemType = {
  name: 'anon',
  evPagefault: anonPagefault,
  writable: anonWritable,
  evCopy: anonCopy,
  evDelete: anonDelete,
  evLowshrink: anonLowshrink,
  continues: anonContinues,
};
