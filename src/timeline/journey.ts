/**
 * A debugger's way through a run: moves in both directions, travels, edits and branches. Every answer is a moment at
 * which the machine stands. Knows no program: timeline.ts adds that.
 *
 * A move that its host gives up half way leaves the machine where the run has come to; `pause` says where.
 */
import type { ArmedStop } from './armedStop';
import { Edits, type Change, type Edit } from './edit';
import { goalOf, type Move } from './goal';
import { beforeStatement, isAtRest, type Moment } from './moment';
import type { Run } from './run';
import { Search } from './search';
import type { Hit, Listener } from './stopLookout';
import type { TimedMachine } from './subject';

/** Why the run stands where it stands. */
export interface Arrival {
  readonly at: Moment;
  readonly reason: 'step' | 'stop' | 'start' | 'end' | 'pause';
  /** Numbers of the stops that hit. */
  readonly stops: readonly number[];
}

/** One course of the run: what the program does with these edits. */
export interface Branch {
  /** The branch it left, and where; null for the run as the program alone makes it. */
  readonly parent: number | null;
  readonly at: Moment | null;
  readonly edits: readonly Edit[];
}

export class Journey<M extends TimedMachine> {
  private readonly list: Branch[] = [{ parent: null, at: null, edits: [] }];
  private current = 0;
  private search: Search<M> | null = null;
  /** Where the run is to stand again: somebody looks at another moment. */
  private home: Moment | null = null;
  /** The run has not moved since the last edit: another one here belongs to the same branch. */
  private isEditing = false;

  constructor(readonly run: Run<M>) {}

  get position(): Moment {
    return this.home ?? this.run.position;
  }

  /** Puts the run to a moment; where there is none, to the end of its statement or of the run. */
  *seek(target: Moment): Generator<void, Arrival> {
    yield* this.comeHome();
    this.isEditing = false;
    yield* this.run.seek(target);
    return { at: this.run.position, reason: this.run.isFinished ? 'end' : 'step', stops: [] };
  }

  /**
   * Moves to the next goal or stop in the move's direction.
   * @param stops hold while the run moves.
   * @param listener is told what happens on the way.
   */
  *move(
    move: Move,
    stops: readonly ArmedStop[] = [],
    listener: Listener = {},
  ): Generator<void, Arrival> {
    yield* this.comeHome();
    this.isEditing = false;
    const { run } = this;
    const goal = goalOf(move, run);
    const search = new Search(run, stops, goal, listener);
    this.search = search;
    const hit = yield* search.find();
    this.search = null;
    if (goal.direction === 'backward') yield* run.seek(hit?.at ?? beforeStatement(1));
    // The functions of the servers are known where the stepping build has run.
    else if (!isAtRest(run.position)) yield* run.seek(run.position);
    return this.reasonOf(hit, goal.direction === 'forward' ? 'end' : 'start');
  }

  /**
   * A move was given up by its host: the run stays where it has come to, which is a moment without a stop on the way. In
   * a long statement that is its beginning: to stand in its middle, with the lines of the servers, it would have to be
   * run again up to there, which takes as long as it has taken.
   */
  *pause(): Generator<void, Arrival> {
    const { search, run } = this;
    this.search = null;
    const reached = search?.abandon() ?? run.reached;
    if (this.home !== null) yield* this.comeHome();
    else yield* run.seek(reached);
    return { at: run.position, reason: 'pause', stops: [] };
  }

  /** Runs something that takes the run elsewhere, and puts it back. */
  *elsewhere<T>(look: Generator<void, T>): Generator<void, T> {
    yield* this.comeHome();
    this.home = this.run.position;
    const found = yield* look;
    yield* this.comeHome();
    return found;
  }

  /** The branches, by number; 0 is the run as the program alone makes it. */
  branches(): readonly Branch[] {
    return this.list;
  }

  get branch(): number {
    return this.current;
  }

  /**
   * Changes something in the machine, here. It is recorded at this moment, and what comes after is another branch.
   * The change must be possible: see Timeline.
   * @returns the first statement that may run differently now.
   */
  *edit(change: Change): Generator<void, number> {
    yield* this.comeHome();
    const { run } = this;
    const at = run.position;
    const edits = run.edits.with({ at, change });
    const branch = this.list[this.current];
    if (this.isEditing && branch !== undefined) {
      this.list[this.current] = { ...branch, edits: edits.list };
    } else {
      this.list.push({ parent: this.current, at, edits: edits.list });
      this.current = this.list.length - 1;
    }
    const first = run.setEdits(edits);
    yield* run.seek(at);
    this.isEditing = true;
    return first;
  }

  /**
   * Goes to another branch, to the same moment if it has that.
   * @returns the first statement that may run differently now; Infinity: none, or there is no such branch.
   */
  *switchBranch(branch: number): Generator<void, number> {
    yield* this.comeHome();
    const chosen = this.list[branch];
    if (chosen === undefined || branch === this.current) return Infinity;
    const at = this.run.position;
    this.current = branch;
    this.isEditing = false;
    const first = this.run.setEdits(new Edits(chosen.edits));
    yield* this.run.seek(at);
    return first;
  }

  /**
   * An edit made a machine that cannot run: goes back to the branch that it left, to the moment of the edit.
   * @returns false on branch 0, which has no edits.
   */
  *retreat(): Generator<void, boolean> {
    const { parent, at } = this.list[this.current] ?? { parent: null, at: null };
    const kept = parent === null ? undefined : this.list[parent];
    if (parent === null || at === null || kept === undefined) return false;
    this.search?.abandon();
    this.search = null;
    this.home = null;
    this.isEditing = false;
    this.current = parent;
    this.run.setEdits(new Edits(kept.edits));
    yield* this.run.seek(at);
    return true;
  }

  private *comeHome(): Generator<void, void> {
    const { home } = this;
    if (home === null) return;
    yield* this.run.seek(home);
    this.home = null;
  }

  private reasonOf(hit: Hit | null, otherwise: 'start' | 'end'): Arrival {
    const at = this.run.position;
    if (this.run.isFinished) return { at, reason: 'end', stops: hit?.stops ?? [] };
    if (hit === null) return { at, reason: otherwise, stops: [] };
    return { at, reason: hit.stops.length > 0 ? 'stop' : 'step', stops: hit.stops };
  }
}

/** Runs a generator to its end. */
export function finish<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
