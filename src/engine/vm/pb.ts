/**
 * Physical blocks and the references to them, and the copy that copy-on-write makes (minix/servers/vm/pb.c).
 *
 * A block is one frame with a count of who holds it: the physRegions linked to it, the page cache, a shared object.
 * Nothing here looks at the protections of regions.
 */
import { EVENT } from '../../machine/events';
import { ERRNO, OK } from '../errno';
import type { Machine, PhysBlockRow, PhysRegionRow, RegionRow, VmprocRow } from '../machine';
import { allocMem, freeMem } from './alloc';
import { slabAlloc, slabFree } from './slaballoc';
import { physblockClear, physblockSet } from './slots';
import {
  FRAME_USE,
  MEM_TYPE,
  OBJECT_BYTES,
  PAF_LOWER16MB,
  PAF_LOWER1MB,
  VR_LOWER16MB,
  VR_LOWER1MB,
} from './vm';

/** A block for a frame (0: not allocated yet), with no references. @returns 0 when there is no memory for it. */
export function pbNew(machine: Machine, frame: number): PhysBlockRow {
  const slot = slabAlloc(machine, OBJECT_BYTES.PHYS_BLOCK);
  if (slot === 0) return 0;
  const block = machine.physBlocks.add();
  if (block === 0) {
    slabFree(machine, slot);
    return 0;
  }
  machine.physBlockSlots.set(block, slot);
  machine.physBlocks.frame.set(block, frame);
  return block;
}

/** Frees a block that nobody references, not its frame. */
export function pbFree(machine: Machine, block: PhysBlockRow): void {
  slabFree(machine, machine.physBlockSlots.get(block));
  machine.physBlockSlots.set(block, 0);
  machine.physBlocks.remove(block);
}

/**
 * Makes `page` of an address space a reference to `block`; the slot must be empty or hold the shared zero slot.
 * @returns the new physRegion, or 0 when there is no memory for it; then nothing changed.
 */
export function pbReference(
  machine: Machine,
  block: PhysBlockRow,
  vmproc: VmprocRow,
  page: number,
  memtype: number,
): PhysRegionRow {
  const slot = slabAlloc(machine, OBJECT_BYTES.PHYS_REGION);
  if (slot === 0) return 0;
  const physRegion = machine.physRegions.add();
  if (physRegion === 0 || !physblockSet(machine, vmproc, page, physRegion)) {
    if (physRegion !== 0) machine.physRegions.remove(physRegion);
    slabFree(machine, slot);
    return 0;
  }
  machine.physRegionSlots.set(physRegion, slot);
  machine.physRegions.vmproc.set(physRegion, vmproc);
  machine.physRegions.page.set(physRegion, page);
  machine.physRegions.memtype.set(physRegion, memtype);
  pbLink(machine, physRegion, block);
  return physRegion;
}

/** Links a physRegion to a block and counts it. */
export function pbLink(machine: Machine, physRegion: PhysRegionRow, block: PhysBlockRow): void {
  machine.physRegions.block.set(physRegion, block);
  machine.physRegions.next.set(physRegion, machine.physBlocks.first.get(block));
  machine.physBlocks.first.set(block, physRegion);
  pbHold(machine, block);
}

/** Counts one more holder of a block: a physRegion, the page cache or a shared object. */
export function pbHold(machine: Machine, block: PhysBlockRow): void {
  const count = machine.physBlocks.refcount.get(block) + 1;
  machine.physBlocks.refcount.set(block, count);
  machine.trace.event(EVENT.refcount, block, count, machine.physBlocks.frame.get(block), 0);
}

/** Counts one holder less; the last one frees the frame (unless `ownsFrame` is false) and the block. */
export function pbRelease(machine: Machine, block: PhysBlockRow, ownsFrame: boolean): void {
  const count = machine.physBlocks.refcount.get(block) - 1;
  const frame = machine.physBlocks.frame.get(block);
  machine.physBlocks.refcount.set(block, count);
  machine.trace.event(EVENT.refcount, block, count, frame, 0);
  if (count > 0) return;
  if (frame !== 0 && ownsFrame) freeMem(machine, frame, 1);
  pbFree(machine, block);
}

/** Removes a physRegion from its block's list and uncounts it. */
export function pbUnlink(machine: Machine, physRegion: PhysRegionRow): void {
  const { physBlocks, physRegions } = machine;
  const block = physRegions.block.get(physRegion);
  const next = physRegions.next.get(physRegion);
  let at = physBlocks.first.get(block);
  if (at === physRegion) physBlocks.first.set(block, next);
  else {
    while (at !== 0 && physRegions.next.get(at) !== physRegion) at = physRegions.next.get(at);
    if (at !== 0) physRegions.next.set(at, next);
  }
  physRegions.next.set(physRegion, 0);
  physRegions.block.set(physRegion, 0);
  pbRelease(machine, block, physRegions.memtype.get(physRegion) !== MEM_TYPE.DIRECT);
}

/** Gives up a reference: empties its page slot, unlinks it and frees it. */
export function pbUnreferenced(machine: Machine, physRegion: PhysRegionRow): void {
  const vmproc = machine.physRegions.vmproc.get(physRegion);
  physblockClear(machine, vmproc, machine.physRegions.page.get(physRegion), true);
  pbUnlink(machine, physRegion);
  slabFree(machine, machine.physRegionSlots.get(physRegion));
  machine.physRegionSlots.set(physRegion, 0);
  machine.physRegions.remove(physRegion);
}

/**
 * Copies the frame of a physRegion of a region to a new block and makes it anonymous memory (mem_cow).
 * @returns OK, or -ENOMEM; then nothing changed.
 */
export function memCow(
  machine: Machine,
  physRegion: PhysRegionRow,
  region: RegionRow,
  rule: number,
): number {
  const block = machine.physRegions.block.get(physRegion);
  const old = machine.physBlocks.frame.get(block);
  const frame = allocMem(machine, 1, allocFlags(machine, region), FRAME_USE.BLOCK);
  if (frame === 0) return -ERRNO.ENOMEM;
  const copy = pbNew(machine, frame);
  if (copy === 0) {
    freeMem(machine, frame, 1);
    return -ERRNO.ENOMEM;
  }
  machine.ram.copyFrame(machine.ram, old, frame);
  machine.globals.copiedFrames.set(1, machine.globals.copiedFrames.get(1) + 1);
  machine.trace.event(EVENT.cow, region, old, frame, rule);
  pbUnlink(machine, physRegion);
  machine.physRegions.memtype.set(physRegion, MEM_TYPE.ANON);
  pbLink(machine, physRegion, copy);
  return OK;
}

/** Where the frames of a region must lie: PAF_* (vrallocflags). */
export function allocFlags(machine: Machine, region: RegionRow): number {
  const flags = machine.regions.flags.get(region);
  const lower16 = (flags & VR_LOWER16MB) !== 0 ? PAF_LOWER16MB : 0;
  return (flags & VR_LOWER1MB) !== 0 ? lower16 | PAF_LOWER1MB : lower16;
}
