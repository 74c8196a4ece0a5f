/**
 * From the events of a log to the statements of a scenario, in an order that can be run: each event where it stands in
 * the log, but a process is made before it acts, and whoever waits for a child of vfork goes on after the child has
 * executed a file or ended. What the log implies but does not show is put in as statements of its own, with a comment.
 *
 * The statements are trees of the scenario language. They are handed to a sink one by one and not kept.
 */
import { signalName } from '../engine/errno';
import type { Item, Span, Who } from '../language/tree';
import { Descriptors } from './descriptors';
import { EventQueue } from './eventQueue';
import { executeImage, STACK } from './execCall';
import { isFileCall, runFileCall } from './fileCalls';
import { checkMap, end, noteSignal, showEnd, showSignal } from './happened';
import {
  spanOf,
  type CallEvent,
  type Log,
  type LogEvent,
  type LogProblem,
  type Part,
} from './logEvents';
import { LogProcess, type Space } from './logProcess';
import { isMemoryCall, runMemoryCall } from './memoryCalls';
import { LineParser, type LoggedCall } from './parseLine';
import { runProcessCall, THREAD_FLAGS } from './processCalls';
import { NOT_IN_LOG, WHY } from './reasons';
import { SeenRanges } from './seenRanges';
import { call, integer, result, spawn } from './trees';

/** One statement. */
export interface Statement {
  readonly item: Item;
  /** Why it is there although the log does not show it; empty for what the log shows. */
  readonly comment: string;
}

/** Takes statements in their order. */
export type Sink = (statement: Statement) => void;

/** Writes the statements of a log; problems and counts are added to it. */
export function writeScenario(log: Log, sink: Sink): void {
  new ScenarioWriter(log, sink).run();
}

export class ScenarioWriter {
  readonly parser: LineParser;
  /** Files that the scenario has by now. */
  readonly paths = new Set<string>();
  private readonly processes = new Map<number, LogProcess>();
  readonly queue: EventQueue;
  /** What `### fork` says of a pid. */
  readonly kinds = new Map<number, string>();
  /** strace was attached to it when it had threads that no line shows the beginning of. */
  private attached: LogProcess | null = null;
  private unanswered: CallEvent[];

  constructor(
    readonly log: Log,
    private readonly sink: Sink,
  ) {
    const { events, text } = log;
    this.parser = new LineParser(text);
    this.queue = new EventQueue(events);
    this.unanswered = [...log.unanswered];
  }

  run(): void {
    for (let i = 0; i < this.log.events.length; i++) this.event(i);
  }

  /** A statement that the log shows. */
  show(item: Item, comment = ''): void {
    this.sink({ item, comment });
  }

  /** A statement that the log implies. */
  assume(item: Item, comment = NOT_IN_LOG): void {
    this.sink({ item, comment });
  }

  refuse(problem: LogProblem): void {
    this.log.problems.push(problem);
  }

  private event(i: number): void {
    const event = this.queue.take(i);
    switch (event?.kind) {
      case undefined:
        return;
      case 'call':
        this.call(event);
        return;
      case 'fork':
        this.fork(event);
        return;
      case 'attached': {
        if (event.threads <= 1) return;
        this.attached = this.acting(event, event.pid);
        return;
      }
      case 'startMap': {
        const process = this.acting(event, event.pid);
        executeImage(this, process, event.lines, spanOf(event));
        return;
      }
      case 'checkMap':
        checkMap(this, this.known(event, event.pid), event);
        return;
      case 'signal':
        showSignal(this, this.known(event, event.pid), event);
        return;
      case 'ended':
        showEnd(this, this.known(event, event.pid), event);
        return;
      case 'gotSignal':
        noteSignal(this, this.processes.get(event.pid), event.number, spanOf(event));
        return;
      case 'exited':
        end(this, this.known(event, event.pid), event.number, null, spanOf(event));
        return;
      case 'killed': {
        const signal = signalName(event.number) ?? `${event.number}`;
        end(this, this.known(event, event.pid), 0, signal, spanOf(event));
      }
    }
  }

  // -----------------------------------------------------------------------------------------------
  // Who acts

  /** The live process with a pid: made before it acts if a line shows how, else spawned. */
  private acting(at: LogEvent, pid: number): LogProcess {
    const known = this.processes.get(pid);
    if (known?.isAlive === true) return known;
    const maker = this.queue.makerOf(pid);
    if (maker >= 0) {
      this.event(maker);
      const made = this.processes.get(pid);
      if (made?.isAlive === true) return made;
    }
    return known ?? this.introduce(at, pid);
  }

  /** The process that a line is about, which may have ended. */
  private known(at: LogEvent, pid: number): LogProcess {
    return this.processes.get(pid) ?? this.acting(at, pid);
  }

  /** A process of which no line shows the beginning. */
  private introduce(at: LogEvent, pid: number): LogProcess {
    const span = spanOf(at);
    const unanswered = this.unanswered.find((begun) => begun.from < at.from);
    if (unanswered !== undefined) {
      this.unanswered = this.unanswered.filter((begun) => begun !== unanswered);
      const child = this.adopt(unanswered, pid);
      if (child !== null) return child;
    }
    if (this.attached?.isAlive === true) {
      const { attached } = this;
      const thread = this.made(attached, pid, {
        isThread: true,
        sharesSpace: true,
        sharesFiles: true,
      });
      const args = [integer(0, span), integer(THREAD_FLAGS, span, 16)];
      const outcome = result(integer(pid, span));
      this.assume(call(attached.who, 'clone', args, outcome, span), 'a thread that ran already');
      return thread;
    }
    const who: Who =
      pid === 0
        ? { kind: 'place', name: 'p', index: null }
        : { kind: 'pid', pid, spelling: 'bare' };
    const process = new LogProcess(pid, who, newSpace(), new Descriptors(), null);
    this.processes.set(pid, process);
    this.assume(spawn(pid === 0 ? 'p' : `p${pid}`, pid, span), '');
    return process;
  }

  /** A call that made a process has no result, because the log ends before: this is that process. */
  private adopt(begun: CallEvent, pid: number): LogProcess | null {
    const parent = begun.pid === pid ? null : this.acting(begun, begun.pid);
    if (parent?.isAlive !== true) return null;
    const parsed = this.parser.action(begun, parent.who);
    if (!('kind' in parsed) || parsed.kind !== 'call') return null;
    const outcome = result(integer(pid, parsed));
    const action = { ...parsed, unfinished: false, outcome };
    runProcessCall(this, parent, {
      event: { ...begun, child: pid },
      action,
      ...{ result: pid, error: null, reason: null },
    });
    return this.processes.get(pid) ?? null;
  }

  /** Notes a new process. */
  made(parent: LogProcess, pid: number, shares: Shares): LogProcess {
    const { space, files } = parent;
    const child = new LogProcess(
      pid,
      { kind: 'pid', pid, spelling: 'bare' },
      shares.sharesSpace ? space : { seen: space.seen.copy(), heap: copyHeap(space) },
      shares.sharesFiles ? files : files.copy(),
      shares.isThread ? parent.leader.parent : parent.leader,
    );
    if (shares.isThread) child.join(parent.leader);
    else parent.leader.children.add(child);
    this.processes.set(pid, child);
    return child;
  }

  /** A thread that executed a file has its process's pid from then on. */
  rename(process: LogProcess, pid: number): void {
    this.processes.delete(process.pid);
    process.pid = pid;
    this.processes.set(pid, process);
  }

  // -----------------------------------------------------------------------------------------------
  // What happened

  private call(event: CallEvent): void {
    const process = this.acting(event, event.pid);
    if (!process.isAlive) {
      this.log.tally.add(WHY.ended, event.name);
      return;
    }
    this.settleVfork(process, spanOf(event));
    const parsed = this.parser.call(event, process.who);
    if ('text' in parsed) this.refuse(parsed);
    else if (this.mayRun(parsed)) this.runCall(process, parsed);
  }

  private runCall(process: LogProcess, logged: LoggedCall): void {
    const { callee } = logged.action;
    if (isMemoryCall(callee)) runMemoryCall(this, process, logged);
    else if (isFileCall(callee)) runFileCall(this, process, logged);
    else runProcessCall(this, process, logged);
  }

  /** Whether a call did something: those that were interrupted did not, and begin again. */
  private mayRun({ reason, event, action }: LoggedCall): boolean {
    if (reason === null || /^_?exit/.test(action.callee)) return true;
    const isAgain = reason.startsWith('ERESTART');
    this.log.tally.add(isAgain ? WHY.interrupted : WHY.neverReturned, event.name);
    return false;
  }

  /** Whoever waits for a child of vfork acts: the child goes on before, until it has executed a file or ended. */
  settleVfork(parent: LogProcess, span: Span): void {
    const child = parent.vforkChild;
    while (child !== null && parent.vforkChild === child) {
      const next = this.queue.nextOf(child.pid);
      if (next >= 0) this.event(next);
      else executeImage(this, child, null, span);
    }
  }

  private fork(event: Extract<LogEvent, { readonly kind: 'fork' }>): void {
    const { child, how } = event;
    const parent = this.acting(event, event.pid);
    if (this.processes.get(child)?.isAlive === true) return;
    this.kinds.set(child, how);
    const maker = this.queue.makerOf(child);
    if (maker >= 0) {
      this.event(maker);
      return;
    }
    const span = spanOf(event);
    const outcome = result(integer(child, span));
    const callee = how === 'vfork' ? 'vfork' : how === 'clone-thread' ? 'clone3' : 'fork';
    const args = callee === 'clone3' ? [{ kind: 'ellipsis', ...span } as const] : [];
    const action = call(parent.who, callee, args, outcome, span);
    const asCall = { ...event, kind: 'call', name: callee, begun: null, image: null } as const;
    const logged = { event: asCall, action, result: child, error: null, reason: null };
    if (parent.isAlive) runProcessCall(this, parent, logged);
  }

  textOf({ from, to }: Part): string {
    return this.log.text.slice(from, to);
  }
}

export interface Shares {
  readonly isThread: boolean;
  readonly sharesSpace: boolean;
  readonly sharesFiles: boolean;
}

function copyHeap({ heap }: Space): Space['heap'] {
  return heap === null ? null : { ...heap };
}

/** The address space of a process that was just spawned: only the stack. */
function newSpace(): Space {
  const seen = new SeenRanges(false);
  seen.add(STACK.start, STACK.end);
  return { seen, heap: null };
}
