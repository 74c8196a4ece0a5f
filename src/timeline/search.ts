/**
 * Searches along a run for the next stop, forward and backward. Backward, the segment before is run again with
 * everything armed, and the last hit is taken; if there is none, the segment before that. Segments in which nothing
 * happened that could matter are passed over: the checkpoints' granules and event kinds are the index.
 *
 * The law: the stops of searching backward are the stops of searching forward, reversed.
 */
import type { ArmedStop } from './armedStop';
import { isNear, statementBefore, type Goal } from './goal';
import { beforeStatement, compareMoments, isAtRest, type Moment } from './moment';
import type { Run } from './run';
import { StopLookout, type Hit, type Listener, type LogEntry } from './stopLookout';
import type { TimedMachine } from './subject';

export class Search<M extends TimedMachine> {
  private readonly lookout: StopLookout<M>;
  private readonly from: Moment;
  /** What log points said in the segment that is searched backward. */
  private told: LogEntry[] = [];
  /** Backward: no stop lies between this moment and where the search began. */
  private searched: Moment;

  constructor(
    private readonly run: Run<M>,
    stops: readonly ArmedStop[],
    private readonly goal: Goal,
    private readonly listener: Listener,
  ) {
    this.from = run.position;
    this.searched = run.position;
    const isForward = goal.direction === 'forward';
    const keeper: Listener = { tell: (entry) => this.told.push(entry) };
    this.lookout = new StopLookout(run, stops, goal, this.from, isForward ? listener : keeper);
  }

  /**
   * Searches. Forward, the machine stands at the hit afterwards, or at the end of the run.
   * @returns null: there is none before the run's end, or its beginning.
   */
  *find(): Generator<void, Hit | null> {
    const isForward = this.goal.direction === 'forward';
    const hit = yield* isForward ? this.findForward() : this.findBackward();
    this.lookout.watching.end();
    return hit;
  }

  /**
   * The search is given up: nothing stays armed.
   * @returns how far it has come: no stop lies between there and where it began.
   */
  abandon(): Moment {
    this.lookout.watching.end();
    this.run.machine.trace.disarm();
    if (this.goal.direction === 'backward') return this.searched;
    const { reached } = this.run;
    return compareMoments(reached, this.from) < 0 ? this.from : reached;
  }

  private *findForward(): Generator<void, Hit | null> {
    const { run, lookout } = this;
    yield* this.toStart(this.from.step);
    for (;;) {
      if (yield* this.advance(Infinity)) return lookout.hit;
      if (run.isFinished) return null;
    }
  }

  private *findBackward(): Generator<void, Hit | null> {
    const { run, lookout, goal } = this;
    let end = this.from;
    if (lookout.looksNowhere && goal.statements === 'all') {
      const before = statementBefore(end);
      return before < 1 ? null : { at: beforeStatement(before), stops: [], isGoal: true };
    }
    for (let last = statementBefore(end); last >= 1; last = statementBefore(end)) {
      const index = run.indexBefore(last);
      const first = isNear(goal) ? last : run.statementAt(index);
      if (isNear(goal) || this.mayMatter(index, end)) {
        yield* this.toStart(first);
        while (isBefore(run.position, end)) yield* this.advance(end.step);
        const { hit } = lookout;
        this.tellBackward(hit);
        if (hit !== null) return hit;
        if (goal.statements === 'all') {
          return { at: beforeStatement(first), stops: [], isGoal: true };
        }
      }
      end = beforeStatement(first);
      this.searched = end;
    }
    return null;
  }

  /**
   * Runs on, in the plain build as far as `last` when nobody must look inside statements, otherwise by one statement.
   * @returns true when the lookout stopped the run.
   */
  private *advance(last: number): Generator<void, boolean> {
    const { run, lookout } = this;
    if (lookout.looksInside || run.position.step >= last) {
      lookout.beginStatement();
      const outcome = yield* run.runStatement(lookout);
      lookout.flush();
      if (outcome !== 'whole') return outcome === 'stopped';
      lookout.passed();
    } else {
      const before = run.position.step;
      const goesOn = yield* run.runTo(last, lookout.mayStop);
      if (!goesOn && run.position.step === before) return false;
    }
    const stopped = lookout.arrive();
    lookout.flush();
    if (lookout.counted.length > 0) this.noteAtCheckpoint();
    if (!stopped) yield* run.slice();
    return stopped;
  }

  /** Puts the machine before a statement, with the counts of hits up to there, and begins to look. */
  private *toStart(statement: number): Generator<void, void> {
    const { run, lookout } = this;
    lookout.hit = null;
    const counted = this.lastCounted(statement);
    if (counted === statement) {
      yield* run.toStatement(statement);
      lookout.begin();
      return;
    }
    yield* run.toStatement(counted);
    lookout.begin();
    lookout.isCounting = true;
    while (run.position.step < statement && !run.isFinished) yield* this.advance(statement);
    lookout.isCounting = false;
    lookout.noteCounts();
    // Near checkpoints for the steps that follow, which a counting run does not take.
    yield* run.toStatement(statement);
    lookout.begin();
  }

  /** The last statement, up to this one, before which the hits of all counted stops are known. */
  private lastCounted(statement: number): number {
    const { run, lookout } = this;
    const isKnown = (at: number): boolean =>
      at === 1 || lookout.counted.every(({ counts }) => counts.has(at));
    if (isKnown(statement)) return statement;
    let index = run.indexBefore(statement);
    while (index > 0 && !isKnown(run.statementAt(index))) index--;
    return run.statementAt(index);
  }

  private noteAtCheckpoint(): void {
    const { run, lookout } = this;
    if (run.statementAt(run.checkpoints.base) === run.position.step) lookout.noteCounts();
  }

  /** Whether a stop may lie between a checkpoint and `end`, which is where the search began or the one behind it. */
  private mayMatter(index: number, end: Moment): boolean {
    const { run, lookout } = this;
    if (lookout.looksEverywhere) return true;
    const next = run.checkpoints.list[index + 1];
    if (next === undefined || !isAtRest(end) || next.label.statement !== end.step) return true;
    if (compareMoments(end, this.from) === 0) return true;
    if (run.edits.beforeStatement(end.step).length > 0) return true;
    if ((next.kinds & lookout.eventKinds) !== 0) return true;
    // The machine stood at `end` when the segment behind it began.
    const { granules } = this;
    return granules.size > 0 && next.granules.some((granule) => granules.has(granule));
  }

  private get granules(): ReadonlySet<number> {
    return this.lookout.watching.granulesAtStart;
  }

  /** What log points said behind the hit, the last first. */
  private tellBackward(hit: Hit | null): void {
    for (const entry of this.told.reverse()) {
      if (hit === null || compareMoments(entry.at, hit.at) > 0) this.listener.tell?.(entry);
    }
    this.told = [];
  }
}

/** Whether the run must go on to have passed all moments before `end`. */
function isBefore(position: Moment, end: Moment): boolean {
  return position.step < end.step || (position.step === end.step && !isAtRest(end));
}
