/** The TLBs against a slow model that is plainly right: lists in order of use, two levels of which the second backs the first. */
import { describe, expect, it } from 'vitest';
import { i386, x86_64 } from '../../src/arch/architecture';
import { referenceTrace, type TraceName } from '../bench/referenceTraces';
import { PagedMachine, type TlbCounts } from '../bench/tlbTraces';

/** One level: for each set its pages, the one used last first. */
class Level {
  private readonly sets: number[][];

  constructor(
    entries: number,
    private readonly ways: number,
  ) {
    this.sets = Array.from({ length: entries / ways }, () => []);
  }

  /** Whether the page is there; it is the one used last then. */
  use(page: number): boolean {
    const set = this.setOf(page);
    const at = set.indexOf(page);
    if (at < 0) return false;
    set.splice(at, 1);
    set.unshift(page);
    return true;
  }

  fill(page: number): void {
    const set = this.setOf(page);
    set.unshift(page);
    if (set.length > this.ways) set.pop();
  }

  private setOf(page: number): number[] {
    return this.sets[page % this.sets.length] ?? [];
  }
}

/** 64 entries in 4 ways before 1536 in 12; a page is mapped when it is first touched, and dirty when first written. */
function model(trace: Int32Array): TlbCounts {
  const first = new Level(64, 4);
  const second = new Level(1536, 12);
  const mapped = new Set<number>();
  const dirty = new Set<number>();
  const counts = { firstHits: 0, secondHits: 0, walks: 0, faults: 0, dirtySets: 0 };
  for (const reference of trace) {
    const page = reference >>> 12;
    const write = (reference & 1) !== 0;
    if (first.use(page)) counts.firstHits++;
    else if (second.use(page)) {
      counts.secondHits++;
      first.fill(page);
    } else {
      counts.walks++;
      if (!mapped.has(page)) {
        counts.faults++;
        mapped.add(page);
      }
      second.fill(page);
      first.fill(page);
      // A walk for a write sets the dirty bit at once; only a write through a clean entry counts.
      if (write) {
        dirty.add(page);
      }
    }
    if (write && !dirty.has(page)) {
      dirty.add(page);
      counts.dirtySets++;
    }
  }
  return counts;
}

const NAMES: readonly TraceName[] = ['seq', 'rnd', 'zipf'];
const LENGTH = 150_000;

describe('TLBs of two levels', () => {
  it.each(NAMES)('count on %s as the model does: in batches, singly, and on x86-64', (name) => {
    const trace = referenceTrace(name, LENGTH);
    const expected = model(trace);
    const { firstHits, secondHits, walks, faults } = expected;
    const batch = new PagedMachine(i386);
    batch.runBatch(trace, null);
    expect(batch.counts()).toMatchObject({ firstHits, secondHits, walks, faults });
    const single = new PagedMachine(i386);
    single.runSingly(trace, null);
    expect(single.counts()).toEqual(batch.counts());
    const wide = new PagedMachine(x86_64);
    wide.runBatch(trace, new Int32Array(trace.length));
    expect(wide.counts()).toEqual(batch.counts());
  });

  it('has the same entries after batches as after single accesses', () => {
    const trace = referenceTrace('zipf', 20_000);
    const batch = new PagedMachine(i386);
    batch.runBatch(trace, null);
    const single = new PagedMachine(i386);
    single.runSingly(trace, null);
    expect(batch.machine.tlbWords.data).toEqual(single.machine.tlbWords.data);
  });
});
