/** The processes that exist from boot, by the names that scripts give them. Only looks. */
import { INIT_SLOT, MFS, PM, RS, VFS, VM } from '../engine/processNumbers';
import type { Computer } from './computer';

const ROWS: Readonly<Record<string, number>> = {
  pm: PM,
  vfs: VFS,
  rs: RS,
  vm: VM,
  mfs: MFS,
  init: INIT_SLOT + 1,
};

/** The endpoint of a server, or -1. */
export function endpointOfServer(machine: Computer, name: string): number {
  const row = ROWS[name];
  if (row === undefined || !machine.processes.has(row)) return -1;
  return machine.processes.endpoint.get(row);
}

/** The name of the process in a row, if it is a server's. */
export function serverName(row: number): string | undefined {
  return Object.keys(ROWS).find((name) => ROWS[name] === row);
}
