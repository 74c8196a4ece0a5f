/**
 * Laws 1, 3, 5 and 6, after every statement of random programs.
 *
 * A program runs three times. First beside an independent model of POSIX memory, files and processes: all invariants
 * hold (5), and what came of a statement is what the model says (6); now and then every page of every process is
 * compared. Then again on the same machine, put back to its beginning, in the stepping build; and on another machine in
 * the plain build, where somebody looks at it after every statement and in the middle of them. All three have the same
 * hashes, and the last two the same events (1); looking changes nothing (3).
 */
import { afterAll, describe, expect, it } from 'vitest';
import { Replay, type Note } from './replay';
import { Run } from './run';
import { forAll, programs, SEED, TIME_LIMIT, times } from './settings';
import { Disagreement } from './statements';
import { WORLDS, type World } from './world';

const MOST_STATEMENTS = 400;
const RUNS = 100;
/** What all machines together must have run. */
const LEAST_STATEMENTS = 100_000;

/** What was checked on one machine; programs that are made smaller count too. */
interface Count {
  readonly name: string;
  statements: number;
  events: number;
  looks: number;
  shortages: number;
}

/** Why a program breaks a law, with its last statements; null: it does not. */
function wrongWith(
  run: Run,
  replay: Replay,
  program: readonly (readonly number[])[],
): string | null {
  try {
    run.restart();
    const notes: Note[] = [replay.note()];
    for (const numbers of program) {
      run.advance(numbers);
      notes.push(replay.note());
    }
    run.compare();
    replay.check(notes);
    return null;
  } catch (error) {
    if (!(error instanceof Disagreement)) throw error;
    return [...run.texts.slice(-40), error.message].join('\n');
  }
}

const counts: Count[] = [];

describe('laws 1, 3, 5 and 6', { timeout: TIME_LIMIT }, () => {
  it.each(WORLDS.map((world, i) => [world.name, world, SEED + i] as const))(
    '%s',
    (name, world: World, seed) => {
      const run = new Run(world);
      const replay = new Replay(run);
      let statements = 0;
      forAll(
        programs(1, MOST_STATEMENTS),
        RUNS,
        (program) => {
          const wrong = wrongWith(run, replay, program);
          statements += run.texts.length;
          return wrong;
        },
        seed,
      );
      const { events, looks } = replay;
      counts.push({ name, statements, events, looks, shortages: run.shortages });
      expect(replay.statements).toBe(statements);
      expect(looks).toBeGreaterThan(statements);
      if (world.isScarce) expect(run.shortages).toBeGreaterThan(0);
    },
  );

  it('were checked on as many statements as they are to be', () => {
    const all = counts.reduce((sum, { statements }) => sum + statements, 0);
    expect(all).toBeGreaterThanOrEqual(times(LEAST_STATEMENTS));
  });

  afterAll(() => {
    const lines = counts.map(
      ({ name, statements, events, looks, shortages }) =>
        `  ${name}: ${statements} statements, ${events} events, ${looks} looks, ${shortages} lacked memory`,
    );
    console.log(`laws 1, 3, 5 and 6, seed ${SEED}\n${lines.join('\n')}`);
  });
});
