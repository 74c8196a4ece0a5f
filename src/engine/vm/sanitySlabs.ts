/**
 * Invariants of the slabs (I4): use bits, counts and lists agree, and every object has a slot of its size that no other
 * has. Only looks.
 */
import type { Int32Column } from '../../machine/columns';
import type { Machine, SlabRow } from '../machine';
import { BITMAP_WORDS, objectsPerSlab, SLOT_SHIFT, SLOTS } from './slaballoc';
import type { Violations } from './violation';
import { OBJECT_BYTES } from './vm';

export function checkSlabs(machine: Machine, violations: Violations): void {
  if (machine.globals.serversOutside.get(1) !== 0) return;
  const partial = checkBits(machine, violations);
  checkLists(machine, partial, violations);
  checkOwners(machine, violations);
}

/** @returns how many slabs have a free slot. */
function checkBits(machine: Machine, violations: Violations): number {
  const { slabs } = machine;
  let partial = 0;
  for (let slab = slabs.nextRow(1); slab !== 0; slab = slabs.nextRow(slab + 1)) {
    const limit = slotsOf(machine, slab);
    const used = bitsBelow(machine.slabBits.data, slab, SLOTS);
    const beyond = used - bitsBelow(machine.slabBits.data, slab, limit);
    const counted = slabs.objects.get(slab);
    if (used !== counted || used === 0 || beyond > 0) {
      violations.add('I4', { slab, used, counted, beyond });
    }
    if (used < limit) partial++;
  }
  return partial;
}

/** The lists hold the slabs with a free slot, each in the list of its size, linked both ways. */
function checkLists(machine: Machine, partial: number, violations: Violations): void {
  const { slabs, slabHeads } = machine;
  let listed = 0;
  for (let size = 0; size < slabHeads.data.length; size++) {
    let previous: SlabRow = 0;
    let slab = slabHeads.get(size);
    while (slab !== 0 && listed <= partial) {
      const isInPlace =
        slabs.previous.get(slab) === previous &&
        slabs.objectBytes.get(slab) === size * 8 &&
        slabs.objects.get(slab) < slotsOf(machine, slab);
      if (!isInPlace) violations.add('I4', { slab, size: size * 8, previous });
      listed++;
      previous = slab;
      slab = slabs.next.get(slab);
    }
  }
  if (listed !== partial) violations.add('I4', { listed, partial });
}

/** What the owners of slots claim: each slot once. */
interface Claim {
  readonly machine: Machine;
  readonly violations: Violations;
  /** Use bits of the slots that nobody has claimed yet. */
  readonly left: Int32Array;
}

function checkOwners(machine: Machine, violations: Violations): void {
  const { regions, physRegions, physBlocks, cachedPages, fdrefs, globals } = machine;
  const claim: Claim = { machine, violations, left: machine.slabBits.data.slice() };
  const zeroSlot = globals.zeroSlot.get(1);
  const zeroBlock = zeroSlot === 0 ? 0 : physRegions.block.get(zeroSlot);
  claimAll(claim, regions, machine.regionSlots, OBJECT_BYTES.REGION, 0);
  claimAll(claim, physRegions, machine.physRegionSlots, OBJECT_BYTES.PHYS_REGION, zeroSlot);
  claimAll(claim, physBlocks, machine.physBlockSlots, OBJECT_BYTES.PHYS_BLOCK, zeroBlock);
  claimAll(claim, cachedPages, cachedPages.slot, OBJECT_BYTES.CACHED_PAGE, 0);
  claimAll(claim, fdrefs, fdrefs.slot, OBJECT_BYTES.FDREF, 0);
  let unclaimed = 0;
  const { left } = claim;
  for (let word = 0; word < left.length; word++) if (left[word] !== 0) unclaimed++;
  if (unclaimed > 0) violations.add('I4', { unclaimed });
}

/** @param exempt a row of the boot, which has no slot; 0 for none. */
function claimAll(
  { machine, violations, left }: Claim,
  owners: { nextRow: (from: number) => number },
  slots: Int32Column,
  objectBytes: number,
  exempt: number,
): void {
  for (let row = owners.nextRow(1); row !== 0; row = owners.nextRow(row + 1)) {
    if (row === exempt) continue;
    const slot = slots.get(row);
    const slab = slot >>> SLOT_SHIFT;
    const isGood = hasBit(left, slot) && machine.slabs.objectBytes.get(slab) === objectBytes;
    if (!isGood) violations.add('I4', { row, slot, objectBytes });
    else {
      const word = wordOf(slot);
      left[word] = (left[word] ?? 0) & ~(1 << (slot & 31));
    }
  }
}

function slotsOf(machine: Machine, slab: SlabRow): number {
  return objectsPerSlab(machine.architecture.pageBytes, machine.slabs.objectBytes.get(slab));
}

function hasBit(bits: Int32Array, slot: number): boolean {
  return ((bits[wordOf(slot)] ?? 0) & (1 << (slot & 31))) !== 0;
}

function wordOf(slot: number): number {
  return (slot >>> SLOT_SHIFT) * BITMAP_WORDS + ((slot & (SLOTS - 1)) >>> 5);
}

/** How many of the slots of a slab below `limit` have their bit. */
function bitsBelow(bits: Int32Array, slab: SlabRow, limit: number): number {
  let count = 0;
  for (let first = 0; first < limit; first += 32) {
    const word = bits[slab * BITMAP_WORDS + (first >>> 5)] ?? 0;
    count += ones(limit - first >= 32 ? word : word & ((1 << (limit - first)) - 1));
  }
  return count;
}

/** The number of 1 bits of a word (Hacker's Delight, 5-1). */
function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
