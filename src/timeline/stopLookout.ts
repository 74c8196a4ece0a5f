/**
 * Looks out for stops and for the goal of a step while the run goes on, between statements and inside them. Forward it
 * stops the run at the first one behind a moment; backward it lets the run go on and keeps the last one before.
 */
import { ALL_KINDS } from '../machine/trace';
import type { ArmedStop } from './armedStop';
import type { Goal } from './goal';
import { compareMoments, type Moment } from './moment';
import type { Lookout } from './passage';
import type { Run } from './run';
import { hitStops } from './stops';
import type { TimedMachine } from './subject';
import { Watching } from './watching';

/** A moment at which stops hit, or that is the goal of a step. */
export interface Hit {
  readonly at: Moment;
  /** The numbers of the stops. */
  readonly stops: readonly number[];
  readonly isGoal: boolean;
}

/** What a log point told. */
export interface LogEntry {
  readonly stop: number;
  readonly at: Moment;
  readonly text: string;
}

/** Who is told what happens while the run moves. Only looks. */
export interface Listener {
  /** What log points say, in the order in which the run passes them: backward, the last first. */
  tell?(entry: LogEntry): void;
  /** Forward: a statement has ended, and the machine stands right behind it. */
  passed?(): void;
}

export class StopLookout<M extends TimedMachine> implements Lookout {
  readonly kinds: number;
  readonly needsLines: boolean;
  /** Whether it must see what happens inside statements, or count hits. */
  readonly looksInside: boolean;
  readonly counted: readonly ArmedStop[];
  readonly watching: Watching;
  /** What stopped the run; backward, the last that would have. */
  hit: Hit | null = null;
  /** Only hits are counted: the run is on its way to where the search begins. */
  isCounting = false;
  private readonly statements: readonly ArmedStop[];
  private readonly events: readonly ArmedStop[];
  private readonly watches: readonly ArmedStop[];
  private readonly sites = new Map<number, ArmedStop[]>();
  private readonly counts = new Map<ArmedStop, number>();
  /** How often the counted stops had hit before the statement that runs. */
  private countsBefore: readonly (readonly [ArmedStop, number])[] = [];
  private pending: LogEntry[] = [];
  /** The line before, of those at most as deep as the goal. */
  private lastDepth = -1;
  private lastFunction = -1;
  private lastLine = -1;

  /**
   * @param from where the search begins: no stop.
   * @param listener is told in the order of the run.
   */
  constructor(
    private readonly run: Run<M>,
    stops: readonly ArmedStop[],
    readonly goal: Goal,
    private readonly from: Moment,
    private readonly listener: Listener,
  ) {
    const { store, trace } = run.machine;
    this.statements = stops.filter(({ place }) => place.kind === 'statement');
    this.events = stops.filter(({ place }) => place.kind === 'event');
    this.watches = stops.filter(({ place }) => place.kind === 'watch');
    this.counted = stops.filter(({ hits }) => hits !== null);
    for (const stop of stops) {
      if (stop.place.kind === 'site') this.addSites(stop, stop.place.sites);
    }
    this.watching = new Watching(
      store,
      trace,
      this.watches.flatMap(({ place }) => (place.kind === 'watch' ? [place.watched] : [])),
    );
    this.needsLines = goal.depth !== null || this.sites.size > 0;
    this.kinds = goal.events ? ALL_KINDS : this.eventKinds;
    const within = this.events.length + this.watches.length + this.counted.length;
    this.looksInside = within > 0 || this.needsLines || goal.events;
  }

  /** Bits of the kinds of events that stop. */
  get eventKinds(): number {
    let kinds = 0;
    for (const { place } of this.events) if (place.kind === 'event') kinds |= 1 << place.event;
    return kinds;
  }

  /** Whether no stop was set, and nothing but statements is gone by. */
  get looksNowhere(): boolean {
    return !this.looksInside && this.statements.length === 0;
  }

  /** Whether stops or the goal are found by looking at every statement or line. */
  get looksEverywhere(): boolean {
    return this.needsLines || this.goal.statements !== 'none' || this.statements.length > 0;
  }

  /** The machine was put before a statement, and the search goes on from there. */
  begin(): void {
    const { step } = this.run.position;
    for (const stop of this.counted) this.counts.set(stop, stop.counts.get(step) ?? 0);
    this.watching.begin();
    this.beginStatement();
  }

  /** The statement that comes next begins. */
  beginStatement(): void {
    if (this.counted.length > 0) this.countsBefore = [...this.counts];
  }

  again(): void {
    for (const [stop, count] of this.countsBefore) this.counts.set(stop, count);
    this.pending = [];
    this.watching.begin();
  }

  /** Hands on what log points said since the statement began: it will not be run again. */
  flush(): void {
    for (const entry of this.pending) this.listener.tell?.(entry);
    this.pending = [];
  }

  /** Writes down how often the counted stops have hit, for searches that begin here. */
  noteCounts(): void {
    const { step } = this.run.position;
    for (const [stop, count] of this.counts) stop.counts.set(step, count);
  }

  /** A statement has ended, and the machine stands right behind it. */
  passed(): void {
    if (!this.isCounting && this.goal.direction === 'forward') this.listener.passed?.();
  }

  /** Whether `arrive` has anything to look at before the next statement; fast. */
  readonly mayStop = (): boolean => {
    this.passed();
    const { subject, machine } = this.run;
    if (this.isStatementGoal()) return true;
    if (this.statements.length === 0) return false;
    const instruction = subject.instruction(machine);
    return this.statements.some(
      ({ place }) => place.kind === 'statement' && place.instructions.has(instruction),
    );
  };

  /** The run has arrived before a statement. @returns true to stop there. */
  arrive(): boolean {
    const { subject, machine, position } = this.run;
    const matching = this.changedWatches();
    if (!subject.isFinished(machine)) {
      const instruction = subject.instruction(machine);
      for (const stop of this.statements) {
        const { place } = stop;
        if (place.kind === 'statement' && place.instructions.has(instruction)) matching.push(stop);
      }
    }
    return this.meet(position, matching, this.isStatementGoal());
  }

  seesEvent(
    number: number,
    kind: number,
    subject: number,
    a: number,
    _b: number,
    rule: number,
  ): boolean {
    const matching = this.changedWatches();
    for (const stop of this.events) {
      const { place } = stop;
      if (place.kind !== 'event' || place.event !== kind) continue;
      if (place.accepts !== null && !place.accepts(subject, a)) continue;
      if (place.rule === null || place.rule === rule) matching.push(stop);
    }
    const isGoal = this.goal.events;
    if (matching.length === 0 && !isGoal) return false;
    return this.meet({ step: this.run.position.step, event: number, line: 0 }, matching, isGoal);
  }

  seesLine(number: number, line: number, depth: number, site: number): boolean {
    const isGoal = this.isLineGoal(depth, site);
    const matching = this.sites.get(site) ?? NONE;
    if (matching.length === 0 && !isGoal) return false;
    return this.meet({ step: this.run.position.step, event: number, line }, matching, isGoal);
  }

  private isStatementGoal(): boolean {
    const { statements } = this.goal;
    if (typeof statements === 'string') return statements === 'all';
    return this.run.subject.nesting(this.run.machine) <= statements;
  }

  private isLineGoal(depth: number, site: number): boolean {
    const { goal, run } = this;
    if (goal.depth === null || depth > goal.depth) return false;
    const first = run.subject.firstSite(site);
    const line = run.subject.lineOf(site);
    const isNew =
      depth !== this.lastDepth ||
      first !== this.lastFunction ||
      line !== this.lastLine ||
      site === first;
    this.lastDepth = depth;
    this.lastFunction = first;
    this.lastLine = line;
    return isNew || !goal.linesOnly;
  }

  private changedWatches(): ArmedStop[] {
    const changed = this.watching.changed();
    if (changed.length === 0) return [];
    return this.watches.filter(
      ({ place }) => place.kind === 'watch' && changed.includes(place.watched),
    );
  }

  /** A moment where stops match or that is the goal. @returns true to stop there. */
  private meet(at: Moment, matching: readonly ArmedStop[], isGoal: boolean): boolean {
    const isForward = this.goal.direction === 'forward';
    const order = compareMoments(at, this.from);
    const isSearched = !this.isCounting && (isForward ? order > 0 : order < 0);
    const ids: number[] = [];
    for (const stop of matching) {
      if (!isSearched && stop.hits === null) continue;
      if (!this.hits(stop) || !isSearched) continue;
      if (stop.log === null) ids.push(stop.id);
      else this.pending.push({ stop: stop.id, at, text: stop.log() });
    }
    if (!isSearched || (ids.length === 0 && !isGoal)) return false;
    this.hit = { at, stops: ids, isGoal };
    return isForward;
  }

  /** Whether a stop that was reached stops: its condition holds, and its hit is one that counts. */
  private hits(stop: ArmedStop): boolean {
    if (stop.holds !== null && !stop.holds()) return false;
    if (stop.hits === null) return true;
    const hit = (this.counts.get(stop) ?? 0) + 1;
    this.counts.set(stop, hit);
    return hitStops(stop.hits, hit);
  }

  private addSites(stop: ArmedStop, sites: ReadonlySet<number>): void {
    for (const site of sites) {
      const known = this.sites.get(site);
      if (known === undefined) this.sites.set(site, [stop]);
      else known.push(stop);
    }
  }
}

const NONE: readonly ArmedStop[] = [];
