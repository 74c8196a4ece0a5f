/** The frame allocator, against the worked example of MINIX's alloc.c: one chunk, frames 1 to 10. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Machine } from '../../../src/engine/machine';
import { allocCycle, allocForVm, allocMem, freeMem, memInit } from '../../../src/engine/vm/alloc';
import { ALLOC_RULES } from '../../../src/engine/vm/allocRules';
import { checkInvariants } from '../../../src/engine/vm/sanitycheck';
import { FRAME_USE, PAF_CLEAR, PAF_LOWER16MB, PAF_LOWER1MB } from '../../../src/engine/vm/vm';
import { machineWith } from '../testMachine';
import { eventsOf } from '../watch';

function emptyAllocator(machine: Machine): void {
  for (let word = 0; word < machine.freeBits.data.length; word++) machine.freeBits.set(word, 0);
  machine.globals.recentCount.set(1, 0);
  machine.globals.spares.set(1, 0);
}

/** A machine whose allocator knows frames 1 to `count` only. */
function machineOf(count: number): Machine {
  const machine = machineWith();
  emptyAllocator(machine);
  memInit(machine, 1, count);
  return machine;
}

const alloc = (machine: Machine, frames: number): number =>
  allocMem(machine, frames, 0, FRAME_USE.BLOCK);
const free = (machine: Machine): number => machine.globals.freeFrames.get(1);

/** Takes single frames until none is left. */
function exhaust(machine: Machine): number[] {
  const frames: number[] = [];
  for (let frame = alloc(machine, 1); frame !== 0; frame = alloc(machine, 1)) frames.push(frame);
  return frames;
}

describe('allocMem', () => {
  it('takes the frame freed last, and else searches downward', () => {
    const machine = machineOf(10);
    expect([alloc(machine, 1), alloc(machine, 1), alloc(machine, 1)]).toEqual([10, 9, 8]);
    expect(alloc(machine, 2)).toBe(6);
    expect(alloc(machine, 1)).toBe(5);
    freeMem(machine, 9, 1);
    expect(alloc(machine, 1)).toBe(9);
    expect(free(machine)).toBe(4);
    expect(alloc(machine, 5)).toBe(0);
    expect(alloc(machine, 4)).toBe(1);
    expect(free(machine)).toBe(0);
  });

  it('searches the part of the memory that is asked for, whatever was freed last', () => {
    const machine = machineOf(10);
    expect([alloc(machine, 1), alloc(machine, 1), alloc(machine, 1)]).toEqual([10, 9, 8]);
    freeMem(machine, 9, 1);
    const low = (): number => allocMem(machine, 1, PAF_LOWER1MB, FRAME_USE.BLOCK);
    expect(low()).toBe(7);
    expect(alloc(machine, 1)).toBe(9);
    // The search of 9 ended there, and it is taken: downward the next one is 6.
    expect(low()).toBe(6);
  });

  it.each([
    ['the first MiB', PAF_LOWER1MB, 255],
    ['the first 16 MiB', PAF_LOWER16MB, 4095],
    ['the first MiB, when both are asked for', PAF_LOWER1MB | PAF_LOWER16MB, 255],
    ['anywhere', 0, 8000],
  ])('takes frames of %s', (_, flags, highest) => {
    const machine = machineWith({ configuration: { memory: 32 * 1024 * 1024 } });
    emptyAllocator(machine);
    memInit(machine, 1, 8000);
    expect(allocMem(machine, 1, flags, FRAME_USE.BLOCK)).toBe(highest);
    expect(allocMem(machine, 1, flags, FRAME_USE.BLOCK)).toBe(highest - 1);
    if (flags !== 0) expect(allocMem(machine, highest - 1, flags, FRAME_USE.BLOCK)).toBe(0);
  });

  it('goes on from the top when the way down is used up', () => {
    const machine = machineOf(10);
    expect(alloc(machine, 8)).toBe(3);
    freeMem(machine, 6, 4);
    expect(alloc(machine, 3)).toBe(7);
    expect(alloc(machine, 2)).toBe(1);
    expect(alloc(machine, 2)).toBe(0);
  });

  it('refuses to free a frame twice', () => {
    const machine = machineOf(10);
    const frame = alloc(machine, 1);
    freeMem(machine, frame, 1);
    freeMem(machine, frame, 1);
    expect(free(machine)).toBe(10);
  });

  it('clears only what is asked to be clear', () => {
    const machine = machineOf(10);
    machine.ram.fillBytes(9, 0, 8192, 0xa5);
    expect(machine.ram.getByte(alloc(machine, 1), 0)).toBe(0xa5);
    const clear = allocMem(machine, 1, PAF_CLEAR, FRAME_USE.BLOCK);
    expect(machine.ram.readBytes(clear, 0, 4096).every((byte) => byte === 0)).toBe(true);
  });

  it('fails the allocation that was chosen to fail, and no other', () => {
    const machine = machineOf(10);
    machine.kernel.failAllocation.set(1, 2);
    expect(alloc(machine, 1)).toBe(10);
    expect(alloc(machine, 1)).toBe(0);
    expect(alloc(machine, 1)).toBe(9);
  });

  it('says in its events which rule found the frame', () => {
    const machine = machineOf(10);
    const { allocRecent, allocScan, freed } = ALLOC_RULES;
    const seen = eventsOf(machine, () => {
      alloc(machine, 1);
      alloc(machine, 2);
      freeMem(machine, 8, 1);
    });
    const { BLOCK } = FRAME_USE;
    expect(seen).toEqual([
      { kind: 'frame', subject: 10, a: 1, b: BLOCK, rule: allocRecent.id },
      { kind: 'frame', subject: 8, a: 1, b: BLOCK, rule: allocScan.id },
      { kind: 'frame', subject: 9, a: 1, b: BLOCK, rule: allocScan.id },
      { kind: 'frame', subject: 8, a: 0, b: BLOCK, rule: freed.id },
    ]);
  });

  it('gives runs of free frames as long as there is one', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(3), fc.nat(40)), { maxLength: 150 }), (steps) => {
        const machine = machineOf(40);
        const used = new Set<number>();
        for (const [length, victim] of steps) {
          if (length === 0) {
            if (used.delete(victim)) freeMem(machine, victim, 1);
            continue;
          }
          const runs = Array.from({ length: 41 - length }, (_, i) => i + 1).filter((first) =>
            Array.from({ length }, (_, i) => first + i).every((frame) => !used.has(frame)),
          );
          const first = alloc(machine, length);
          expect(first === 0 ? runs : [first]).toEqual(runs.includes(first) ? [first] : []);
          for (let i = 0; i < length && first !== 0; i++) used.add(first + i);
        }
        expect(free(machine)).toBe(40 - used.size);
      }),
      { numRuns: 60 },
    );
  });
});

describe('spare frames', () => {
  /** As much memory as VM needs to keep all the spare frames that it wants. */
  const large = { configuration: { memory: 16 * 1024 * 1024 } };

  it('are there for tables and objects of VM when nothing else is', () => {
    const machine = machineWith(large);
    const spares = machine.globals.spares.get(1);
    expect(spares).toBe(20);
    exhaust(machine);
    const taken = Array.from({ length: spares }, () => allocForVm(machine, FRAME_USE.TABLE));
    expect(new Set(taken).size).toBe(spares);
    expect(taken.every((frame) => machine.frameUse.get(frame) === FRAME_USE.TABLE)).toBe(true);
    expect(allocForVm(machine, FRAME_USE.TABLE)).toBe(0);
    expect(machine.globals.spares.get(1)).toBe(0);
  });

  it('are clear although their frames were not', () => {
    const machine = machineWith(large);
    const top = machine.spareFrames.get(machine.globals.spares.get(1) - 1);
    machine.ram.fillBytes(top, 0, 4096, 0xff);
    exhaust(machine);
    expect(allocForVm(machine, FRAME_USE.SLAB)).toBe(top);
    expect(machine.ram.getByte(top, 4095)).toBe(0);
  });

  it('are refilled by what is freed, and from what is free', () => {
    const machine = machineWith(large);
    const frames = exhaust(machine);
    const table = allocForVm(machine, FRAME_USE.TABLE);
    allocForVm(machine, FRAME_USE.TABLE);
    freeMem(machine, table, 1);
    expect(machine.globals.spares.get(1)).toBe(19);
    expect(free(machine)).toBe(0);
    freeMem(machine, frames[0] ?? 0, 1);
    freeMem(machine, frames[1] ?? 0, 1);
    expect(machine.globals.spares.get(1)).toBe(20);
    expect(free(machine)).toBe(1);
    machine.globals.sparesWanted.set(1, 21);
    allocCycle(machine);
    expect(machine.globals.spares.get(1)).toBe(21);
    expect(free(machine)).toBe(0);
  });

  it.each([
    [1, 3],
    [16, 20],
    [256, 20],
  ])('of %i MiB are %i', (mebibytes, spares) => {
    const machine = machineWith({ configuration: { memory: mebibytes * 1024 * 1024 } });
    expect(machine.globals.spares.get(1)).toBe(spares);
    expect(checkInvariants(machine)).toEqual([]);
  });
});
