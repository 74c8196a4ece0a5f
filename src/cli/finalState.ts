/**
 * The final state of a run as `--json` prints it. docs/cli.md has its schema; a change that breaks readers raises the
 * version.
 */
import { signalName } from '../engine/errno';
import type { Computer } from '../program/computer';
import { faultCounters } from '../program/faultCounters';
import type { Program } from '../program/form';
import { mappingsOf, mapsLine } from '../program/maps';
import type { Run } from './execute';
import { processName } from '../timeline/processName';
import type { ProcessMap } from './processMaps';

const VERSION = 1;

/**
 * Plain data, ready to be printed.
 * @param maps what `--maps` asked for; null when it did not.
 */
export function finalState(program: Program, run: Run, maps: readonly ProcessMap[] | null) {
  const { computer } = run;
  return {
    version: VERSION,
    name: program.name,
    hash: computer.hash.all(),
    statements: run.statements,
    events: computer.trace.now,
    ticks: computer.kernel.ticks.get(1),
    expectations: { total: run.expectations, failed: run.failed },
    failures: run.failures,
    processes: processesOf(computer, program),
    frames: {
      total: computer.globals.totalFrames.get(1),
      free: computer.globals.freeFrames.get(1),
      cached: computer.globals.cachedCount.get(1),
      copied: computer.globals.copiedFrames.get(1),
    },
    tlb: tlbCounters(computer),
    disk: { reads: computer.diskState.reads.get(1), writes: computer.diskState.writes.get(1) },
    ...(maps === null ? {} : { maps }),
  };
}

function processesOf(computer: Computer, program: Program) {
  const { processes, mprocs, vmprocs } = computer;
  const list = [];
  for (let row = processes.nextRow(1); row !== 0; row = processes.nextRow(row + 1)) {
    const vmproc = processes.vmproc.get(row);
    if (mprocs.pid.get(row) <= 0 || vmproc === 0) continue;
    const alive = vmprocs.root.get(vmproc) !== 0 && processes.signal.get(row) === 0;
    list.push({
      pid: mprocs.pid.get(row),
      name: processName(computer, program, processes.endpoint.get(row)),
      parent: mprocs.pid.get(mprocs.parent.get(row)),
      alive,
      signal: signalName(processes.signal.get(row)) ?? null,
      residentPages: vmprocs.total.get(vmproc),
      tables: vmprocs.tables.get(vmproc),
      faults: faultCounters(computer, vmproc),
      maps: mappingsOf(computer, row).map((mapping) => mapsLine(computer, mapping)),
    });
  }
  return list;
}

function tlbCounters({ tlbs }: Computer) {
  const list = [];
  for (let row = tlbs.nextRow(1); row !== 0; row = tlbs.nextRow(row + 1)) {
    list.push({
      cpu: tlbs.cpu.get(row) - 1,
      hits: tlbs.hits.get(row),
      misses: tlbs.misses.get(row),
      fills: tlbs.fills.get(row),
      evictions: tlbs.evictions.get(row),
      flushes: tlbs.flushes.get(row),
      invalidations: tlbs.invalidations.get(row),
    });
  }
  return list;
}
