/** Who an address space belongs to, and how an expression names a process at any moment. Only looks. */
import { readCell } from '../../program/cells';
import { pidOf, rowOf } from '../../program/processes';
import { serverName } from '../../program/servers';
import type { Look } from './shown';

/** The endpoint of a process that runs in an address space: of its owner, if that lives; -1: none does. */
export function endpointOfSpace({ computer: { processes } }: Look, vmproc: number): number {
  if (processes.has(vmproc) && processes.vmproc.get(vmproc) === vmproc) {
    return processes.endpoint.get(vmproc);
  }
  let row = processes.nextRow(1);
  while (row !== 0 && processes.vmproc.get(row) !== vmproc) row = processes.nextRow(row + 1);
  return row === 0 ? -1 : processes.endpoint.get(row);
}

/** A process by its variable, else by its pid. */
export function processExpression({ computer, program }: Look, endpoint: number): string {
  const server = serverName(rowOf(computer, endpoint));
  if (server !== undefined) return server;
  const variable = program.globals.find(({ index }) => {
    const value = readCell(computer, computer.variables, index);
    return typeof value === 'object' && value?.kind === 'process' && value.endpoint === endpoint;
  });
  if (variable !== undefined) return variable.name;
  return `first(processes where .pid == ${pidOf(computer, endpoint)})`;
}
