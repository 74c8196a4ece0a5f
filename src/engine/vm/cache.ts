/**
 * The page cache: which page of which file is in which block (minix/servers/vm/cache.c). Found by a hash of file and
 * page; kept in order of last use, so that the oldest page that only the cache holds goes first when memory is short.
 *
 * A dirty page is written to the disk before its frame goes.
 */
import { EVENT } from '../../machine/events';
import { diskWriteNow } from '../drivers/disk';
import { OK } from '../errno';
import type { CachedPageRow, FileRow, Machine, PhysBlockRow } from '../machine';
import { ALLOC_RULES } from './allocRules';
import { pbHold, pbRelease } from './pb';
import { slabAlloc, slabFree } from './slaballoc';
import { OBJECT_BYTES, PBF_INCACHE } from './vm';

/** The cached page of a file, 0 if it is not cached. @param touch whether this counts as a use. */
export function findCachedPage(
  machine: Machine,
  file: FileRow,
  page: number,
  touch: boolean,
): CachedPageRow {
  const { cachedPages } = machine;
  let entry = machine.cacheChains.get(makeHash(machine, file, page));
  while (entry !== 0) {
    if (cachedPages.page.get(entry) === page && cachedPages.file.get(entry) === file) break;
    entry = cachedPages.nextInChain.get(entry);
  }
  if (entry !== 0 && touch) touchLru(machine, entry);
  return entry;
}

/**
 * Enters a block as a page of a file; it must not be cached yet. The cache becomes one holder of the block.
 * @returns the entry, or 0 when there is no memory for it; then nothing changed.
 */
export function addCache(
  machine: Machine,
  file: FileRow,
  page: number,
  block: PhysBlockRow,
  flags: number,
): CachedPageRow {
  const { cachedPages, physBlocks, globals } = machine;
  const slot = slabAlloc(machine, OBJECT_BYTES.CACHED_PAGE);
  if (slot === 0) return 0;
  const entry = cachedPages.add();
  if (entry === 0) {
    slabFree(machine, slot);
    return 0;
  }
  cachedPages.slot.set(entry, slot);
  cachedPages.file.set(entry, file);
  cachedPages.page.set(entry, page);
  cachedPages.flags.set(entry, flags);
  cachedPages.block.set(entry, block);
  const chain = makeHash(machine, file, page);
  cachedPages.nextInChain.set(entry, machine.cacheChains.get(chain));
  machine.cacheChains.set(chain, entry);
  physBlocks.flags.set(block, physBlocks.flags.get(block) | PBF_INCACHE);
  pbHold(machine, block);
  linkNewest(machine, entry);
  globals.cachedCount.set(1, globals.cachedCount.get(1) + 1);
  const frame = physBlocks.frame.get(block);
  machine.trace.event(EVENT.cache, entry, 1, frame, ALLOC_RULES.cacheAdded.id);
  return entry;
}

/** Takes a page out of the cache; what was not written to the disk is lost. Its block stays while it is mapped. */
export function rmCache(machine: Machine, entry: CachedPageRow, rule: number): void {
  const { cachedPages, physBlocks, globals } = machine;
  const block = cachedPages.block.get(entry);
  unchain(machine, entry);
  unlinkLru(machine, entry);
  physBlocks.flags.set(block, physBlocks.flags.get(block) & ~PBF_INCACHE);
  globals.cachedCount.set(1, globals.cachedCount.get(1) - 1);
  machine.trace.event(EVENT.cache, entry, 0, physBlocks.frame.get(block), rule);
  slabFree(machine, cachedPages.slot.get(entry));
  cachedPages.remove(entry);
  pbRelease(machine, block, true);
}

/**
 * Frees frames of pages that only the cache holds, oldest first (cache_freepages).
 * @returns how many, at most `frames`.
 */
export function cacheFreepages(machine: Machine, frames: number): number {
  const { cachedPages, physBlocks } = machine;
  let freed = 0;
  let entry = machine.globals.lruOldest.get(1);
  while (entry !== 0 && freed < frames) {
    const next = cachedPages.newer.get(entry);
    const isUnused = physBlocks.refcount.get(cachedPages.block.get(entry)) === 1;
    if (isUnused && writeBack(machine, entry) === OK) {
      rmCache(machine, entry, ALLOC_RULES.cacheEvicted.id);
      freed++;
    }
    entry = next;
  }
  return freed;
}

/** Writes a dirty page to the disk. @returns OK, also for a clean one, or -errno; then it stays dirty. */
export function writeBack(machine: Machine, entry: CachedPageRow): number {
  const { cachedPages } = machine;
  if (cachedPages.dirty.get(entry) === 0) return OK;
  const frame = machine.physBlocks.frame.get(cachedPages.block.get(entry));
  const file = cachedPages.file.get(entry);
  const result = diskWriteNow(machine, file, cachedPages.page.get(entry), frame);
  if (result === OK) cachedPages.dirty.set(entry, 0);
  return result;
}

/** Forgets all pages of a file from page `from` on. */
export function clearCacheByFile(machine: Machine, file: FileRow, from: number): void {
  const { cachedPages } = machine;
  for (let entry = cachedPages.nextRow(1); entry !== 0; entry = cachedPages.nextRow(entry + 1)) {
    if (cachedPages.file.get(entry) !== file || cachedPages.page.get(entry) < from) continue;
    rmCache(machine, entry, ALLOC_RULES.cacheForgotten.id);
  }
}

/** The chain of a page (makehash). */
export function makeHash(machine: Machine, file: FileRow, page: number): number {
  const mixed = Math.imul(file, 0x9e3779b1) + Math.imul(page % 0x7fffffff, 0x85ebca6b);
  return (mixed ^ (mixed >>> 15)) & (machine.cacheChains.data.length - 1);
}

function unchain(machine: Machine, entry: CachedPageRow): void {
  const { cachedPages, cacheChains } = machine;
  const chain = makeHash(machine, cachedPages.file.get(entry), cachedPages.page.get(entry));
  const next = cachedPages.nextInChain.get(entry);
  let at = cacheChains.get(chain);
  if (at === entry) {
    cacheChains.set(chain, next);
    return;
  }
  while (cachedPages.nextInChain.get(at) !== entry) at = cachedPages.nextInChain.get(at);
  cachedPages.nextInChain.set(at, next);
}

/** Makes an entry the one used last (cache_lru_touch). */
function touchLru(machine: Machine, entry: CachedPageRow): void {
  if (machine.globals.lruNewest.get(1) === entry) return;
  unlinkLru(machine, entry);
  linkNewest(machine, entry);
}

function linkNewest(machine: Machine, entry: CachedPageRow): void {
  const { cachedPages, globals } = machine;
  const newest = globals.lruNewest.get(1);
  cachedPages.older.set(entry, newest);
  cachedPages.newer.set(entry, 0);
  if (newest !== 0) cachedPages.newer.set(newest, entry);
  else globals.lruOldest.set(1, entry);
  globals.lruNewest.set(1, entry);
}

function unlinkLru(machine: Machine, entry: CachedPageRow): void {
  const { cachedPages, globals } = machine;
  const older = cachedPages.older.get(entry);
  const newer = cachedPages.newer.get(entry);
  if (older !== 0) cachedPages.newer.set(older, newer);
  else globals.lruOldest.set(1, newer);
  if (newer !== 0) cachedPages.older.set(newer, older);
  else globals.lruNewest.set(1, older);
}
