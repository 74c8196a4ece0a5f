/**
 * Capacities of all tables, derived from the machine's memory in this one file. A full table answers ENOMEM, as a
 * kernel with too little memory does. Reserved, not used: untouched rows cost no host memory.
 */

export interface Capacities {
  readonly processes: number;
  readonly files: number;
  readonly openFiles: number;
  readonly pipes: number;
  readonly diskRequests: number;
  readonly diskBlocks: number;
  readonly regions: number;
  readonly physRegions: number;
  readonly physBlocks: number;
  readonly slabs: number;
  readonly sharedObjects: number;
  readonly cachedPages: number;
  /** A power of two. */
  readonly cacheChains: number;
  readonly fdrefs: number;
  readonly vfsRequests: number;
  readonly recentFrames: number;
  readonly spareFrames: number;
  readonly radixNodes: number;
}

/** MINIX: NR_PROCS 256 (minix/config.h), plus row 0. */
const PROCESSES = 257;
/** Files that VM holds for mappings. */
const FDREFS = 4096;
/** MINIX: PAGE_CACHE_MAX 10000 (servers/vm/alloc.c). */
const RECENT_FRAMES = 10000;

/**
 * @param frames frames of physical memory.
 * @param maxMapCount most regions of one process.
 */
export function capacitiesFor(frames: number, maxMapCount: number): Capacities {
  const objects = Math.max(1024, frames);
  const regions = Math.min(1 << 21, Math.max(4096, frames * 4, maxMapCount + 4096));
  return {
    processes: PROCESSES,
    files: 4096,
    openFiles: 16384,
    pipes: 65,
    diskRequests: 1024,
    diskBlocks: Math.max(256, frames * 2),
    regions,
    // Shared frames have one reference for each process that maps them.
    physRegions: Math.min(1 << 23, objects * 16),
    physBlocks: objects * 2,
    slabs: Math.max(64, frames),
    sharedObjects: 4096,
    cachedPages: objects + 1,
    cacheChains: powerOfTwo(Math.max(64, frames)),
    fdrefs: FDREFS,
    // Each process waits for one at most; each file may have to be closed, and once more as a duplicate.
    vfsRequests: PROCESSES + FDREFS * 2,
    recentFrames: RECENT_FRAMES,
    spareFrames: 300,
    radixNodes: Math.min(1 << 20, Math.max(4096, frames * 4)),
  };
}

function powerOfTwo(least: number): number {
  let size = 1;
  while (size < least) size *= 2;
  return size;
}
