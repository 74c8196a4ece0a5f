/**
 * Laws 1 and 2 on the random programs of the other laws: both builds give the same states and events, as often as they
 * run; steps forward and back go through the same states; reverse continue stops where continue stopped. The same laws on
 * the examples and on shorter scripts: test/timeline.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { PLAIN, STEPPING } from '../../src/timeline/builds';
import { createComputer } from '../../src/program/computer';
import type { Program } from '../../src/program/form';
import { Timeline } from '../../src/timeline/timeline';
import { checkMirror, checkStops, chooseStops, LITTLE, writeDown } from '../timeline/laws';
import { randomPrograms } from './scripts';
import { SEED, TIME_LIMIT, times } from './settings';
import { WORLDS } from './world';

const PROGRAMS = 8;
const STATEMENTS = 100;
const SHORT_PROGRAMS = 8;
const MOST_STATEMENTS = 40;
const counts = { statements: 0, events: 0, steps: 0, stops: 0 };

/** Law 1: two computers of their own in the plain build and one in the stepping build, statement by statement. */
function checkReplay(program: Program): void {
  const one = createComputer(program);
  const again = createComputer(program);
  const stepping = createComputer(program);
  while (PLAIN(one, program)) {
    expect(PLAIN(again, program)).toBe(true);
    expect(STEPPING(stepping, program)).toBe(true);
    const wanted = `${one.trace.now} ${one.trace.kinds} ${one.hash.all()} ${one.hash.state()}`;
    for (const { trace, hash } of [again, stepping]) {
      expect(`${trace.now} ${trace.kinds} ${hash.all()} ${hash.state()}`).toBe(wanted);
    }
    counts.statements++;
  }
  counts.events += one.trace.now;
  expect(STEPPING(stepping, program)).toBe(false);
}

describe.each(WORLDS.map((world) => [world.name, world] as const))(
  '%s',
  { timeout: TIME_LIMIT },
  (_name, world) => {
    it('law 1: a program runs the same each time, in both builds', () => {
      const before = counts.statements;
      for (const { program } of randomPrograms(world, times(PROGRAMS), STATEMENTS)) {
        checkReplay(program);
      }
      expect(counts.statements - before).toBeGreaterThan(times(PROGRAMS) * 8);
    });

    it('law 2: what was gone forward is gone back', () => {
      let seed = 0;
      for (const { program } of randomPrograms(world, times(SHORT_PROGRAMS), MOST_STATEMENTS)) {
        seed++;
        const timeline = new Timeline(program, LITTLE);
        const seen = writeDown(timeline);
        for (const unit of ['statement', 'event', 'line'] as const) {
          counts.steps += checkMirror(timeline, seen, unit, 12, seed);
        }
        counts.stops += checkStops(timeline, chooseStops(program, seen, seed), 10);
      }
      expect(seed).toBe(times(SHORT_PROGRAMS));
    });
  },
);

afterAll(() => {
  const { statements, events, steps, stops } = counts;
  console.log(
    `laws 1 and 2, seed ${SEED}: ${statements} statements (${events} events) replayed, ` +
      `${steps} steps and back, ${stops} stops`,
  );
});
