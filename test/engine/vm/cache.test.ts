/** The page cache: finding, order of use, eviction and writing back. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ERRNO } from '../../../src/engine/errno';
import type { FileRow, Machine } from '../../../src/engine/machine';
import { allocMem, freeMem } from '../../../src/engine/vm/alloc';
import { ALLOC_RULES } from '../../../src/engine/vm/allocRules';
import {
  addCache,
  cacheFreepages,
  clearCacheByFile,
  findCachedPage,
  rmCache,
  writeBack,
} from '../../../src/engine/vm/cache';
import { pbHold, pbNew, pbRelease } from '../../../src/engine/vm/pb';
import { broken, machineWith } from '../testMachine';
import { eventsOf } from '../watch';
import { FRAME_USE } from '../../../src/engine/vm/vm';

const RULE = 1;

/** A machine with files of 100 pages. */
function machineWithFiles(): { machine: Machine; file: FileRow; other: FileRow } {
  const machine = machineWith();
  const [file, other] = [machine.files.add(), machine.files.add()];
  machine.files.sizePages.set(file, 100);
  machine.files.sizePages.set(other, 100);
  return { machine, file, other };
}

const alloc = (machine: Machine): number => allocMem(machine, 1, 0, FRAME_USE.CACHE);

/** Caches a page whose bytes are all `content`. @returns its block. */
function cache(machine: Machine, file: FileRow, page: number, content = 0): number {
  const frame = alloc(machine);
  machine.ram.fillBytes(frame, 0, 4096, content);
  const block = pbNew(machine, frame);
  expect(addCache(machine, file, page, block, 0)).toBeGreaterThan(0);
  return block;
}

/** The cached pages of all files, from the one used longest ago. */
function byUse(machine: Machine): number[] {
  const { cachedPages, globals } = machine;
  const pages: number[] = [];
  for (let at = globals.lruOldest.get(1); at !== 0; at = cachedPages.newer.get(at)) {
    pages.push(cachedPages.page.get(at));
  }
  return pages;
}

describe('findCachedPage', () => {
  it('tells files and pages apart', () => {
    const { machine, file, other } = machineWithFiles();
    cache(machine, file, 1);
    cache(machine, other, 1);
    cache(machine, other, 2 ** 40);
    const { cachedPages } = machine;
    const found = (of: FileRow, page: number): [number, number] => {
      const entry = findCachedPage(machine, of, page, false);
      return [cachedPages.file.get(entry), cachedPages.page.get(entry)];
    };
    expect(found(file, 1)).toEqual([file, 1]);
    expect(found(other, 1)).toEqual([other, 1]);
    expect(found(other, 2 ** 40)).toEqual([other, 2 ** 40]);
    expect(findCachedPage(machine, file, 2, false)).toBe(0);
    expect(broken(machine)).toEqual([]);
  });

  it('makes a page the one used last only if asked to', () => {
    const { machine, file } = machineWithFiles();
    for (const page of [1, 2, 3]) cache(machine, file, page);
    findCachedPage(machine, file, 1, false);
    expect(byUse(machine)).toEqual([1, 2, 3]);
    findCachedPage(machine, file, 1, true);
    expect(byUse(machine)).toEqual([2, 3, 1]);
    findCachedPage(machine, file, 3, true);
    expect(byUse(machine)).toEqual([2, 1, 3]);
    expect(broken(machine)).toEqual([]);
  });
});

describe('addCache', () => {
  it.each([1, 2])('changes nothing when allocation %i fails', (k) => {
    const { machine, file } = machineWithFiles();
    const frame = alloc(machine);
    machine.kernel.failAllocation.set(1, k);
    const block = pbNew(machine, frame);
    if (block === 0) freeMem(machine, frame, 1);
    else {
      expect(addCache(machine, file, 1, block, 0)).toBe(0);
      pbHold(machine, block);
      pbRelease(machine, block, true);
    }
    expect(machine.globals.cachedCount.get(1)).toBe(0);
    expect(broken(machine)).toEqual([]);
  });

  it('and rmCache say so in events', () => {
    const { machine, file } = machineWithFiles();
    const seen = eventsOf(machine, () => {
      cache(machine, file, 5);
      const entry = findCachedPage(machine, file, 5, false);
      rmCache(machine, entry, RULE);
    });
    const entries = seen.filter(({ kind }) => kind === 'cache');
    expect(entries.map(({ a, rule }) => [a, rule])).toEqual([
      [1, ALLOC_RULES.cacheAdded.id],
      [0, RULE],
    ]);
  });
});

describe('rmCache', () => {
  it('leaves the frame to those who map it', () => {
    const { machine, file } = machineWithFiles();
    const free = machine.globals.freeFrames.get(1);
    const block = cache(machine, file, 1);
    const frame = machine.physBlocks.frame.get(block);
    pbHold(machine, block);
    rmCache(machine, findCachedPage(machine, file, 1, false), RULE);
    expect(findCachedPage(machine, file, 1, false)).toBe(0);
    expect(machine.physBlocks.refcount.get(block)).toBe(1);
    expect(machine.frameUse.get(frame)).toBe(FRAME_USE.CACHE);
    pbRelease(machine, block, true);
    expect(machine.globals.freeFrames.get(1)).toBe(free);
    expect(broken(machine)).toEqual([]);
  });
});

describe('cacheFreepages', () => {
  it('frees the oldest pages that only the cache holds', () => {
    const { machine, file } = machineWithFiles();
    const blocks = [1, 2, 3, 4].map((page) => cache(machine, file, page));
    pbHold(machine, blocks[1] ?? 0);
    expect(cacheFreepages(machine, 2)).toBe(2);
    expect(byUse(machine)).toEqual([2, 4]);
    expect(cacheFreepages(machine, 2)).toBe(1);
    expect(byUse(machine)).toEqual([2]);
    expect(cacheFreepages(machine, 2)).toBe(0);
  });

  it('writes a dirty page to the disk before its frame goes', () => {
    const { machine, file } = machineWithFiles();
    cache(machine, file, 3, 0x5a);
    machine.cachedPages.dirty.set(findCachedPage(machine, file, 3, false), 1);
    expect(cacheFreepages(machine, 1)).toBe(1);
    expect(machine.diskState.writes.get(1)).toBe(1);
    const block = machine.radix.get(machine.files.blocks.get(file), 3);
    expect(block).toBeGreaterThan(0);
    expect(machine.disk.readBytes(block, 0, 4096).every((byte) => byte === 0x5a)).toBe(true);
    expect(broken(machine)).toEqual([]);
  });

  it('does not write a clean one', () => {
    const { machine, file } = machineWithFiles();
    cache(machine, file, 3, 0x5a);
    expect(cacheFreepages(machine, 1)).toBe(1);
    expect(machine.diskState.writes.get(1)).toBe(0);
  });

  it('keeps a dirty page that the disk refuses, and takes the next one', () => {
    const { machine, file } = machineWithFiles();
    cache(machine, file, 3);
    cache(machine, file, 4);
    const dirty = findCachedPage(machine, file, 3, false);
    machine.cachedPages.dirty.set(dirty, 1);
    machine.diskState.injectedError.set(1, ERRNO.EIO);
    expect(writeBack(machine, dirty)).toBe(-ERRNO.EIO);
    expect(cacheFreepages(machine, 2)).toBe(1);
    expect(byUse(machine)).toEqual([3]);
    machine.diskState.injectedError.set(1, 0);
    expect(cacheFreepages(machine, 2)).toBe(1);
  });

  it('serves an allocation for which no frame is free', () => {
    const { machine, file } = machineWithFiles();
    for (const page of [1, 2, 3]) cache(machine, file, page);
    while (machine.globals.freeFrames.get(1) > 0) alloc(machine);
    const oldest = findCachedPage(machine, file, 1, false);
    const frame = machine.physBlocks.frame.get(machine.cachedPages.block.get(oldest));
    const seen = eventsOf(machine, () => {
      expect(allocMem(machine, 1, 0, FRAME_USE.BLOCK)).toBe(frame);
    });
    expect(seen.at(-1)).toMatchObject({ kind: 'frame', rule: ALLOC_RULES.allocReclaimed.id });
    expect(byUse(machine)).toEqual([2, 3]);
  });
});

describe('clearCacheByFile', () => {
  it('forgets the pages of one file from a page on', () => {
    const { machine, file, other } = machineWithFiles();
    for (const page of [1, 2, 3]) cache(machine, file, page);
    cache(machine, other, 7);
    clearCacheByFile(machine, file, 2);
    expect(byUse(machine)).toEqual([1, 7]);
    expect(broken(machine)).toEqual([]);
  });
});

describe('the cache', () => {
  it('holds what a list in order of use holds', () => {
    const { machine, file } = machineWithFiles();
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(2), fc.nat(11)), { maxLength: 60 }), (steps) => {
        clearCacheByFile(machine, file, 0);
        const list: number[] = [];
        for (const [what, page] of steps) {
          const at = list.indexOf(page);
          const entry = findCachedPage(machine, file, page, what === 1);
          if (at >= 0) list.splice(at, 1);
          if (what === 0 && at < 0) cache(machine, file, page);
          if (what === 2 && at >= 0) rmCache(machine, entry, RULE);
          if (what === 0 && at >= 0) list.splice(at, 0, page);
          else if (what === 0 || (what === 1 && at >= 0)) list.push(page);
          expect(entry !== 0).toBe(at >= 0);
        }
        expect(byUse(machine)).toEqual(list);
        expect(machine.globals.cachedCount.get(1)).toBe(list.length);
      }),
      { numRuns: 100 },
    );
  });
});
