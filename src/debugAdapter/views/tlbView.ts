/** `pagewalk/tlb`: the counters of all TLBs, and one of them set by set, with what the last step did. Only looks. */
import {
  ENTRY_DIRTY,
  ENTRY_EXECUTABLE,
  ENTRY_GLOBAL,
  ENTRY_LARGE,
  ENTRY_USER,
  ENTRY_WRITABLE,
} from '../../arch/entries';
import type { Tlb } from '../../arch/hardware';
import type { TlbEntry as Line } from '../../arch/peek';
import {
  ASID_GLOBAL,
  entryPage,
  LINE_WORDS,
  PAGE,
  TAG,
  tagAsid,
  VALUE,
  wayAt,
} from '../../arch/tlb';
import { VALUE_SHIFT } from '../../arch/walkFormat';
import type { VmprocRow } from '../../engine/machine';
import type { Computer } from '../../program/computer';
import { nameOfProcess } from '../../program/processNames';
import { staleness } from '../../program/staleEntry';
import { MOST_ROWS } from '../../protocol/answer';
import type { TlbBody, TlbEntry, TlbFold, TlbSet, TlbSummary } from '../../protocol/tlbs';
import type { ViewArguments } from '../../protocol/requests';
import { hex, hexAddress } from './hex';
import { areTouchesAssumed, header, wrong, type Looking, type Wrong } from './looking';
import { marksOf } from './marks';
import { staleText } from './staleText';
import { tlbName } from './tlbNames';

/** Entries that an answer holds at most, in whole sets; one set may be larger. */
const MOST_ENTRIES = 128;

const COUNTERS = [
  ...(['hits', 'misses', 'fills', 'evictions', 'flushes'] as const),
  ...(['invalidations', 'shootdowns'] as const),
] as const;

export function tlbBody(look: Looking, asked: ViewArguments<'pagewalk/tlb'>): TlbBody | Wrong {
  const { computer } = look;
  const all = tlbsOf(computer);
  const number = asked.tlb ?? 1;
  const tlb = all.find(({ row }) => row === number);
  if (tlb === undefined)
    return wrong(`there is no TLB ${number}: this machine has 1 to ${all.length}`);
  const reader = new TlbReader(look, tlb);
  const sets = tlb.setMask + 1;
  const window = reader.rows(
    Math.min(asked.first ?? 0, sets),
    Math.min(asked.count ?? MOST_ROWS, MOST_ROWS),
  );
  return {
    ...header(look),
    tlbs: all.map((one) => summaryOf(look, one)),
    tlb: number,
    rule: sets === 1 ? 'one set: fully associative' : `page number modulo ${sets}`,
    tagged: computer.asid,
    addressBits: computer.architecture.addressBits,
    assumed: areTouchesAssumed(look),
    ...window,
    ...reader.totals(),
  };
}

/** All TLBs, in the order of their rows. */
function tlbsOf({ mmus }: Computer): Tlb[] {
  const tlbs = mmus.slice(1).flatMap(({ fetch, data, second }) => [fetch, data, second]);
  return [...new Set(tlbs.filter((tlb) => tlb !== null))];
}

function summaryOf({ computer, before }: Looking, tlb: Tlb): TlbSummary {
  const { tlbs } = computer;
  const counts = (read: (column: (typeof tlbs)[(typeof COUNTERS)[number]]) => number) =>
    Object.fromEntries(COUNTERS.map((name) => [name, read(tlbs[name])])) as Record<
      (typeof COUNTERS)[number],
      number
    >;
  const now = counts((column) => column.get(tlb.row));
  const summary = {
    tlb: tlb.row,
    cpu: tlb.cpu - 1,
    name: tlbName(tlbs.kind.get(tlb.row)),
    entries: tlb.entries,
    ways: tlb.ways,
    sets: tlb.setMask + 1,
    valid: tlb.liveCount,
    ...now,
  };
  if (before === null) return summary;
  return {
    ...summary,
    ...marksOf(
      summary,
      counts((column) => before.get(column, tlb.row)),
    ),
  };
}

/** The words of one way. */
interface Words {
  readonly page: number;
  /** 0: there is no entry. */
  readonly tag: number;
  readonly value: number;
}

/** One TLB, as it stands and as it was at the stop before. */
class TlbReader {
  constructor(
    private readonly look: Looking,
    private readonly tlb: Tlb,
  ) {}

  /** The rows from set `first` on, runs of empty sets folded. */
  rows(first: number, most: number): { rows: (TlbSet | TlbFold)[]; next: number | null } {
    const rows: (TlbSet | TlbFold)[] = [];
    const sets = this.tlb.setMask + 1;
    let entries = 0;
    let set = first;
    while (set < sets && rows.length < most && entries < MOST_ENTRIES) {
      let last = set;
      while (last < sets && this.isEmpty(last)) last++;
      if (last > set) {
        rows.push({ kind: 'fold', first: set, last: last - 1 });
        set = last;
        continue;
      }
      const row = this.set(set++);
      entries += row.entries.length;
      rows.push(row);
    }
    return { rows, next: set < sets ? set : null };
  }

  /** Counts over all sets. */
  totals(): { stale: number; filled: number; changed: number; dropped: number } {
    const totals = { stale: 0, filled: 0, changed: 0, dropped: 0 };
    for (let set = 0; set <= this.tlb.setMask; set++) {
      if (this.isEmpty(set)) continue;
      for (const { stale, mark } of this.set(set).entries) {
        if (mark === 'new') totals.filled++;
        if (mark === 'changed') totals.changed++;
        if (mark === 'gone') totals.dropped++;
        if (stale !== null && mark !== 'gone') totals.stale++;
      }
    }
    return totals;
  }

  private isEmpty(set: number): boolean {
    for (let way = 0; way < this.tlb.ways; way++) {
      if (this.wordsNow(set, way).tag !== 0 || this.wordsThen(set, way).tag !== 0) return false;
    }
    return true;
  }

  private set(set: number): TlbSet {
    const { tlb } = this;
    const entries: TlbEntry[] = [];
    const here: Words[] = [];
    for (let way = 0; way < tlb.ways; way++) here.push(this.wordsNow(set, way));
    for (let rank = 0; rank < tlb.ways; rank++) {
      const way = wayAt(this.look.computer.tlbWords, tlb, this.firstWord(set), rank);
      const now = here[way];
      if (now === undefined || now.tag === 0) continue;
      entries.push({ ...this.entry(now, way, rank), ...this.marks(set, way, now) });
    }
    const empty = tlb.ways - entries.length;
    for (let way = 0; way < tlb.ways; way++) {
      const then = this.wordsThen(set, way);
      if (then.tag === 0 || here.some((now) => isSameEntry(now, then))) continue;
      entries.push({ ...this.entry(then, way, tlb.ways), stale: null, mark: 'gone' });
    }
    return { kind: 'set', set, entries, empty };
  }

  private marks(set: number, way: number, now: Words): Pick<TlbEntry, 'mark' | 'was'> {
    if (this.look.before === null) return {};
    const then = this.sameThen(set, way, now);
    if (then === undefined) return { mark: 'new' };
    if (then.value === now.value) return {};
    const { frame, user, writable, executable, dirty } = this.entry(then, way, 0);
    return marksOf(this.entry(now, way, 0), { frame, user, writable, executable, dirty });
  }

  /** The entry for the same page at the stop before: in this way, or in another of the set. */
  private sameThen(set: number, way: number, now: Words): Words | undefined {
    const here = this.wordsThen(set, way);
    if (isSameEntry(here, now)) return here;
    for (let other = 0; other < this.tlb.ways; other++) {
      const then = this.wordsThen(set, other);
      if (isSameEntry(then, now)) return then;
    }
    return undefined;
  }

  private entry({ page: low, tag, value }: Words, way: number, rank: number): TlbEntry {
    const { computer } = this.look;
    const { architecture } = computer;
    const flags = value & (2 ** VALUE_SHIFT - 1);
    const line: Line = {
      page: entryPage(low, tag),
      frame: value >>> VALUE_SHIFT,
      flags,
      asid: tagAsid(tag),
    };
    const owner = this.ownerOf(line.asid);
    const root =
      owner === 0 ? computer.cpus.root.get(this.tlb.cpu) : computer.vmprocs.root.get(owner);
    const stale = staleness(computer, root, line, line.page);
    // An address space has the slot of the process that it was made for.
    const endpoint = computer.processes.endpoint.get(owner);
    return {
      way,
      rank,
      address: hexAddress(architecture, line.page),
      frame: hex(line.frame),
      pages: (flags & ENTRY_LARGE) === 0 ? 1 : architecture.largePages,
      user: (flags & ENTRY_USER) !== 0,
      writable: (flags & ENTRY_WRITABLE) !== 0,
      executable: (flags & ENTRY_EXECUTABLE) !== 0,
      dirty: (flags & ENTRY_DIRTY) !== 0,
      global: (flags & ENTRY_GLOBAL) !== 0,
      process: owner === 0 ? null : endpoint,
      name: owner === 0 ? '' : nameOfProcess(computer, endpoint),
      stale: stale === null ? null : staleText(stale),
    };
  }

  /** The address space that an entry belongs to; 0: all, or none that is there. */
  private ownerOf(asid: number): VmprocRow {
    const { cpus, processes, vmprocs, asid: isTagged } = this.look.computer;
    if (asid === ASID_GLOBAL) return 0;
    if (isTagged) return vmprocs.root.get(asid) === 0 ? 0 : asid;
    const root = cpus.root.get(this.tlb.cpu);
    for (let row = processes.nextRow(1); row !== 0; row = processes.nextRow(row + 1)) {
      const owner = processes.vmproc.get(row);
      if (root !== 0 && vmprocs.root.get(owner) === root) return owner;
    }
    return 0;
  }

  private firstWord(set: number): number {
    return this.tlb.firstSet + set * this.tlb.setWords;
  }

  private wordsNow(set: number, way: number): Words {
    const { tlbWords } = this.look.computer;
    return this.words(set, way, (word) => tlbWords.get(word));
  }

  private wordsThen(set: number, way: number): Words {
    const { before, computer } = this.look;
    if (before === null) return { page: 0, tag: 0, value: 0 };
    return this.words(set, way, (word) => before.get(computer.tlbWords, word));
  }

  private words(set: number, way: number, read: (word: number) => number): Words {
    const entry = this.firstWord(set) + this.tlb.lines + way * LINE_WORDS;
    return { page: read(entry + PAGE), tag: read(entry + TAG), value: read(entry + VALUE) };
  }
}

function isSameEntry(a: Words, b: Words): boolean {
  return a.tag !== 0 && a.tag === b.tag && a.page === b.page;
}
