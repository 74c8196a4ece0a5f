/**
 * `npm run laws`: the laws on many more random programs than `npm test` tries. LAW_RUNS: how many times as many (20);
 * LAW_SEED: from which seed (a new one each time; it is printed).
 */
import { installPackages, runNode } from './setUp.mjs';

process.env['LAW_RUNS'] ??= '20';
process.env['LAW_SEED'] ??= String(Date.now() % 1_000_000_007);
console.log(`LAW_RUNS=${process.env['LAW_RUNS']} LAW_SEED=${process.env['LAW_SEED']}`);
process.exitCode = await laws();

/** @returns {Promise<number>} the exit status */
async function laws() {
  if (!(await installPackages())) return 1;
  // One law takes much longer than a test may otherwise.
  const args = ['run', 'test/laws', '--testTimeout=0'];
  const { status } = await runNode(['node_modules/vitest/vitest.mjs', ...args], 'shown');
  return status;
}
