/**
 * The calls of a log that change the address space. A log shows nothing of what execve maps: what is unmapped,
 * protected or moved and was not seen before is mapped first, so that the call does in the model what it did. A place
 * that the kernel gave although something is seen there must have been unmapped by a call that the model does not have.
 */
import type { ArgumentValue, Span } from '../language/tree';
import type { Heap, LogProcess } from './logProcess';
import { argumentOf, mentions, numberOf, type LoggedCall } from './parseLine';
import { fail } from './failedCall';
import { WHY } from './reasons';
import type { ScenarioWriter } from './scenario';
import type { Range } from './seenRanges';
import { nameDescriptor } from './fileCalls';
import { address, call, flags, integer, name, result } from './trees';

const PAGE = 4096;

/** Errors that follow from the arguments and the map alone, so that the model answers them, too. */
const REPEATABLE: Readonly<Record<string, readonly string[]>> = {
  mmap: ['EINVAL', 'EEXIST'],
  munmap: ['EINVAL'],
  mremap: ['EFAULT', 'EINVAL'],
};

export function isMemoryCall(callee: string): boolean {
  return callee in HANDLERS;
}

export function runMemoryCall(
  writer: ScenarioWriter,
  process: LogProcess,
  logged: LoggedCall,
): void {
  const { callee } = logged.action;
  const { error } = logged;
  if (error === null) HANDLERS[callee]?.(writer, process, logged);
  else if (callee === 'mprotect' && error === 'ENOMEM') protectHole(writer, process, logged);
  else if (REPEATABLE[callee]?.includes(error) === true) writer.show(logged.action);
  else fail(writer, logged);
}

type Handler = (writer: ScenarioWriter, process: LogProcess, logged: LoggedCall) => void;

const HANDLERS: Readonly<Record<string, Handler>> = {
  mmap,
  mmap64: mmap,
  munmap,
  mprotect,
  mremap,
  brk,
};

function pagesUp(bytes: number): number {
  return Math.ceil(bytes / PAGE) * PAGE;
}

/** [address, address + length) in whole pages. */
function rangeOf(start: ArgumentValue | undefined, length: ArgumentValue | undefined): Range {
  const from = numberOf(start) ?? 0;
  return { start: from, end: from + pagesUp(numberOf(length) ?? 0) };
}

/** Maps what of a range was not seen before. */
function see(writer: ScenarioWriter, process: LogProcess, { start, end }: Range, span: Span): void {
  const { seen } = process.space;
  if (seen.isComplete) return;
  for (const gap of seen.gaps(start, end)) {
    const args = [
      ...[address(gap.start, span), integer(gap.end - gap.start, span)],
      flags(['PROT_READ', 'PROT_WRITE'], span),
      flags(['MAP_PRIVATE', 'MAP_FIXED', 'MAP_ANONYMOUS'], span),
      ...[integer(-1, span), integer(0, span)],
    ];
    const outcome = result(address(gap.start, span));
    writer.assume(call(process.who, 'mmap', args, outcome, span), 'seen here first');
    seen.add(gap.start, gap.end);
  }
}

/** Unmaps what is still seen where the kernel put something else. */
function clear(
  writer: ScenarioWriter,
  process: LogProcess,
  { start, end }: Range,
  span: Span,
): void {
  const { seen } = process.space;
  for (const part of seen.within(start, end)) {
    const args = [address(part.start, span), integer(part.end - part.start, span)];
    const outcome = result(integer(0, span));
    writer.assume(call(process.who, 'munmap', args, outcome, span), 'unmapped by then');
    seen.remove(part.start, part.end);
  }
}

function mmap(writer: ScenarioWriter, process: LogProcess, logged: LoggedCall): void {
  const { action, result: at } = logged;
  const { args } = action;
  if (at === null) {
    writer.log.tally.add(WHY.neverReturned, logged.event.name);
    return;
  }
  const kind = argumentOf(args, 'flags', 3);
  const range = { start: at, end: at + pagesUp(numberOf(argumentOf(args, 'length', 1)) ?? 0) };
  if (!mentions(kind, 'MAP_FIXED')) clear(writer, process, range, action);
  const isFile = !mentions(kind, 'MAP_ANONYMOUS');
  writer.show(isFile ? nameDescriptor(writer, process, action, 4, true) : action);
  process.space.seen.add(range.start, range.end);
}

function munmap(writer: ScenarioWriter, process: LogProcess, { action }: LoggedCall): void {
  const range = rangeOf(argumentOf(action.args, 'addr', 0), argumentOf(action.args, 'length', 1));
  see(writer, process, range, action);
  writer.show(action);
  process.space.seen.remove(range.start, range.end);
}

function mprotect(writer: ScenarioWriter, process: LogProcess, logged: LoggedCall): void {
  const { action, event } = logged;
  const range = rangeOf(argumentOf(action.args, 'addr', 0), argumentOf(action.args, 'len', 1));
  see(writer, process, range, action);
  writer.show(action, event.name === action.callee ? '' : event.name);
}

/** mprotect over a hole changes the pages before it, and answers ENOMEM (mprotect(2) on Linux). */
function protectHole(writer: ScenarioWriter, process: LogProcess, logged: LoggedCall): void {
  const { args } = logged.action;
  const { start, end } = rangeOf(argumentOf(args, 'addr', 0), argumentOf(args, 'len', 1));
  if (process.space.seen.gaps(start, end).length > 0) writer.show(logged.action);
  else fail(writer, logged);
}

function mremap(writer: ScenarioWriter, process: LogProcess, logged: LoggedCall): void {
  const { action, result: to } = logged;
  const { args } = action;
  const old = rangeOf(argumentOf(args, 'old_address', 0), argumentOf(args, 'old_size', 1));
  const length = pagesUp(numberOf(argumentOf(args, 'new_size', 2)) ?? 0);
  const kind = argumentOf(args, 'flags', 3);
  if (to === null) {
    writer.log.tally.add(WHY.neverReturned, logged.event.name);
    return;
  }
  const { seen } = process.space;
  see(writer, process, old, action);
  if (to !== old.start && !mentions(kind, 'MREMAP_FIXED')) {
    clear(writer, process, { start: to, end: to + length }, action);
  } else if (to === old.start && length > old.end - old.start) {
    clear(writer, process, { start: old.end, end: to + length }, action);
  }
  writer.show(action);
  if (!mentions(kind, 'MREMAP_DONTUNMAP')) seen.remove(old.start, old.end);
  seen.add(to, to + length);
}

/** brk answers where the break is: when that is not what was asked for, it was refused. */
function brk(writer: ScenarioWriter, process: LogProcess, logged: LoggedCall): void {
  const { action, result: now } = logged;
  const { space } = process;
  const wanted = numberOf(argumentOf(action.args, 'addr', 0)) ?? 0;
  if (now === null || (wanted !== 0 && wanted !== now)) {
    fail(writer, logged);
    return;
  }
  space.heap ??= beginHeap(writer, process, wanted, now, action);
  const { heap } = space;
  if (now < heap.start) {
    fail(writer, logged);
    return;
  }
  if (now > heap.end) {
    clear(writer, process, { start: pagesUp(heap.end), end: pagesUp(now) }, action);
    space.seen.add(pagesUp(heap.end), pagesUp(now));
  } else space.seen.remove(pagesUp(now), pagesUp(heap.end));
  heap.end = now;
  writer.show(action);
}

/**
 * The heap as the first brk tells. A program that does not ask where it begins had asked before the log begins, or the
 * map after execve tells: then it may shrink to any place.
 */
function beginHeap(
  writer: ScenarioWriter,
  process: LogProcess,
  wanted: number,
  now: number,
  span: Span,
): Heap {
  if (wanted === 0) return { start: now, end: now };
  if (process.space.seen.isComplete) return { start: 0, end: now };
  const outcome = result(address(now, span));
  writer.assume(call(process.who, 'brk', [name('NULL', span)], outcome, span));
  return { start: now, end: now };
}
