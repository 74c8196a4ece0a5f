/**
 * The calls of a log that make, change and end processes: what the log implies about them is put in before, and the
 * processes are followed. Nothing here is decided by the machine.
 */
import type { Argument, ArgumentValue, Span } from '../language/tree';
import type { Part } from './logEvents';
import { spanOf } from './logEvents';
import type { LogProcess } from './logProcess';
import { argumentOf, numberOf, textOf, type LoggedCall } from './parseLine';
import { WHY } from './reasons';
import type { ScenarioWriter } from './scenario';
import { SeenRanges } from './seenRanges';
import { address, call, ended, integer, named, result, string } from './trees';

/** Bits of clone(2). */
const CLONE_VM = 0x100;
const CLONE_FILES = 0x400;
const CLONE_VFORK = 0x4000;
const CLONE_THREAD = 0x10000;
/** CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD|CLONE_SYSVSEM: what the C library makes a thread with. */
export const THREAD_FLAGS = 0x50f00;
const SIGCHLD = 17;

/** The stack that execve makes where the log does not tell: 132 KiB below the end of the user's addresses (Linux). */
export const STACK = { start: 0x7ffffffde000, end: 0x7ffffffff000 };
const STACK_LINE = '7ffffffde000-7ffffffff000 rw-p 00000000 00:00 0 [stack]';

export function runProcessCall(
  writer: ScenarioWriter,
  process: LogProcess,
  logged: LoggedCall,
): void {
  switch (logged.action.callee) {
    case 'fork':
    case 'vfork':
    case 'clone':
    case 'clone3':
      fork(writer, process, logged);
      return;
    case 'execve':
      execute(writer, process, logged);
      return;
    case 'exit':
      writer.show(logged.action);
      process.end();
      writer.reapUnseen(process.leader, logged.action);
      return;
    case 'exit_group':
    case '_exit':
      writer.show(logged.action);
      for (const thread of [...process.leader.threads]) thread.end();
      writer.reapUnseen(process.leader, logged.action);
      return;
    case 'wait4':
    case 'waitpid':
      waitFor(writer, process, logged);
      return;
    case 'getpid':
    case 'gettid':
    case 'getppid':
      ask(writer, process, logged);
      return;
    default:
      if (logged.error === null) writer.show(logged.action);
      else fail(writer, logged);
  }
}

/** A call that failed for a reason that the model does not know must have no effect. */
export function fail({ log }: ScenarioWriter, { event, error }: LoggedCall): void {
  log.tally.add(WHY.failed, error === null ? event.name : `${event.name} ${error}`);
}

/** What getpid answers depends on the namespace that the program sees; the model has one. */
function ask(
  writer: ScenarioWriter,
  process: LogProcess,
  { action, result, event }: LoggedCall,
): void {
  const { leader } = process;
  const own = action.callee === 'getppid' ? leader.parent?.pid : leader.pid;
  if (own === result && action.callee !== 'gettid') writer.show(action);
  else writer.log.tally.add(WHY.unknown, event.name);
}

// -------------------------------------------------------------------------------------------------
// fork, vfork, clone, clone3

function fork(writer: ScenarioWriter, process: LogProcess, logged: LoggedCall): void {
  const { event, action } = logged;
  const pid = event.child;
  if (logged.error !== null || pid === 0) {
    fail(writer, logged);
    return;
  }
  const args = withFlags(writer, logged);
  const flags = flagsOf(action.callee, args);
  writer.show({ ...action, args, outcome: result(integer(pid, action)) });
  const isThread = (flags & CLONE_THREAD) !== 0;
  const child = writer.made(process, pid, {
    isThread,
    sharesSpace: (flags & CLONE_VM) !== 0,
    sharesFiles: isThread || (flags & CLONE_FILES) !== 0,
  });
  if ((flags & CLONE_VFORK) === 0) return;
  child.vforkParent = process;
  process.vforkChild = child;
}

/** `clone3(...)`: what kind of process it was says another line. */
function withFlags(writer: ScenarioWriter, { event, action }: LoggedCall): readonly Argument[] {
  const { args } = action;
  if (args.length !== 1 || args[0]?.kind !== 'ellipsis') return args;
  const flags = integer(flagsOfKind(writer.kinds.get(event.child)), action, 16);
  const { start, end } = action;
  if (action.callee !== 'clone3') return [named('flags', flags, action)];
  const fields = [named('flags', flags, action)];
  return [{ kind: 'struct', start, end, fields }, integer(CLONE_ARGS_SIZE, action)];
}

/** sizeof(struct clone_args) of Linux 5.7 and later. */
const CLONE_ARGS_SIZE = 88;

/** The events of ptrace(2): vfork is CLONE_VFORK, fork ends in SIGCHLD. */
function flagsOfKind(kind: string | undefined): number {
  switch (kind) {
    case 'clone-thread':
      return THREAD_FLAGS;
    case 'vfork':
      return CLONE_VM | CLONE_VFORK | SIGCHLD;
    case 'clone-process':
      return 0;
    default:
      return SIGCHLD;
  }
}

function flagsOf(callee: string, args: readonly Argument[]): number {
  if (callee === 'fork') return 0;
  if (callee === 'vfork') return CLONE_VM | CLONE_VFORK;
  if (callee === 'clone') return numberOf(argumentOf(args, 'flags', 1)) ?? 0;
  const struct = argumentOf(args, 'cl_args', 0);
  return struct?.kind === 'struct' ? (numberOf(argumentOf(struct.fields, 'flags', -1)) ?? 0) : 0;
}

// -------------------------------------------------------------------------------------------------
// execve

function execute(writer: ScenarioWriter, process: LogProcess, logged: LoggedCall): void {
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
  const event = writer.nextCall(process.leader.pid, 'brk', 'execve');
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
  process.files = process.files.copy();
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

// -------------------------------------------------------------------------------------------------
// wait4

/** Runs a wait4 that the model can answer as the log does: the child is known, and has ended. */
function waitFor(writer: ScenarioWriter, process: LogProcess, logged: LoggedCall): void {
  const { action, result, error, event } = logged;
  const asked = numberOf(argumentOf(action.args, 'pid', 0)) ?? -1;
  const children = [...process.leader.children].filter(
    (child) => asked === -1 || child.pid === asked,
  );
  if (error === 'ECHILD' && children.length === 0) {
    writer.show(action);
    return;
  }
  if (error !== null) {
    fail(writer, logged);
    return;
  }
  if (result === 0) {
    if (children.length > 0 && children.every((child) => !child.isZombie)) writer.show(action);
    else writer.log.tally.add(WHY.unknown, event.name);
    return;
  }
  const child = children.find(({ pid }) => pid === result);
  const end = endOf(argumentOf(action.args, 'wstatus', 1));
  if (child === undefined || end === null) {
    writer.log.tally.add(WHY.unknown, event.name);
    return;
  }
  if (!child.isZombie) {
    writer.assume(ended(child.who, end.status, end.signal, action));
    for (const thread of [...child.threads]) thread.end();
  }
  writer.show(action);
  child.reap();
}

/** How a child ended, as the status of wait4 tells; null when it only stopped or went on. */
function endOf(
  status: ArgumentValue | undefined,
): { readonly status: number; readonly signal: string | null } | null {
  let code = 0;
  let signal: string | null = null;
  let isEnd = true;
  const visit = (value: ArgumentValue): void => {
    if (value.kind === 'list')
      value.elements.forEach((one) => one.kind !== 'argument' && visit(one));
    if (value.kind === 'struct')
      value.fields.forEach((one) => one.kind !== 'argument' && visit(one));
    if (value.kind === 'call' && /^WIF(?:STOPPED|CONTINUED)$/.test(value.callee)) isEnd = false;
    if (value.kind !== 'binary') return;
    if (value.operator === '&&') {
      visit(value.left);
      visit(value.right);
    }
    if (value.operator !== '==' || value.left.kind !== 'call') return;
    if (value.left.callee === 'WEXITSTATUS') code = numberOf(value.right) ?? 0;
    if (value.left.callee === 'WTERMSIG' && value.right.kind === 'name') signal = value.right.name;
  };
  if (status !== undefined) visit(status);
  return isEnd ? { status: code, signal } : null;
}
