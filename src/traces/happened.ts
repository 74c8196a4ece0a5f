/**
 * What a log tells of processes besides their calls: maps to compare with, signals, and ends. Signals are statements
 * without effect: what they did, the log shows.
 */
import { signalName } from '../engine/errno';
import { signalNumber } from '../language/constants';
import type { Span } from '../language/tree';
import { spanOf, type EndedEvent, type MapsEvent, type SignalEvent } from './logEvents';
import type { LogProcess } from './logProcess';
import { WHY } from './reasons';
import type { ScenarioWriter } from './scenario';
import { anything, call, ended, integer, name } from './trees';

/** `expect maps`, where the whole map is known. */
export function checkMap(writer: ScenarioWriter, process: LogProcess, event: MapsEvent): void {
  if (!process.isAlive || !process.space.seen.isComplete) {
    writer.log.tally.add(WHY.map, `the map of ${event.pid}`);
    return;
  }
  const span = spanOf(event);
  const lines = event.lines.map((part) => ({ text: writer.textOf(part), ...spanOf(part) }));
  const who = process.pid === 0 ? name('p', span) : integer(process.pid, span);
  writer.show({ kind: 'expectMaps', ...span, process: who, lines, body: span });
}

/** `--- SIG {...} ---`. */
export function showSignal(writer: ScenarioWriter, process: LogProcess, event: SignalEvent): void {
  const word = /^---\s+(stopped by \w+|\S+)/.exec(writer.textOf(event))?.[1] ?? '';
  if (signalNumber(word) === undefined) {
    writer.log.tally.add(WHY.notModelled, word);
    return;
  }
  const action = writer.parser.action(event, process.who);
  if ('kind' in action) writer.show(action);
  else writer.refuse(action);
}

/** `### signal PID N`. */
export function noteSignal(
  writer: ScenarioWriter,
  process: LogProcess | undefined,
  number: number,
  span: Span,
): void {
  const text = signalName(number);
  if (text === undefined) writer.log.tally.add(WHY.notModelled, `signal ${number}`);
  if (text === undefined || process === undefined) return;
  const signal = { text, ...span };
  writer.show({ kind: 'signal', ...span, who: process.who, signal, details: null });
}

/** `+++ exited with 3 +++`. */
export function showEnd(writer: ScenarioWriter, process: LogProcess, event: EndedEvent): void {
  const action = writer.parser.action(event, process.who);
  if (!('kind' in action)) {
    writer.refuse(action);
  } else if (action.kind !== 'exit' || (action.status === null && action.signal === null)) {
    const text = 'expected `+++ exited with N +++` or `+++ killed by SIGNAL +++`';
    writer.refuse({ from: event.from, text });
  } else end(writer, process, action.status ?? 0, action.signal, spanOf(event));
}

/** A thread or process ended. `signal`: what ended it; then all its threads. */
export function end(
  writer: ScenarioWriter,
  process: LogProcess,
  status: number,
  signal: string | null,
  span: Span,
): void {
  writer.settleVfork(process, span);
  writer.show(ended(process.who, status, signal, span));
  if (signal === null) process.end();
  else for (const thread of [...process.leader.threads]) thread.end();
  reapUnseen(writer, process.leader, span);
}

/** In a log without wait4 the parent asks for the end of a child at once, so that the child's slot is free again. */
export function reapUnseen(writer: ScenarioWriter, child: LogProcess, span: Span): void {
  if (writer.log.waits || !child.isZombie) return;
  const threads = [...(child.parent?.threads ?? [])];
  const asks = threads.find((thread) => thread.vforkChild === null);
  child.reap();
  if (asks === undefined) return;
  const none = name('NULL', span);
  const args = [integer(child.pid, span), none, integer(0, span), none];
  writer.assume(call(asks.who, 'wait4', args, anything(span), span));
}
