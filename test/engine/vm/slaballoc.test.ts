/** The slab: places of VM's objects in frames, against the arithmetic of MINIX's slaballoc.c. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { custom, isFinding } from '../../../src/arch/customArchitecture';
import type { Machine } from '../../../src/engine/machine';
import { objectsPerSlab, slabAlloc, slabFree, SLOTS } from '../../../src/engine/vm/slaballoc';
import { FRAME_USE, OBJECT_BYTES } from '../../../src/engine/vm/vm';
import { machineWith } from '../testMachine';

const SIZE = OBJECT_BYTES.REGION;
const index = (slot: number): number => slot % SLOTS;
const slab = (slot: number): number => Math.floor(slot / SLOTS);

function fill(machine: Machine, count: number): number[] {
  return Array.from({ length: count }, () => slabAlloc(machine, SIZE));
}

const slabFrames = (machine: Machine): number =>
  machine.frameUse.data.filter((use) => use === FRAME_USE.SLAB).length;

describe('slabAlloc', () => {
  it.each([
    [64, 62],
    [24, 167],
    [16, 250],
    [56, 71],
  ])(
    'fits objects of %i bytes %i times into a page of 4096 with a header of 88',
    (bytes, count) => {
      expect(objectsPerSlab(4096, bytes)).toBe(count);
    },
  );

  it('fills one frame before it takes the next', () => {
    const machine = machineWith();
    const slots = fill(machine, 63);
    expect(slots.slice(0, 62).map(index)).toEqual(Array.from({ length: 62 }, (_, i) => i));
    expect(new Set(slots.slice(0, 62).map(slab)).size).toBe(1);
    expect(slab(slots[62] ?? 0)).not.toBe(slab(slots[0] ?? 0));
    expect(slabFrames(machine)).toBe(2);
  });

  it('gives a freed slot to the next object', () => {
    const machine = machineWith();
    const slots = fill(machine, 10);
    slabFree(machine, slots[3] ?? 0);
    expect(slabAlloc(machine, SIZE)).toBe(slots[3]);
    expect(index(slabAlloc(machine, SIZE))).toBe(10);
  });

  it('finds a free slot of a full frame again', () => {
    const machine = machineWith();
    const slots = fill(machine, 62);
    slabFree(machine, slots[20] ?? 0);
    expect(slabAlloc(machine, SIZE)).toBe(slots[20]);
  });

  it('gives the frame back with its last object', () => {
    const machine = machineWith();
    const free = machine.globals.freeFrames.get(1);
    const slots = fill(machine, 70);
    expect(machine.globals.freeFrames.get(1)).toBe(free - 2);
    for (const slot of slots) slabFree(machine, slot);
    expect(machine.globals.freeFrames.get(1)).toBe(free);
    expect(machine.slabs.rowCount()).toBe(0);
  });

  it('keeps objects of different sizes in different frames', () => {
    const machine = machineWith();
    expect(slab(slabAlloc(machine, 64))).not.toBe(slab(slabAlloc(machine, 24)));
  });

  it('counts each slot as an allocation that can be made to fail', () => {
    const machine = machineWith();
    fill(machine, 1);
    machine.kernel.failAllocation.set(1, 2);
    expect(slabAlloc(machine, SIZE)).toBeGreaterThan(0);
    expect(slabAlloc(machine, SIZE)).toBe(0);
    expect(slabAlloc(machine, SIZE)).toBeGreaterThan(0);
  });

  it('takes no frames where the servers lie outside', () => {
    const architecture = custom({ address: 16, page: 256, levels: [4, 4], entry: 4 });
    if (isFinding(architecture)) throw new Error(architecture.id);
    const machine = machineWith({ configuration: { architecture, memory: 64 * 256 } });
    const free = machine.globals.freeFrames.get(1);
    for (const slot of fill(machine, 300)) expect(slot).toBeGreaterThan(0);
    expect(machine.globals.freeFrames.get(1)).toBe(free);
    machine.kernel.failAllocation.set(1, 1);
    expect(slabAlloc(machine, SIZE)).toBe(0);
  });

  it('never gives a slot twice', () => {
    const machine = machineWith();
    fc.assert(
      fc.property(fc.array(fc.nat(400), { maxLength: 600 }), (steps) => {
        const held: number[] = [];
        for (const step of steps) {
          if (step < 250) held.push(slabAlloc(machine, SIZE));
          else for (const slot of held.splice(step % (held.length + 1), 1)) slabFree(machine, slot);
        }
        expect(new Set(held).size).toBe(held.length);
        expect(held.every((slot) => slot > 0 && index(slot) < 62)).toBe(true);
        for (const slot of held) slabFree(machine, slot);
        expect(machine.slabs.rowCount()).toBe(0);
      }),
      { numRuns: 50 },
    );
  });
});
