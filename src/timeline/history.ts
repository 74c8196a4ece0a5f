/**
 * Questions about the past of a run: the events of a statement, why the last one happened, all events about one object,
 * and what differs between two moments.
 *
 * Generators move the run: ask them through `Timeline.ask`. The functions without a star put the run back themselves.
 */
import type { Column } from '../machine/store';
import { GRANULE_ELEMENTS } from '../machine/store';
import { ruleOf } from '../engine/rules';
import { finish } from './journey';
import { logStatement, type LoggedEvent } from './lines';
import { compareMoments, isAtRest, type Moment } from './moment';
import type { About } from './objects';
import type { Lookout } from './passage';
import type { Recording } from './recording';

/** An event and its moment. */
export interface PastEvent {
  readonly at: Moment;
  readonly event: LoggedEvent;
}

/** The events of a statement, in order. */
export function eventsOf(recording: Recording, step: number): readonly LoggedEvent[] {
  return here(recording, logStatement(recording, step)).events;
}

/** The last event before the moment at which the run stands, with its moment; null at the beginning. */
export function lastEvent(recording: Recording): PastEvent | null {
  const { step, event } = recording.position;
  const of = event > 0 ? step : step - 1;
  if (of < 1) return null;
  const events = eventsOf(recording, of);
  const number = event > 0 ? event : events.length;
  const found = events[number - 1];
  return found === undefined ? null : { at: { step: of, event: number, line: 0 }, event: found };
}

/**
 * Why an event happened: the sentence of the rule that decided it; null when there was nothing to decide.
 * @param nameOf what the process in a row is called.
 */
export function reasonFor(
  { rule, subject, a, b }: LoggedEvent,
  nameOf: (row: number) => string = String,
): string | null {
  const sentence = ruleOf(rule)?.sentence;
  if (sentence === undefined) return null;
  // Of its numbers, sentences have the row of a process as {b} only.
  return sentence
    .replaceAll('{subject}', String(subject))
    .replaceAll('{a}', String(a))
    .replaceAll('{b}', nameOf(b));
}

/** The last events about an object up to here, in order; at most so many, and none of an earlier object in its place. */
export function historyOf(recording: Recording, about: About, most: number): readonly PastEvent[] {
  return here(recording, history(recording, about, most));
}

/** As `historyOf`; moves the run. Segments without such kinds of events are not run again. */
export function* history(
  recording: Recording,
  about: About,
  most: number,
): Generator<void, readonly PastEvent[]> {
  const end = recording.position;
  let found: PastEvent[] = [];
  let last = isAtRest(end) ? end.step - 1 : end.step;
  while (last >= 1) {
    const index = recording.indexBefore(last);
    const first = recording.statementAt(index);
    const next = recording.checkpoints.list[index + 1];
    const isWhole = next?.label.statement === last + 1 && last < end.step;
    if (!isWhole || (next.kinds & about.kinds) !== 0) {
      const segment = new Collector(recording, about, end);
      recording.restore(index);
      recording.beginSlice();
      while (recording.position.step <= last) {
        if ((yield* recording.runStatement(segment)) !== 'whole') break;
        yield* recording.slice();
      }
      found = [...segment.found, ...found];
      const begin = beginOf(found, about);
      if (begin > 0) return found.slice(begin).slice(-most);
      if (found.length >= most) break;
    }
    last = first - 1;
  }
  return found.slice(-most);
}

/** Where the events of the last object begin: behind the end of an earlier one in its place. */
function beginOf(found: readonly PastEvent[], about: About): number {
  for (let i = found.length - 2; i >= 0; i--) {
    const event = found[i]?.event;
    if (event !== undefined && about.ends(event.kind, event.a, event.b)) return i + 1;
  }
  return 0;
}

/** Collects events about an object up to a moment. */
class Collector implements Lookout {
  readonly kinds: number;
  readonly needsLines = false;
  readonly found: PastEvent[] = [];

  constructor(
    private readonly recording: Recording,
    private readonly about: About,
    private readonly end: Moment,
  ) {
    this.kinds = about.kinds;
  }

  again(): void {
    const { step } = this.recording.position;
    while (this.found.at(-1)?.at.step === step) this.found.pop();
  }

  seesEvent(
    number: number,
    kind: number,
    subject: number,
    a: number,
    b: number,
    rule: number,
  ): boolean {
    const { step } = this.recording.position;
    if (((this.kinds >>> kind) & 1) === 0 || !this.about.concerns(kind, subject, a, b, rule))
      return false;
    if (step > this.end.step || (step === this.end.step && number > this.end.event)) return false;
    this.found.push({
      at: { step, event: number, line: 0 },
      event: { kind, subject, a, b, rule, site: -1 },
    });
    return false;
  }

  seesLine(): boolean {
    return false;
  }
}

/** One cell that differs. */
export interface Difference {
  readonly column: string;
  readonly row: number;
  readonly before: number;
  readonly after: number;
}

/** The cells that differ between two moments, at most so many; RAM by words. */
export function differences(
  recording: Recording,
  from: Moment,
  to: Moment,
  most: number,
): readonly Difference[] {
  return here(recording, differ(recording, from, to, most));
}

/** As `differences`; moves the run. Only granules that were written between the two are compared. */
export function* differ(
  recording: Recording,
  from: Moment,
  to: Moment,
  most: number,
): Generator<void, readonly Difference[]> {
  const isForward = compareMoments(from, to) <= 0;
  const earlier = isForward ? from : to;
  const { store } = recording.computer;
  const granules = new Set<number>();
  yield* recording.seek(earlier);
  noteChanged(recording, granules);
  const first = recording.statementAt(recording.checkpoints.base);
  yield* recording.seek(isForward ? to : from);
  noteChanged(recording, granules);
  const { base, list } = recording.checkpoints;
  for (const { label, granules: written } of list.slice(0, base + 1)) {
    if (label.statement > first) for (const granule of written) granules.add(granule);
  }
  const ordered = [...granules].sort((a, b) => a - b);
  const contents = ordered.map((granule) => contentOf(store.columnOf(granule), granule));
  yield* recording.seek(earlier);
  const found: Difference[] = [];
  ordered.forEach((granule, i) => {
    const late = contents[i];
    if (late !== undefined) compare(store.columnOf(granule), granule, late, found, most);
  });
  if (isForward) return found;
  return found.map(({ before, after, ...cell }) => ({ ...cell, before: after, after: before }));
}

/** The granules written since the checkpoint from which the live computer counts. */
function noteChanged({ computer: { store } }: Recording, granules: Set<number>): void {
  for (const granule of store.changed.subarray(0, store.changedCount)) granules.add(granule);
}

function contentOf({ data, firstGranule }: Column, granule: number): Int32Array | Float64Array {
  const first = (granule - firstGranule) * GRANULE_ELEMENTS;
  return data.slice(first, first + GRANULE_ELEMENTS);
}

function compare(
  column: Column,
  granule: number,
  after: Int32Array | Float64Array,
  found: Difference[],
  most: number,
): void {
  const first = (granule - column.firstGranule) * GRANULE_ELEMENTS;
  after.forEach((value, i) => {
    const before = column.data[first + i] ?? 0;
    if (before === value || found.length >= most) return;
    found.push({ column: column.name, row: first + i, before, after: value });
  });
}

/** Asks something that moves the run, and puts it back. */
function here<T>(recording: Recording, question: Generator<void, T>): T {
  const { position } = recording;
  const answer = finish(question);
  finish(recording.seek(position));
  return answer;
}
