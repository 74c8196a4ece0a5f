/** The frame allocator against the worked example of MINIX's alloc.c: one chunk, frames 1 to 10. */
import { describe, expect, it } from 'vitest';
import type { Machine } from '../../../src/engine/machine';
import { allocMem, freeMem, memInit } from '../../../src/engine/vm/alloc';
import { addCache, cacheFreepages } from '../../../src/engine/vm/cache';
import { pbHold, pbNew } from '../../../src/engine/vm/pb';
import { FRAME_USE } from '../../../src/engine/vm/vm';
import { makeMachine } from '../fixture';

/** A machine whose allocator knows frames 1 to 10 only. */
function tenFrames(): Machine {
  const machine = makeMachine();
  for (let word = 0; word < machine.freeBits.data.length; word++) machine.freeBits.set(word, 0);
  machine.globals.recentCount.set(1, 0);
  memInit(machine, 1, 10);
  return machine;
}

const alloc = (machine: Machine, frames: number): number =>
  allocMem(machine, frames, 0, FRAME_USE.BLOCK);

describe('allocMem', () => {
  it('takes the frame freed last, and else searches downward', () => {
    const machine = tenFrames();
    expect([alloc(machine, 1), alloc(machine, 1), alloc(machine, 1)]).toEqual([10, 9, 8]);
    expect(alloc(machine, 2)).toBe(6);
    expect(alloc(machine, 1)).toBe(5);
    freeMem(machine, 9, 1);
    expect(alloc(machine, 1)).toBe(9);
    expect(machine.globals.freeFrames.get(1)).toBe(4);
    expect(alloc(machine, 5)).toBe(0);
  });

  it('refuses to free a frame twice', () => {
    const machine = tenFrames();
    const frame = alloc(machine, 1);
    freeMem(machine, frame, 1);
    freeMem(machine, frame, 1);
    expect(machine.globals.freeFrames.get(1)).toBe(10);
  });

  it('fails the allocation that was chosen to fail, and no other', () => {
    const machine = tenFrames();
    machine.kernel.failAllocation.set(1, 2);
    expect(alloc(machine, 1)).toBe(10);
    expect(alloc(machine, 1)).toBe(0);
    expect(alloc(machine, 1)).toBe(9);
  });
});

describe('cacheFreepages', () => {
  it('frees the oldest pages that nobody maps', () => {
    const machine = makeMachine();
    const file = machine.files.add();
    const blocks = [0, 1, 2, 3].map((page) => {
      const block = pbNew(machine, alloc(machine, 1));
      addCache(machine, file, page, block, 0);
      return block;
    });
    pbHold(machine, blocks[1] ?? 0);
    const cached = (): number[] => {
      const { cachedPages } = machine;
      const pages: number[] = [];
      for (let at = cachedPages.nextRow(1); at !== 0; at = cachedPages.nextRow(at + 1)) {
        pages.push(cachedPages.page.get(at));
      }
      return pages;
    };
    expect(cacheFreepages(machine, 2)).toBe(2);
    expect(cached()).toEqual([1, 3]);
    expect(cacheFreepages(machine, 2)).toBe(1);
    expect(cached()).toEqual([1]);
    expect(cacheFreepages(machine, 2)).toBe(0);
  });
});
