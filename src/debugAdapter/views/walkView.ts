/** `pagewalk/walk`: how one address is translated, step by step, and what an access would meet. Only looks. */
import { peekTables, peekTlbEntry } from '../../arch/peek';
import { entryIndex } from '../../arch/entries';
import type { Tlb } from '../../arch/hardware';
import { ENTRY_EXECUTABLE, ENTRY_USER, ENTRY_WRITABLE } from '../../arch/entries';
import { mmuOf, tagOf } from '../../arch/mmu';
import { findTranslation } from '../../arch/tlb';
import { nextTable } from '../../arch/walk';
import { VALUE_SHIFT } from '../../arch/walkFormat';
import { mapLookup } from '../../engine/vm/region';
import { mappingOf, mapsLine } from '../../program/maps';
import { frameOfEntry, staleness } from '../../program/staleEntry';
import type { AddressField, TlbLookup, WalkBody, WalkStep } from '../../protocol/pageTables';
import type { ViewArguments } from '../../protocol/requests';
import { accessOutcomes } from './accessOutcomes';
import { hex, hexAddress, hexWord } from './hex';
import { header, isWrong, wrong, type Looking, type Wrong } from './looking';
import { placeOf, subjectOf, type Place, type Subject } from './places';
import { staleText } from './staleText';
import { entryName, fieldName, tableForm } from './tableForm';
import { entryAt, tablesNow, tablesThen, wordOf } from './tableEntries';
import { tlbName } from './tlbNames';

export function walkBody(look: Looking, asked: ViewArguments<'pagewalk/walk'>): WalkBody | Wrong {
  const subject = subjectOf(look, asked.process);
  if (isWrong(subject)) return subject;
  const place = placeOf(look, asked.address);
  if (isWrong(place)) return place;
  const { computer } = look;
  const cpus = computer.cpus.capacity - 1;
  const cpu = asked.cpu ?? Math.max(0, computer.processes.cpu.get(subject.row) - 1);
  if (cpu >= cpus) return wrong(`there is no CPU ${cpu}: this machine has ${cpus}`);
  const { architecture } = computer;
  const root = computer.vmprocs.root.get(subject.vmproc);
  const value = root === 0 ? -1 : peekTables(computer, root, place.page);
  const region = mapLookup(computer, subject.vmproc, place.page);
  return {
    ...header(look),
    process: subject.endpoint,
    name: subject.name,
    form: tableForm(architecture),
    expression: asked.address,
    address: hex(place.address),
    translatable: isTranslatable(look, place.page),
    fields: addressFields(look, place),
    tlbs: tlbLookups(look, subject, cpu, place.page),
    steps: root === 0 ? [] : walkSteps(look, subject, place.page),
    physical: value < 0 ? null : hexAddress(architecture, value >>> VALUE_SHIFT, place.offset),
    frame: value < 0 ? null : hex(value >>> VALUE_SHIFT),
    rights:
      value < 0
        ? null
        : {
            user: (value & ENTRY_USER) !== 0,
            writable: (value & ENTRY_WRITABLE) !== 0,
            executable: (value & ENTRY_EXECUTABLE) !== 0,
          },
    accesses: accessOutcomes(computer, subject, place.page, value),
    region: region === 0 ? '' : mapsLine(computer, mappingOf(computer, region)),
  };
}

/** Whether the bits above those that are translated are what the processor demands. */
function isTranslatable({ computer }: Looking, page: number): boolean {
  const { addressBits, pageShift, signExtended } = computer.architecture;
  const pages = 2 ** (addressBits - pageShift);
  if (!signExtended) return page < pages;
  return page < pages / 2 || page >= 2 ** (64 - pageShift) - pages / 2;
}

/** The address cut into the indexes of all levels and the offset. */
function addressFields({ computer }: Looking, { page, offset }: Place): AddressField[] {
  const { architecture } = computer;
  const { levels, pageShift } = architecture;
  const fields = levels.map((level) => ({
    name: fieldName(architecture, level.number),
    bits: bitRange(level.shift + pageShift, level.bits),
    value: hex(entryIndex(level, page)),
  }));
  return [...fields, { name: 'offset', bits: bitRange(0, pageShift), value: hex(offset) }];
}

function bitRange(first: number, count: number): string {
  return count === 1 ? String(first) : `${first + count - 1}–${first}`;
}

/** The entries on the way down, up to the first that ends it. */
function walkSteps(look: Looking, { vmproc }: Subject, page: number): WalkStep[] {
  const { computer, before } = look;
  const { architecture, format, ram } = computer;
  const { words } = architecture.entry;
  const now = tablesNow(computer, vmproc);
  const then = before === null ? null : tablesThen(computer, vmproc, before);
  const steps: WalkStep[] = [];
  let frame = now.root;
  let frameThen = then?.root ?? 0;
  for (const level of architecture.levels) {
    if (frame >= ram.frames || !isTranslatable(look, page)) break;
    const index = entryIndex(level, page);
    const place = wordOf(computer, frame, index);
    const entry = entryAt(computer, now, level.number, place);
    const was =
      then === null || frameThen === 0
        ? null
        : entryAt(computer, then, level.number, wordOf(computer, frameThen, index));
    const word = hexWord(entry.low, entry.high, words);
    const wordThen = was === null ? null : hexWord(was.low, was.high, words);
    steps.push({
      level: level.number,
      entry: entryName(architecture, level.number),
      index: hex(index),
      table: hexAddress(architecture, frame),
      place: hex(place * 4),
      word,
      bits: entry.bits,
      outcome: outcomeOf(look, level.number, entry),
      ...(wordThen === null || wordThen === word ? {} : { was: wordThen }),
    });
    if (entry.leads !== 'table') break;
    frame = nextTable(format, entry.low, entry.high);
    frameThen = was?.leads === 'table' ? nextTable(format, was.low, was.high) : 0;
  }
  return steps;
}

function outcomeOf(
  { computer }: Looking,
  level: number,
  { leads, high }: ReturnType<typeof entryAt>,
): WalkStep['outcome'] {
  if (leads === 'nothing') return 'not present';
  const isReserved = (high & computer.format.reservedHigh) !== 0;
  return isReserved || (leads === 'large page' && level > 2) ? 'reserved bit' : leads;
}

/** What the TLBs of a CPU say of a page of the process. */
function tlbLookups(look: Looking, subject: Subject, cpu: number, page: number): TlbLookup[] {
  const { computer } = look;
  const { data, fetch, second } = mmuOf(computer, cpu + 1);
  const tlbs = [...new Set([data, fetch, second])].filter((tlb) => tlb !== null);
  return tlbs.map((tlb) => tlbLookup(look, subject, tlb, page));
}

function tlbLookup({ computer }: Looking, subject: Subject, tlb: Tlb, page: number): TlbLookup {
  const { cpus, tlbs, vmprocs, asid } = computer;
  const root = vmprocs.root.get(subject.vmproc);
  // Without tags a TLB holds only what belongs to the root that is loaded.
  const mayHold = root !== 0 && (asid || cpus.root.get(tlb.cpu) === root);
  const tag = tagOf(page, asid ? subject.vmproc : cpus.asid.get(tlb.cpu));
  const found = mayHold ? findTranslation(computer, tlb, page | 0, tag) : -1;
  const entry = found < 0 ? null : peekTlbEntry(computer, found);
  const stale = entry === null ? null : staleness(computer, root, entry, page);
  return {
    tlb: `CPU ${tlb.cpu - 1}, ${tlbName(tlbs.kind.get(tlb.row))}`,
    set: page % (tlb.setMask + 1),
    hit: entry !== null,
    frame: entry === null ? null : hex(frameOfEntry(computer, entry, page)),
    stale: stale === null ? null : staleText(stale),
  };
}
