/**
 * Reference traces through the MMU with demand paging: every page fault maps the page to a new frame and the
 * reference is tried again. The counters of the full traces are known (`GOLDEN`).
 */
import { hardwareTables, type Hardware } from '../../src/arch/hardware';
import type { Architecture } from '../../src/arch/architecture';
import { i386 } from '../../src/arch/architecture';
import { accessBatch, referenceAccess, referencePage } from '../../src/arch/batch';
import {
  ENTRY_PRESENT,
  ENTRY_USER,
  ENTRY_WRITABLE,
  ENTRY_EXECUTABLE,
  entryHigh,
  entryLow,
} from '../../src/arch/entries';
import { loadRoot, translate } from '../../src/arch/mmu';
import { peekEntry } from '../../src/arch/peek';
import { Store } from '../../src/machine/store';
import { Trace } from '../../src/machine/trace';
import type { TraceName } from './referenceTraces';

/** What a trace did to the TLBs, not counting the failed tries of accesses that faulted. */
export interface TlbCounts {
  readonly firstHits: number;
  readonly secondHits: number;
  readonly walks: number;
  readonly faults: number;
  readonly dirtySets: number;
}

/**
 * The full traces on TLBs of 64 entries in 4 ways and 1536 in 12, as counted by an independent C implementation; its
 * hits and misses agree with those of DynamoRIO's TLB simulator.
 */
export const GOLDEN: Readonly<Record<TraceName, TlbCounts>> = {
  seq: { firstHits: 16515072, secondHits: 0, walks: 262144, faults: 16384, dirtySets: 16384 },
  rnd: { firstHits: 16501, secondHits: 376659, walks: 16384056, faults: 65536, dirtySets: 1174 },
  zipf: {
    firstHits: 3544803,
    secondHits: 4704338,
    walks: 8528075,
    faults: 261879,
    dirtySets: 314697,
  },
};

const FLAGS = ENTRY_PRESENT | ENTRY_USER | ENTRY_WRITABLE | ENTRY_EXECUTABLE;
/** 64 MiB for page tables, as in the reference; the frames of data are only numbers. */
const TABLE_FRAMES = 16384;
const ROOT = 1;

/** A machine with one CPU, and the pager that serves its faults. */
export class PagedMachine {
  readonly machine: Hardware;
  private nextTable = ROOT + 1;
  private nextFrame = TABLE_FRAMES;

  constructor(readonly architecture: Architecture = i386) {
    const store = new Store();
    this.machine = hardwareTables(store, new Trace(), {
      architecture,
      frames: TABLE_FRAMES,
      cpus: 1,
      tlb: [
        { entries: 64, ways: 4 },
        { entries: 1536, ways: 12 },
      ],
      itlb: null,
      dtlb: null,
      asid: false,
    });
    store.seal();
    loadRoot(this.machine, 1, ROOT, 0);
  }

  /** All references through `accessBatch`. */
  runBatch(low: Int32Array, high: Int32Array | null): void {
    let i = accessBatch(this.machine, 1, low, high, 0, low.length);
    while (i < low.length) {
      this.map(this.machine.cpus.faultPage.get(1));
      i = accessBatch(this.machine, 1, low, high, i, low.length);
    }
  }

  /** All references through `translate`, one call each. */
  runSingly(low: Int32Array, high: Int32Array | null): void {
    const { machine } = this;
    for (let i = 0; i < low.length; i++) {
      const reference = low[i] ?? 0;
      const page = referencePage(machine, reference, high === null ? 0 : (high[i] ?? 0));
      const access = referenceAccess(reference);
      while (translate(machine, 1, page, access) < 0) this.map(page);
    }
  }

  /** Maps a page to a new frame, with the tables that are missing. */
  map(page: number): void {
    const { machine, architecture } = this;
    for (const { number } of architecture.levels) {
      const word = peekEntry(machine, ROOT, page, number);
      if ((machine.ram.get(word) & architecture.entry.present) !== 0) continue;
      const frame = number === 1 ? this.nextFrame++ : this.nextTable++;
      machine.ram.set(word, entryLow(architecture, frame, FLAGS));
      if (architecture.entry.words === 2) {
        machine.ram.set(word + 1, entryHigh(architecture, frame, FLAGS));
      }
    }
  }

  counts(): TlbCounts {
    const { cpus, tlbs } = this.machine;
    const faults = cpus.faults.get(1);
    return {
      firstHits: tlbs.hits.get(1),
      secondHits: tlbs.hits.get(2),
      walks: cpus.walks.get(1) - faults,
      faults,
      dirtySets: cpus.dirtySets.get(1),
    };
  }
}
