/**
 * The run as a numbered sequence of events, the place where it can be stopped, and the spans of the stepping build.
 *
 * With nobody armed an event costs a counter. Events are not kept: whoever wants them arms an observer and runs the
 * segment again. Of machine, arch and engine this is the only file that throws while a run goes on, and it throws only
 * `Suspended`; a RangeError of the other classes of machine says that their caller is wrong.
 */

/** Thrown to stop half way through a statement: the tables hold the half-way state. Resume by replay. */
export class Suspended extends Error {
  constructor() {
    super('suspended');
  }
}

/** Sees armed events. Must only look at the machine, except for edits that the timeline recorded. */
export interface Observer {
  /**
   * @param subject a row or number, as the event's kind says.
   * @param rule which rule of which function decided it; 0 when there was nothing to decide.
   * @returns true to stop just after this event.
   */
  onEvent(kind: number, subject: number, a: number, b: number, rule: number): boolean;
}

/** Sees every line of the stepping build while armed. Returns true to stop before that line runs. */
export interface LineObserver {
  onLine(depth: number, site: number): boolean;
}

/** Arguments kept of each open function. */
export const SPAN_ARGUMENTS = 8;
const MAX_DEPTH = 512;
/** The number of no event: `arm` with it stops nowhere. */
export const NEVER = Number.MAX_SAFE_INTEGER;
/** Bits of all kinds of events. */
export const ALL_KINDS = -1;

export class Trace {
  /** Events so far: the number of the last one. */
  now = 0;
  /** The event at which `slow` is called; NEVER when nobody is armed. */
  private limit = NEVER;
  /** Bits of the event kinds since the last checkpoint. */
  kinds = 0;
  private stopAt = NEVER;
  /**
   * Asked when the run has come to the event at which it is to stop: for how many events more it goes on; 0: it stops.
   * Null: it stops.
   */
  onLimit: (() => number) | null = null;
  private observer: Observer | null = null;
  /** Bits of the event kinds that the observer sees. */
  private observed = 0;
  /** The observer sees the next event, whatever its kind. */
  private awake = false;
  /** Sees every event, whoever else is armed. */
  private keeper: Observer | null = null;

  /** Open functions of the stepping build: 0 in the plain build, and outside the functions with spans. */
  depth = 0;
  /** Lines run in the stepping build since the current statement began. */
  line = 0;
  private lineObserver: LineObserver | null = null;
  readonly spanFunction = new Int32Array(MAX_DEPTH);
  readonly spanSite = new Int32Array(MAX_DEPTH);
  readonly spanArguments = new Float64Array(MAX_DEPTH * SPAN_ARGUMENTS);

  /** Engine code calls this right after each change that means something. */
  event(kind: number, subject: number, a: number, b: number, rule: number): void {
    const now = this.now + 1;
    this.now = now;
    this.kinds |= 1 << kind;
    if (now >= this.limit) this.slow(kind, subject, a, b, rule);
  }

  /** How many events can happen before someone must see one: what `skip` may count at once. */
  quiet(): number {
    return this.isObserved ? 0 : Math.max(0, this.limit - this.now - 1);
  }

  /** Counts `count` events, at most `quiet()`, of the kinds whose bits are in `kinds`, in place of emitting them. */
  skip(count: number, kinds: number): void {
    this.now += count;
    if (count > 0) this.kinds |= kinds;
  }

  /**
   * Stop just after event number `moment`, and call `observer` on the way; `null`: call nobody.
   * @param kinds bits of the kinds of events that the observer sees; 0: only those it is woken for (`wake`).
   */
  arm(moment: number, observer: Observer | null, kinds = ALL_KINDS): void {
    this.stopAt = moment;
    this.observer = observer;
    this.observed = kinds;
    this.awake = false;
    this.limit = this.keeper === null && (observer === null || kinds === 0) ? moment : 0;
  }

  /**
   * Shows `keeper` every event from now on, before the observer: for a program that asks for its own events. It is part
   * of the machine: what it writes goes into tables, and its answer stops nothing.
   */
  keep(keeper: Observer): void {
    this.keeper = keeper;
    this.limit = 0;
  }

  /**
   * Whether somebody may look at the way between two events. Then everything must be done step by step: a way that
   * depends on what was looked up before (search hints) would make the lines of a run depend on where it was begun.
   */
  get isObserved(): boolean {
    return this.observer !== null || this.keeper !== null;
  }

  /** Shows the next event to the observer, whatever its kind: what was written is to be looked at then. */
  wake(): void {
    if (this.observer === null) return;
    this.awake = true;
    this.limit = 0;
  }

  /** Call `observer` before every line of the stepping build; `null`: nobody. */
  armLines(observer: LineObserver | null): void {
    this.lineObserver = observer;
  }

  /** Nobody stops the run any more. */
  disarm(): void {
    this.arm(NEVER, null);
    this.armLines(null);
  }

  /** A statement begins: no function is open, and its lines count from 0. */
  beginStatement(): void {
    this.depth = 0;
    this.line = 0;
  }

  /** Stepping build: a function that takes the machine begins. Returns its depth, from 1. */
  open(
    functionId: number,
    a0: unknown = 0,
    a1: unknown = 0,
    a2: unknown = 0,
    a3: unknown = 0,
    a4: unknown = 0,
    a5: unknown = 0,
    a6: unknown = 0,
    a7: unknown = 0,
  ): number {
    const depth = Math.min(this.depth + 1, MAX_DEPTH - 1);
    this.depth = depth;
    this.spanFunction[depth] = functionId;
    this.spanSite[depth] = -1;
    const at = depth * SPAN_ARGUMENTS;
    const kept = this.spanArguments;
    kept[at] = plain(a0);
    kept[at + 1] = plain(a1);
    kept[at + 2] = plain(a2);
    kept[at + 3] = plain(a3);
    kept[at + 4] = plain(a4);
    kept[at + 5] = plain(a5);
    kept[at + 6] = plain(a6);
    kept[at + 7] = plain(a7);
    return depth;
  }

  /** Stepping build: the statement at `site` of the function at `depth` is about to run. */
  at(depth: number, site: number): void {
    this.spanSite[depth] = site;
    this.line++;
    if (this.lineObserver !== null && this.lineObserver.onLine(depth, site)) throw new Suspended();
  }

  /** Stepping build: the function at `depth` returns `value`. */
  close<T>(depth: number, value?: T): T {
    this.depth = depth - 1;
    // The stepping build passes the value of `return expression;` through, and none for `return;`.
    return value as T;
  }

  private slow(kind: number, subject: number, a: number, b: number, rule: number): void {
    const { observer, keeper } = this;
    keeper?.onEvent(kind, subject, a, b, rule);
    let stop = false;
    if (observer !== null && (this.awake || ((this.observed >>> kind) & 1) !== 0)) {
      this.awake = false;
      if (this.observed === 0 && keeper === null) this.limit = this.stopAt;
      stop = observer.onEvent(kind, subject, a, b, rule);
    }
    if (stop || (this.now >= this.stopAt && !this.goesOn())) throw new Suspended();
  }

  /** Whether the run goes on behind the event at which it was to stop. */
  private goesOn(): boolean {
    const more = this.onLimit?.() ?? 0;
    if (more === 0) return false;
    this.stopAt = this.now + more;
    // With somebody armed every event is slow already.
    if (this.limit > 0) this.limit = this.stopAt;
    return true;
  }
}

/** An argument as a number: booleans count as 0 and 1, anything that is no number as NaN. */
function plain(argument: unknown): number {
  if (typeof argument === 'number') return argument;
  return typeof argument === 'boolean' ? Number(argument) : NaN;
}
