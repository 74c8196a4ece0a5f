/**
 * The tables of the hardware: physical memory, the CPUs' registers and counters, and the entries of their TLBs. The
 * shape of the TLBs is fixed when the machine is made.
 *
 * Entries and their order of use are state. Everything in a `Tlb` record that changes is derived from them and is
 * made anew after a restore: the machine must never depend on more than that.
 */
import { Int32Column } from '../machine/columns';
import { Ram } from '../machine/ram';
import type { Store } from '../machine/store';
import { f64, i32, ref, table, type Row } from '../machine/table';
import type { Trace } from '../machine/trace';
import type { Architecture } from './architecture';
import type { Finding } from './finding';
import { deriveTlb, LINE_WORDS, MAX_SHORT_WAYS, orderSets } from './tlb';
import { walkFormat, type WalkFormat } from './walkFormat';

export type CpuRow = Row<'cpu'>;
export type TlbRow = Row<'tlb'>;

/** The sizes of one TLB. Its sets, `entries / ways`, are a power of two. */
export interface TlbShape {
  readonly entries: number;
  readonly ways: number;
}

export interface HardwareConfiguration {
  readonly architecture: Architecture;
  /** Frames of physical memory, numbered from 0. */
  readonly frames: number;
  readonly cpus: number;
  /** The first level, and perhaps a second one. */
  readonly tlb: readonly TlbShape[];
  /** First levels of their own for instruction fetches and for data; null: they share the first of `tlb`. */
  readonly itlb: TlbShape | null;
  readonly dtlb: TlbShape | null;
  /** Entries are tagged with the address space, and loading a root flushes nothing. */
  readonly asid: boolean;
}

/** Which TLB a row of `tlbs` is. */
export const TLB_KIND = { unified: 1, fetch: 2, data: 3, second: 4 } as const;

/** One row for each CPU, in their order: row 1 is CPU 0. */
function cpuTable(store: Store, cpus: number) {
  return table(store, 'cpu', cpus + 1, {
    /** The process that runs, 0 for none. */
    process: ref('process', 'cursor'),
    /** Frame of the root table (x86: CR3). */
    root: i32('cursor'),
    /** Tag of the address space that runs, 0 to 1022. */
    asid: i32('cursor'),
    /** The last page fault: its code (FAULT_* bits) and its page (x86: CR2). */
    fault: i32('cursor'),
    faultPage: f64('cursor'),
    cycles: f64('statistic'),
    /** Walks of the page table because no TLB had the page; those that ended in a fault count too. */
    walks: f64('statistic'),
    faults: f64('statistic'),
    /** Entries of page tables in which a walk set the accessed bit. */
    accessedSets: f64('statistic'),
    /** Writes through a TLB entry that was not dirty yet, so that the dirty bit had to be set in the page table. */
    dirtySets: f64('statistic'),
  });
}

/** One row for each TLB: CPU by CPU, of each the first level (fetches before data), then the second. */
function tlbTable(store: Store, count: number) {
  return table(store, 'tlb', count + 1, {
    cpu: ref('cpu'),
    /** TLB_KIND. */
    kind: i32(),
    hits: f64('statistic'),
    misses: f64('statistic'),
    /** Entries written, and of those, how many replaced another. */
    fills: f64('statistic'),
    evictions: f64('statistic'),
    /** Times that more than one page was dropped. */
    flushes: f64('statistic'),
    /** Entries dropped one by one. */
    invalidations: f64('statistic'),
    /** Requests of other CPUs to drop entries. */
    shootdowns: f64('statistic'),
  });
}

/** One TLB: where its words are (tlb.ts has their layout), and what is derived from them. */
export interface Tlb {
  /** Its row in `tlbs`, where its counters are. */
  readonly row: TlbRow;
  readonly cpu: CpuRow;
  readonly entries: number;
  readonly ways: number;
  readonly setMask: number;
  /** Its first word in `tlbWords`, and how many it has. */
  readonly base: number;
  readonly words: number;
  /** The first word of its first set, and the words of each set. */
  readonly firstSet: number;
  readonly setWords: number;
  /** Whether its sets have digests, and their order of use is in one or two words: see tlb.ts. */
  readonly short: boolean;
  /** Where in a set its digests are, how many words they have, and where its lines begin. */
  readonly digests: number;
  readonly digestWords: number;
  readonly lines: number;
  /** The bits of a page number that select its set. */
  readonly setBits: number;
  /** One bit for each way of each set: it is a valid entry. */
  readonly live: Int32Array;
  /** Valid entries. */
  liveCount: number;
  /** Valid entries of large pages, and of all address spaces (none when there are no tags). */
  largeCount: number;
  globalCount: number;
  /** The first word of the entry that was used last, or `base`, where no entry is. */
  last: number;
}

/** The TLBs of one CPU. `fetch` and `data` are the same one unless the first level is split. */
export interface Mmu {
  readonly fetch: Tlb;
  readonly data: Tlb;
  readonly second: Tlb | null;
  /** The words of one address, for quiet.ts; no state. */
  readonly low: Int32Array;
  readonly high: Int32Array;
  /** What quiet.ts did and has not counted yet; no state. */
  readonly done: Int32Array;
}

export interface Hardware {
  readonly store: Store;
  readonly trace: Trace;
  readonly ram: Ram;
  readonly architecture: Architecture;
  readonly format: WalkFormat;
  /** Whether TLB entries are tagged with the address space. */
  readonly asid: boolean;
  readonly cpus: ReturnType<typeof cpuTable>;
  readonly tlbs: ReturnType<typeof tlbTable>;
  /** The entries of all TLBs. */
  readonly tlbWords: Int32Column;
  /** By CPU row; row 0 is as row 1. */
  readonly mmus: readonly [Mmu, ...Mmu[]];
}

const MAX_ENTRIES = 4096;

/** What is wrong with the sizes of a TLB, or null: `tlbEntries`, `tlbWays`, `tlbSets`, each with `{entries, ways}`. */
export function checkTlbShape({ entries, ways }: TlbShape): Finding | null {
  const args = { entries: String(entries), ways: String(ways) };
  if (!Number.isInteger(entries) || entries < 1 || entries > MAX_ENTRIES) {
    return { id: 'tlbEntries', args };
  }
  if (!Number.isInteger(ways) || ways < 1 || entries % ways !== 0) return { id: 'tlbWays', args };
  const sets = entries / ways;
  return (sets & (sets - 1)) === 0 ? null : { id: 'tlbSets', args };
}

/** Makes the tables of the hardware. The configuration is possible: see `checkTlbShape`. */
export function hardwareTables(
  store: Store,
  trace: Trace,
  configuration: HardwareConfiguration,
): Hardware {
  const { architecture, frames, asid } = configuration;
  const count = Math.max(1, configuration.cpus);
  const shapes = shapesOf(configuration);
  const cpus = cpuTable(store, count);
  const tlbs = tlbTable(store, count * shapes.length);
  const ram = new Ram(store, 'ram', 'state', frames, architecture.pageBytes);
  const layout = new TlbLayout(configuration, tlbs);
  const first = layout.placeAll(cpus.add());
  const mmus: [Mmu, ...Mmu[]] = [first, first];
  for (let cpu = 1; cpu < count; cpu++) mmus.push(layout.placeAll(cpus.add()));
  const tlbWords = new Int32Column(store, 'tlbEntry', 'cursor', layout.nextWord);
  for (const tlb of layout.made) orderSets(tlbWords, tlb);
  const derive = (): void => {
    for (const tlb of layout.made) deriveTlb(tlbWords, tlb);
  };
  derive();
  store.derived.push(derive);
  const format = walkFormat(architecture);
  return { store, trace, ram, architecture, format, asid, cpus, tlbs, tlbWords, mmus };
}

const DEFAULT_SHAPE: TlbShape = { entries: 64, ways: 4 };

/** The shapes of one CPU's TLBs. */
function shapesOf({ tlb, itlb, dtlb }: HardwareConfiguration): TlbShape[] {
  const [first = DEFAULT_SHAPE, second] = tlb;
  const firstLevel = itlb === null && dtlb === null ? [first] : [itlb ?? first, dtlb ?? first];
  return second === undefined ? firstLevel : [...firstLevel, second];
}

/** Gives each TLB its words, one after the other. */
class TlbLayout {
  readonly made: Tlb[] = [];
  nextWord = 0;

  constructor(
    private readonly configuration: HardwareConfiguration,
    private readonly tlbs: Hardware['tlbs'],
  ) {}

  placeAll(cpu: CpuRow): Mmu {
    const { tlb, itlb, dtlb } = this.configuration;
    const [first = DEFAULT_SHAPE, second] = tlb;
    const split = itlb !== null || dtlb !== null;
    const fetch = split ? this.place(cpu, TLB_KIND.fetch, itlb ?? first) : null;
    const kind = split ? TLB_KIND.data : TLB_KIND.unified;
    const data = this.place(cpu, kind, split ? (dtlb ?? first) : first);
    return {
      fetch: fetch ?? data,
      data,
      second: second === undefined ? null : this.place(cpu, TLB_KIND.second, second),
      low: new Int32Array(1),
      high: new Int32Array(1),
      done: new Int32Array(3),
    };
  }

  private place(cpu: CpuRow, kind: number, { entries, ways }: TlbShape): Tlb {
    const row = this.tlbs.add();
    this.tlbs.cpu.set(row, cpu);
    this.tlbs.kind.set(row, kind);
    const sets = entries / ways;
    const base = this.nextWord;
    const short = ways <= MAX_SHORT_WAYS;
    const digests = short ? Math.ceil(ways / 8) : ways;
    const digestWords = short ? Math.ceil(ways / 4) : 0;
    const lines = digests + digestWords;
    const setWords = lines + ways * LINE_WORDS;
    const tlb: Tlb = {
      ...{ row, cpu, entries, ways, setMask: sets - 1, setBits: Math.log2(sets) },
      ...{ base, words: LINE_WORDS + sets * setWords, firstSet: base + LINE_WORDS, setWords },
      ...{ short, digests, digestWords, lines },
      live: new Int32Array((entries + 31) >>> 5),
      ...{ liveCount: 0, largeCount: 0, globalCount: 0, last: base },
    };
    this.nextWord += tlb.words;
    this.made.push(tlb);
    return tlb;
  }
}
