/**
 * Invariants of the page cache (I15), of the files that VM holds (I16) and of its requests to VFS (I17). Only looks.
 */
import type { Machine } from '../machine';
import { findCachedPage } from './cache';
import type { Violations } from './violation';
import { MEM_TYPE, PBF_INCACHE } from './vm';

export function checkCache(machine: Machine, violations: Violations): void {
  checkEntries(machine, violations);
  checkFdrefs(machine, violations);
  checkRequests(machine, violations);
}

/** I15: every entry is found by its key and marks its block; the list of last use has them all, linked both ways. */
function checkEntries(machine: Machine, violations: Violations): void {
  const { cachedPages, physBlocks, globals } = machine;
  let rows = 0;
  for (let entry = cachedPages.nextRow(1); entry !== 0; entry = cachedPages.nextRow(entry + 1)) {
    rows++;
    const file = cachedPages.file.get(entry);
    const page = cachedPages.page.get(entry);
    const block = cachedPages.block.get(entry);
    const isFound = machine.files.has(file) && findCachedPage(machine, file, page, false) === entry;
    const isMarked = (physBlocks.flags.get(block) & PBF_INCACHE) !== 0;
    if (!isFound || !isMarked) violations.add('I15', { entry, file, page, block });
  }
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
