/**
 * Laws 5 and 6: after every statement of random programs all invariants hold, and what came of it is what an independent
 * model of POSIX memory, files and processes says; now and then every page of every process is compared.
 */
import { afterAll, describe, it } from 'vitest';
import { Run } from './run';
import { forAll, programs, SEED, TIME_LIMIT } from './settings';
import { Disagreement } from './statements';
import { WORLDS, type World } from './world';

const MOST_STATEMENTS = 400;
const RUNS = 100;

/** Why a program disagrees, with its last statements; null: it does not. */
function disagreementOf(run: Run, program: readonly (readonly number[])[]): string | null {
  try {
    run.restart();
    for (const numbers of program) run.advance(numbers);
    run.compare();
    return null;
  } catch (error) {
    if (!(error instanceof Disagreement)) throw error;
    return [...run.texts.slice(-40), error.message].join('\n');
  }
}

const counts: string[] = [];

describe('laws 5 and 6: sound, and as the model says', { timeout: TIME_LIMIT }, () => {
  it.each(WORLDS.map((world) => [world.name, world] as const))('%s', (name, world: World) => {
    const run = new Run(world);
    let statements = 0;
    forAll(programs(1, MOST_STATEMENTS), RUNS, (program) => {
      const wrong = disagreementOf(run, program);
      statements += run.texts.length;
      return wrong;
    });
    counts.push(`${name}: ${statements} statements, ${run.shortages} lacked memory`);
  });

  afterAll(() => {
    console.log(`laws 5 and 6, seed ${SEED}\n  ${counts.join('\n  ')}`);
  });
});
