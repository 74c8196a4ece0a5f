/**
 * Invariants of memory as such: every frame has exactly one use (I1), the free counts agree (I2) and the spare frames
 * are as they should be (I3). Only looks.
 */
import { nextTable } from '../../arch/walk';
import type { Machine } from '../machine';
import { isFrameFree } from './alloc';
import type { Violations } from './violation';
import { FRAME_USE, VMF_INUSE } from './vm';

/** MAXRESERVEDPAGES of alloc.c. */
const MOST_SPARES = 300;

export function checkFrames(machine: Machine, violations: Violations): void {
  checkClaims(machine, violations);
  checkFreeCount(machine, violations);
  checkSpares(machine, violations);
}

/** Who says that a frame is theirs. */
class Claims {
  private readonly counts: Uint8Array;

  constructor(
    private readonly machine: Machine,
    private readonly violations: Violations,
  ) {
    this.counts = new Uint8Array(machine.ram.frames);
  }

  /** One claim of a frame that must have this use, or the other one. */
  add(frame: number, use: number, otherUse = use): void {
    const { counts, machine, violations } = this;
    if (frame <= 0 || frame >= counts.length) {
      violations.add('I1', { frame, frames: counts.length, wanted: use });
      return;
    }
    counts[frame] = (counts[frame] ?? 0) + 1;
    const found = machine.frameUse.get(frame);
    if (found !== use && found !== otherUse)
      violations.add('I1', { frame, use: found, wanted: use });
  }

  /** Whether a frame was claimed before: its tables must not be walked once more. */
  has(frame: number): boolean {
    return (this.counts[frame] ?? 1) !== 0;
  }

  /** Every frame but frame 0 must have been claimed once. */
  finish(): void {
    const { counts, machine, violations } = this;
    for (let frame = 1; frame < counts.length; frame++) {
      const claims = counts[frame] ?? 0;
      if (claims !== 1) violations.add('I1', { frame, claims, use: machine.frameUse.get(frame) });
    }
  }
}

/** I1: free, boot, table, slab, block, spare or under way from the disk: exactly one of them. */
function checkClaims(machine: Machine, violations: Violations): void {
  const { vmprocs, slabs, physBlocks, globals, diskRequests } = machine;
  const claims = new Claims(machine, violations);
  for (let frame = 1; frame < machine.ram.frames; frame++) {
    if (isFrameFree(machine, frame)) claims.add(frame, FRAME_USE.FREE);
    else if (machine.frameUse.get(frame) === FRAME_USE.BOOT) claims.add(frame, FRAME_USE.BOOT);
  }
  for (let vmproc = 1; vmproc < vmprocs.capacity; vmproc++) {
    const root = vmprocs.root.get(vmproc);
    if (root !== 0) claimTables(machine, root, machine.format.levels, claims);
  }
  for (let slab = slabs.nextRow(1); slab !== 0; slab = slabs.nextRow(slab + 1)) {
    claims.add(slabs.frame.get(slab), FRAME_USE.SLAB);
  }
  const zeroFrame = globals.zeroFrame.get(1);
  for (let block = physBlocks.nextRow(1); block !== 0; block = physBlocks.nextRow(block + 1)) {
    const frame = physBlocks.frame.get(block);
    if (frame === zeroFrame) claims.add(frame, FRAME_USE.ZERO);
    else claims.add(frame, FRAME_USE.BLOCK, FRAME_USE.CACHE);
  }
  for (let i = 0; i < globals.spares.get(1); i++) {
    claims.add(machine.spareFrames.get(i), FRAME_USE.SPARE);
  }
  for (let at = diskRequests.nextRow(1); at !== 0; at = diskRequests.nextRow(at + 1)) {
    const frame = diskRequests.frame.get(at);
    if (frame !== 0) claims.add(frame, FRAME_USE.CACHE);
  }
  const inHand = machine.diskState.frameInHand.get(1);
  if (inHand !== 0) claims.add(inHand, FRAME_USE.CACHE);
  claims.finish();
}

/** Claims a table and those below it; the kernel's, whose entries lack the user bit, are boot frames. */
function claimTables(machine: Machine, frame: number, level: number, claims: Claims): void {
  const { format, ram, architecture } = machine;
  const isNew = !claims.has(frame);
  claims.add(frame, FRAME_USE.TABLE);
  if (level === 1 || !isNew) return;
  const wanted = architecture.entry.present | architecture.entry.user;
  const entries = (format.masks[level] ?? 0) + 1;
  for (let i = 0; i < entries; i++) {
    const word = (frame << format.frameWordShift) + (i << format.entryWordShift);
    const entry = ram.get(word);
    if ((entry & wanted) !== wanted) continue;
    const high = format.entryWordShift === 0 ? 0 : ram.get(word + 1);
    claimTables(machine, nextTable(format, entry, high), level - 1, claims);
  }
}

/** I2: the bitmap has as many free frames as the allocator counts; frame 0 is never free. */
function checkFreeCount(machine: Machine, violations: Violations): void {
  let free = 0;
  for (let frame = 0; frame < machine.ram.frames; frame++) if (isFrameFree(machine, frame)) free++;
  const counted = machine.globals.freeFrames.get(1);
  if (free !== counted || isFrameFree(machine, 0)) violations.add('I2', { free, counted });
}

/** I3: no more spares than wanted, and no more than there is room for. */
function checkSpares(machine: Machine, violations: Violations): void {
  const spares = machine.globals.spares.get(1);
  const wanted = machine.globals.sparesWanted.get(1);
  const isGood = spares >= 0 && spares <= wanted && wanted <= MOST_SPARES;
  if (!isGood) violations.add('I3', { spares, wanted });
}

/** Whether a VM slot holds an address space. */
export function isInUse(machine: Machine, vmproc: number): boolean {
  return (machine.vmprocs.flags.get(vmproc) & VMF_INUSE) !== 0;
}
