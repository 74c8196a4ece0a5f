/**
 * execve in a log: with the map that the log tells, or with a stack alone, and the break from the program's first brk.
 */
import type { Argument, Span } from '../language/tree';
import { spanOf, type Part } from './logEvents';
import type { LogProcess } from './logProcess';
import { argumentOf, textOf, type LoggedCall } from './parseLine';
import { fail } from './failedCall';
import type { ScenarioWriter } from './scenario';
import { SeenRanges } from './seenRanges';
import { address, call, integer, named, result, string } from './trees';

/** The stack that execve makes where the log does not tell: 132 KiB below the end of the user's addresses (Linux). */
export const STACK = { start: 0x7ffffffde000, end: 0x7ffffffff000 };
const STACK_LINE = '7ffffffde000-7ffffffff000 rw-p 00000000 00:00 0 [stack]';

export function execute(writer: ScenarioWriter, process: LogProcess, logged: LoggedCall): void {
  const { action, error, event } = logged;
  const path = textOf(argumentOf(action.args, 'pathname', 0));
  if (error !== null || logged.result !== 0) {
    // The model answers ENOENT for a file that nothing has mentioned.
    if (error === 'ENOENT' && path !== null && !writer.paths.has(path)) writer.show(action);
    else fail(writer, logged);
    return;
  }
  const extra = imageArguments(writer, process, event.image, action);
  const comments = event.image === null ? ['the log does not tell its map'] : [];
  if (process.leader !== process) comments.push(`takes the pid ${process.leader.pid}`);
  writer.show({ ...action, args: [...action.args, ...extra] }, comments.join('; '));
  if (path !== null) writer.paths.add(path);
  replaceImage(writer, process, event.image);
}

/** A process has this map now, and no line tells what made it; without a map, only a stack. */
export function executeImage(
  writer: ScenarioWriter,
  process: LogProcess,
  image: readonly Part[] | null,
  span: Span,
): void {
  const path = string(`/proc/${process.pid}/exe`, span);
  const args = [path, ...imageArguments(writer, process, image, span)];
  writer.assume(call(process.who, 'execve', args, result(integer(0, span)), span));
  replaceImage(writer, process, image);
}

/** `maps=[...], brk=0x...`: what execve mapped, and where the heap begins. */
function imageArguments(
  writer: ScenarioWriter,
  process: LogProcess,
  image: readonly Part[] | null,
  span: Span,
): Argument[] {
  const { start, end } = span;
  const lines =
    image === null
      ? [string(STACK_LINE, span)]
      : image.map((part) => string(mapsText(writer.textOf(part)), spanOf(part)));
  const maps = named('maps', { kind: 'list', start, end, elements: lines }, span);
  const heap = heapStart(writer, process);
  return heap === 0 ? [maps] : [maps, named('brk', address(heap, span), span)];
}

/** A line of a map without what is not compared: `rss=4kB`, and blanks that line things up. */
function mapsText(line: string): string {
  return line
    .replace(/\s*\brss=\d+kB$/, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** What the program's first `brk(NULL)` answers; 0 when it does not ask. */
function heapStart(writer: ScenarioWriter, process: LogProcess): number {
  const event = writer.queue.nextCall(process.leader.pid, 'brk', 'execve');
  if (event === null) return 0;
  const begin = event.begun ?? event;
  const asks = /^brk\((?:NULL|0)\b/.test(writer.textOf(begin));
  const answer = /=\s*(0x[0-9a-f]+)/.exec(writer.textOf(event));
  return asks && answer !== null ? Number(answer[1]) : 0;
}

/** The process has a new address space; its other threads are gone. */
function replaceImage(
  writer: ScenarioWriter,
  process: LogProcess,
  image: readonly Part[] | null,
): void {
  const { leader } = process;
  for (const thread of [...leader.threads]) if (thread !== process) thread.isAlive = false;
  if (leader !== process) becomeLeader(writer, process, leader);
  process.threads.clear();
  process.threads.add(process);
  const seen = new SeenRanges(image !== null);
  if (image === null) seen.add(STACK.start, STACK.end);
  for (const part of image ?? []) {
    const match = /^([0-9a-f]+)-([0-9a-f]+) .*?(\/.*?)?(?: rss=\d+kB)?$/.exec(writer.textOf(part));
    seen.add(Number.parseInt(match?.[1] ?? '', 16), Number.parseInt(match?.[2] ?? '', 16));
    if (match?.[3] !== undefined) writer.paths.add(match[3]);
  }
  process.space = { seen, heap: null };
  process.files = process.files.executed();
  process.release();
}

/** A thread that executes a file takes the pid, the parent and the children of its process. */
function becomeLeader(writer: ScenarioWriter, process: LogProcess, leader: LogProcess): void {
  process.leader = process;
  process.parent = leader.parent;
  leader.parent?.children.delete(leader);
  leader.parent?.children.add(process);
  for (const child of leader.children) {
    child.parent = process;
    process.children.add(child);
  }
  leader.children.clear();
  writer.rename(process, leader.pid);
}
