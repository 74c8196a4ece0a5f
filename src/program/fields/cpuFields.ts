/** `cpu(n)` and the counters of TLBs, of one CPU or of all. Only looks. */
import { TLB_KIND } from '../../arch/hardware';
import { readCounter, type Evaluation } from '../evaluation';
import { fail } from '../failure';
import { processValue, type PartValue, type Result } from '../value';

/** All CPUs together. */
export const EVERY_CPU = -1;

/** Which TLBs each name means. `tlb` is the first level, split or not. */
const TLB_PARTS: Readonly<Record<string, readonly number[]>> = {
  tlb: [TLB_KIND.unified, TLB_KIND.fetch, TLB_KIND.data],
  itlb: [TLB_KIND.fetch],
  dtlb: [TLB_KIND.data],
  stlb: [TLB_KIND.second],
};

const COUNTERS = [
  ...(['hits', 'misses', 'fills', 'evictions', 'flushes'] as const),
  ...(['invalidations', 'shootdowns'] as const),
] as const;

export function isTlbPart(name: string): boolean {
  return TLB_PARTS[name] !== undefined;
}

/** The field `name` of a CPU, numbered from 0. */
export function cpuField(evaluation: Evaluation, cpu: number, name: string): Result {
  const { machine } = evaluation;
  const row = cpu + 1;
  if (!machine.cpus.has(row)) return fail('noCpu', { cpu, cpus: machine.cpus.capacity - 1 });
  if (isTlbPart(name)) return { kind: 'part', name, cpu };
  if (name === 'cycles') return readCounter(evaluation, machine.cpus.cycles, row);
  if (name !== 'process') return fail('noField', { name, what: 'cpu' });
  const process = machine.cpus.process.get(row);
  return process === 0 ? 0 : processValue(machine.processes.endpoint.get(process));
}

/** A counter of the TLBs that a part means. */
export function tlbCounter(evaluation: Evaluation, part: PartValue, name: string): Result {
  const { tlbs } = evaluation.machine;
  const counter = COUNTERS.find((known) => known === name);
  if (counter === undefined) return fail('noField', { name, what: part.name });
  const kinds = TLB_PARTS[part.name] ?? [];
  let sum = 0;
  let found = false;
  for (let row = tlbs.nextRow(1); row !== 0; row = tlbs.nextRow(row + 1)) {
    if (!kinds.includes(tlbs.kind.get(row))) continue;
    if (part.cpu !== EVERY_CPU && tlbs.cpu.get(row) !== part.cpu + 1) continue;
    found = true;
    sum += readCounter(evaluation, tlbs[counter], row);
  }
  return found ? sum : fail('noTlb', { name: part.name });
}

/** Cycles of all CPUs. */
export function allCycles(evaluation: Evaluation): number {
  const { cpus } = evaluation.machine;
  let sum = 0;
  for (let row = cpus.nextRow(1); row !== 0; row = cpus.nextRow(row + 1)) {
    sum += readCounter(evaluation, cpus.cycles, row);
  }
  return sum;
}
