/** The maps that `run --maps` tells: of each process when it exits, and at the end of those that live. Only looks. */
import { addressOf } from '../program/address';
import type { Computer } from '../program/computer';
import type { Program } from '../program/form';
import { formatHexadecimal } from '../program/integer';
import { mappingsOf, mapsLine, type Mapping } from '../program/maps';
import { processName } from '../timeline/processName';

/** As `--json` has it; docs/cli.md says what the fields are. */
export interface ProcessMap {
  readonly pid: number;
  readonly name: string;
  readonly when: 'exit' | 'end';
  readonly text: string;
  readonly mappings: readonly unknown[];
}

/** The map of a process that is about to lose it, or that lives at the end. */
export function processMap(
  computer: Computer,
  program: Program,
  process: number,
  when: ProcessMap['when'],
): ProcessMap {
  const pid = computer.mprocs.pid.get(process);
  const mappings = mappingsOf(computer, process);
  const lines = mappings.map((mapping) => mapsLine(computer, mapping));
  return {
    pid,
    name: processName(computer, program, computer.processes.endpoint.get(process)),
    when,
    text: [`### maps ${String(pid)} at-exit`, ...lines, '### end'].join('\n'),
    mappings: mappings.map((mapping) => plain(computer, mapping)),
  };
}

/** A mapping as plain data; addresses and offsets in bytes, in hexadecimal because they may be beyond a double. */
function plain({ architecture }: Computer, mapping: Mapping) {
  const address = (page: number): string => formatHexadecimal(addressOf(architecture, page, 0));
  const { start, end, permissions, filePage, object, label } = mapping;
  return {
    start: address(start),
    end: address(end),
    permissions,
    offset: address(filePage),
    object,
    label,
  };
}

/** The maps of the user processes that live. */
export function mapsOfLiving(computer: Computer, program: Program): ProcessMap[] {
  const { processes, mprocs, vmprocs } = computer;
  const maps: ProcessMap[] = [];
  for (let row = processes.nextRow(1); row !== 0; row = processes.nextRow(row + 1)) {
    const isUser = mprocs.pid.get(row) > 0 && vmprocs.root.get(processes.vmproc.get(row)) !== 0;
    if (isUser) maps.push(processMap(computer, program, row, 'end'));
  }
  return maps;
}
