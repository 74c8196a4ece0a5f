/**
 * Invariants of the page cache (I15), of the files that VM holds (I16) and of its requests to VFS (I17). Only looks.
 */
import type { CachedPageRow, Machine } from '../machine';
import { makeHash } from './cache';
import type { Violations } from './violation';
import { MEM_TYPE, PBF_INCACHE } from './vm';

export function checkCache(machine: Machine, violations: Violations): void {
  checkEntries(machine, violations);
  checkFdrefs(machine, violations);
  checkRequests(machine, violations);
}

/** I15: the chains have every entry, each marks its block, and the list of last use has them all, linked both ways. */
function checkEntries(machine: Machine, violations: Violations): void {
  const { cachedPages, physBlocks, globals } = machine;
  let rows = 0;
  for (let entry = cachedPages.nextRow(1); entry !== 0; entry = cachedPages.nextRow(entry + 1)) {
    rows++;
    const block = cachedPages.block.get(entry);
    const isMarked = (physBlocks.flags.get(block) & PBF_INCACHE) !== 0;
    if (!isMarked) violations.add('I15', { entry, block });
  }
  const chained = checkChains(machine, violations);
  if (chained !== rows) violations.add('I15', { rows, chained });
  let listed = 0;
  let older = 0;
  let at = globals.lruOldest.get(1);
  while (at !== 0 && listed <= rows) {
    if (cachedPages.older.get(at) !== older) violations.add('I15', { entry: at, older });
    older = at;
    listed++;
    at = cachedPages.newer.get(at);
  }
  const counted = globals.cachedCount.get(1);
  if (listed !== rows || counted !== rows || globals.lruNewest.get(1) !== older) {
    violations.add('I15', { rows, listed, counted });
  }
}

/** Every entry is in the chain of its key, once, and no other has that key. @returns how many entries chains have. */
function checkChains(machine: Machine, violations: Violations): number {
  const { cachedPages, cacheChains } = machine;
  let chained = 0;
  for (let chain = 0; chain < cacheChains.data.length; chain++) {
    let entry = cacheChains.get(chain);
    while (entry !== 0 && chained < cachedPages.capacity) {
      chained++;
      const file = cachedPages.file.get(entry);
      const page = cachedPages.page.get(entry);
      const isInPlace = makeHash(machine, file, page) === chain && machine.files.has(file);
      if (!isInPlace || hasKeyAfter(machine, entry, file, page)) {
        violations.add('I15', { entry, file, page, chain });
      }
      entry = cachedPages.nextInChain.get(entry);
    }
  }
  return chained;
}

/** Whether an entry that follows in the chain has this key; one that leads back to the entry has. */
function hasKeyAfter(machine: Machine, entry: CachedPageRow, file: number, page: number): boolean {
  const { cachedPages } = machine;
  let at = cachedPages.nextInChain.get(entry);
  for (let steps = 0; at !== 0 && steps < cachedPages.capacity; steps++) {
    if (cachedPages.file.get(at) === file && cachedPages.page.get(at) === page) return true;
    at = cachedPages.nextInChain.get(at);
  }
  return false;
}

/** I16: a reference counts the regions that map its file; none is kept for nobody. */
function checkFdrefs(machine: Machine, violations: Violations): void {
  const { regions, fdrefs, openFiles, globals } = machine;
  const mapped = new Map<number, number>();
  for (let at = regions.nextRow(1); at !== 0; at = regions.nextRow(at + 1)) {
    if (regions.memtype.get(at) !== MEM_TYPE.FILE) continue;
    const fdref = regions.fdref.get(at);
    mapped.set(fdref, (mapped.get(fdref) ?? 0) + 1);
  }
  const keys = new Set<string>();
  for (let at = fdrefs.nextRow(1); at !== 0; at = fdrefs.nextRow(at + 1)) {
    const count = mapped.get(at) ?? 0;
    const refcount = fdrefs.refcount.get(at);
    const mode = openFiles.flags.get(fdrefs.openFile.get(at)) & 3;
    const key = `${String(fdrefs.file.get(at))}/${String(mode)}`;
    const isOpen = openFiles.has(fdrefs.openFile.get(at));
    if (count !== refcount || count === 0 || keys.has(key) || !isOpen) {
      violations.add('I16', { fdref: at, regions: count, refcount });
    }
    keys.add(key);
  }
  let listed = 0;
  let at = globals.firstFdref.get(1);
  while (at !== 0 && listed <= fdrefs.capacity) {
    listed++;
    at = fdrefs.next.get(at);
  }
  if (listed !== fdrefs.rowCount()) violations.add('I16', { listed, rows: fdrefs.rowCount() });
}

/** I17: the queue of requests is one list from the first to the last. */
function checkRequests(machine: Machine, violations: Violations): void {
  const { vfsRequests, globals } = machine;
  let listed = 0;
  let last = 0;
  let at = globals.firstRequest.get(1);
  while (at !== 0 && listed <= vfsRequests.capacity) {
    listed++;
    last = at;
    at = vfsRequests.next.get(at);
  }
  if (listed !== vfsRequests.rowCount() || last !== globals.lastRequest.get(1)) {
    violations.add('I17', { listed, rows: vfsRequests.rowCount(), last });
  }
}
