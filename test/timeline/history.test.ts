/** Questions about the past, against what somebody wrote down who ran the program once. */
import { describe, expect, it } from 'vitest';
import { compileScript } from '../../src/language/analyze';
import { compileQuery } from '../../src/language/compileQuery';
import { EVENT } from '../../src/machine/events';
import { FIRST_USER_ROW } from '../../src/engine/kernel/ipc';
import { evaluate } from '../../src/program/evaluation';
import { STEPPING } from '../../src/timeline/builds';
import { RunEvents } from '../../src/timeline/eventRecord';
import { differences, eventsOf, historyOf, lastEvent, reasonFor } from '../../src/timeline/history';
import { finish } from '../../src/timeline/journey';
import {
  beforeStatement,
  compareMoments,
  momentText,
  type Moment,
} from '../../src/timeline/moment';
import { eventsAbout, type About } from '../../src/timeline/objects';
import type { Stop } from '../../src/timeline/stops';
import { Timeline } from '../../src/timeline/timeline';
import { chooser, LITTLE, stateHere, writeDown } from './laws';

const SCRIPT = `machine { arch = i386, memory = 2M }
spawn p
p: a = mmap(NULL, 3*PAGE, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)
for i in 0..3 { p: store(a + i*PAGE, "abcd") }
p: c = fork()
c: store(a, "xy")
p: munmap(a, PAGE)
p: b = mmap(NULL, PAGE, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)
p: store(b, 1)
c: exit(0)
p: wait4(c, NULL, 0, NULL) = ?
p: munmap(a + PAGE, 2*PAGE)
p: store(a, 1) = SIGSEGV
`;

function timelineOf(script = SCRIPT): Timeline {
  const { programs, diagnostics } = compileScript(script, 'test.vms');
  expect(diagnostics).toEqual([]);
  const [program] = programs;
  if (program === undefined) throw new Error('no program');
  return new Timeline(program, LITTLE);
}

interface Happened {
  readonly at: Moment;
  readonly numbers: readonly [number, number, number, number, number];
}

/** All events of the run, with their moments. */
function listen(timeline: Timeline): Happened[] {
  const { recording } = timeline;
  const { computer, program } = recording;
  const { trace } = computer;
  const all: Happened[] = [];
  let step = 1;
  recording.restore(0);
  let start = trace.now;
  trace.arm(Number.MAX_SAFE_INTEGER, {
    onEvent: (...numbers) => {
      all.push({ at: { step, event: trace.now - start, line: 0 }, numbers });
      return false;
    },
  });
  while (STEPPING(computer, program)) {
    step++;
    start = trace.now;
  }
  trace.disarm();
  recording.restore(0);
  return all;
}

function numbersOf({
  kind,
  subject,
  a,
  b,
  rule,
}: {
  kind: number;
  subject: number;
  a: number;
  b: number;
  rule: number;
}) {
  return [kind, subject, a, b, rule];
}

/** A kind of event whose subject is an object of this kind. */
const OBJECT_EVENT = {
  frame: EVENT.frame,
  region: EVENT.region,
  process: EVENT.process,
  block: EVENT.refcount,
} as const;

describe('the past', () => {
  it('has the events of each statement, and why the last one happened', () => {
    const timeline = timelineOf();
    const all = listen(timeline);
    const choose = chooser(1);
    for (let i = 0; i < 30; i++) {
      const at = all[choose(all.length)]?.at ?? beforeStatement(1);
      timeline.seek(at);
      const before = stateHere(timeline);
      const events = eventsOf(timeline.recording, at.step);
      expect(events.map(numbersOf)).toEqual(
        all.filter((one) => one.at.step === at.step).map(({ numbers }) => numbers),
      );
      const last = lastEvent(timeline.recording);
      expect(momentText(last?.at ?? beforeStatement(1))).toBe(momentText(at));
      expect(stateHere(timeline)).toBe(before);
    }
    timeline.seek(beforeStatement(1));
    expect(lastEvent(timeline.recording)).toBe(null);
  });

  it('gives the reason of a copy as a sentence with the numbers', () => {
    const timeline = timelineOf();
    const stop: Stop = {
      id: 1,
      kind: 'event',
      event: EVENT.cow,
      rule: null,
      condition: null,
      hits: null,
    };
    expect(finish(timeline.continue([stop])).reason).toBe('stop');
    const { event } = lastEvent(timeline.recording) ?? {};
    const reason = event === undefined ? null : reasonFor(event);
    expect(reason).toContain('copied');
    expect(reason).not.toMatch(/[{}]/);
  });

  it('has the history of an object up to here, and not that of an earlier one in its place', () => {
    const timeline = timelineOf();
    const all = listen(timeline);
    const { computer, recording } = timeline;
    const end = recording.lastStep() + 1;
    const choose = chooser(2);
    let found = 0;
    for (let i = 0; i < 60; i++) {
      const kind = (['frame', 'region', 'process', 'block'] as const)[choose(4)] ?? 'frame';
      const ofKind = all.filter(({ numbers }) => numbers[0] === OBJECT_EVENT[kind]);
      const number = ofKind[choose(ofKind.length)]?.numbers[1] ?? 0;
      const here = all[choose(all.length)]?.at ?? beforeStatement(end);
      timeline.seek(here);
      const about = eventsAbout(computer, kind, number);
      const history = historyOf(recording, about, 10);
      const expected = lastLife(all, about, here).slice(-10);
      expect(history.map(({ at, event }) => [momentText(at), ...numbersOf(event)])).toEqual(
        expected.map(({ at, numbers }) => [momentText(at), ...numbers]),
      );
      expect(compareMoments(timeline.position, here)).toBe(0);
      found += history.length;
    }
    expect(found).toBeGreaterThan(50);
  });

  it('of a region begins again behind a merge that took it, and that of a frame has its references', () => {
    const timeline = timelineOf(`machine { memory = 1M }
spawn p
p: a = mmap(NULL, 3*PAGE, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)
p: store(a, 1)
p: mprotect(a + PAGE, PAGE, PROT_READ)
p: mprotect(a + PAGE, PAGE, PROT_READ|PROT_WRITE)
p: mprotect(a + PAGE, PAGE, PROT_READ)
`);
    finish(timeline.continue([]));
    const { computer, recording } = timeline;
    const splits = listen(timeline).filter(({ numbers }) => numbers[0] === EVENT.split);
    const upper = splits.at(-1)?.numbers[2] ?? 0;
    timeline.seek(beforeStatement(recording.lastStep() + 1));
    const region = historyOf(recording, eventsAbout(computer, 'region', upper), 10);
    expect(region.map(({ at }) => at.step)).toEqual(Array(region.length).fill(6));
    const block = computer.physBlocks.nextRow(1);
    const number = computer.physBlocks.frame.get(block);
    const frame = historyOf(recording, eventsAbout(computer, 'frame', number), 10);
    const counts = frame.filter(({ event }) => event.kind === EVENT.refcount);
    expect(counts.map(({ event }) => event.a)).toEqual([1]);
  });

  it('knows each cell that differs between two moments, in both directions', () => {
    const timeline = timelineOf();
    const seen = writeDown(timeline);
    const choose = chooser(3);
    for (let i = 0; i < 12; i++) {
      const from = seen[choose(seen.length)]?.at ?? beforeStatement(1);
      const to = seen[choose(seen.length)]?.at ?? beforeStatement(1);
      const cells = (at: Moment): Map<string, number> => {
        timeline.seek(at);
        const all = new Map<string, number>();
        for (const { name, data } of timeline.computer.store.columns) {
          data.forEach((value, row) => {
            if (value !== 0) all.set(`${name} ${row}`, value);
          });
        }
        return all;
      };
      const before = cells(from);
      const after = cells(to);
      const expected = [...new Set([...before.keys(), ...after.keys()])]
        .map((name) => [name, before.get(name) ?? 0, after.get(name) ?? 0] as const)
        .filter(([, one, two]) => one !== two);
      const found = differences(timeline.recording, from, to, 1e6).map(
        ({ column, row, before: one, after: two }) => [`${column} ${row}`, one, two] as const,
      );
      expect(new Map(found.map((one) => [one[0], one]))).toEqual(
        new Map(expected.map((one) => [one[0], one])),
      );
      expect(found.length).toBe(expected.length);
    }
  });
});

/** The events about an object up to a moment, from behind the end of the one before it in its place. */
function lastLife(all: readonly Happened[], about: About, end: Moment): Happened[] {
  let life: Happened[] = [];
  let isOver = false;
  for (const one of all) {
    const [kind, subject, a, b, rule] = one.numbers;
    if (compareMoments(one.at, end) > 0) break;
    if (((about.kinds >>> kind) & 1) === 0 || !about.concerns(kind, subject, a, b, rule)) continue;
    if (isOver) life = [];
    life.push(one);
    isOver = about.ends(kind, a, b);
  }
  return life;
}

describe('a record of the events', () => {
  it('holds them up to here, with functions and lines when they are asked for', () => {
    const timeline = timelineOf();
    const all = listen(timeline);
    const here = all[Math.floor(all.length * 0.7)]?.at ?? beforeStatement(1);
    const past = all.filter(({ at }) => compareMoments(at, here) <= 0);
    timeline.seek(here);
    const record = new RunEvents(timeline.recording);
    const newest = timeline.computer.trace.now;
    for (const withLines of [false, true]) {
      if (withLines) expect(record.hasLines).toBe(true);
      expect([record.count, record.missing]).toEqual([past.length, 0]);
      const events = Array.from({ length: record.count }, (_, i) => record.event(i));
      expect(events.map((event) => event && numbersOf(event))).toEqual(
        past.map(({ numbers }) => numbers),
      );
      expect(events.map((event) => event?.number)).toEqual(
        Array.from({ length: past.length }, (_, i) => newest - past.length + 1 + i),
      );
      expect(events.some((event) => event?.function === 'memAlloc' || (event?.line ?? 0) > 0)).toBe(
        withLines,
      );
      expect(record.event(-1)).toBe(undefined);
    }
    expect(compareMoments(timeline.position, here)).toBe(0);
  });

  it('follows the run back, forward and onto other branches', () => {
    const timeline = timelineOf();
    const record = new RunEvents(timeline.recording);
    const count = () => record.count;
    finish(timeline.continue([]));
    const whole = count();
    timeline.seek(beforeStatement(4));
    const few = count();
    expect(few).toBeLessThan(whole);
    const { mprocs } = timeline.computer;
    const process = mprocs.nextRow(FIRST_USER_ROW);
    expect(timeline.edit({ kind: 'kill', process })).toBe(null);
    finish(timeline.continue([]));
    expect(count()).not.toBe(whole);
    timeline.switchBranch(0);
    finish(timeline.continue([]));
    expect(count()).toBe(whole);
  });

  it('says how many it had no room for', () => {
    const timeline = timelineOf();
    finish(timeline.continue([]));
    const record = new RunEvents(timeline.recording, 10);
    const now = timeline.computer.trace.now;
    expect(record.count).toBe(10);
    expect(record.missing).toBe(now - (record.event(9)?.number ?? 0));
  });

  it('answers expressions over events', () => {
    const timeline = timelineOf();
    finish(timeline.continue([]));
    const ask = (text: string) => {
      const query = compileQuery(text, timeline.recording.program);
      if (!query.ok) throw new Error(query.message);
      return evaluate(timeline.look(), query.expression);
    };
    // Three pages of p, one of b.
    expect(ask('count(events where .kind == "zero")')).toBe(4);
    expect(ask('count(events where .kind == "cow")')).toBe(1);
    expect(ask('first(events where .kind == "cow").process == c')).toBe(1);
    expect(ask('count(events where .kind == "call" && .call == "munmap")')).toBe(2);
  });
});

describe('watched memory', () => {
  it('stops when what a process reads there changes, by whatever means, in both directions', () => {
    const timeline = timelineOf(`machine { arch = i386, memory = 2M }
spawn p
p: a = mmap(NULL, 3*PAGE, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)
p: store(a, 7)
p: store(a + PAGE, 7)
p: store(a + 8, 7)
p: c = fork()
c: store(a, 7)
p: store(a, 8)
c: store(a, 9)
p: munmap(a, PAGE)
`);
    timeline.seek(beforeStatement(3));
    const { computer } = timeline;
    const row = computer.cpus.process.get(1) || 12;
    const endpoint = computer.processes.endpoint.get(row);
    const page = computer.processes.resultPage.get(row);
    expect(page).toBeGreaterThan(0);
    const stop: Stop = {
      id: 4,
      kind: 'memory',
      endpoint,
      page,
      offset: 0,
      length: 8,
      condition: null,
      hits: null,
    };
    const forward: string[] = [];
    const lines = (): number => {
      const { program } = timeline.recording;
      return program.instructions[computer.interpreter.counter.get(1)]?.place.line ?? 0;
    };
    for (;;) {
      const { reason, stops } = finish(timeline.continue([stop]));
      if (reason === 'end') break;
      expect(stops).toEqual([4]);
      forward.push(`${lines()} ${stateHere(timeline)}`);
    }
    // While line 4 runs a zeroed frame appears, and behind it the byte is there; the copy for c is no change for p; p
    // has written 8 before line 10; and while line 11 runs the page goes.
    expect(forward.map((text) => Number(text.split(' ')[0]))).toEqual([4, 5, 10, 11]);
    const back: string[] = [];
    for (;;) {
      const { reason } = finish(timeline.reverseContinue([stop]));
      if (reason === 'start') break;
      back.push(`${lines()} ${stateHere(timeline)}`);
    }
    expect(back).toEqual(forward.reverse());
  });
});
