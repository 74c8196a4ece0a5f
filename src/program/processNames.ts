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
  const gone = row === 0 ? findDeparted(machine, endpoint) : 0;
  const name = row === 0 ? machine.departed.name.get(gone) : machine.processes.name.get(row);
  const parent = row === 0 ? 0 : machine.mprocs.parent.get(row);
  const inherited = parent !== 0 && machine.processes.name.get(parent) === name;
  if (name === 0 || inherited) return `pid ${pid}`;
  return `${textOf(machine.strings[name] ?? new Uint8Array(0))} (pid ${pid})`;
}
