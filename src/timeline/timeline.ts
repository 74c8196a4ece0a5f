/**
 * A run in time, as a debugger uses it: steps and travels in both directions, stops, edits and branches. Everything is
 * put together here from recording, scan and stepping; every answer is a moment at which the computer stands.
 */
import type { Program } from '../program/form';
import { checkChange, type Change, type Edit } from './edit';
import { beforeStatement, compareMoments, type Moment } from './moment';
import { Recording } from './recording';
import { findBackward, findForward, type Hit } from './scan';
import {
  backIntoTarget,
  backTarget,
  intoTarget,
  nextEventTarget,
  outTarget,
  overTarget,
  previousEventTarget,
  reverseOutTarget,
} from './stepping';
import type { Stop } from './stops';

/** Why the run stands where it stands. */
export interface Arrival {
  readonly at: Moment;
  readonly reason: 'step' | 'stop' | 'start' | 'end' | 'pause';
  /** Numbers of the stops that hit. */
  readonly stops: readonly number[];
}

/** Statements between two chances to pause. */
const SLICE = 2000;

export class Timeline {
  readonly recording: Recording;
  /** Edit lists of the branches; the first has none. */
  private readonly branchEdits: (readonly Edit[])[] = [[]];
  private current = 0;

  constructor(program: Program, budget?: number) {
    this.recording = new Recording(program, budget);
  }

  get position(): Moment {
    return this.recording.position;
  }

  get computer() {
    return this.recording.computer;
  }

  seek(target: Moment): Arrival {
    this.recording.seek(target);
    return this.arrive();
  }

  stepOver(): Arrival {
    return this.seek(overTarget(this.recording));
  }

  stepInto(): Arrival {
    return this.seek(intoTarget(this.recording));
  }

  stepOut(): Arrival {
    return this.seek(outTarget(this.recording));
  }

  stepBack(): Arrival {
    return this.seek(backTarget(this.recording));
  }

  stepBackInto(): Arrival {
    return this.seek(backIntoTarget(this.recording));
  }

  reverseOut(): Arrival {
    return this.seek(reverseOutTarget(this.recording));
  }

  nextEvent(): Arrival {
    return this.seek(nextEventTarget(this.recording));
  }

  previousEvent(): Arrival {
    return this.seek(previousEventTarget(this.recording));
  }

  /** Runs to the next stop or to the end; the generator yields where a pause may be asked for. */
  *continue(stops: readonly Stop[]): Generator<void, Arrival> {
    const from = this.position;
    const hit = yield* findForward(this.recording, stops, from, SLICE);
    return this.arriveAt(hit, 'end');
  }

  /** Runs backward to the last stop before here, or to the start. */
  *reverseContinue(stops: readonly Stop[]): Generator<void, Arrival> {
    const from = this.position;
    const hit = yield* findBackward(this.recording, stops, from, SLICE);
    if (hit === null) this.recording.seek(beforeStatement(1));
    return this.arriveAt(hit, 'start');
  }

  /** Stops a continue between two slices, where the run has come to. */
  pause(): Arrival {
    return { at: this.position, reason: 'pause', stops: [] };
  }

  /**
   * Changes something in the machine, here. What came after this moment is another branch from now on.
   * @returns what is wrong with the change, or null when it was made.
   */
  edit(change: Change): string | null {
    const wrong = checkChange(this.computer, change);
    if (wrong !== null) return wrong;
    const at = this.position;
    const { edits } = this.recording;
    const before = edits.filter((edit) => compareMoments(edit.at, at) <= 0);
    const changed = [...before, { at, change }];
    if (before.length < edits.length || this.current === 0) {
      this.branchEdits.push(changed);
      this.current = this.branchEdits.length - 1;
    } else this.branchEdits[this.current] = changed;
    this.recording.setEdits(changed);
    this.recording.seek(at);
    return null;
  }

  /** The branches: each one's edits; the first is the run as the program alone makes it. */
  branches(): readonly (readonly Edit[])[] {
    return this.branchEdits;
  }

  get branch(): number {
    return this.current;
  }

  /** Goes to another branch, to the same moment. False if there is no such branch. */
  switchBranch(branch: number): boolean {
    const edits = this.branchEdits[branch];
    if (edits === undefined) return false;
    const at = this.position;
    this.current = branch;
    this.recording.setEdits(edits);
    this.recording.seek(at);
    return true;
  }

  private arrive(): Arrival {
    return { at: this.position, reason: this.recording.isFinished ? 'end' : 'step', stops: [] };
  }

  private arriveAt(hit: Hit | null, otherwise: 'start' | 'end'): Arrival {
    if (hit === null) return { at: this.position, reason: otherwise, stops: [] };
    this.recording.seek(hit.at);
    return { at: hit.at, reason: 'stop', stops: hit.stops };
  }
}
