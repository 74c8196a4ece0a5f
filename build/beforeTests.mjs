/** What vitest runs once before the tests: they import the stepping copy, so it must be current. */
import { buildStepping } from './stepping.mjs';

export function setup() {
  // A source that is being edited must not keep the tests of others from running: `npm test`
  // counts the stepping build as a check of its own.
  for (const problem of buildStepping().problems) console.warn(problem);
}
