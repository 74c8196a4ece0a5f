/** What a process is doing, in one word. Only looks. */
import { MP } from '../engine/pm/mproc';
import type { Computer } from './computer';
import { isLive, rowOf } from './processes';

export type ProcessState = 'running' | 'ready' | 'blocked' | 'zombie' | 'ended';

/** `running` on its CPU, `ready` to run, `blocked` until another acts, `zombie` until its parent asks, `ended`. */
export function processState(machine: Computer, endpoint: number): ProcessState {
  const { processes, cpus } = machine;
  const row = rowOf(machine, endpoint);
  if (row === 0) return 'ended';
  if (!isLive(machine, row)) {
    return (machine.mprocs.flags.get(row) & MP.ZOMBIE) !== 0 ? 'zombie' : 'ended';
  }
  if (processes.rts.get(row) !== 0) return 'blocked';
  return cpus.process.get(processes.cpu.get(row)) === row ? 'running' : 'ready';
}
