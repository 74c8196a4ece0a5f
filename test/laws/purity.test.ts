/**
 * Law 3: looking changes nothing. At moments of every example and of random programs, between statements and in the
 * middle of them, everything that can be asked is asked, also what moves the run and puts it back: the hash and the
 * moment stay. That looking on the way changes nothing of what comes is tried in everyStatement.test.ts.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { peekBytes } from '../../src/engine/kernel/userMemory';
import { checkInvariants } from '../../src/engine/vm/sanitycheck';
import type { EventSource } from '../../src/program/eventSource';
import { describeStatement } from '../../src/program/describe';
import { evaluate } from '../../src/program/evaluation';
import { looking } from '../../src/program/evaluator';
import type { Expression, Program } from '../../src/program/form';
import { mapsLine, mappingsOf } from '../../src/program/maps';
import { RunEvents } from '../../src/timeline/eventRecord';
import { differences, eventsOf, historyOf, lastEvent, reasonFor } from '../../src/timeline/history';
import { finish } from '../../src/timeline/journey';
import { beforeStatement, momentText, type Moment } from '../../src/timeline/moment';
import { eventsAbout } from '../../src/timeline/objects';
import { callStack } from '../../src/timeline/stack';
import { Timeline } from '../../src/timeline/timeline';
import { compileAll } from './looker';
import { questionsAbout } from './questions';
import { chooser, compiled, randomPrograms } from './scripts';
import { SEED, TIME_LIMIT, times } from './settings';
import { WORLDS } from './world';

const FOLDER = join(__dirname, '../../examples');
const EXAMPLES = readdirSync(FOLDER).filter((name) => name.endsWith('.vms'));
const PROGRAMS = 4;
const MOMENTS = 5;
let asked = 0;

function stateHere(timeline: Timeline): string {
  return `${momentText(timeline.position)} ${timeline.computer.hash.all()}`;
}

/** Evaluates everything. Values and failures are both answers. */
function ask(
  timeline: Timeline,
  questions: readonly Expression[],
  events: EventSource | null,
): void {
  const { computer, recording } = timeline;
  for (const question of questions) {
    evaluate(looking(computer, recording.program, events), question);
    asked++;
  }
}

/** Everything that looks at the machine as it stands. */
function look({ computer, recording }: Timeline): void {
  const { program } = recording;
  const { processes, architecture, interpreter } = computer;
  callStack(recording);
  checkInvariants(computer);
  describeStatement(computer, program, interpreter.counter.get(1));
  const bytes = new Uint8Array(architecture.pageBytes + 3);
  for (let row = processes.nextRow(1); row !== 0; row = processes.nextRow(row + 1)) {
    for (const mapping of mappingsOf(computer, row)) {
      mapsLine(computer, mapping);
      peekBytes(computer, row, mapping.start, 5, bytes);
    }
  }
  computer.hash.state();
}

/** Everything that moves the run and puts it back. */
function remember(timeline: Timeline, questions: readonly Expression[], events: EventSource): void {
  const { recording, computer } = timeline;
  const { step } = timeline.position;
  eventsOf(recording, step);
  const last = lastEvent(recording);
  if (last !== null) reasonFor(last.event);
  for (const kind of ['frame', 'region', 'process', 'block'] as const) {
    historyOf(recording, eventsAbout(computer, kind, kind === 'process' ? 13 : 1), 10);
  }
  differences(recording, beforeStatement(Math.max(1, step - 3)), timeline.position, 50);
  ask(timeline, questions, events);
}

/** The first events of a record: all questions about all of them would take long. */
function firstOf(events: EventSource, most: number): EventSource {
  return {
    count: Math.min(most, events.count),
    missing: 0,
    hasLines: events.hasLines,
    event: (position) => events.event(position),
    rule: (id) => events.rule(id),
  };
}

/** Asks everything at some moments of a program. */
function checkPurity(program: Program, seed: number): void {
  const timeline = new Timeline(program);
  finish(timeline.continue([]));
  const steps = timeline.position.step;
  const choose = chooser(seed);
  const events = new RunEvents(timeline.recording);
  const questions = compileAll(program, questionsAbout(program, choose));
  for (let i = 0; i < MOMENTS; i++) {
    const isInside = i % 2 === 1;
    const at: Moment = {
      step: 1 + choose(steps),
      event: isInside ? 1 + choose(20) : 0,
      line: isInside ? 1 + choose(80) : 0,
    };
    timeline.seek(at);
    const before = stateHere(timeline);
    ask(timeline, questions, null);
    expect(stateHere(timeline)).toBe(before);
    look(timeline);
    expect(stateHere(timeline)).toBe(before);
    remember(timeline, questions, firstOf(events, 200));
    expect(stateHere(timeline)).toBe(before);
  }
}

describe('law 3: looking changes nothing', { timeout: TIME_LIMIT }, () => {
  it.each(EXAMPLES)('%s', (name) => {
    const before = asked;
    const programs = compiled(readFileSync(join(FOLDER, name), 'utf8'), name);
    programs.forEach(checkPurity);
    expect(programs.length).toBeGreaterThan(0);
    expect(asked - before).toBeGreaterThan(programs.length * MOMENTS * 100);
  });

  it.each(WORLDS.map((world) => [world.name, world] as const))(
    'random programs: %s',
    (_, world) => {
      let programs = 0;
      for (const { program } of randomPrograms(world, times(PROGRAMS), 40)) {
        checkPurity(program, programs++);
      }
      expect(programs).toBe(times(PROGRAMS));
    },
  );

  afterAll(() => {
    console.log(`law 3, seed ${SEED}: ${asked} questions`);
  });
});
