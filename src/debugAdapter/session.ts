/**
 * One debug session: takes the client's messages and gives messages to it, and drives one run. Runs in any host: a
 * process on stdio, a worker, or within the client; see host.ts.
 */
import {
  BreakpointEvent,
  ExitedEvent,
  InvalidatedEvent,
  TerminatedEvent,
  ThreadEvent,
} from '@vscode/debugadapter';
import { EVENT } from '../machine/events';
import type { Moment } from '../timeline/moment';
import type { Change } from '../timeline/edit';
import type { Move } from '../timeline/goal';
import { moveTimes } from '../timeline/console/moving';
import { arrivalLines } from '../timeline/console/placeText';
import type { LogEntry } from '../timeline/stopLookout';
import type { Stop } from '../timeline/stops';
import type { Arrival } from '../timeline/timeline';
import type { Arguments } from './arguments';
import { Breakpoints, describeBreakpoint, type Breakpoint } from './breakpoints';
import { Debuggee } from './debuggee';
import { Dispatcher, type Answer, type Call } from './dispatcher';
import { NotStopped, RequestError } from './errors';
import type { StoppedFrame } from './frames';
import { load, type LaunchArguments } from './launch';
import { bugText, endText, lineEvent, outputEvent, type Category } from './outputs';
import { Progress } from './progress';
import { References } from './references';
import { REQUESTS, URGENT } from './requests';
import { Counting, describeSource, findSource } from './sources';
import { stoppedEvent, type Reason } from './stopped';
import { actingEndpoint, threadOf } from './threads';
import type { Declared, Node } from './variables/shown';

/** What the client said of itself. */
interface Client {
  readonly counting: Counting;
  readonly hasProgress: boolean;
  readonly hasInvalidated: boolean;
  readonly hasMemoryEvents: boolean;
  readonly pagesVariables: boolean;
}

/** `startAt: "firstFailure"`. Breakpoints count from 1. */
const FIRST_FAILURE: Stop = {
  ...{ id: 0, condition: null, hits: null },
  ...{ kind: 'event', event: EVENT.expect, rule: null, a: 0 },
};

/** Moves that are searches for the next breakpoint: one that is set meanwhile counts too. */
const CONTINUING: ReadonlySet<Move> = new Set(['continue', 'reverseContinue']);

export class Session extends Dispatcher {
  client: Client = {
    counting: new Counting(1, 1),
    hasProgress: false,
    hasInvalidated: false,
    hasMemoryEvents: false,
    pagesVariables: false,
  };
  readonly breakpoints = new Breakpoints();
  readonly frames = new References<StoppedFrame>('frame');
  readonly nodes = new References<Node>('variable');
  readonly locations = new References<Declared>('location');
  /** Moments that were offered: of `gotoTargets` and `stepInTargets`. */
  readonly targets = new References<Moment>('target');
  private running: Debuggee | null = null;
  /** The search that runs, to be begun again when breakpoints change. */
  private searching: Move | null = null;
  private threadNumbers: ReadonlySet<number> = new Set();
  private hasEnded = false;
  /** Moves so far. */
  private moves = 0;
  /** A command moves the run: where it arrives is told in the console. */
  private isAsked = false;
  private isGone = false;

  protected override isUrgent(command: string): boolean {
    return URGENT.has(command);
  }

  protected override answerTo(command: string, args: Arguments, call: Call): Answer | 'unknown' {
    const handler = Object.hasOwn(REQUESTS, command) ? REQUESTS[command] : undefined;
    return handler === undefined ? 'unknown' : handler(this, args, call);
  }

  protected override report(error: unknown, command: string): void {
    this.recover(error, command);
  }

  /** The client has gone. */
  override dispose(): void {
    if (this.isGone) return;
    this.isGone = true;
    super.dispose();
    this.running = null;
    this.host.ended();
  }

  /** The run. @throws when there is none. */
  get debuggee(): Debuggee {
    if (this.running === null) throw new RequestError('no run has begun: launch comes first');
    return this.running;
  }

  /** The run, or null. */
  get debuggeeIfAny(): Debuggee | null {
    return this.running;
  }

  get isMoving(): boolean {
    return this.taskKind === 'move';
  }

  /** Loads a program, in place of the one before. */
  async load(launch: LaunchArguments): Promise<void> {
    const loaded = await load(launch, this.host);
    this.abandon('move');
    this.abandon('question');
    const debuggee = new Debuggee(launch, loaded, (line) => {
      this.sendEvent(lineEvent(line, loaded.program, this.client.counting));
    });
    this.running = debuggee;
    this.hasEnded = false;
    this.forgetStop();
    for (const note of loaded.notes) this.output(note, 'console');
    for (const breakpoint of this.breakpoints.resolveAgain(debuggee.program)) {
      this.announce(breakpoint, 'changed');
    }
  }

  /** The client has set its breakpoints. */
  isConfigured(call: Call): void {
    if (this.debuggee.hasBegun) throw new RequestError('the run has begun already');
    call.after(() => {
      this.begin();
    });
  }

  /** @throws when the run moves, has not begun, or has ended. */
  checkStopped(): void {
    if (this.isMoving) throw new NotStopped();
    if (!this.debuggee.hasBegun) throw new RequestError('the run has not begun: configurationDone');
    if (this.hasEnded) throw new RequestError('the run has ended: restart it');
  }

  /** The run begins. */
  begin(): void {
    this.debuggee.hasBegun = true;
    const { launch, timeline } = this.debuggee;
    if (launch.noDebug) {
      this.move(() => timeline.move('continue', [], this.debuggee.narrator), 'step');
    } else if (launch.startAt === 'firstFailure') {
      this.travel('continue', [FIRST_FAILURE]);
    } else if (launch.startAt !== null) {
      const target = launch.startAt;
      this.move(() => timeline.travel(target), 'entry');
    } else if (launch.stopOnEntry ?? !this.breakpoints.hasPlaces) {
      this.arrived({ at: timeline.position, reason: 'start', stops: [] }, 'entry');
    } else this.travel('continue');
  }

  /**
   * Makes a move of the timeline with the breakpoints that are set.
   * @param instead these stops in place of the breakpoints.
   * @param times how often, unless a stop ends it.
   */
  travel(move: Move, instead: readonly Stop[] | null = null, times = 1): void {
    const { timeline, narrator, launch } = this.debuggee;
    this.move(() => {
      this.searching = CONTINUING.has(move) && instead === null ? move : null;
      const stops = instead ?? (launch.noDebug ? [] : this.breakpoints.stops());
      const listener = {
        passed: () => {
          narrator.passed();
        },
        tell: ({ text, stop }: LogEntry) => {
          this.tellLogPoint(text, stop);
        },
      };
      return moveTimes(timeline, { move, times }, stops, listener);
    }, 'step');
  }

  /** The next arrival is told in the console, too. */
  tellArrival(): void {
    this.isAsked = true;
  }

  /** Moves backward, once the request was answered. */
  back(move: Move, call: Call): undefined {
    this.checkStopped();
    call.after(() => {
      this.travel(move);
    });
    return undefined;
  }

  /** As `move`, in a later turn: for requests that are answered when their work is done. */
  moveLater(journey: () => Generator<void, Arrival>, reason: Reason): void {
    this.host.schedule(() => {
      if (!this.isGone && this.taskKind === null) this.move(journey, reason);
    });
  }

  /** Moves the run and tells the client where it arrived, and why. */
  move(journey: () => Generator<void, Arrival>, reason: Reason): void {
    if (this.hasEnded) throw new RequestError('the run has ended: start it again');
    const { narrator, timeline } = this.debuggee;
    this.forgetStop();
    narrator.begin();
    const steps = journey();
    const progress = new Progress(
      (event) => {
        this.sendEvent(event);
      },
      ++this.moves,
      this.host.now(),
    );
    const message = (): string => `${timeline.computer.interpreter.steps.get(1)} statements`;
    this.beginTask({
      kind: 'move',
      request: null,
      steps: ending(steps, (arrival) => {
        progress.end();
        this.arrived(arrival, reason);
      }),
      abandoned: () => {
        progress.end();
        this.debuggee.arrival = timeline.pause();
      },
      failed: (error) => {
        progress.end();
        if (!this.recover(error, 'a move')) this.end();
      },
      tick: () => {
        if (this.client.hasProgress) progress.tick(this.host.now(), message);
      },
    });
  }

  /** Stops the move that runs where it has come to. @returns false when nothing moves. */
  pause(): boolean {
    if (!this.abandon('move')) return false;
    this.arrived(this.debuggee.arrival, 'pause');
    return true;
  }

  /** Breakpoints were changed: a search that is under way goes on with the new ones. */
  breakpointsChanged(): void {
    const { searching } = this;
    if (searching === null || !this.abandon('move')) return;
    this.debuggee.narrator.end();
    this.travel(searching);
  }

  /** Tells the client of a breakpoint that it did not set just now. */
  announce(breakpoint: Breakpoint, reason: 'changed' | 'new' | 'removed'): void {
    this.sendEvent(new BreakpointEvent(reason, this.describe(breakpoint)));
  }

  describe(breakpoint: Breakpoint): ReturnType<typeof describeBreakpoint> {
    const { counting } = this.client;
    const described = describeBreakpoint(breakpoint);
    const { line, column } = described;
    return {
      ...described,
      ...(line === undefined ? {} : { line: counting.line(line) }),
      ...(column === undefined ? {} : { column: counting.column(column) }),
      ...this.sourceOf(breakpoint),
    };
  }

  /** The session's end: the client is told how the run went. */
  end(): void {
    if (this.hasEnded || this.running === null) return;
    this.hasEnded = true;
    this.abandon('move');
    this.forgetStop();
    this.output(endText(this.running), 'console');
    this.sendEvent(new ExitedEvent(this.running.exitCode));
    this.sendEvent(new TerminatedEvent());
  }

  output(text: string, category: Category, more: object = {}): void {
    this.sendEvent(outputEvent(text, category, more));
  }

  /** Changes the machine, here: what comes after is another branch. @throws when a change is not possible. */
  edit(changes: readonly Change[], call: Call): void {
    this.checkStopped();
    const { debuggee } = this;
    for (const change of changes) {
      const wrong = debuggee.timeline.edit(change);
      if (wrong !== null) throw new RequestError(wrong);
    }
    debuggee.views.stopped();
    call.after(() => {
      this.invalidate();
    });
  }

  /** Tells the client that it can see other values than before, though the run did not move. */
  invalidate(): void {
    this.running?.forget();
    if (this.client.hasInvalidated) this.sendEvent(new InvalidatedEvent(['variables']));
  }

  private arrived(arrival: Arrival, reason: Reason): void {
    const { debuggee } = this;
    const { timeline, narrator, launch } = debuggee;
    this.searching = null;
    narrator.end();
    debuggee.arrival = arrival;
    debuggee.forget();
    debuggee.views.stopped();
    const { isFinished } = timeline.recording;
    if (isFinished && reason !== 'goto' && (launch.noDebug || !launch.stopAtEnd)) {
      this.end();
      return;
    }
    if (this.isAsked) this.output(arrivalLines(timeline, arrival).join('\n'), 'console');
    this.isAsked = false;
    this.tellThreads();
    const threadId = threadOf(actingEndpoint(timeline.recording));
    this.sendEvent(stoppedEvent(debuggee, arrival, reason, this.breakpoints, threadId));
  }

  /** What belongs to a stop is void when it is over. */
  private forgetStop(): void {
    this.frames.clear();
    this.nodes.clear();
    this.locations.clear();
    this.targets.clear();
  }

  /** Threads that began or ended since the last stop. */
  tellThreads(): void {
    const now = new Set(this.debuggee.threads.map(({ id }) => id));
    for (const threadId of this.threadNumbers) {
      if (!now.has(threadId)) this.sendEvent(new ThreadEvent('exited', threadId));
    }
    for (const threadId of now) {
      if (!this.threadNumbers.has(threadId)) this.sendEvent(new ThreadEvent('started', threadId));
    }
    this.threadNumbers = now;
  }

  private tellLogPoint(text: string, stop: number): void {
    const breakpoint = this.breakpoints.find(stop);
    const { source, line } = breakpoint === undefined ? NOWHERE : this.describe(breakpoint);
    const where = source === undefined || line === undefined ? {} : { source, line };
    this.output(text, 'console', where);
  }

  private sourceOf({ wanted }: Breakpoint): object {
    if (this.running === null || wanted.kind !== 'line') return {};
    const { program } = this.running;
    const source = findSource(wanted.source, program);
    return source === null ? {} : { source: describeSource(source, program) };
  }

  /**
   * Something threw. An edit can make a machine that nobody thought of: that costs the edit, not the session.
   * @returns whether the run stands before the edit again, and the client knows.
   */
  private recover(error: unknown, during: string): boolean {
    const { running } = this;
    const words = this.isMoving ? null : (running?.timeline.retreat(error) ?? null);
    this.output(words ?? bugText(error, during), 'stderr');
    if (running === null || words === null) return false;
    this.forgetStop();
    this.arrived({ at: running.timeline.position, reason: 'step', stops: [] }, 'goto');
    return true;
  }
}

const NOWHERE: { readonly source?: undefined; readonly line?: undefined } = {};

function* ending<T>(
  steps: Generator<void, T>,
  then: (value: T) => void,
): Generator<void, () => void> {
  const value = yield* steps;
  return () => {
    then(value);
  };
}
