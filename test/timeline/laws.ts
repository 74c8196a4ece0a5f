/**
 * The laws of time as checks that any program can be put to: replay, seek, mirror, stops, purity. Each throws (by
 * vitest's expect) where the law is broken, and answers how much it looked at.
 */
import { expect } from 'vitest';
import { checkInvariants } from '../../src/engine/vm/sanitycheck';
import { EVENT } from '../../src/machine/events';
import type { Computer } from '../../src/program/computer';
import { describeStatement } from '../../src/program/describe';
import type { Program } from '../../src/program/form';
import { mapsLine, mappingsOf } from '../../src/program/maps';
import { firstSite, lineOf, PLAIN, STEPPING, type Step } from '../../src/timeline/builds';
import type { Move } from '../../src/timeline/goal';
import { finish } from '../../src/timeline/journey';
import type { Keeping } from '../../src/timeline/keeping';
import {
  beforeStatement,
  compareMoments,
  momentText,
  type Moment,
} from '../../src/timeline/moment';
import { callStack } from '../../src/timeline/stack';
import type { Stop } from '../../src/timeline/stops';
import type { Timeline } from '../../src/timeline/timeline';

/** So little that short programs have many segments, slices and long statements. */
export const LITTLE: Keeping = { budget: 4_000_000, segmentEvents: 60, sliceEvents: 20 };

/** Numbers from a seed, for choices that the program does not depend on. */
export function chooser(seed: number): (below: number) => number {
  let x = seed | 0;
  return (below) => {
    x = (x + 0x9e3779b9) | 0;
    let mixed = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return Math.floor((((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32) * below);
  };
}

/** One moment as it was seen by somebody who wrote everything down. */
export interface Seen {
  readonly at: Moment;
  readonly what: 'statement' | 'event' | 'line';
  readonly hash: string;
  readonly kind: number;
  readonly rule: number;
  readonly site: number;
  readonly depth: number;
  readonly instruction: number;
}

/**
 * Everything that happens in a run of the stepping build, in order.
 * @param hashes whether each moment gets its hash; otherwise only those between statements.
 */
export function writeDown(timeline: Timeline, hashes = true): Seen[] {
  const computer = afresh(timeline);
  const { program } = timeline.recording;
  const { trace, hash, interpreter } = computer;
  const seen: Seen[] = [];
  let step = 1;
  let start = trace.now;
  const note = (
    what: Seen['what'],
    event: number,
    line: number,
    kind = 0,
    rule = 0,
    site = -1,
    depth = 0,
  ): void => {
    seen.push({
      at: { step, event, line },
      what,
      kind,
      rule,
      site,
      depth,
      hash: hashes || what === 'statement' ? hash.all() : '',
      instruction: interpreter.counter.get(1),
    });
  };
  trace.arm(Number.MAX_SAFE_INTEGER, {
    onEvent: (kind, _subject, _a, _b, rule) => {
      note('event', trace.now - start, 0, kind, rule);
      return false;
    },
  });
  trace.armLines({
    onLine: (depth, site) => {
      if (trace.now > start) note('line', trace.now - start, trace.line, 0, 0, site, depth);
      return false;
    },
  });
  note('statement', 0, 0);
  for (;;) {
    start = trace.now;
    if (!STEPPING(computer, program)) break;
    step++;
    note('statement', 0, 0);
  }
  trace.disarm();
  afresh(timeline);
  return seen;
}

/** The computer as it was before the program ran. What is run by hand then is not recorded: begin afresh behind it. */
function afresh({ recording }: Timeline): Computer {
  recording.computer.trace.disarm();
  recording.restore(0);
  return recording.computer;
}

/** A run's hashes between statements and its events, in one build, perhaps with somebody looking on. */
function events(timeline: Timeline, build: Step, isObserved: boolean): string[] {
  const computer = afresh(timeline);
  const { program } = timeline.recording;
  const { trace, hash } = computer;
  const found: string[] = [];
  if (isObserved) {
    trace.arm(Number.MAX_SAFE_INTEGER, {
      onEvent: (...numbers) => {
        found.push(numbers.join(' '));
        return false;
      },
    });
  }
  while (build(computer, program)) {
    if (!isObserved) found.push(`${trace.now} ${hash.all()} ${hash.state()}`);
  }
  found.push(`${trace.now} ${hash.all()} ${trace.kinds}`);
  afresh(timeline);
  return found;
}

/** Law 1: the builds, looked at or not, give the same states and the same events. */
export function checkReplay(timeline: Timeline): number {
  const plain = events(timeline, PLAIN, false);
  expect(events(timeline, STEPPING, false)).toEqual(plain);
  const seen = events(timeline, PLAIN, true);
  expect(events(timeline, STEPPING, true)).toEqual(seen);
  expect(seen.at(-1)).toEqual(plain.at(-1));
  return plain.length - 1;
}

function stateOf({ at, hash }: Seen): string {
  return `${momentText(at)} ${hash}`;
}

export function stateHere(timeline: Timeline): string {
  return `${momentText(timeline.position)} ${timeline.computer.hash.all()}`;
}

/** Any moment can be gone to from any other, and is what it was when the run went through. */
export function checkSeek(
  timeline: Timeline,
  seen: readonly Seen[],
  times: number,
  seed: number,
): number {
  const choose = chooser(seed);
  for (let i = 0; i < times; i++) {
    const one = seen[choose(seen.length)];
    if (one === undefined) break;
    timeline.seek(one.at);
    expect(stateHere(timeline)).toBe(stateOf(one));
  }
  return times;
}

type Unit = 'statement' | 'event' | 'line';

const MOVES: Readonly<Record<Unit, readonly [Move, Move]>> = {
  statement: ['nextStatement', 'previousStatement'],
  event: ['nextEvent', 'previousEvent'],
  line: ['nextLine', 'previousLine'],
};

/** The moments at which steps of a unit stop, in the order of the run. */
function stopsOf(unit: Unit, seen: readonly Seen[]): Seen[] {
  let before: Seen | null = null;
  return seen.filter((one, i) => {
    if (one.what === 'statement') {
      before = null;
      return unit !== 'event' || i === 0 || i === seen.length - 1;
    }
    if (unit !== 'line' || one.what !== 'line') return one.what === unit;
    const isNew =
      before?.depth !== one.depth ||
      firstSite(before.site) !== firstSite(one.site) ||
      lineOf(before.site) !== lineOf(one.site) ||
      firstSite(one.site) === one.site;
    before = one;
    return isNew;
  });
}

/**
 * Law 2 on a whole program: by statement from its beginning to its end and back, by event and by line from some places.
 * @param places how many.
 * @param times steps from each.
 * @returns how many steps went forward and back.
 */
export function checkMirrors(
  timeline: Timeline,
  seen: readonly Seen[],
  places: number,
  times: number,
  seed: number,
): number {
  let steps = mirror(timeline, 'statement', stopsOf('statement', seen));
  const choose = chooser(seed);
  for (const unit of ['event', 'line'] as const) {
    const stops = stopsOf(unit, seen);
    for (let i = 0; i < places; i++) {
      const from = choose(Math.max(1, stops.length - times));
      steps += mirror(timeline, unit, stops.slice(from, from + times + 1));
    }
  }
  return steps;
}

/** Goes through these moments by steps, and back. */
function mirror(timeline: Timeline, unit: Unit, stops: readonly Seen[]): number {
  const [first] = stops;
  if (first === undefined) return 0;
  const path = stops.map(stateOf);
  timeline.seek(first.at);
  const [next, previous] = MOVES[unit];
  const forward = [stateHere(timeline)];
  while (forward.length < path.length) {
    finish(timeline.move(next));
    forward.push(stateHere(timeline));
  }
  expect(forward).toEqual(path);
  const back = [stateHere(timeline)];
  while (back.length < path.length) {
    finish(timeline.move(previous));
    back.push(stateHere(timeline));
  }
  expect(back).toEqual(path.reverse());
  return path.length - 1;
}

/** Stops of all kinds that this run meets, without conditions. */
export function chooseStops(program: Program, seen: readonly Seen[], seed: number): Stop[] {
  const choose = chooser(seed);
  const lines = seen.filter(({ what }) => what === 'line');
  const happened = seen.filter(({ what }) => what === 'event');
  const limits = { condition: null, hits: null };
  const site = (): number => lines[choose(lines.length)]?.site ?? -1;
  const kinds = [EVENT.fault, EVENT.cow, EVENT.region, EVENT.frame];
  const count = 1 + choose(3);
  return [
    {
      ...limits,
      id: 1,
      kind: 'statement',
      instructions: new Set([choose(program.instructions.length)]),
    },
    { ...limits, id: 2, kind: 'line', sites: new Set([site()]) },
    { ...limits, id: 3, kind: 'line', sites: new Set([firstSite(site())]) },
    {
      ...limits,
      id: 4,
      kind: 'event',
      event: happened[choose(happened.length)]?.kind ?? 1,
      rule: null,
    },
    {
      ...limits,
      id: 5,
      kind: 'event',
      event: kinds[choose(4)] ?? 1,
      rule: null,
      hits: { operator: '%', count },
    },
    { ...limits, id: 6, kind: 'cells', cells: [{ column: 'vmGlobal.freeFrames', row: 1 }] },
  ];
}

/** Law 2: the stops of reverse continue are those of continue, reversed. */
export function checkStops(timeline: Timeline, stops: readonly Stop[], most: number): number {
  const forward: string[] = [];
  timeline.seek(beforeStatement(1));
  while (forward.length < most) {
    const { reason, stops: ids } = finish(timeline.continue(stops));
    if (reason === 'end') break;
    forward.push(`${stateHere(timeline)} ${ids.join()}`);
  }
  // The last one is where the run stands, or lies before the end.
  const back = timeline.recording.isFinished ? [] : [forward.at(-1)];
  while (back.length < forward.length) {
    const { reason, stops: ids } = finish(timeline.reverseContinue(stops));
    if (reason === 'start') break;
    back.push(`${stateHere(timeline)} ${ids.join()}`);
  }
  expect(back).toEqual(forward.reverse());
  return forward.length;
}

/** Law 3: looking changes nothing. */
export function checkPurity(timeline: Timeline, at: Moment): void {
  timeline.seek(at);
  const { computer, recording } = timeline;
  const { program } = recording;
  const before = stateHere(timeline);
  callStack(recording);
  checkInvariants(computer);
  describeStatement(computer, program, computer.interpreter.counter.get(1));
  const { processes } = computer;
  for (let row = processes.nextRow(1); row !== 0; row = processes.nextRow(row + 1)) {
    for (const mapping of mappingsOf(computer, row)) mapsLine(computer, mapping);
  }
  expect(stateHere(timeline)).toBe(before);
  expect(compareMoments(timeline.position, at)).toBe(0);
}
