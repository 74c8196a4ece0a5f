/**
 * A run of one machine that can be put to any moment: the live machine, its checkpoints and the edits of the branch.
 * Running forward takes checkpoints; going anywhere else restores one and runs again.
 *
 * What may take long is a generator that yields every few ms of work, so that a host can answer a pause;
 * slicing changes nothing. This is the only file that catches `Suspended`. It decides nothing about stops or steps.
 */
import { Checkpoints } from '../machine/checkpoints';
import { ALL_KINDS, NEVER, Suspended } from '../machine/trace';
import { Edits, type Edit } from './edit';
import {
  allowance,
  KEEPING,
  LONG_STATEMENT,
  missedLeast,
  nextMark,
  notNear,
  type Keeping,
  type Label,
} from './keeping';
import { beforeStatement, compareMoments, isAtRest, type Moment } from './moment';
import { Passage, type Lookout } from './passage';
import type { Subject, TimedMachine } from './subject';

/** How one statement went. */
export type Outcome =
  /** It ran to its end. */
  | 'whole'
  /** The lookout stopped it; the machine stands there. */
  | 'stopped'
  /** The program had ended before. */
  | 'ended';

export class Run<M extends TimedMachine> {
  readonly machine: M;
  readonly checkpoints: Checkpoints<Label>;
  /** Where the live machine stands. */
  position: Moment = beforeStatement(1);
  edits = new Edits([]);
  /** Whether the live machine, half way in a statement, got there in the stepping build. */
  hasLines = false;
  private readonly passage: Passage;
  /** Events that had happened at the last checkpoint along the run. */
  private keptAt = 0;
  private sliceAt = 0;

  constructor(
    readonly subject: Subject<M>,
    readonly keeping: Keeping = KEEPING,
  ) {
    this.machine = subject.machine;
    const { store, trace } = this.machine;
    const { wantsTurn, sliceEvents } = keeping;
    if (wantsTurn !== undefined) trace.onLimit = () => (wantsTurn() ? 0 : sliceEvents);
    this.passage = new Passage(trace, (edit) => {
      this.apply(edit);
    });
    this.checkpoints = new Checkpoints<Label>(store, trace);
    this.checkpoints.take({ statement: 1, kept: true });
    this.keptAt = trace.now;
  }

  /** Whether the live machine stands behind the last statement of the program. */
  get isFinished(): boolean {
    return isAtRest(this.position) && this.subject.isFinished(this.machine);
  }

  /** The last moment up to here to which the run can be put quickly, when it was given up on its way. */
  get reached(): Moment {
    const { position } = this;
    return isAtRest(position) || this.hasLines ? position : beforeStatement(position.step);
  }

  /**
   * Puts the machine to a moment; where there is none, to the end of its statement or of the run. Inside a statement
   * the stepping build runs, so that the trace knows the open functions.
   */
  *seek(target: Moment): Generator<void, void> {
    const isThere = compareMoments(target, this.position) === 0;
    if (isThere && (isAtRest(target) || this.hasLines)) return;
    yield* this.toStatement(target.step);
    if (isAtRest(target) || this.position.step < target.step) return;
    yield* this.runStatement(new Target(target));
  }

  /** Puts the machine before a statement, with checkpoints of the 1, 2, 4, 8 ... statements before it. */
  *toStatement(statement: number): Generator<void, void> {
    this.beginSlice();
    const index = this.indexBefore(statement);
    const isAhead = isAtRest(this.position) && this.position.step <= statement;
    if (!isAhead || this.position.step < this.statementAt(index)) this.restore(index);
    this.mark();
    for (let left = statement - this.position.step; left > 0;) {
      if (!(yield* this.runTo(statement - nextMark(left)))) break;
      this.mark();
      left = statement - this.position.step;
    }
    for (const far of notNear(this.checkpoints.list, this.position.step)) {
      this.checkpoints.drop(far);
    }
  }

  /**
   * Runs on in the plain build.
   * @param mayStop asked before each statement but the one that comes next now: true stops before it.
   * @param most events of one statement after which it is suspended.
   * @returns false at the end of the program.
   */
  *runTo(
    statement: number,
    mayStop: (() => boolean) | null = null,
    most = this.longStatement,
  ): Generator<void, boolean> {
    while (this.position.step < statement) {
      const state = this.runBlock(statement, mayStop, most);
      if (state === 'ended') return false;
      if (state === 'stopped') return true;
      if (state === 'single') {
        if (!isAtRest(this.position)) {
          yield;
          yield* this.toItsBeginning();
        }
        if ((yield* this.runStatement(null, most)) === 'ended') return false;
        if (mayStop?.() === true) return true;
      }
      yield* this.slice();
    }
    return true;
  }

  /**
   * Runs the statement that comes next, with somebody looking out.
   * @param lookout null: nobody, and the plain build.
   * @param most events after which it is suspended, to be run again with twice as many.
   */
  *runStatement(lookout: Lookout | null, most = this.longStatement): Generator<void, Outcome> {
    for (let limit = most; ; limit *= 2) {
      const outcome = this.attempt(lookout, limit);
      if (outcome !== 'long') return outcome;
      yield;
      yield* this.toItsBeginning();
      lookout?.again();
    }
  }

  /** Gives the host its turn when a slice is over. */
  *slice(): Generator<void, void> {
    if (this.machine.trace.now - this.sliceAt < this.keeping.sliceEvents) return;
    yield;
    this.beginSlice();
  }

  beginSlice(): void {
    this.sliceAt = this.machine.trace.now;
  }

  /** Goes back to the beginning of the statement in which the machine stands, and keeps a checkpoint there. */
  *toItsBeginning(): Generator<void, void> {
    const { step } = this.position;
    this.restore(this.indexBefore(step));
    this.beginSlice();
    // What ran before is not suspended, or a row of long statements would be run over and over.
    yield* this.runTo(step, null, NEVER);
    this.mark();
  }

  /** Makes the live machine that of a checkpoint. */
  restore(index: number): void {
    const { trace } = this.machine;
    this.checkpoints.restore(index);
    let kept = index;
    while (kept > 0 && this.checkpoints.list[kept]?.label.kept !== true) kept--;
    this.keptAt = this.checkpoints.list[kept]?.moment ?? 0;
    trace.depth = 0;
    this.begin(this.statementAt(index));
  }

  /** The index of the last checkpoint before or at the beginning of a statement. */
  indexBefore(statement: number): number {
    const { list } = this.checkpoints;
    let low = 0;
    let high = list.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.statementAt(middle) <= statement) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The statement that comes next at a checkpoint; Infinity behind the last one. */
  statementAt(index: number): number {
    return this.checkpoints.list[index]?.label.statement ?? Infinity;
  }

  /**
   * Makes the branch's edits these. The machine goes back to before the first one that differs.
   * @returns the first statement that may run differently now; Infinity: none.
   */
  setEdits(edits: Edits): number {
    const old = this.edits.list;
    let common = 0;
    while (common < old.length && old[common] === edits.list[common]) common++;
    const first = Math.min(
      edits.list[common]?.at.step ?? Infinity,
      old[common]?.at.step ?? Infinity,
    );
    this.edits = edits;
    if (first === Infinity) return first;
    const index = this.indexBefore(first);
    this.checkpoints.truncate(index);
    this.restore(index);
    return first;
  }

  /**
   * Runs whole statements for a while.
   * @returns 'more' at `target` or where something is due, 'stopped' before a statement where `mayStop` said so,
   *   'ended' at the end, 'single' when the statement at hand must be run alone: it has edits, or is so long that
   *   it was suspended.
   */
  private runBlock(
    target: number,
    mayStop: (() => boolean) | null,
    most: number,
  ): 'more' | 'stopped' | 'ended' | 'single' {
    const { machine, subject, edits } = this;
    const { trace } = machine;
    let { step } = this.position;
    if (edits.insideStatement(step).length > 0) return 'single';
    const end = Math.min(target, this.statementAt(this.checkpoints.base + 1), edits.next(step + 1));
    const until = Math.min(this.sliceAt + this.keeping.sliceEvents, this.nextKept());
    let state: 'more' | 'stopped' | 'ended' = 'more';
    let start = trace.now;
    trace.arm(Math.max(start, until) + most, null);
    try {
      do {
        start = trace.now;
        if (!subject.plain(machine)) state = 'ended';
        else {
          step++;
          if (mayStop?.() === true) state = 'stopped';
        }
      } while (state === 'more' && step < end && trace.now < until);
    } catch (error) {
      this.standInside(step, trace.now - start, 0, false);
      if (!(error instanceof Suspended)) throw error;
      return 'single';
    } finally {
      trace.disarm();
    }
    if (step > this.position.step) this.reach(step);
    return state;
  }

  private attempt(lookout: Lookout | null, limit: number): Outcome | 'long' {
    const { machine, subject, passage } = this;
    const { trace } = machine;
    const { step } = this.position;
    const edits = this.edits.insideStatement(step);
    const hasLines = lookout?.needsLines === true || edits.some(({ at }) => at.line > 0);
    const start = trace.now;
    passage.arm(lookout, edits, limit);
    try {
      const ran = hasLines ? subject.stepping(machine) : subject.plain(machine);
      if (!ran) return 'ended';
    } catch (error) {
      const line = passage.stoppedAtLine ? trace.line : 0;
      this.standInside(step, trace.now - start, line, hasLines);
      if (!(error instanceof Suspended)) throw error;
      return passage.stopped ? 'stopped' : 'long';
    } finally {
      trace.disarm();
    }
    this.reach(step + 1);
    return 'whole';
  }

  /** Events of one statement after which it is suspended, or its host is asked whether it is to be. */
  private get longStatement(): number {
    const { sliceEvents, wantsTurn } = this.keeping;
    return wantsTurn === undefined ? LONG_STATEMENT * sliceEvents : sliceEvents;
  }

  /** The machine was stopped half way in a statement. */
  private standInside(step: number, events: number, line: number, hasLines: boolean): void {
    this.position = { step, event: Math.max(1, events), line };
    this.hasLines = hasLines;
  }

  /** The machine has run to the end of the statement before this one. */
  private reach(step: number): void {
    const { checkpoints } = this;
    const { trace } = this.machine;
    trace.depth = 0;
    if (this.statementAt(checkpoints.base + 1) === step) {
      checkpoints.arrive();
      if (checkpoints.list[checkpoints.base]?.label.kept === true) this.keptAt = trace.now;
    } else if (trace.now >= this.nextKept()) {
      this.keptAt = trace.now;
      this.keep({ statement: step, kept: true });
    }
    this.begin(step);
  }

  /** The machine stands before a statement as it ended the one before; edits of this moment are made now. */
  private begin(step: number): void {
    this.position = beforeStatement(step);
    this.hasLines = false;
    for (const edit of this.edits.beforeStatement(step)) this.apply(edit);
  }

  private apply({ change }: Edit): void {
    this.subject.change(this.machine, change);
    for (const rebuild of this.machine.store.derived) rebuild();
  }

  /** The number of the event from which on a checkpoint along the run is due; no event within what is recorded. */
  private nextKept(): number {
    const { base, list } = this.checkpoints;
    return base + 1 < list.length ? NEVER : this.keptAt + this.keeping.segmentEvents;
  }

  /** A checkpoint here while the stop is near. Where edits were made before the statement there can be none. */
  private mark(): void {
    const { step } = this.position;
    if (!isAtRest(this.position) || this.statementAt(this.checkpoints.base) === step) return;
    if (this.edits.beforeStatement(step).length > 0) return;
    this.keep({ statement: step, kept: false });
  }

  /** Takes a checkpoint, and thins others out for it; one that does not fit at all is not kept. */
  private keep(label: Label): void {
    const { checkpoints } = this;
    const { budget } = this.keeping;
    const last = checkpoints.list.at(-1)?.label.statement ?? 0;
    checkpoints.take(label);
    const most = allowance(Math.max(label.statement, last), budget);
    while (checkpoints.bytes > most) {
      const index = missedLeast(checkpoints.list, checkpoints.base, this.machine.trace.now);
      if (index < 0 || !checkpoints.drop(index)) break;
    }
    if (checkpoints.bytes > budget) checkpoints.untake();
  }
}

/** Looks out for one moment inside a statement. */
class Target implements Lookout {
  readonly kinds: number;
  readonly needsLines = true;

  constructor(private readonly target: Moment) {
    this.kinds = target.line > 0 ? 0 : ALL_KINDS;
  }

  again(): void {
    // It remembers nothing.
  }

  seesEvent(number: number): boolean {
    return this.target.line === 0 && number >= this.target.event;
  }

  seesLine(_number: number, line: number): boolean {
    return this.target.line > 0 && line >= this.target.line;
  }
}
