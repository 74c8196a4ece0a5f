/**
 * Looking for stops along a run: statement by statement, with everything armed that somebody waits for. Works in slices,
 * so that a host can answer a pause between them; slicing changes nothing.
 */
import type { Column, Watcher } from '../machine/store';
import type { LineObserver, Observer } from '../machine/trace';
import { holds } from '../program/evaluation';
import { looking } from '../program/evaluator';
import { functionOfSite, PLAIN, STEPPING } from './builds';
import { compareMoments, type Moment } from './moment';
import type { Recording } from './recording';
import { hitStops, needsLines, type Stop } from './stops';

/** A moment at which stops hit. */
export interface Hit {
  readonly at: Moment;
  readonly stops: readonly number[];
}

export class Scan implements Observer, LineObserver, Watcher {
  private readonly statements: readonly Extract<Stop, { kind: 'statement' }>[];
  private readonly lineStops: readonly Stop[];
  private readonly events: readonly Extract<Stop, { kind: 'event' }>[];
  private readonly watches: readonly Extract<Stop, { kind: 'watch' }>[];
  private readonly counts = new Map<number, number>();
  private readonly written = new Set<number>();
  private start = 0;
  private lastDepth = 0;

  /** @param onHit called at each hit in order; true: go no further. */
  constructor(
    private readonly recording: Recording,
    stops: readonly Stop[],
    private readonly onHit: (hit: Hit) => boolean,
  ) {
    this.statements = stops.filter((stop) => stop.kind === 'statement');
    this.events = stops.filter((stop) => stop.kind === 'event');
    this.watches = stops.filter((stop) => stop.kind === 'watch');
    this.lineStops = stops.filter(needsLines);
  }

  /**
   * Runs on from where the computer rests, at most so many statements and up to the statement `last` (inclusive).
   * @returns 'hit' when `onHit` said so, 'end' at the end of the program or after `last`, 'more' otherwise.
   */
  advance(statements: number, last = Infinity): 'hit' | 'end' | 'more' {
    const { recording } = this;
    const { computer } = recording;
    const isQuiet =
      this.events.length === 0 && this.watches.length === 0 && this.lineStops.length === 0;
    for (let i = 0; i < statements; i++) {
      if (recording.position.step > last) return 'end';
      if (this.hitsStatement(computer.interpreter.counter.get(1))) return 'hit';
      if (isQuiet && !recording.edits.some(({ at }) => at.step === recording.position.step)) {
        if (!recording.runStatement()) return 'end';
      } else if (this.observe()) return 'hit';
      else if (recording.isFinished) return 'end';
    }
    return 'more';
  }

  private observe(): boolean {
    const { recording } = this;
    const { store, trace } = recording.computer;
    this.start = trace.now;
    this.lastDepth = 0;
    this.written.clear();
    const needsObserver = this.events.length > 0 || this.watches.length > 0;
    this.arm();
    const isStepping = this.lineStops.length > 0;
    const stopped = recording.observeStatement(
      isStepping ? STEPPING : PLAIN,
      needsObserver ? this : null,
      isStepping ? this : null,
    );
    store.unwatchAll();
    store.watcher = null;
    return stopped || this.hitsAfterStatement();
  }

  private arm(): void {
    const { store } = this.recording.computer;
    if (this.watches.length === 0) return;
    store.watcher = this;
    for (const { column, row } of this.watches) {
      const found = store.columns.find(({ name }) => name === column);
      if (found !== undefined) store.watch(found, row);
    }
  }

  onWrite(column: Column, row: number, before: number, after: number): void {
    if (before === after) return;
    for (const stop of this.watches) {
      if (stop.row === row && stop.column === column.name) this.written.add(stop.id);
    }
  }

  onEvent(kind: number, _subject: number, _a: number, _b: number, rule: number): boolean {
    const hits: number[] = [];
    for (const stop of this.events) {
      if (stop.event !== kind || (stop.rule !== null && stop.rule !== rule)) continue;
      if (this.stopsHere(stop)) hits.push(stop.id);
    }
    this.takeWritten(hits);
    if (hits.length === 0) return false;
    return this.onHit({ at: this.moment(0), stops: hits });
  }

  onLine(depth: number, site: number): boolean {
    const isEntry = depth > this.lastDepth;
    this.lastDepth = depth;
    const hits: number[] = [];
    for (const stop of this.lineStops) {
      const isHere =
        stop.kind === 'line'
          ? stop.sites.has(site)
          : stop.kind === 'function' && isEntry && stop.functions.has(functionOfSite(site));
      if (isHere && this.stopsHere(stop)) hits.push(stop.id);
    }
    if (hits.length === 0) return false;
    return this.onHit({ at: this.moment(this.recording.computer.trace.line), stops: hits });
  }

  private hitsStatement(instruction: number): boolean {
    if (this.recording.isFinished) return false;
    const hits: number[] = [];
    for (const stop of this.statements) {
      if (stop.instructions.has(instruction) && this.stopsHere(stop)) hits.push(stop.id);
    }
    if (hits.length === 0) return false;
    return this.onHit({ at: this.recording.position, stops: hits });
  }

  /** A watched cell that was written after the statement's last event stops before the next statement. */
  private hitsAfterStatement(): boolean {
    const hits: number[] = [];
    this.takeWritten(hits);
    if (hits.length === 0) return false;
    return this.onHit({ at: this.recording.position, stops: hits });
  }

  private takeWritten(hits: number[]): void {
    if (this.written.size === 0) return;
    for (const stop of this.watches) {
      if (this.written.has(stop.id) && this.stopsHere(stop)) hits.push(stop.id);
    }
    this.written.clear();
  }

  /** Whether a stop that was reached stops: its condition holds, and its hit is one that counts. */
  private stopsHere(stop: Stop): boolean {
    if (stop.condition !== null) {
      const { computer, program } = this.recording;
      if (holds(looking(computer, program), stop.condition) !== true) return false;
    }
    const hit = (this.counts.get(stop.id) ?? 0) + 1;
    this.counts.set(stop.id, hit);
    return hitStops(stop.hits, hit);
  }

  private moment(line: number): Moment {
    const event = this.recording.computer.trace.now - this.start;
    return { step: this.recording.position.step, event, line };
  }
}

/** The first hit after a moment, or null when there is none before the end. In slices of so many statements. */
export function* findForward(
  recording: Recording,
  stops: readonly Stop[],
  from: Moment,
  slice: number,
): Generator<void, Hit | null> {
  const found: { hit: Hit | null } = { hit: null };
  const scan = new Scan(recording, stops, (hit) => {
    if (compareMoments(hit.at, from) <= 0) return false;
    found.hit = hit;
    return true;
  });
  if (countsFromStart(stops)) recording.seekRest(1);
  else recording.seekRest(from.step);
  for (;;) {
    const state = scan.advance(slice);
    if (state !== 'more') return found.hit;
    yield;
  }
}

/** The last hit before a moment, or null when there is none: segment by segment, the last first. */
export function* findBackward(
  recording: Recording,
  stops: readonly Stop[],
  from: Moment,
  slice: number,
): Generator<void, Hit | null> {
  let last = from.step;
  let index = countsFromStart(stops) ? 0 : recording.indexBefore(from.step - 1);
  while (index >= 0) {
    const found: { hit: Hit | null } = { hit: null };
    const scan = new Scan(recording, stops, (hit) => {
      if (compareMoments(hit.at, from) < 0) found.hit = hit;
      return false;
    });
    recording.restore(index);
    const first = recording.position.step;
    while (scan.advance(slice, last) === 'more') yield;
    if (found.hit !== null) return found.hit;
    last = first - 1;
    index = recording.indexBefore(first - 2);
    if (first === 1) return null;
  }
  return null;
}

/** Hit counts are counted from the beginning of the run, so a search with them must begin there. */
function countsFromStart(stops: readonly Stop[]): boolean {
  return stops.some(({ hits }) => hits !== null);
}
