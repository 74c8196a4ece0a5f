/**
 * Who runs next. The server of highest priority that has a message and is not at work handles one message; VM comes
 * before VFS, VFS before PM. A server that waits for another's reply lets only servers above it run, so that waiting
 * is never circular: PM asks VFS and VM, VFS asks VM, VM asks nobody.
 *
 * It must never decide anything by event numbers: only queues and ticks drive it.
 */
import { diskPoll, diskWait } from '../drivers/disk';
import type { Machine, ProcessRow } from '../machine';
import { PM, RTS, VFS, VM } from '../processNumbers';
import { sendAndWait } from './ipc';

/** How many servers may run while somebody waits: user processes let all of them run. */
const ALL_SERVERS = 3;

/**
 * Lets one server handle one message, or the disk interrupt.
 * @param servers how many servers, from the highest priority, may run.
 * @returns false when none of them had anything to do.
 */
function runServer(machine: Machine, servers: number): boolean {
  if (machine.diskState.firstRequest.get(1) !== 0) diskPoll(machine);
  if (isReady(machine, VM)) return serve(machine, VM);
  if (servers > 1 && isReady(machine, VFS)) return serve(machine, VFS);
  if (servers > 2 && isReady(machine, PM)) return serve(machine, PM);
  return false;
}

/** Whether a server has a message and is not at work on another. VM never waits, so it is never at work here. */
function isReady(machine: Machine, server: ProcessRow): boolean {
  const { processes } = machine;
  if (processes.callers.get(server) === 0) return false;
  return server === VM || (processes.rts.get(server) & RTS.BUSY) === 0;
}

function serve(machine: Machine, server: ProcessRow): boolean {
  const { servers } = machine;
  if (server === VM) {
    servers.vm(machine);
    return true;
  }
  enterServer(machine, server);
  if (server === VFS) servers.vfs(machine);
  else servers.pm(machine);
  leaveServer(machine, server);
  return true;
}

/** A server begins to work, on a message or on what the boot or the script asks of it; it gets no other meanwhile. */
export function enterServer(machine: Machine, server: ProcessRow): void {
  const { processes } = machine;
  processes.rts.set(server, processes.rts.get(server) | RTS.BUSY);
}

/** A server is done and takes the next message. */
export function leaveServer(machine: Machine, server: ProcessRow): void {
  const { processes } = machine;
  processes.rts.set(server, processes.rts.get(server) & ~RTS.BUSY);
}

/** Lets servers run until none has a message that it can take. The clock does not run on for the disk. */
export function runServers(machine: Machine): void {
  while (runServer(machine, ALL_SERVERS));
}

/**
 * Nobody can run: the clock runs on to the end of the oldest disk transfer.
 * @returns false when no transfer is under way; then nothing happens until a process acts.
 */
export function idle(machine: Machine): boolean {
  if (!diskWait(machine)) return false;
  runServers(machine);
  return true;
}

/** Runs the machine until nothing is pending: no message, no disk transfer. */
export function settle(machine: Machine): void {
  runServers(machine);
  while (idle(machine));
}

/**
 * A server sends the message in its row to a server above it and waits for the reply (ipc sendrec).
 * @returns the reply's result: 0 or more, or -errno.
 */
export function sendrec(machine: Machine, from: ProcessRow, to: ProcessRow): number {
  const { processes } = machine;
  sendAndWait(machine, from, to);
  const above = from === PM ? 2 : 1;
  while ((processes.rts.get(from) & RTS.RECEIVING) !== 0 && runServer(machine, above));
  return machine.messages.result.get(from);
}
