/**
 * Shared anonymous memory: an object that holds pages, mapped by regions of several processes without copy-on-write.
 *
 * MINIX has no MAP_SHARED|MAP_ANONYMOUS (it treats it as private); POSIX mmap: the mapping is inherited by fork and
 * stores are seen by all. The object counts as one holder of each of its pages.
 */
import { RADIX_FULL } from '../../machine/radix';
import { EVENT } from '../../machine/events';
import { ERRNO, OK } from '../errno';
import type { Machine, PhysBlockRow, RegionRow, SharedObjectRow } from '../machine';
import { allocMem, freeMem } from './alloc';
import { pbFree, pbHold, pbNew, pbRelease } from './pb';
import { VM_RULES } from './rules';
import { FRAME_USE, PAF_CLEAR } from './vm';

/** A new object of `pages` pages that nobody maps yet; 0 when the table is full. */
export function sharedObjectNew(machine: Machine, pages: number): SharedObjectRow {
  const object = machine.sharedObjects.add();
  if (object === 0) return 0;
  machine.sharedObjects.pages.set(object, pages);
  const id = machine.globals.nextObjectId.get(1) + 1;
  machine.globals.nextObjectId.set(1, id);
  machine.sharedObjects.id.set(object, id);
  return object;
}

/** Takes back an object that nobody mapped: the undoing of sharedObjectNew. */
export function sharedObjectAbandon(machine: Machine, object: SharedObjectRow): void {
  machine.globals.nextObjectId.set(1, machine.globals.nextObjectId.get(1) - 1);
  machine.sharedObjects.remove(object);
}

/** One region more maps the object. */
export function sharedObjectRef(machine: Machine, object: SharedObjectRow): void {
  machine.sharedObjects.references.set(object, machine.sharedObjects.references.get(object) + 1);
}

/** One region less maps the object; the last one frees it with its pages. */
export function sharedObjectDeref(machine: Machine, object: SharedObjectRow): void {
  const { sharedObjects, radix } = machine;
  const references = sharedObjects.references.get(object) - 1;
  sharedObjects.references.set(object, references);
  if (references > 0) return;
  let slots = sharedObjects.slots.get(object);
  for (let at = radix.next(slots, 0); at >= 0; at = radix.next(slots, at + 1)) {
    pbRelease(machine, radix.get(slots, at), true);
    slots = radix.clear(slots, at);
  }
  sharedObjects.remove(object);
}

/** The block of a page of the object, made of zeros if it is absent; 0 when there is no memory. */
export function sharedObjectPage(
  machine: Machine,
  object: SharedObjectRow,
  index: number,
  region: RegionRow,
  page: number,
): PhysBlockRow {
  const present = machine.radix.get(machine.sharedObjects.slots.get(object), index);
  if (present !== 0) return present;
  const frame = allocMem(machine, 1, PAF_CLEAR, FRAME_USE.BLOCK);
  if (frame === 0) return 0;
  const block = pbNew(machine, frame);
  if (block === 0) {
    freeMem(machine, frame, 1);
    return 0;
  }
  const slots = machine.radix.set(machine.sharedObjects.slots.get(object), index, block);
  if (slots === RADIX_FULL) {
    pbFree(machine, block);
    freeMem(machine, frame, 1);
    return 0;
  }
  machine.sharedObjects.slots.set(object, slots);
  pbHold(machine, block);
  machine.trace.event(EVENT.zero, region, page, frame, VM_RULES.zeroFirstTouch.id);
  return block;
}

/** Takes back a page that only the object holds: the mapping for which it was made failed. */
export function sharedObjectForget(
  machine: Machine,
  object: SharedObjectRow,
  index: number,
): number {
  const block = machine.radix.get(machine.sharedObjects.slots.get(object), index);
  if (block === 0 || machine.physBlocks.refcount.get(block) !== 1) return -ERRNO.EBUSY;
  const slots = machine.radix.clear(machine.sharedObjects.slots.get(object), index);
  machine.sharedObjects.slots.set(object, slots);
  pbRelease(machine, block, true);
  return OK;
}
