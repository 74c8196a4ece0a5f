/** What people call a process: its server's name, the name it was spawned with, its pid. Only looks. */
import { findDeparted } from '../engine/kernel/departed';
import type { Computer } from './computer';
import { textOf } from './fields/text';
import { pidOf, rowOf } from './processes';
import { serverName } from './servers';

/** `vm`, `parent (pid 100)`, `pid 101`. A forked process has its parent's name, which would mislead. */
export function nameOfProcess(machine: Computer, endpoint: number): string {
  const row = rowOf(machine, endpoint);
  const server = serverName(row);
  if (server !== undefined) return server;
  const pid = pidOf(machine, endpoint);
  const name = givenName(machine, endpoint);
  const parent = parentOf(machine, endpoint);
  if (name === 0 || (parent > 0 && givenName(machine, parent) === name)) return `pid ${pid}`;
  return `${textOf(machine.strings[name] ?? new Uint8Array(0))} (pid ${pid})`;
}

/** The string number of its name, 0 for none. */
function givenName(machine: Computer, endpoint: number): number {
  const row = rowOf(machine, endpoint);
  if (row !== 0) return machine.processes.name.get(row);
  return machine.departed.name.get(findDeparted(machine, endpoint));
}

/** The endpoint of its parent, 0 for none. */
function parentOf(machine: Computer, endpoint: number): number {
  const row = rowOf(machine, endpoint);
  if (row === 0) return machine.departed.parent.get(findDeparted(machine, endpoint));
  const parent = machine.mprocs.parent.get(row);
  return parent === 0 ? 0 : machine.processes.endpoint.get(parent);
}
