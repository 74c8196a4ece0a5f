/** Globals, counters and CPUs of the view of the kernel. Only looks. */
import { rowOfEndpoint } from '../../engine/processNumbers';
import type { Computer } from '../../program/computer';
import { nameOfProcess } from '../../program/processNames';
import type { KernelRow } from '../../protocol/kernel';
import { hex, hexAddress } from './hex';
import { grouped, kernelRow } from './kernelRow';

/** What VM and the kernel keep in global variables. */
export function globalRows(computer: Computer): KernelRow[] {
  const { globals, kernel, pm, ram } = computer;
  const number = (id: string, label: string, count: number, about: string) =>
    kernelRow(id, label, grouped(count), about);
  const frame = (id: string, label: string, value: number, about: string) =>
    kernelRow(id, label, value === 0 ? 'none' : hex(value), about);
  return [
    number('ram', 'physical memory', ram.frames, 'frames in all'),
    number(
      'total',
      'total frames',
      globals.totalFrames.get(1),
      'frames that the allocator may give',
    ),
    number('free', 'free frames', globals.freeFrames.get(1), 'of those, the free ones'),
    number('recent', 'recently freed', globals.recentCount.get(1), 'frames that are given first'),
    frame(
      'lastScan',
      'last scan',
      globals.lastScan.get(1),
      'where the search for a free frame goes on, downward',
    ),
    number('spares', 'spare frames', globals.spares.get(1), 'kept for VM itself'),
    number(
      'sparesWanted',
      'spare frames wanted',
      globals.sparesWanted.get(1),
      'how many VM keeps when it can',
    ),
    frame(
      'zeroFrame',
      'frame of zeros',
      globals.zeroFrame.get(1),
      'shared by all pages that were only read',
    ),
    number(
      'cached',
      'cached pages',
      globals.cachedCount.get(1),
      'pages of files in the page cache',
    ),
    number('region', 'next region id', globals.nextRegionId.get(1), 'given to the next region'),
    number('pid', 'last pid', pm.lastPid.get(1), 'given last by PM'),
    number('bootFrames', 'boot frames', kernel.bootFrames.get(1), 'kernel and servers'),
    kernelRow(
      'inject',
      'injected failure',
      kernel.failAllocation.get(1) === 0
        ? 'none'
        : `allocation ${kernel.failAllocation.get(1)} from now`,
      'which allocation the script makes fail',
    ),
  ];
}

/** What only grows. */
export function counterRows(computer: Computer): KernelRow[] {
  const { kernel, globals, diskState, trace } = computer;
  const rows: readonly (readonly [string, string, number, string])[] = [
    ['ticks', 'ticks', kernel.ticks.get(1), 'time since boot: what latencies and timeouts count'],
    ['events', 'events', trace.now, 'everything that happened since boot'],
    ['switches', 'context switches', kernel.contextSwitches.get(1), ''],
    ['allocations', 'allocations', kernel.allocations.get(1), 'frames and slab objects'],
    ['copied', 'copied frames', globals.copiedFrames.get(1), 'by copy-on-write'],
    ['reads', 'disk reads', diskState.reads.get(1), ''],
    ['writes', 'disk writes', diskState.writes.get(1), ''],
  ];
  return rows.map(([id, label, count, about]) => kernelRow(id, label, grouped(count), about));
}

/** One line for each CPU. */
export function cpuRows(computer: Computer): KernelRow[] {
  const { cpus, processes, architecture } = computer;
  const rows: KernelRow[] = [];
  for (let cpu = cpus.nextRow(1); cpu !== 0; cpu = cpus.nextRow(cpu + 1)) {
    const process = cpus.process.get(cpu);
    const name = nameOfProcess(computer, processes.endpoint.get(process));
    const runs = process === 0 ? 'idle' : `runs ${name}`;
    rows.push(
      kernelRow(String(cpu - 1), `CPU ${cpu - 1}`, runs, '', [
        { label: 'root of the page tables', value: hexAddress(architecture, cpus.root.get(cpu)) },
        { label: 'address space tag', value: String(cpus.asid.get(cpu)) },
        {
          label: 'address of the last fault',
          value: hexAddress(architecture, cpus.faultPage.get(cpu)),
        },
        { label: 'code of the last fault', value: hex(cpus.fault.get(cpu)) },
        { label: 'cycles', value: grouped(cpus.cycles.get(cpu)) },
        { label: 'page walks', value: grouped(cpus.walks.get(cpu)) },
        { label: 'page faults', value: grouped(cpus.faults.get(cpu)) },
        { label: 'accessed bits set', value: grouped(cpus.accessedSets.get(cpu)) },
        { label: 'dirty bits set', value: grouped(cpus.dirtySets.get(cpu)) },
      ]),
    );
  }
  return rows;
}

/** The name of the process with an endpoint; empty for none. */
export function endpointName(computer: Computer, endpoint: number): string {
  return computer.processes.has(rowOfEndpoint(endpoint)) ? nameOfProcess(computer, endpoint) : '';
}
