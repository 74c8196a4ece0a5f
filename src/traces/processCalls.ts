/**
 * The calls of a log that make, change and end processes: what the log implies about them is put in before, and the
 * processes are followed. Nothing here is decided by the machine.
 */
import type { Argument, ArgumentValue } from '../language/tree';
import { execute } from './execCall';
import { fail } from './failedCall';
import { reapUnseen } from './happened';
import type { LogProcess } from './logProcess';
import { argumentOf, numberOf, type LoggedCall } from './parseLine';
import { WHY } from './reasons';
import type { ScenarioWriter } from './scenario';
import { ended, integer, named, result } from './trees';

/** Bits of clone(2). */
const CLONE_VM = 0x100;
const CLONE_FILES = 0x400;
const CLONE_VFORK = 0x4000;
const CLONE_THREAD = 0x10000;
/** CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD|CLONE_SYSVSEM: what the C library makes a thread with. */
export const THREAD_FLAGS = 0x50f00;
const SIGCHLD = 17;

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
      reapUnseen(writer, process.leader, logged.action);
      return;
    case 'exit_group':
    case '_exit':
      writer.show(logged.action);
      for (const thread of [...process.leader.threads]) thread.end();
      reapUnseen(writer, process.leader, logged.action);
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

/** How a child ended. */
interface End {
  status: number;
  signal: string | null;
  /** It only stopped or went on. */
  isAlive: boolean;
}

/** How a child ended, as the status of wait4 tells; null when it only stopped or went on. */
function endOf(status: ArgumentValue | undefined): End | null {
  const end: End = { status: 0, signal: null, isAlive: false };
  if (status !== undefined) readStatus(status, end);
  return end.isAlive ? null : end;
}

/** Reads `[{WIFEXITED(s) && WEXITSTATUS(s) == 3}]`. */
function readStatus(value: ArgumentValue, end: End): void {
  if (value.kind === 'list' || value.kind === 'struct') {
    const parts = value.kind === 'list' ? value.elements : value.fields;
    for (const part of parts) if (part.kind !== 'argument') readStatus(part, end);
  }
  if (value.kind === 'call') end.isAlive ||= /^WIF(?:STOPPED|CONTINUED)$/.test(value.callee);
  if (value.kind !== 'binary') return;
  const { operator, left, right } = value;
  if (operator === '&&') {
    readStatus(left, end);
    readStatus(right, end);
  }
  if (operator !== '==' || left.kind !== 'call') return;
  if (left.callee === 'WEXITSTATUS') end.status = numberOf(right) ?? 0;
  if (left.callee === 'WTERMSIG' && right.kind === 'name') end.signal = right.name;
}
