/**
 * Law 2 on the random programs of the other laws: steps forward and back go through the same states, and reverse continue
 * stops where continue stopped. The same on the examples and on scripts of other kinds: test/timeline.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { Timeline } from '../../src/timeline/timeline';
import { checkMirrors, checkStops, chooseStops, LITTLE, writeDown } from '../timeline/laws';
import { randomPrograms } from './scripts';
import { SEED, TIME_LIMIT, times } from './settings';
import { WORLDS } from './world';

const PROGRAMS = 8;
const MOST_STATEMENTS = 40;
/** Beside all statements of a program: places from which it is gone by events and by lines, and steps from each. */
const PLACES = 2;
const STEPS = 8;
const counts = { programs: 0, steps: 0, stops: 0 };

describe('law 2: what was gone forward is gone back', { timeout: TIME_LIMIT }, () => {
  it.each(WORLDS.map((world) => [world.name, world] as const))('%s', (_name, world) => {
    const before = { ...counts };
    let seed = 0;
    for (const { program } of randomPrograms(world, times(PROGRAMS), MOST_STATEMENTS)) {
      seed++;
      const timeline = new Timeline(program, LITTLE);
      const seen = writeDown(timeline);
      counts.steps += checkMirrors(timeline, seen, PLACES, STEPS, seed);
      counts.stops += checkStops(timeline, chooseStops(program, seen, seed), 10);
      counts.programs++;
    }
    const programs = counts.programs - before.programs;
    expect(programs).toBe(times(PROGRAMS));
    expect(counts.steps - before.steps).toBeGreaterThan(programs * PLACES * STEPS);
    expect(counts.stops - before.stops).toBeGreaterThan(programs);
  });

  afterAll(() => {
    const { programs, steps, stops } = counts;
    console.log(
      `law 2, seed ${SEED}: ${programs} programs, ${steps} steps and back, ${stops} stops`,
    );
  });
});
