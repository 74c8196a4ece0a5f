/** Reading page tables, as they stand or as they were at the stop before, and decoding their entries. Only looks. */
import type { Architecture } from '../../arch/architecture';
import {
  ENTRY_LARGE,
  ENTRY_PRESENT,
  entryBits,
  entryFlags,
  entryFrame,
  entryIndex,
} from '../../arch/entries';
import { nextTable } from '../../arch/walk';
import type { VmprocRow } from '../../engine/machine';
import type { Computer } from '../../program/computer';
import type { EntryRow } from '../../protocol/pageTables';
import type { Snapshot } from './snapshot';

/** The page tables of one address space at one moment. */
export interface Tables {
  /** Frame of the root; 0: there is none. */
  readonly root: number;
  /** A word of physical memory; 0 where it is not remembered. */
  word(index: number): number;
}

/** As they stand. */
export function tablesNow({ vmprocs, ram }: Computer, vmproc: VmprocRow): Tables {
  return { root: vmprocs.root.get(vmproc), word: (index) => ram.get(index) };
}

/** As they were. */
export function tablesThen(
  { processes, vmprocs }: Computer,
  vmproc: VmprocRow,
  then: Snapshot,
): Tables {
  // An address space has the slot of the process that it was made for; an earlier one may have had it.
  const isSame = then.get(processes.endpoint, vmproc) === processes.endpoint.get(vmproc);
  return {
    root: isSame ? then.get(vmprocs.root, vmproc) : 0,
    word: (index) => then.tableWord(index) ?? 0,
  };
}

/** What an entry says. */
export interface Entry {
  readonly low: number;
  readonly high: number;
  /** ENTRY_* bits. */
  readonly flags: number;
  readonly isPresent: boolean;
  readonly leads: EntryRow['leads'];
  /** The frame number in it, also when it is not present. */
  readonly frame: number;
  /** Names of the bits that are set, lowest first. */
  readonly bits: readonly string[];
}

/** Decodes an entry of a level. */
export function decodeEntry(
  architecture: Architecture,
  level: number,
  low: number,
  high: number,
): Entry {
  const flags = entryFlags(architecture, low, high);
  const isPresent = (flags & ENTRY_PRESENT) !== 0;
  const isLarge = level > 1 && (flags & ENTRY_LARGE) !== 0;
  const bits = entryBits(architecture, level, low, high).map(({ name }) => name);
  if ((low & architecture.entry.software) !== 0) bits.push('AVL');
  return {
    ...{ low, high, flags, isPresent, bits },
    leads: !isPresent ? 'nothing' : isLarge ? 'large page' : level === 1 ? 'page' : 'table',
    frame: entryFrame(architecture, low, high),
  };
}

/** The entry whose low word has this index. */
export function entryAt(
  { architecture }: Computer,
  tables: Tables,
  level: number,
  word: number,
): Entry {
  const high = architecture.entry.words === 1 ? 0 : tables.word(word + 1);
  return decodeEntry(architecture, level, tables.word(word), high);
}

/** The frame of the table of a level that serves a page; -1: there is none, or a large page lies there. */
export function tableFrame(
  computer: Computer,
  tables: Tables,
  page: number,
  level: number,
): number {
  const { architecture, format } = computer;
  let frame = tables.root === 0 ? -1 : tables.root;
  for (const at of architecture.levels) {
    if (at.number === level || frame < 0) break;
    const word = wordOf(computer, frame, entryIndex(at, page));
    const { leads, low, high } = entryAt(computer, tables, at.number, word);
    frame = leads === 'table' ? nextTable(format, low, high) : -1;
  }
  return frame;
}

/** Where the low word of an entry of a table is in RAM. */
export function wordOf({ format }: Computer, frame: number, index: number): number {
  return frame * 2 ** format.frameWordShift + index * 2 ** format.entryWordShift;
}

/** The first page of [from, end) with an entry of the last level that is not 0, or in a large page; -1: none. */
export function nextMapped(computer: Computer, tables: Tables, from: number, end: number): number {
  if (tables.root === 0) return -1;
  return search(computer, tables, tables.root, 0, from, end);
}

/** @param depth which of the architecture's levels the table is of; `from` lies in what it covers, or before. */
function search(
  computer: Computer,
  tables: Tables,
  frame: number,
  depth: number,
  from: number,
  end: number,
): number {
  const { architecture, format } = computer;
  const level = architecture.levels[depth];
  if (level === undefined) return -1;
  const span = 2 ** level.shift;
  for (let at = from; at < end;) {
    const word = wordOf(computer, frame, entryIndex(level, at));
    const { low, high, leads } = entryAt(computer, tables, level.number, word);
    const next = Math.floor(at / span) * span + span;
    if (level.number === 1 && (low !== 0 || high !== 0)) return at;
    if (leads === 'large page') return at;
    if (leads === 'table') {
      const table = nextTable(format, low, high);
      const found = search(computer, tables, table, depth + 1, at, Math.min(end, next));
      if (found >= 0) return found;
    }
    at = next;
    if (at % (span * 2 ** level.bits) === 0) break;
  }
  return -1;
}
