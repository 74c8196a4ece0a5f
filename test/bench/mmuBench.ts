/** The access path: references a second through TLBs and page tables, with counters equal to the known ones. */
import { i386, x86_64 } from '../../src/arch/architecture';
import { line } from './measure';
import { referenceTrace, TRACE_LENGTH, type TraceName } from './referenceTraces';
import { GOLDEN, PagedMachine } from './tlbTraces';

const NAMES: readonly TraceName[] = ['seq', 'rnd', 'zipf'];
const RUNS = 7;

export function mmuBench(): void {
  for (const name of NAMES) {
    const trace = referenceTrace(name, TRACE_LENGTH);
    const machine = new PagedMachine(i386);
    machine.runBatch(trace, null);
    const same = JSON.stringify(machine.counts()) === JSON.stringify(GOLDEN[name]);
    line(`${name}: counters`, same ? 'equal to the known ones' : 'DIFFERENT');
    const high = new Int32Array(trace.length);
    rate(`${name}: i386, in batches`, trace.length, () => {
      machine.runBatch(trace, null);
    });
    rate(`${name}: i386, one call each`, trace.length, () => {
      machine.runSingly(trace, null);
    });
    const wide = new PagedMachine(x86_64);
    wide.runBatch(trace, high);
    rate(`${name}: x86-64, in batches`, trace.length, () => {
      wide.runBatch(trace, high);
    });
  }
}

function rate(what: string, references: number, run: () => void): void {
  const rates: number[] = [];
  for (let i = 0; i < RUNS; i++) {
    const start = process.cpuUsage();
    run();
    rates.push(references / process.cpuUsage(start).user);
  }
  rates.sort((a, b) => a - b);
  const at = (i: number): string => (rates[i] ?? NaN).toFixed(1);
  line(what, `${at(RUNS >> 1)} M references/s (${at(0)} to ${at(RUNS - 1)})`);
}
