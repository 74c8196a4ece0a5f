/**
 * The run of a program in time, as a debugger uses it: moves and travels in both directions, stops, edits, branches,
 * and questions about the past. Put together here from journey, arming and history.
 *
 * What may take long is a generator that yields every few ms of work: its host may drop it there and call `pause`.
 */
import type { Computer } from '../program/computer';
import type { Evaluation } from '../program/evaluation';
import { looking } from '../program/evaluator';
import type { Expression, Program } from '../program/form';
import { asksForEvents } from '../program/mentions';
import { Arming } from './arming';
import { checkChange } from './changes';
import type { Change } from './edit';
import { RunEvents } from './eventRecord';
import type { Move } from './goal';
import { finish, Journey, type Arrival, type Branch } from './journey';
import type { Keeping } from './keeping';
import type { Moment } from './moment';
import { Recording } from './recording';
import type { Listener } from './stopLookout';
import type { Stop } from './stops';

export type { Arrival } from './journey';

const NO_STOPS: readonly Stop[] = [];

export class Timeline {
  readonly recording: Recording;
  private readonly journey: Journey<Computer>;
  private readonly arming: Arming;
  private readonly events: RunEvents;

  /** @param keeping how much of the run is kept, where the usual is not right. */
  constructor(program: Program, keeping?: Keeping) {
    this.recording = new Recording(program, keeping);
    this.journey = new Journey(this.recording);
    this.events = new RunEvents(this.recording);
    this.arming = new Arming(this.recording, () => this.look());
  }

  get position(): Moment {
    return this.journey.position;
  }

  get computer(): Computer {
    return this.recording.computer;
  }

  /** For questions about this moment: expressions see what `expect` would see here, and the events so far. */
  look(): Evaluation {
    return looking(this.computer, this.recording.program, this.events);
  }

  /** Does the long part of answering what asks for events; without it, asking takes as long. */
  *prepare(asked: readonly (Expression | null)[]): Generator<void, void> {
    const asks = asked.some((expression) => expression !== null && asksForEvents(expression));
    if (asks) yield* this.events.catchUp();
  }

  /**
   * Moves to the next goal or stop in the move's direction.
   * @param listener is told what happens on the way.
   */
  *move(
    move: Move,
    stops: readonly Stop[] = NO_STOPS,
    listener?: Listener,
  ): Generator<void, Arrival> {
    yield* this.prepare(stops.map(({ condition }) => condition));
    return yield* this.journey.move(move, this.arming.arm(stops), listener);
  }

  /** Travels to a moment. */
  travel(target: Moment): Generator<void, Arrival> {
    return this.journey.seek(target);
  }

  /** A move or travel was given up: the run stays where it has come to. */
  pause(): Arrival {
    return finish(this.journey.pause());
  }

  seek(target: Moment): Arrival {
    return finish(this.travel(target));
  }

  /** Runs to the next stop or to the end. */
  continue(stops: readonly Stop[]): Generator<void, Arrival> {
    return this.move('continue', stops);
  }

  /** Runs backward to the last stop before here, or to the start. */
  reverseContinue(stops: readonly Stop[]): Generator<void, Arrival> {
    return this.move('reverseContinue', stops);
  }

  stepOver(): Arrival {
    return finish(this.move('over'));
  }

  stepInto(): Arrival {
    return finish(this.move('into'));
  }

  stepOut(): Arrival {
    return finish(this.move('out'));
  }

  stepBack(): Arrival {
    return finish(this.move('back'));
  }

  stepBackInto(): Arrival {
    return finish(this.move('backInto'));
  }

  reverseOut(): Arrival {
    return finish(this.move('reverseOut'));
  }

  nextEvent(): Arrival {
    return finish(this.move('nextEvent'));
  }

  previousEvent(): Arrival {
    return finish(this.move('previousEvent'));
  }

  /** Runs a question about the past (history.ts), after which the run stands where it stood. */
  ask<T>(question: Generator<void, T>): Generator<void, T> {
    return this.journey.elsewhere(question);
  }

  /**
   * Changes something in the machine, here. It is recorded, and what comes after this moment is another branch.
   * @returns what is wrong with the change, or null when it was made.
   */
  edit(change: Change): string | null {
    const wrong = checkChange(this.computer, change, this.position);
    if (wrong === null) this.arming.forget(finish(this.journey.edit(change)));
    return wrong;
  }

  /** The branches, by number; 0 is the run as the program alone makes it. */
  branches(): readonly Branch[] {
    return this.journey.branches();
  }

  get branch(): number {
    return this.journey.branch;
  }

  /**
   * For when something threw: an edit made a machine that cannot run. Goes back to the branch that it left, to the
   * moment of the edit.
   * @param error what was thrown.
   * @returns what to tell people; null on branch 0: then it is a fault of ours, and nothing was done.
   */
  retreat(error: unknown): string | null {
    const { branch } = this;
    if (!finish(this.journey.retreat())) return null;
    this.arming.forget(1);
    const reason = error instanceof Error ? error.message : String(error);
    return `the machine cannot go on after the edits of branch ${branch} (${reason}): back to before them, on branch ${this.branch}`;
  }

  /** Goes to another branch, to the same moment if it has that. False if there is no such branch. */
  switchBranch(branch: number): boolean {
    if (this.branches()[branch] === undefined) return false;
    this.arming.forget(finish(this.journey.switchBranch(branch)));
    return true;
  }
}
