/**
 * The slab: which slot of which frame each of VM's own objects takes (minix/servers/vm/slaballoc.c). The objects' fields
 * are columns; the slab gives them their place in memory and accounts for it. One frame is one slab.
 *
 * On a custom machine the servers' memory lies outside: slots have no frame there.
 */
import type { Machine, SlabRow } from '../machine';
import { lowestBit } from '../../machine/table';
import { failsByInjection, findForVm, freeMem } from './alloc';
import { FRAME_USE } from './vm';

/** Bytes of the header at the end of a slab's page on a 32-bit machine. */
const HEADER_BYTES = 88;
/** Words of a slab's use bits in `slabBits`. */
export const BITMAP_WORDS = 16;
/** Slots of a slab are numbered below this, so that a slot number is slab * SLOTS + index. */
export const SLOT_SHIFT = 9;
export const SLOTS = 1 << SLOT_SHIFT;
/** A slot of a machine whose servers lie outside. */
const OUTSIDE_SLOT = SLOTS - 1;

/** Objects of a size that fit one frame. */
export function objectsPerSlab(pageBytes: number, objectBytes: number): number {
  return Math.min(SLOTS, Math.floor((pageBytes - HEADER_BYTES) / objectBytes));
}

/**
 * Takes a slot for an object of `objectBytes`, a multiple of 8 below 256. Each slot counts as one allocation.
 * @returns a slot number above 0, or 0 when there is no frame for it.
 */
export function slabAlloc(machine: Machine, objectBytes: number): number {
  if (failsByInjection(machine)) return 0;
  if (machine.globals.serversOutside.get(1) !== 0) return OUTSIDE_SLOT;
  const size = objectBytes >>> 3;
  let slab = machine.slabHeads.get(size);
  if (slab === 0) {
    slab = newSlab(machine, objectBytes);
    if (slab === 0) return 0;
  }
  const { slabs } = machine;
  const count = objectsPerSlab(machine.architecture.pageBytes, objectBytes);
  const index = firstFree(machine, slab, count);
  const word = slab * BITMAP_WORDS + (index >>> 5);
  machine.slabBits.set(word, machine.slabBits.get(word) | (1 << (index & 31)));
  const used = slabs.objects.get(slab) + 1;
  slabs.objects.set(slab, used);
  slabs.freeGuess.set(slab, index + 1);
  if (used === count) unlink(machine, slab);
  return (slab << SLOT_SHIFT) | index;
}

/** Gives a slot back; an empty slab's frame is free again. */
export function slabFree(machine: Machine, slot: number): void {
  if (slot === 0 || slot === OUTSIDE_SLOT) return;
  const { slabs } = machine;
  const slab: SlabRow = slot >>> SLOT_SHIFT;
  const index = slot & (SLOTS - 1);
  const objectBytes = slabs.objectBytes.get(slab);
  const word = slab * BITMAP_WORDS + (index >>> 5);
  machine.slabBits.set(word, machine.slabBits.get(word) & ~(1 << (index & 31)));
  const used = slabs.objects.get(slab) - 1;
  slabs.objects.set(slab, used);
  slabs.freeGuess.set(slab, index);
  if (used + 1 === objectsPerSlab(machine.architecture.pageBytes, objectBytes)) link(machine, slab);
  if (used > 0) return;
  unlink(machine, slab);
  freeMem(machine, slabs.frame.get(slab), 1);
  slabs.remove(slab);
}

/** A slab of a new frame, at the head of its list (newslabdata). */
function newSlab(machine: Machine, objectBytes: number): SlabRow {
  const slab = machine.slabs.add();
  if (slab === 0) return 0;
  const frame = findForVm(machine, FRAME_USE.SLAB);
  if (frame === 0) {
    machine.slabs.remove(slab);
    return 0;
  }
  machine.slabs.frame.set(slab, frame);
  machine.slabs.objectBytes.set(slab, objectBytes);
  link(machine, slab);
  return slab;
}

/** The lowest free slot of a slab that has one among its `count`, beginning at its guess. */
function firstFree(machine: Machine, slab: SlabRow, count: number): number {
  const guess = machine.slabs.freeGuess.get(slab);
  const above = freeFrom(machine, slab, guess < count ? guess : 0, count);
  return above >= 0 ? above : freeFrom(machine, slab, 0, count);
}

function freeFrom(machine: Machine, slab: SlabRow, from: number, count: number): number {
  let at = from;
  while (at < count) {
    const free = ~machine.slabBits.get(slab * BITMAP_WORDS + (at >>> 5)) & (-1 << (at & 31));
    if (free !== 0) {
      const index = (at & ~31) + lowestBit(free);
      return index < count ? index : -1;
    }
    at = (at & ~31) + 32;
  }
  return -1;
}

/** Puts a slab at the head of the list of those with a free slot. */
function link(machine: Machine, slab: SlabRow): void {
  const { slabs } = machine;
  const size = slabs.objectBytes.get(slab) >>> 3;
  const head = machine.slabHeads.get(size);
  slabs.next.set(slab, head);
  slabs.previous.set(slab, 0);
  if (head !== 0) slabs.previous.set(head, slab);
  machine.slabHeads.set(size, slab);
}

function unlink(machine: Machine, slab: SlabRow): void {
  const { slabs } = machine;
  const size = slabs.objectBytes.get(slab) >>> 3;
  const next = slabs.next.get(slab);
  const previous = slabs.previous.get(slab);
  if (next !== 0) slabs.previous.set(next, previous);
  if (previous !== 0) slabs.next.set(previous, next);
  else machine.slabHeads.set(size, next);
  slabs.next.set(slab, 0);
  slabs.previous.set(slab, 0);
}
