/** `pagewalk/pages`: the pages of one region that have a frame or an entry; the others in runs. Only looks. */
import { peekEntry } from '../../arch/peek';
import type { RegionRow as Row } from '../../engine/machine';
import { physblockNext } from '../../engine/vm/slots';
import { mapLookup } from '../../engine/vm/region';
import { MOST_ROWS } from '../../protocol/answer';
import type { PageFold, PageRow, PagesBody } from '../../protocol/processes';
import type { ViewArguments } from '../../protocol/requests';
import { blockOf, entryNote, isZeroPage } from './entryNotes';
import { hex, hexAddress, hexWord } from './hex';
import { header, isWrong, wrong, type Looking, type Wrong } from './looking';
import { marksOf } from './marks';
import { placeOf, subjectOf, type Subject } from './places';
import { regionRow } from './regionsView';
import {
  entryAt,
  nextMapped,
  tableFrame,
  tablesNow,
  tablesThen,
  wordOf,
  type Tables,
} from './tableEntries';

export function pagesBody(
  look: Looking,
  asked: ViewArguments<'pagewalk/pages'>,
): PagesBody | Wrong {
  const subject = subjectOf(look, asked.process);
  if (isWrong(subject)) return subject;
  const place = placeOf(look, asked.address);
  if (isWrong(place)) return place;
  const { computer } = look;
  const region = mapLookup(computer, subject.vmproc, place.page);
  if (region === 0) return wrong(`${subject.name} has no region at ${hex(place.address)}`);
  const start = computer.regions.start.get(region);
  const pages = computer.regions.pages.get(region);
  const first = Math.min(asked.first ?? 0, pages);
  const most = Math.min(asked.count ?? MOST_ROWS, MOST_ROWS);
  const finder = new PageFinder(look, subject, region);
  const rows: (PageRow | PageFold)[] = [];
  let page = start + first;
  while (page < start + pages && rows.length < most) {
    const found = finder.next(page, start + pages);
    const next = found < 0 ? start + pages : found;
    if (next > page) {
      const address = hexAddress(computer.architecture, page);
      rows.push({ kind: 'fold', address, pages: next - page });
    } else rows.push(finder.row(page));
    page = Math.max(next, page + (next > page ? 0 : 1));
  }
  return {
    ...header(look),
    process: subject.endpoint,
    region: regionRow(look, region),
    first,
    pages: rows,
    next: page < start + pages ? page - start : null,
  };
}

/** Finds and describes the pages of a region, now and at the stop before. */
class PageFinder {
  private readonly now: Tables;
  private readonly then: Tables | null;

  constructor(
    private readonly look: Looking,
    private readonly subject: Subject,
    private readonly region: Row,
  ) {
    const { computer, before } = look;
    this.now = tablesNow(computer, subject.vmproc);
    this.then = before === null ? null : tablesThen(computer, subject.vmproc, before);
  }

  /** The first page of [from, end) with a frame, or with an entry now or at the stop before; -1: none. */
  next(from: number, end: number): number {
    const { computer } = this.look;
    let found = physblockNext(computer, this.subject.vmproc, from, end);
    for (const tables of [this.now, this.then]) {
      const limit = found < 0 ? end : found;
      const mapped = tables === null ? -1 : nextMapped(computer, tables, from, limit);
      if (mapped >= 0) found = mapped;
    }
    return found;
  }

  row(page: number): PageRow {
    const { computer } = this.look;
    const { vmproc } = this.subject;
    const { physBlocks, architecture, globals } = computer;
    const block = blockOf(computer, vmproc, page);
    const frame = isZeroPage(computer, vmproc, page)
      ? globals.zeroFrame.get(1)
      : physBlocks.frame.get(block);
    const word = this.now.root === 0 ? -1 : peekEntry(computer, this.now.root, page, 1);
    const entry = word < 0 ? null : entryAt(computer, this.now, 1, word);
    const row: PageRow = {
      kind: 'page',
      address: hexAddress(architecture, page),
      frame: frame === 0 ? null : hex(frame),
      references: physBlocks.refcount.get(block),
      word: entry === null ? null : hexWord(entry.low, entry.high, architecture.entry.words),
      bits: entry?.bits ?? [],
      note: entry === null ? '' : entryNote(computer, vmproc, page, this.region, entry),
    };
    const before = this.wordBefore(page);
    return before === undefined ? row : { ...row, ...this.marks(row, before) };
  }

  private marks(row: PageRow, before: string | null): Pick<PageRow, 'mark' | 'was'> {
    const isEmpty = (word: string | null) => word === null || BigInt(word) === 0n;
    if (isEmpty(row.word) && isEmpty(before)) return {};
    if (isEmpty(before)) return { mark: 'new' };
    return isEmpty(row.word)
      ? { mark: 'gone', was: { word: before } }
      : marksOf(row, { word: before });
  }

  /** The word of a page's entry at the stop before; null: there was no table. Undefined: there was no stop. */
  private wordBefore(page: number): string | null | undefined {
    const { then } = this;
    if (then === null) return undefined;
    const { computer } = this.look;
    const frame = tableFrame(computer, then, page, 1);
    if (frame < 0) return null;
    const [last] = computer.architecture.levels.slice(-1);
    const index = last === undefined ? 0 : page % 2 ** last.bits;
    const { low, high } = entryAt(computer, then, 1, wordOf(computer, frame, index));
    return hexWord(low, high, computer.architecture.entry.words);
  }
}
