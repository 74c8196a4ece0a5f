/** How an expression names a process at any moment: by its variable, else by its pid. Only looks. */
import { readCell } from '../../program/cells';
import { pidOf, rowOf } from '../../program/processes';
import { serverName } from '../../program/servers';
import type { Look } from './shown';

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
