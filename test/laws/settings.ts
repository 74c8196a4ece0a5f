/** How much the laws try: LAW_SEED and LAW_RUNS in the environment override what `npm test` does. */
import { CHOICES } from './generator';
import * as fc from 'fast-check';

/** The seed of all random programs, unless LAW_SEED gives another. */
export const SEED = Number(process.env['LAW_SEED'] ?? 20240229);
/** How many times as much is tried. */
export const FACTOR = Number(process.env['LAW_RUNS'] ?? 1);

/** Programs of a fixed number of statements, or of at most so many. */
export function programs(least: number, most: number): fc.Arbitrary<number[][]> {
  const number = fc.nat({ max: 0xffff });
  const statement = fc.array(number, { minLength: CHOICES, maxLength: CHOICES, size: 'max' });
  return fc.array(statement, { minLength: least, maxLength: most, size: 'max' });
}

/** What fast-check is told: how many programs, and the seed. */
export function parameters(runs: number): fc.Parameters<unknown> {
  return { numRuns: Math.ceil(runs * FACTOR), seed: SEED, endOnFailure: false };
}
