/**
 * A run of one program that can be put to any moment: the live computer, its checkpoints and the edits of the branch.
 * Running forward takes checkpoints; going anywhere else restores one and runs again.
 *
 * This is the only place that catches `Suspended`. It decides nothing about breakpoints or steps.
 */
import { Checkpoints } from '../machine/checkpoints';
import { Suspended, type LineObserver, type Observer } from '../machine/trace';
import { createComputer, type Computer } from '../program/computer';
import type { Program } from '../program/form';
import { PLAIN, STEPPING, type Step } from './builds';
import { applyEdit, type Edit } from './edit';
import { beforeStatement, compareMoments, isAtRest, type Moment } from './moment';

/**
 * Events between two kept checkpoints. Replaying so many takes some 10 ms (docs/performance.md), whatever the
 * statements are; a count and not a time, because the run must not depend on a clock.
 */
const SEGMENT_EVENTS = 65536;
/** Bytes that checkpoints may take before old ones are thinned out. */
const DEFAULT_BUDGET = 256 * 1024 * 1024;
/** Kept checkpoints beyond which old ones are thinned out, so that a restore looks at few. */
const MOST_KEPT = 512;

interface Label {
  /** Statements that had been run. */
  readonly steps: number;
  /** Kept for the whole run, or only while the stop is near. */
  kept: boolean;
}

export class Recording {
  readonly computer: Computer;
  readonly checkpoints: Checkpoints<Label>;
  /** Where the live computer stands. */
  position: Moment = beforeStatement(1);
  /** Edits of the branch, in order. */
  edits: readonly Edit[] = [];
  /** The statement before which the rest edits were applied to the live computer; 0: none. */
  private editedBefore = 0;
  private eventsAtKept = 0;
  /** The last statement that the run has, plus one, once it is known. */
  private end = 0;

  constructor(
    readonly program: Program,
    private readonly budget = DEFAULT_BUDGET,
  ) {
    this.computer = createComputer(program);
    const { store, trace } = this.computer;
    this.checkpoints = new Checkpoints<Label>(store, trace);
    this.checkpoints.take({ steps: 0, kept: true });
  }

  /** Statements that have been run completely. */
  get steps(): number {
    return this.position.step - 1;
  }

  get isFinished(): boolean {
    return this.computer.interpreter.finished.get(1) !== 0;
  }

  /** Runs the next statement from its beginning. @returns false at the end of the program. */
  runStatement(build: Step = PLAIN): boolean {
    this.toRest();
    this.editAtRest();
    this.computer.trace.depth = 0;
    const ran = build(this.computer, this.program);
    if (!ran) {
      this.end = this.position.step;
      return false;
    }
    this.position = beforeStatement(this.position.step + 1);
    if (this.isFinished) this.end = this.position.step;
    if (this.computer.trace.now - this.eventsAtKept >= SEGMENT_EVENTS) this.keep();
    return true;
  }

  /**
   * Runs the next statement under observation. Edits inside it are applied at their moments.
   * @returns true when an observer stopped it half way; `position` is then that moment.
   */
  observeStatement(build: Step, observer: Observer | null, lines: LineObserver | null): boolean {
    this.toRest();
    this.editAtRest();
    const { trace } = this.computer;
    const start = trace.now;
    const inside = this.edits.filter(
      (edit) => edit.at.step === this.position.step && !isAtRest(edit.at),
    );
    const watch = new Watch(this.computer, start, inside, observer, lines);
    const needsEvents = observer !== null || inside.some(({ at }) => at.line === 0);
    const needsLines = lines !== null || inside.some(({ at }) => at.line > 0);
    trace.arm(Number.MAX_SAFE_INTEGER, needsEvents ? watch : null);
    trace.armLines(Number.MAX_SAFE_INTEGER, needsLines ? watch : null);
    trace.depth = 0;
    try {
      const chosen = needsLines ? STEPPING : build;
      if (!chosen(this.computer, this.program)) return false;
      this.position = beforeStatement(this.position.step + 1);
      if (this.isFinished) this.end = this.position.step;
      return false;
    } catch (error) {
      if (!(error instanceof Suspended)) throw error;
      const line = watch.stoppedAtLine ? trace.line : 0;
      this.position = { step: this.position.step, event: trace.now - start, line };
      return true;
    } finally {
      trace.disarm();
      if (trace.now - this.eventsAtKept >= SEGMENT_EVENTS && isAtRest(this.position)) this.keep();
    }
  }

  /** Puts the computer to a moment, or to the end of its statement or of the run if there is no such moment. */
  seek(target: Moment): void {
    if (compareMoments(target, this.position) === 0) return;
    this.seekRest(target.step);
    if (isAtRest(target) || this.position.step < target.step) return;
    const { trace } = this.computer;
    const start = trace.now;
    const onEvent = (): boolean => trace.now - start >= target.event;
    const onLine = (): boolean => trace.line >= target.line;
    if (target.line > 0) this.observeStatement(STEPPING, null, { onLine });
    else this.observeStatement(STEPPING, { onEvent }, { onLine: () => false });
  }

  /** Puts the computer before a statement, with checkpoints of the 1, 2, 4, 8 ... statements before it. */
  seekRest(step: number): void {
    const isBehind =
      this.position.step > step || (this.position.step === step && !isAtRest(this.position));
    const index = this.indexBefore(step - 1);
    const nearest = this.checkpoints.list[index]?.label.steps ?? 0;
    if (isBehind || !isAtRest(this.position) || nearest > this.steps) this.restore(index);
    for (;;) {
      const left = step - this.position.step;
      if (left <= 0) break;
      if (isPowerOfTwo(left)) this.mark();
      if (!this.runQuietly()) break;
    }
    this.mark();
    this.forgetFar(this.steps);
    this.editAtRest();
  }

  /** Makes the branch's edits these, from the first moment at which they differ on. */
  setEdits(edits: readonly Edit[]): void {
    let common = 0;
    while (common < edits.length && edits[common] === this.edits[common]) common++;
    const first = edits[common] ?? this.edits[common];
    this.edits = edits;
    if (first === undefined) return;
    const index = this.indexBefore(first.at.step - 1);
    this.restore(index);
    this.checkpoints.truncate(index);
    this.end = 0;
  }

  /** The number of the last statement, running to the end if need be; the computer is left somewhere. */
  lastStep(): number {
    if (this.end === 0) while (this.runQuietly());
    return this.end - 1;
  }

  /** The index of the last checkpoint with at most so many statements run. */
  indexBefore(steps: number): number {
    const { list } = this.checkpoints;
    let low = 0;
    let high = list.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((list[middle]?.label.steps ?? Infinity) <= steps) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Makes the live computer that of a checkpoint. */
  restore(index: number): void {
    this.checkpoints.restore(index);
    const steps = this.checkpoints.list[index]?.label.steps ?? 0;
    this.position = beforeStatement(steps + 1);
    this.editedBefore = 0;
    this.computer.trace.depth = 0;
    this.eventsAtKept = this.computer.trace.now;
  }

  private runQuietly(): boolean {
    const { step } = this.position;
    if (this.edits.some(({ at }) => at.step === step && !isAtRest(at))) {
      this.observeStatement(PLAIN, null, null);
      return this.position.step > step;
    }
    return this.runStatement();
  }

  /** A computer that stands half way in a statement goes back to its beginning. */
  private toRest(): void {
    if (!isAtRest(this.position)) this.seekRestOf(this.position.step);
  }

  private seekRestOf(step: number): void {
    this.restore(this.indexBefore(step - 1));
    while (this.position.step < step && this.runQuietly());
  }

  /** Applies the edits that were made before the statement that comes next, once. */
  private editAtRest(): void {
    const { step } = this.position;
    if (this.editedBefore === step) return;
    this.editedBefore = step;
    const before = this.edits.filter(({ at }) => at.step === step && isAtRest(at));
    if (before.length === 0) return;
    this.mark();
    for (const edit of before) applyEdit(this.computer, edit);
  }

  /** A checkpoint for the whole run. */
  private keep(): void {
    this.take(true);
    this.eventsAtKept = this.computer.trace.now;
    this.thin();
  }

  /** A checkpoint while the stop is near. */
  private mark(): void {
    this.take(false);
  }

  private take(kept: boolean): void {
    const { list } = this.checkpoints;
    const at = this.indexBefore(this.steps);
    const found = list[at];
    if (found !== undefined && found.label.steps === this.steps) {
      if (kept) found.label.kept = true;
      return;
    }
    if (this.editedBefore === this.position.step && this.hasRestEdit(this.position.step)) return;
    this.checkpoints.take({ steps: this.steps, kept });
  }

  private hasRestEdit(step: number): boolean {
    return this.edits.some(({ at }) => at.step === step && isAtRest(at));
  }

  /** Drops the near checkpoints that are no power of two of statements before the stop. */
  private forgetFar(steps: number): void {
    const { list } = this.checkpoints;
    for (let i = list.length - 1; i > 0; i--) {
      const label = list[i]?.label;
      if (label === undefined || label.kept) continue;
      const before = steps - label.steps;
      if (before !== 0 && !(before > 0 && isPowerOfTwo(before))) this.checkpoints.drop(i);
    }
  }

  /** Drops every other one of the older half of the kept checkpoints while there are too many. */
  private thin(): void {
    const { checkpoints } = this;
    if (checkpoints.list.length <= MOST_KEPT && checkpoints.bytes <= this.budget) return;
    for (let i = Math.floor(checkpoints.list.length / 2); i > 0; i -= 2) checkpoints.drop(i);
  }
}

/** Hands events and lines to the observers, and applies the edits at their moments. */
class Watch implements Observer, LineObserver {
  stoppedAtLine = false;
  private next = 0;

  constructor(
    private readonly computer: Computer,
    private readonly start: number,
    private readonly edits: readonly Edit[],
    private readonly observer: Observer | null,
    private readonly lines: LineObserver | null,
  ) {}

  onEvent(kind: number, subject: number, a: number, b: number, rule: number): boolean {
    const event = this.computer.trace.now - this.start;
    this.applyUpTo((at) => at.line === 0 && at.event <= event);
    return this.observer?.onEvent(kind, subject, a, b, rule) ?? false;
  }

  onLine(depth: number, site: number): boolean {
    const { line } = this.computer.trace;
    this.applyUpTo((at) => at.line > 0 && at.line <= line);
    this.stoppedAtLine = this.lines?.onLine(depth, site) ?? false;
    return this.stoppedAtLine;
  }

  private applyUpTo(isDue: (at: Moment) => boolean): void {
    for (let edit = this.edits[this.next]; edit !== undefined; edit = this.edits[this.next]) {
      if (!isDue(edit.at)) return;
      this.next++;
      applyEdit(this.computer, edit);
    }
  }
}

function isPowerOfTwo(value: number): boolean {
  return value > 0 && Number.isInteger(Math.log2(value));
}
