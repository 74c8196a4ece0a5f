/**
 * Invariants of page tables: roots and the kernel's entries in them (I5), the entries above the last level and their
 * counts (I6), and that the entries of present pages say what region and memory type want, no more, and that there are no
 * others (I7). Only looks.
 */
import {
  ENTRY_EXECUTABLE,
  ENTRY_PRESENT,
  ENTRY_USER,
  ENTRY_WRITABLE,
  entryFlags as flagsOf,
  entryFrame,
  entryHigh,
  entryLow,
} from '../../arch/entries';
import { nextTable, tableIndex } from '../../arch/walk';
import type { Machine, VmprocRow } from '../machine';
import { entryWord, kernelEntry, PTF_ABSENT, PTF_NOEXEC, PTF_WRITE } from './pagetable';
import { mapLookup } from './region';
import { entryFlags } from './regionFault';
import { isInUse } from './sanityFrames';
import { physblockGet, physblockNext } from './slots';
import type { Violations } from './violation';
import { FRAME_USE } from './vm';

export function checkTables(machine: Machine, violations: Violations): void {
  const { vmprocs } = machine;
  for (let vmproc = 1; vmproc < vmprocs.capacity; vmproc++) {
    const root = vmprocs.root.get(vmproc);
    const isGood = isInUse(machine, vmproc)
      ? root !== 0 && machine.frameUse.get(root) === FRAME_USE.TABLE
      : root === 0;
    if (!isGood) violations.add('I5', { vmproc, root });
    else if (root !== 0) checkSpace(machine, vmproc, root, violations);
  }
}

function checkSpace(
  machine: Machine,
  vmproc: VmprocRow,
  root: number,
  violations: Violations,
): void {
  checkKernel(machine, vmproc, root, violations);
  const walk = { tables: 0, entries: 0 };
  checkTable(machine, vmproc, root, machine.format.levels, walk, violations);
  const counted = machine.vmprocs.tables.get(vmproc);
  if (walk.tables !== counted) violations.add('I6', { vmproc, tables: walk.tables, counted });
  let slots = 0;
  let page = physblockNext(machine, vmproc, 0, Infinity);
  while (page >= 0) {
    slots++;
    checkEntry(machine, vmproc, page, violations);
    page = physblockNext(machine, vmproc, page + 1, Infinity);
  }
  if (walk.entries !== slots) violations.add('I7', { vmproc, entries: walk.entries, slots });
}

/** I5: the entries of a root that user mode cannot use are the kernel's, and all of them are there. */
function checkKernel(
  machine: Machine,
  vmproc: VmprocRow,
  root: number,
  violations: Violations,
): void {
  const { architecture, format, ram } = machine;
  if (architecture.kernel === null) return;
  const { firstPage, pages } = architecture.kernel;
  const { levels } = format;
  const shift = format.shifts[levels] ?? 0;
  const count = (format.masks[levels] ?? 0) + 1;
  const first = tableIndex(firstPage | 0, Math.floor(firstPage / 2 ** 32), shift) & (count - 1);
  const last = first + Math.ceil(pages / 2 ** shift) - 1;
  const { user } = architecture.entry;
  const isWide = format.entryWordShift !== 0;
  for (let i = 0; i < count; i++) {
    const word = (root << format.frameWordShift) + (i << format.entryWordShift);
    const low = ram.get(word);
    const high = isWide ? ram.get(word + 1) : 0;
    let kernelLow = 0;
    let kernelHigh = 0;
    if (i >= first && i <= last) {
      const { frame, flags } = kernelEntry(machine, (i - first) * 2 ** shift);
      kernelLow = entryLow(architecture, frame, flags);
      kernelHigh = isWide ? entryHigh(architecture, frame, flags) : 0;
    } else if ((low & user) !== 0) continue;
    if (low === kernelLow && high === kernelHigh) continue;
    violations.add('I5', { vmproc, index: i, entry: low, kernel: kernelLow });
  }
}

/** Walks the user's part of a table; the kernel's entries lack the user bit and are not counted. */
function checkTable(
  machine: Machine,
  vmproc: VmprocRow,
  frame: number,
  level: number,
  walk: { tables: number; entries: number },
  violations: Violations,
): void {
  const { format, ram, architecture } = machine;
  const count = (format.masks[level] ?? 0) + 1;
  let used = 0;
  for (let i = 0; i < count; i++) {
    const word = (frame << format.frameWordShift) + (i << format.entryWordShift);
    const entry = ram.get(word);
    if (entry === 0) continue;
    if (level > 1 && (entry & architecture.entry.user) === 0) continue;
    used++;
    if (level === 1) continue;
    const high = format.entryWordShift === 0 ? 0 : ram.get(word + 1);
    const flags = flagsOf(architecture, entry, high);
    const wanted = ENTRY_PRESENT | ENTRY_USER | ENTRY_WRITABLE;
    if ((flags & wanted) !== wanted) violations.add('I6', { vmproc, level, index: i, entry });
    walk.tables++;
    const table = nextTable(format, entry, high);
    checkTable(machine, vmproc, table, level - 1, walk, violations);
  }
  if (level === 1) walk.entries += used;
  const isRoot = level === format.levels;
  const counted = machine.tableEntries.get(frame);
  const isGood = counted === used && used > 0;
  if (!isRoot && !isGood) violations.add('I6', { vmproc, frame, used, counted });
}

/** I7 for one present page: writable may be missing (it is given lazily), never the reverse. */
function checkEntry(
  machine: Machine,
  vmproc: VmprocRow,
  page: number,
  violations: Violations,
): void {
  const { ram, architecture } = machine;
  const region = mapLookup(machine, vmproc, page);
  const word = entryWord(machine, vmproc, page);
  if (region === 0 || word < 0) {
    violations.add('I7', { vmproc, page, region, word });
    return;
  }
  const physRegion = physblockGet(machine, vmproc, page);
  const wanted = entryFlags(machine, region, physRegion);
  const high = architecture.entry.words === 2 ? ram.get(word + 1) : 0;
  const low = ram.get(word);
  const flags = flagsOf(architecture, low, high);
  const frame = machine.physBlocks.frame.get(machine.physRegions.block.get(physRegion));
  const isAbsent = (wanted & PTF_ABSENT) !== 0;
  const canExecute = architecture.entry.noExecuteHigh !== 0 && (flags & ENTRY_EXECUTABLE) !== 0;
  const isWrong =
    entryFrame(architecture, low, high) !== frame ||
    ((flags & ENTRY_PRESENT) === 0) !== isAbsent ||
    (!isAbsent && (flags & ENTRY_USER) === 0) ||
    ((flags & ENTRY_WRITABLE) !== 0 && (wanted & PTF_WRITE) === 0) ||
    (!isAbsent && canExecute && (wanted & PTF_NOEXEC) !== 0);
  if (isWrong) violations.add('I7', { vmproc, page, entry: low, frame, wanted });
}
