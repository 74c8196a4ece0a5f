/**
 * Messages between processes and servers (minix/kernel/proc.c: mini_send, mini_receive): one message buffer for each
 * process, a queue of senders at each receiver, replies into the sender's own buffer.
 *
 * It must never run a server: that is scheduler.ts. A request stays in its sender's row until the reply overwrites it.
 */
import { EVENT } from '../../machine/events';
import type { Machine, ProcessRow } from '../machine';
import { ACTION, FIRST_USER_SLOT, RTS } from '../processNumbers';

/** First row of a process that is no server. */
export const FIRST_USER_ROW = FIRST_USER_SLOT + 1;

/**
 * Puts the message in `from`'s row at the end of `to`'s queue. The sender is not blocked by this (asynsend of MINIX).
 * A row waits in one queue at a time: `from` must not have a message under way.
 * @param rule why, for the event; 0 where the type says it.
 */
export function send(machine: Machine, from: ProcessRow, to: ProcessRow, rule: number): void {
  enqueue(machine, from, to, RTS.SENDING, rule);
}

/** Puts the message in `from`'s row at the end of `to`'s queue; the sender is blocked until the reply. */
export function sendAndWait(machine: Machine, from: ProcessRow, to: ProcessRow): void {
  enqueue(machine, from, to, RTS.SENDING | RTS.RECEIVING, 0);
}

function enqueue(
  machine: Machine,
  from: ProcessRow,
  to: ProcessRow,
  bits: number,
  rule: number,
): void {
  const { processes, messages, kernel } = machine;
  messages.source.set(from, processes.endpoint.get(from));
  const first = processes.callers.get(to);
  if (first === 0) processes.callers.set(to, from);
  else appendCaller(machine, first, from);
  processes.rts.set(from, processes.rts.get(from) | bits);
  processes.peer.set(from, to);
  kernel.ticks.set(1, kernel.ticks.get(1) + 1);
  machine.trace.event(EVENT.message, from, to, messages.type.get(from), rule);
}

function appendCaller(machine: Machine, first: ProcessRow, from: ProcessRow): void {
  const { nextCaller } = machine.processes;
  let last = first;
  for (let next = first; next !== 0; next = nextCaller.get(next)) last = next;
  nextCaller.set(last, from);
}

/** Takes the oldest message that waits for a server. @returns its sender, in whose row it is; 0: none waits. */
export function receive(machine: Machine, server: ProcessRow): ProcessRow {
  const { processes } = machine;
  const sender = processes.callers.get(server);
  if (sender === 0) return 0;
  const next = processes.nextCaller.get(sender);
  processes.callers.set(server, next);
  if (next !== 0) processes.nextCaller.set(sender, 0);
  const rts = processes.rts.get(sender) & ~RTS.SENDING;
  processes.rts.set(sender, rts);
  if ((rts & RTS.RECEIVING) === 0) processes.peer.set(sender, 0);
  if (sender >= FIRST_USER_ROW) serveFor(machine, sender);
  return sender;
}

/** From here on servers work for a process: on its CPU. They have none of their own. */
export function serveFor(machine: Machine, process: ProcessRow): void {
  machine.kernel.serverCpu.set(1, machine.processes.cpu.get(process));
}

/**
 * Answers a process that waits for this server's reply: the result goes into its message row, it may run again, and
 * the script's action, if this was one, has ended. A process that does not wait for this server any more (it was
 * killed) gets nothing.
 * @param result 0 or more, or -errno. An address goes into the row's `addressPage` and `addressOffset` before.
 */
export function reply(machine: Machine, server: ProcessRow, to: ProcessRow, result: number): void {
  const { processes, messages, kernel } = machine;
  const rts = processes.rts.get(to);
  if ((rts & RTS.RECEIVING) === 0 || processes.peer.get(to) !== server) return;
  messages.result.set(to, result);
  processes.rts.set(to, rts & ~RTS.RECEIVING);
  processes.peer.set(to, 0);
  const action = processes.action.get(to);
  if (action === ACTION.RUNNING || action === ACTION.WAITING) {
    processes.action.set(to, ACTION.DONE);
    processes.result.set(to, result);
    processes.resultPage.set(to, messages.addressPage.get(to));
    processes.resultOffset.set(to, messages.addressOffset.get(to));
  }
  kernel.ticks.set(1, kernel.ticks.get(1) + 1);
  machine.trace.event(EVENT.reply, to, result, server, 0);
}

/** Takes a process out of the queue it waits in, and out of its wait for a reply (clear_endpoint). */
export function cancelMessage(machine: Machine, process: ProcessRow): void {
  const { processes } = machine;
  const rts = processes.rts.get(process);
  const server = processes.peer.get(process);
  if ((rts & RTS.SENDING) !== 0) {
    const next = processes.nextCaller.get(process);
    let at = processes.callers.get(server);
    if (at === process) {
      processes.callers.set(server, next);
    } else {
      while (at !== 0 && processes.nextCaller.get(at) !== process)
        at = processes.nextCaller.get(at);
      if (at !== 0) processes.nextCaller.set(at, next);
    }
    processes.nextCaller.set(process, 0);
  }
  processes.rts.set(process, rts & ~(RTS.SENDING | RTS.RECEIVING));
  processes.peer.set(process, 0);
}
