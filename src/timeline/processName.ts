/** What a console calls a process: as the program layer does, but a forked one by the script's variable. Only looks. */
import { readCell } from '../program/cells';
import type { Computer } from '../program/computer';
import type { Program } from '../program/form';
import { nameOfProcess } from '../program/processNames';

/** `parent (pid 3)`, `child (pid 101)` by the first variable of the script that holds it, `pid 102` when none does. */
export function processName(computer: Computer, program: Program, endpoint: number): string {
  const name = nameOfProcess(computer, endpoint);
  if (!/^pid \d+$/.test(name)) return name;
  const variable = program.globals.find(({ index }) => {
    const value = readCell(computer, computer.variables, index);
    return typeof value === 'object' && value?.kind === 'process' && value.endpoint === endpoint;
  });
  return variable === undefined ? name : `${variable.name} (${name})`;
}

/** The same by its row; a row that is free has only its number. */
export function nameOfRow(computer: Computer, program: Program, row: number): string {
  if (!computer.processes.has(row)) return `process ${String(row)}`;
  return processName(computer, program, computer.processes.endpoint.get(row));
}
