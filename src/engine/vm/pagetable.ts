/**
 * Page tables: real entry words in frames (minix/servers/vm/pagetable.c). Makes and frees tables, writes and clears
 * entries, and sees to it that no TLB keeps a right that an entry has lost.
 *
 * Unlike MINIX a table that holds no entry any more is freed at once, and the root with its address space. Nothing here
 * looks at regions.
 */
import type { CpuRow } from '../../arch/hardware';
import { flushAsid, invalidatePageOf, noteShootdown } from '../../arch/mmu';
import {
  ENTRY_EXECUTABLE,
  ENTRY_GLOBAL,
  ENTRY_LARGE,
  ENTRY_PRESENT,
  ENTRY_USER,
  ENTRY_WRITABLE,
  entryHigh,
  entryLow,
} from '../../arch/entries';
import { nextTable, tableIndex } from '../../arch/walk';
import { EVENT } from '../../machine/events';
import { ERRNO, OK } from '../errno';
import type { Machine, VmprocRow } from '../machine';
import { allocForVm, freeMem } from './alloc';
import { ALLOC_RULES } from './allocRules';
import { FRAME_USE } from './vm';

/** Rights of an entry, whatever the architecture (PTF_*). A present entry may always be read. */
export const PTF_WRITE = ENTRY_WRITABLE;
export const PTF_USER = ENTRY_USER;
export const PTF_NOEXEC = 1 << 16;
/** The entry keeps its frame but is not present (PROT_NONE; Linux _PAGE_PROTNONE): nobody may use it. */
export const PTF_ABSENT = 1 << 17;

const TABLE_FLAGS = ENTRY_PRESENT | ENTRY_USER | ENTRY_WRITABLE | ENTRY_EXECUTABLE;
const KERNEL_FLAGS = ENTRY_PRESENT | ENTRY_WRITABLE | ENTRY_EXECUTABLE;
const HIGH = 2 ** 32;

/** Gives an address space an empty root with the kernel's entries (pt_new). @returns OK or -ENOMEM. */
export function ptNew(machine: Machine, vmproc: VmprocRow): number {
  if (machine.vmprocs.root.get(vmproc) !== 0) return OK;
  const root = allocForVm(machine, FRAME_USE.TABLE);
  if (root === 0) return -ERRNO.ENOMEM;
  machine.vmprocs.root.set(vmproc, root);
  ptMapkernel(machine, vmproc);
  return OK;
}

/**
 * Frees the tables and the root of an address space that no CPU uses any more for its pages (pt_free). What TLBs hold
 * under its tag goes too: the next address space in this slot has the same.
 */
export function ptFree(machine: Machine, vmproc: VmprocRow): void {
  const root = machine.vmprocs.root.get(vmproc);
  if (root === 0) return;
  if (machine.asid) flushSpace(machine, vmproc);
  freeBelow(machine, root, machine.format.levels);
  machine.tableEntries.set(root, 0);
  freeMem(machine, root, 1);
  machine.vmprocs.root.set(vmproc, 0);
  machine.vmprocs.tables.set(vmproc, 0);
}

/**
 * Makes the tables that entries of [page, page + pages) need (the first part of pt_writemap).
 * @returns OK, or -ENOMEM; then nothing changed.
 */
export function ptMakeTables(
  machine: Machine,
  vmproc: VmprocRow,
  page: number,
  pages: number,
): number {
  const span = 2 ** (machine.format.shifts[2] ?? 0);
  for (let at = page; at < page + pages; at = Math.floor(at / span) * span + span) {
    if (makeTable(machine, vmproc, at)) continue;
    ptReleaseTables(machine, vmproc, page, at - page + 1);
    return -ERRNO.ENOMEM;
  }
  return OK;
}

/** Frees the tables for [page, page + pages) that hold no entry. */
export function ptReleaseTables(
  machine: Machine,
  vmproc: VmprocRow,
  page: number,
  pages: number,
): void {
  const root = machine.vmprocs.root.get(vmproc);
  if (root === 0 || machine.format.levels === 1) return;
  releaseIn(machine, vmproc, root, machine.format.levels, page, page + pages);
}

/** Writes the entry of a page whose tables exist (pt_writemap). @param flags PTF_* bits. */
export function ptWritemap(
  machine: Machine,
  vmproc: VmprocRow,
  page: number,
  frame: number,
  flags: number,
  rule: number,
): void {
  const { architecture, ram } = machine;
  const word = entryWord(machine, vmproc, page);
  const rights = flags & (PTF_WRITE | PTF_USER);
  const isAbsent = (flags & PTF_ABSENT) !== 0;
  const executable = (flags & PTF_NOEXEC) === 0 ? ENTRY_EXECUTABLE : 0;
  const entry = isAbsent ? 0 : rights | ENTRY_PRESENT | executable;
  const { software } = architecture.entry;
  const low = entryLow(architecture, frame, entry) | (isAbsent ? software & -software : 0);
  const high = entryHigh(architecture, frame, entry);
  const { present, accessed, dirty } = architecture.entry;
  const old = ram.get(word);
  const isPresent = (old & present) !== 0;
  const isSameFrame = old !== 0 && (old ^ low) >>> architecture.entry.frameShift === 0;
  // What the hardware recorded about this frame stays.
  const kept = isSameFrame ? old & (accessed | dirty) : 0;
  const isSameHigh = architecture.entry.words === 1 || ram.get(word + 1) === high;
  if (old === (low | kept) && isSameHigh) return;
  ram.set(word, low | kept);
  if (architecture.entry.words === 2) ram.set(word + 1, high);
  if (old === 0) countEntry(machine, word, 1);
  machine.trace.event(EVENT.pte, vmproc, page, low | kept, rule);
  if (isPresent) invalidate(machine, vmproc, page);
}

/** Clears the entry of a page; nothing happens if there is none (pt_writemap with MAP_NONE). */
export function ptClear(machine: Machine, vmproc: VmprocRow, page: number, rule: number): void {
  const { ram, architecture } = machine;
  const word = entryWord(machine, vmproc, page);
  const old = word < 0 ? 0 : ram.get(word);
  if (old === 0) return;
  const isPresent = (old & architecture.entry.present) !== 0;
  ram.set(word, 0);
  if (architecture.entry.words === 2) ram.set(word + 1, 0);
  countEntry(machine, word, -1);
  machine.trace.event(EVENT.pte, vmproc, page, 0, rule);
  if (isPresent) invalidate(machine, vmproc, page);
}

/** Whether the hardware recorded a write through the page's entry. */
export function ptIsDirty(machine: Machine, vmproc: VmprocRow, page: number): boolean {
  const word = entryWord(machine, vmproc, page);
  return word >= 0 && (machine.ram.get(word) & machine.architecture.entry.dirty) !== 0;
}

/** Where the entry of a page is in memory: the index of its low word, or -1 when a table is missing. */
export function entryWord(machine: Machine, vmproc: VmprocRow, page: number): number {
  const { format, ram } = machine;
  const high = page < HIGH ? 0 : Math.floor(page / HIGH);
  let frame = machine.vmprocs.root.get(vmproc);
  if (frame === 0) return -1;
  for (let level = format.levels; level > 1; level--) {
    const index =
      tableIndex(page | 0, high, format.shifts[level] ?? 0) & (format.masks[level] ?? 0);
    const word = (frame << format.frameWordShift) + (index << format.entryWordShift);
    const entry = ram.get(word);
    if ((entry & machine.architecture.entry.present) === 0) return -1;
    frame = nextTable(format, entry, format.entryWordShift === 0 ? 0 : ram.get(word + 1));
  }
  const index = page & (format.masks[1] ?? 0);
  return (frame << format.frameWordShift) + (index << format.entryWordShift);
}

/** The table that holds the entries around a page, made with those above it. False when there is no frame. */
function makeTable(machine: Machine, vmproc: VmprocRow, page: number): boolean {
  const { format, ram, architecture, vmprocs } = machine;
  const high = page < HIGH ? 0 : Math.floor(page / HIGH);
  let frame = vmprocs.root.get(vmproc);
  for (let level = format.levels; level > 1; level--) {
    const index =
      tableIndex(page | 0, high, format.shifts[level] ?? 0) & (format.masks[level] ?? 0);
    const word = (frame << format.frameWordShift) + (index << format.entryWordShift);
    const entry = ram.get(word);
    if ((entry & architecture.entry.present) !== 0) {
      frame = nextTable(format, entry, format.entryWordShift === 0 ? 0 : ram.get(word + 1));
      continue;
    }
    const table = allocForVm(machine, FRAME_USE.TABLE);
    if (table === 0) return false;
    ram.set(word, entryLow(architecture, table, TABLE_FLAGS));
    if (format.entryWordShift !== 0) ram.set(word + 1, entryHigh(architecture, table, TABLE_FLAGS));
    if (level < format.levels) machine.tableEntries.set(frame, machine.tableEntries.get(frame) + 1);
    vmprocs.tables.set(vmproc, vmprocs.tables.get(vmproc) + 1);
    const rule = ALLOC_RULES.tableMade.id;
    machine.trace.event(EVENT.pte, vmproc, page, ram.get(word), rule);
    frame = table;
  }
  return true;
}

/** Frees the empty tables below a table of `level` that serve pages of [from, end). */
function releaseIn(
  machine: Machine,
  vmproc: VmprocRow,
  frame: number,
  level: number,
  from: number,
  end: number,
): void {
  const { format, ram, architecture, vmprocs } = machine;
  const span = 2 ** (format.shifts[level] ?? 0);
  const entries = (format.masks[level] ?? 0) + 1;
  for (let at = Math.floor(from / span); at * span < end; at++) {
    const word = (frame << format.frameWordShift) + ((at % entries) << format.entryWordShift);
    const entry = ram.get(word);
    if ((entry & architecture.entry.present) === 0) continue;
    const table = nextTable(format, entry, format.entryWordShift === 0 ? 0 : ram.get(word + 1));
    if (level > 2) {
      const low = Math.max(from, at * span);
      releaseIn(machine, vmproc, table, level - 1, low, Math.min(end, (at + 1) * span));
    }
    if (machine.tableEntries.get(table) !== 0) continue;
    ram.set(word, 0);
    if (format.entryWordShift !== 0) ram.set(word + 1, 0);
    if (level < format.levels) machine.tableEntries.set(frame, machine.tableEntries.get(frame) - 1);
    vmprocs.tables.set(vmproc, vmprocs.tables.get(vmproc) - 1);
    machine.trace.event(EVENT.pte, vmproc, at * span, 0, ALLOC_RULES.tableFreed.id);
    freeMem(machine, table, 1);
  }
}

/** Frees all tables below a table of `level`; the kernel's are shared by all, and stay. */
function freeBelow(machine: Machine, frame: number, level: number): void {
  const { format, ram, architecture } = machine;
  if (level === 1) return;
  const entries = (format.masks[level] ?? 0) + 1;
  for (let i = 0; i < entries; i++) {
    const word = (frame << format.frameWordShift) + (i << format.entryWordShift);
    const entry = ram.get(word);
    if ((entry & architecture.entry.present) === 0) continue;
    if ((entry & architecture.entry.user) === 0) continue;
    const table = nextTable(format, entry, format.entryWordShift === 0 ? 0 : ram.get(word + 1));
    freeBelow(machine, table, level - 1);
    machine.tableEntries.set(table, 0);
    freeMem(machine, table, 1);
  }
}

/**
 * Enters the kernel's large pages into a root: in place, or by the table that all address spaces share
 * (pt_mapkernel).
 */
function ptMapkernel(machine: Machine, vmproc: VmprocRow): void {
  const { architecture, format, vmprocs } = machine;
  if (architecture.kernel === null) return;
  const { firstPage, pages } = architecture.kernel;
  const span = 2 ** (format.shifts[format.levels] ?? 0);
  for (let at = 0; at < pages; at += span) {
    const { frame, flags } = kernelEntry(machine, at);
    writeEntry(machine, vmprocs.root.get(vmproc), format.levels, firstPage + at, frame, flags);
    const low = entryLow(architecture, frame, flags);
    machine.trace.event(EVENT.pte, vmproc, firstPage + at, low, ALLOC_RULES.tableKernel.id);
  }
}

/** What the root's entry for page `at` of the kernel's range holds. */
export function kernelEntry(machine: Machine, at: number): { frame: number; flags: number } {
  const shared = machine.kernel.kernelTable.get(1);
  return shared === 0
    ? { frame: at, flags: KERNEL_FLAGS | ENTRY_GLOBAL | ENTRY_LARGE }
    : { frame: shared, flags: KERNEL_FLAGS };
}

function writeEntry(
  machine: Machine,
  table: number,
  level: number,
  page: number,
  frame: number,
  flags: number,
): void {
  const { architecture, format, ram } = machine;
  const high = Math.floor(page / HIGH);
  const index = tableIndex(page | 0, high, format.shifts[level] ?? 0) & (format.masks[level] ?? 0);
  const word = (table << format.frameWordShift) + (index << format.entryWordShift);
  ram.set(word, entryLow(architecture, frame, flags));
  if (format.entryWordShift !== 0) ram.set(word + 1, entryHigh(architecture, frame, flags));
}

/**
 * The tables of the kernel on machines with more than two levels: made once at boot, shared by all address spaces
 * (kernel.kernelTable). False when there is no frame for them.
 */
export function ptMakeKernelTables(machine: Machine): boolean {
  const { architecture, format, kernel } = machine;
  if (architecture.kernel === null || format.levels <= 2) return true;
  const { firstPage, pages } = architecture.kernel;
  const flags = KERNEL_FLAGS | ENTRY_GLOBAL | ENTRY_LARGE;
  let table = allocForVm(machine, FRAME_USE.BOOT);
  if (table === 0) return false;
  kernel.kernelTable.set(1, table);
  for (let level = format.levels - 1; level > 2; level--) {
    const below = allocForVm(machine, FRAME_USE.BOOT);
    if (below === 0) return false;
    writeEntry(machine, table, level, firstPage, below, KERNEL_FLAGS);
    table = below;
  }
  for (let at = 0; at < pages; at += architecture.largePages) {
    writeEntry(machine, table, 2, firstPage + at, at, flags);
  }
  return true;
}

/** One entry more or less in the table that holds the word. */
function countEntry(machine: Machine, word: number, by: number): void {
  const frame = word >>> machine.format.frameWordShift;
  machine.tableEntries.set(frame, machine.tableEntries.get(frame) + by);
}

/** Drops everything that CPUs hold of an address space: its own, and by a shootdown that of the others. */
function flushSpace(machine: Machine, vmproc: VmprocRow): void {
  const { cpus, kernel } = machine;
  const asker = kernel.serverCpu.get(1);
  flushAsid(machine, asker, vmproc);
  for (let cpu = cpus.nextRow(1); cpu !== 0; cpu = cpus.nextRow(cpu + 1)) {
    if (cpu === asker) continue;
    noteShootdown(machine, cpu, -1, asker);
    flushAsid(machine, cpu, vmproc);
  }
}

/**
 * Drops a page's translation from every CPU that may have it: first from the one that VM works on, then by a shootdown
 * from the others.
 */
function invalidate(machine: Machine, vmproc: VmprocRow, page: number): void {
  const { cpus, kernel } = machine;
  const asker = kernel.serverCpu.get(1);
  const asid = machine.asid ? vmproc : 0;
  if (mayHold(machine, asker, vmproc)) invalidatePageOf(machine, asker, page, asid);
  for (let cpu = cpus.nextRow(1); cpu !== 0; cpu = cpus.nextRow(cpu + 1)) {
    if (cpu === asker || !mayHold(machine, cpu, vmproc)) continue;
    noteShootdown(machine, cpu, page, asker);
    invalidatePageOf(machine, cpu, page, asid);
  }
}

/** Whether a CPU's TLBs may have entries of an address space: it runs there, or entries outlive a switch. */
function mayHold(machine: Machine, cpu: CpuRow, vmproc: VmprocRow): boolean {
  return machine.asid || machine.cpus.root.get(cpu) === machine.vmprocs.root.get(vmproc);
}
