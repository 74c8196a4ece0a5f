/** `pagewalk/pageTable`: a window of one table, its entries decoded, runs of nothing folded. Only looks. */
import type { Level } from '../../arch/architecture';
import type { RegionRow, VmprocRow } from '../../engine/machine';
import { mapLookup } from '../../engine/vm/region';
import { regionSearch, SEARCH } from '../../engine/vm/regionavl';
import type { Computer } from '../../program/computer';
import { MOST_ROWS, type Hex, type Marked } from '../../protocol/answer';
import type { EntryFold, EntryRow, PageTableBody, TableRow } from '../../protocol/pageTables';
import type { ViewArguments } from '../../protocol/requests';
import { blockOf, entryNote } from './entryNotes';
import { hex, hexAddress, hexWord } from './hex';
import { header, isWrong, wrong, type Looking, type Wrong } from './looking';
import { placeOf, subjectOf } from './places';
import { regionText } from './regionsView';
import { tableForm } from './tableForm';
import {
  decodeEntry,
  entryAt,
  tableFrame,
  tablesNow,
  tablesThen,
  wordOf,
  type Entry,
  type Tables,
} from './tableEntries';

/** More than one region lies in what an entry covers. */
const SEVERAL = -1;

export function pageTableBody(
  look: Looking,
  asked: ViewArguments<'pagewalk/pageTable'>,
): PageTableBody | Wrong {
  const subject = subjectOf(look, asked.process);
  if (isWrong(subject)) return subject;
  const place = placeOf(look, asked.address ?? '0x0');
  if (isWrong(place)) return place;
  const beside = asked.beside === undefined ? null : subjectOf(look, asked.beside);
  if (beside !== null && isWrong(beside)) return beside;
  const { computer } = look;
  const { architecture } = computer;
  const number = asked.level ?? 1;
  const level = architecture.levels.find((one) => one.number === number);
  if (level === undefined) {
    return wrong(`${architecture.name} has ${architecture.levels.length} levels of page tables`);
  }
  const window = new TableWindow(look, subject.vmproc, beside?.vmproc ?? 0, level, place.page);
  const { rows, next } = window.rows(
    asked.first ?? 0,
    Math.min(asked.count ?? MOST_ROWS, MOST_ROWS),
  );
  return {
    ...header(look),
    process: subject.endpoint,
    name: subject.name,
    form: tableForm(architecture),
    level: number,
    table: window.frame < 0 ? null : hexAddress(architecture, window.frame),
    address: hexAddress(architecture, window.page),
    rows,
    next,
  };
}

/** One table, as it stands and as it was. */
class TableWindow {
  /** Its frame, -1: there is none; and the first page that it covers. */
  readonly frame: number;
  readonly page: number;
  private readonly now: Tables;
  private readonly then: Tables | null;
  private readonly frameThen: number;
  /** Pages that an entry covers, and entries. */
  private readonly span: number;
  private readonly entries: number;

  /** @param beside the address space to compare with; 0: none. */
  constructor(
    private readonly look: Looking,
    private readonly vmproc: VmprocRow,
    private readonly beside: VmprocRow,
    private readonly level: Level,
    page: number,
  ) {
    const { computer, before } = look;
    this.span = 2 ** level.shift;
    this.entries = 2 ** level.bits;
    this.page = Math.floor(page / (this.span * this.entries)) * this.span * this.entries;
    // The root's table covers both halves of a sign-extended address space.
    if (level === computer.architecture.levels[0]) this.page = 0;
    this.now = tablesNow(computer, vmproc);
    this.then = before === null ? null : tablesThen(computer, vmproc, before);
    this.frame = tableFrame(computer, this.now, page, level.number);
    this.frameThen = this.then === null ? -1 : tableFrame(computer, this.then, page, level.number);
  }

  /** The rows from entry `first` on, at most so many. */
  rows(first: number, most: number): { rows: TableRow[]; next: number | null } {
    const rows: TableRow[] = [];
    let index = first;
    if (this.frame < 0 && this.frameThen < 0) index = this.entries;
    while (index < this.entries && rows.length < most) {
      if (this.isNothing(index)) {
        const fold = this.fold(index);
        rows.push(fold);
        index = fold.last + 1;
      } else rows.push(this.row(index++));
    }
    return { rows, next: index < this.entries ? index : null };
  }

  private isNothing(index: number): boolean {
    return isEmpty(this.entryNow(index)) && isEmpty(this.entryThen(index));
  }

  private entryNow(index: number): Entry {
    return this.entryOf(this.now, this.frame, index);
  }

  private entryThen(index: number): Entry {
    return this.entryOf(this.then ?? this.now, this.frameThen, index);
  }

  private entryOf(tables: Tables, frame: number, index: number): Entry {
    const { computer } = this.look;
    const { number } = this.level;
    if (frame < 0) return decodeEntry(computer.architecture, number, 0, 0);
    return entryAt(computer, tables, number, wordOf(computer, frame, index));
  }

  /** The run of entries that are 0 from `index` on; another one begins where a region begins or ends. */
  private fold(index: number): EntryFold {
    const region = this.regionIn(index);
    let last = index;
    while (last + 1 < this.entries && this.isNothing(last + 1)) {
      if (this.regionIn(last + 1) !== region) break;
      last++;
    }
    return { kind: 'fold', first: index, last, region: this.regionName(region) };
  }

  private row(index: number): EntryRow {
    const { computer } = this.look;
    const { architecture } = computer;
    const page = this.pageOf(index);
    const entry = this.entryNow(index);
    const frame = this.frame < 0 ? this.frameThen : this.frame;
    const place = wordOf(computer, frame, index) * 4;
    const isData = entry.leads === 'page' || (this.level.number === 1 && !isEmpty(entry));
    const block = isData ? blockOf(computer, this.vmproc, page) : 0;
    const region = this.level.number === 1 ? mapLookup(computer, this.vmproc, page) : 0;
    return {
      kind: 'entry',
      index,
      address: hexAddress(architecture, page),
      place: hex(place),
      word: this.wordText(entry),
      bits: entry.bits,
      leads: entry.leads,
      frame: isEmpty(entry) ? null : hex(entry.frame),
      references: block === 0 ? null : computer.physBlocks.refcount.get(block),
      region: this.regionName(this.regionIn(index)),
      note: entryNote(computer, this.vmproc, page, region, entry),
      ...(this.beside === 0 ? {} : { beside: this.besideAt(page) }),
      ...this.marks(index, entry, block),
    };
  }

  private marks(index: number, entry: Entry, block: number): Marked {
    const { before, computer } = this.look;
    if (before === null) return {};
    const then = this.entryThen(index);
    if (isEmpty(then)) return isEmpty(entry) ? {} : { mark: 'new' };
    const word = this.wordText(then);
    const was = { word, bits: then.bits.join(' '), frame: hex(then.frame) };
    if (isEmpty(entry)) return { mark: 'gone', was };
    if (word !== this.wordText(entry)) return { mark: 'changed', was };
    const { refcount, frame } = computer.physBlocks;
    const references = before.get(refcount, block);
    const isSame = block !== 0 && before.get(frame, block) === frame.get(block);
    if (!isSame || references === refcount.get(block)) return {};
    return { mark: 'changed', was: { references } };
  }

  /** The frame that the other process has for a page. */
  private besideAt(page: number): Hex | null {
    const { computer } = this.look;
    const tables = tablesNow(computer, this.beside);
    const { number } = this.level;
    const frame = tableFrame(computer, tables, page, number);
    if (frame < 0) return null;
    const index = Math.floor(page / this.span) % this.entries;
    const entry = entryAt(computer, tables, number, wordOf(computer, frame, index));
    return isEmpty(entry) ? null : hex(entry.frame);
  }

  private wordText({ low, high }: Entry): Hex {
    return hexWord(low, high, this.look.computer.architecture.entry.words);
  }

  /** The first page that an entry covers. */
  private pageOf(index: number): number {
    const { architecture } = this.look.computer;
    const page = this.page + index * this.span;
    const isRoot = this.level === architecture.levels[0];
    if (!isRoot || !architecture.signExtended || index < this.entries / 2) return page;
    // Canonical addresses have 64 bits: their page numbers begin with ones in the upper half.
    return page + 2 ** (64 - architecture.pageShift) - this.span * this.entries;
  }

  /** The region that lies in what an entry covers; 0: none. SEVERAL: more than one. */
  private regionIn(index: number): RegionRow {
    const { computer } = this.look;
    const page = this.pageOf(index);
    const first = regionAt(computer, this.vmproc, page, page + this.span);
    if (first === 0 || this.span === 1) return first;
    const behind = computer.regions.start.get(first) + computer.regions.pages.get(first);
    return regionAt(computer, this.vmproc, behind, page + this.span) === 0 ? first : SEVERAL;
  }

  private regionName(region: RegionRow): string {
    return region === SEVERAL ? 'several regions' : regionText(this.look.computer, region);
  }
}

/** The first region that has pages in [page, end); 0: none. */
function regionAt(computer: Computer, vmproc: VmprocRow, page: number, end: number): RegionRow {
  if (page >= end) return 0;
  const here = mapLookup(computer, vmproc, page);
  if (here !== 0) return here;
  const next = regionSearch(computer, vmproc, page, SEARCH.GREATER);
  return next !== 0 && computer.regions.start.get(next) < end ? next : 0;
}

function isEmpty({ low, high }: Entry): boolean {
  return low === 0 && high === 0;
}
