/** How much the laws try: LAW_SEED and LAW_RUNS in the environment override what `npm test` does. */
import * as fc from 'fast-check';
import { CHOICES } from './generator';

/** The seed of all random programs, unless LAW_SEED gives another. */
export const SEED = Number(process.env['LAW_SEED'] ?? 20240229);
/** How many times as much is tried. */
const FACTOR = Number(process.env['LAW_RUNS'] ?? 1);

/** How many programs are tried in place of so many. */
export function times(programs: number): number {
  return Math.ceil(programs * FACTOR);
}

/** Of one law on one machine, in ms: other work may share the processors. */
export const TIME_LIMIT = 300_000 * times(1);

/** Smaller programs that are tried when one has failed. */
const MOST_SMALLER = 500;

/** Programs of a fixed number of statements, or of at most so many. */
export function programs(least: number, most: number): fc.Arbitrary<number[][]> {
  const number = fc.nat({ max: 0xffff });
  const statement = fc.array(number, { minLength: CHOICES, maxLength: CHOICES, size: 'max' });
  return fc.array(statement, { minLength: least, maxLength: most, size: 'max' });
}

/**
 * Checks a property with so many random programs (times LAW_RUNS). A failure tells the smallest program that fails, as
 * the property shows it.
 * @param seed of the programs: different numbers make different programs.
 */
export function forAll<T>(
  programs: fc.Arbitrary<T>,
  runs: number,
  fails: (program: T) => string | null,
  seed = SEED,
): void {
  let smaller = 0;
  const property = fc.property(programs, (program) => {
    if (smaller > MOST_SMALLER) return;
    const wrong = fails(program);
    if (wrong !== null || smaller > 0) smaller++;
    if (wrong !== null) throw new Error(wrong);
  });
  const details = fc.check(property, { numRuns: times(runs), seed });
  if (!details.failed) return;
  const { errorInstance, numRuns } = details;
  const cause = errorInstance instanceof Error ? errorInstance : new Error('no program was made');
  throw new Error(`seed ${seed}, program ${numRuns}, made smaller:\n${cause.message}`, { cause });
}
