/** Which process a message means: endpoints are numbers that anybody can write (isokendpt of minix/kernel/proc.c). */
import type { Machine, ProcessRow } from '../machine';
import { rowOfEndpoint, RTS } from '../processNumbers';

/** The process with an endpoint, which may have ended; 0 if the slot is another's by now, or there is no such slot. */
export function processOfEndpoint(machine: Machine, endpoint: number): ProcessRow {
  const { processes } = machine;
  const process = endpoint < 0 ? 0 : rowOfEndpoint(endpoint);
  if (!processes.has(process)) return 0;
  return processes.endpoint.get(process) === endpoint ? process : 0;
}

/** Whether a process has ended: nothing of it runs any more. */
export function hasEnded(machine: Machine, process: ProcessRow): boolean {
  return (machine.processes.rts.get(process) & (RTS.SLOT_FREE | RTS.ZOMBIE)) !== 0;
}
