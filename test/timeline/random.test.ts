/** The laws of time on random scripts. */
import { afterAll, describe, expect, it } from 'vitest';
import { compileScript } from '../../src/language/analyze';
import { Timeline } from '../../src/timeline/timeline';
import {
  checkMirrors,
  checkPurity,
  checkReplay,
  checkSeek,
  checkStops,
  chooser,
  chooseStops,
  LITTLE,
  writeDown,
} from './laws';
import { randomScript } from './scripts';

/** Programs on which law 2 is tried, in portions that show where one stands. */
const PORTIONS = 20;
const PROGRAMS = 25;
/** Beside all statements of a program: places from which it is gone by events and by lines, and steps from each. */
const PLACES = 2;
const STEPS = 5;

/** Of a portion, in ms: other work may share the processors. */
const TIME_LIMIT = 300_000;

const counts = { programs: 0, statements: 0, steps: 0, stops: 0, looks: 0 };

/** Checks the laws on one random script. */
function check(seed: number): void {
  const choose = chooser(seed);
  const { text } = randomScript(choose);
  const { programs, diagnostics } = compileScript(text, `random ${seed}`);
  expect(diagnostics, text).toEqual([]);
  const [program] = programs;
  if (program === undefined) throw new Error('a script is a program');
  const timeline = new Timeline(program, LITTLE);
  counts.statements += checkReplay(timeline);
  const seen = writeDown(timeline);
  checkSeek(timeline, seen, 6, seed);
  counts.steps += checkMirrors(timeline, seen, PLACES, STEPS, seed);
  counts.stops += checkStops(timeline, chooseStops(program, seen, seed), 8);
  for (let k = 0; k < 3; k++) {
    const one = seen[choose(seen.length)];
    if (one === undefined) continue;
    checkPurity(timeline, one.at);
    counts.looks++;
  }
  counts.programs++;
}

describe('random scripts keep the laws of time', { timeout: TIME_LIMIT }, () => {
  it.each(Array.from({ length: PORTIONS }, (_, i) => i))('portion %i', (portion) => {
    const before = { ...counts };
    for (let i = 0; i < PROGRAMS; i++) check(portion * PROGRAMS + i);
    const statements = counts.statements - before.statements;
    expect(statements).toBeGreaterThan(PROGRAMS * 20);
    // Each statement, and most of the steps from each place.
    expect(counts.steps - before.steps).toBeGreaterThan(statements + PROGRAMS * PLACES * STEPS);
  });

  it('were checked on as many programs as they are to be', () => {
    expect(counts.programs).toBeGreaterThanOrEqual(500);
    expect(counts.stops).toBeGreaterThan(counts.programs * 2);
    expect(counts.looks).toBe(counts.programs * 3);
  });

  afterAll(() => {
    const { programs, statements, steps, stops, looks } = counts;
    console.log(
      `laws 1 to 3: ${programs} programs, ${statements} statements, ${steps} steps and back, ` +
        `${stops} stops, ${looks} moments looked at`,
    );
  });
});
