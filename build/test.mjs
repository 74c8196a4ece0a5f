/**
 * `npm test`: sets up a fresh clone, runs every static check and every test, and ends with the line
 * `N passed, N failed`, in which a static check counts as one test.
 */
import fs from 'node:fs';
import path from 'node:path';
import { installPackages, runNode } from './setUp.mjs';

const ROOT = path.resolve(import.meta.dirname, '..');
const COUNTS_FILE = path.join(ROOT, 'out/test-counts.json');

/** The build comes first: the bundle and the tests are made of its output. */
const STEPPING = { name: 'stepping build', args: ['build/stepping.mjs'] };

const CHECKS = [
  { name: 'eslint', args: ['node_modules/eslint/bin/eslint.js', '.'] },
  { name: 'types', args: ['node_modules/typescript/bin/tsc', '-b'] },
  { name: 'bundle', args: ['node_modules/webpack/bin/webpack.js'] },
  {
    name: 'prettier',
    args: [
      'node_modules/prettier/bin/prettier.cjs',
      ...['--check', '--log-level=warn', '--cache', '--cache-location=out/prettier', '.'],
    ],
  },
  {
    name: 'layers',
    args: ['node_modules/dependency-cruiser/bin/dependency-cruise.mjs', 'src', 'media'],
  },
  { name: 'unused code', args: ['node_modules/knip/bin/knip.js'] },
];

/** What the tests in VS Code need beside the bundle; installing takes long, so it comes first. */
const VSCODE = { name: 'local VS Code', args: ['build/vscode/install.mjs'] };
const IN_HOST = {
  name: 'bundle of the tests in VS Code',
  args: ['node_modules/webpack/bin/webpack.js', '-c', 'build/inHost.webpack.config.js'],
};

/** As many checks run side by side; each has a Node of its own. */
const LANES = 2;

let passed = 0;
let failed = 0;

if (await installPackages()) {
  await check(STEPPING);
  await checkAll([VSCODE, ...CHECKS, IN_HOST]);
  await test([]);
  await test(['-c', 'test/media/vitest.config.mts']);
  await test(['-c', 'test/e2e/vitest.config.mts']);
} else {
  failed++;
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** @param {readonly Check[]} checks */
async function checkAll(checks) {
  const waiting = [...checks];
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await check(next);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

/**
 * Runs a static check; its output is shown whole when it is done, so that two never mix.
 *
 * @typedef {{ name: string, args: string[] }} Check
 * @param {Check} check
 */
async function check({ name, args }) {
  const begin = performance.now();
  const { status, output } = await runNode(args, 'quiet');
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  console.log(`${status === 0 ? 'passed' : 'FAILED'}  ${name} (${seconds} s)`);
  if (output.trim() !== '') console.log(output.trimEnd().replaceAll(/^/gm, '    '));
  if (status === 0) passed++;
  else failed++;
}

/** @param {readonly string[]} options of vitest */
async function test(options) {
  fs.rmSync(COUNTS_FILE, { force: true });
  const args = ['node_modules/vitest/vitest.mjs', 'run', ...options];
  const { status } = await runNode(args, 'shown');
  const counts = fs.existsSync(COUNTS_FILE)
    ? /** @type {unknown} */ (JSON.parse(fs.readFileSync(COUNTS_FILE, 'utf8')))
    : { passed: 0, failed: 0 };
  const run = /** @type {{ passed: number, failed: number }} */ (counts);
  passed += run.passed;
  failed += run.failed;
  if (status !== 0 && run.failed === 0) {
    console.log(`vitest ended with status ${status} without a failed test`);
    failed++;
  }
}
