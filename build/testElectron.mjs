/**
 * `npm run test:electron`: the tests of test/extension in a desktop VS Code, which @vscode/test-electron downloads.
 * Argument: its version, as 1.91.0; the latest if there is none.
 */
import fs from 'node:fs';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { installPackages, runNode } from './setUp.mjs';

const ROOT = path.resolve(import.meta.dirname, '..');
const WEBPACK = 'node_modules/webpack/bin/webpack.js';
const STEPS = [
  ['build/stepping.mjs'],
  [WEBPACK],
  [WEBPACK, '-c', 'build/inHost.webpack.config.js'],
];

process.exitCode = await test(process.argv[2] ?? 'stable');

/**
 * @param {string} version
 * @returns {Promise<number>} the exit status
 */
async function test(version) {
  if (!(await installPackages())) return 1;
  for (const step of STEPS) {
    const { status } = await runNode(step, 'shown');
    if (status !== 0) return status;
  }
  const folder = path.join(ROOT, 'out/electron/workspace');
  fs.rmSync(folder, { recursive: true, force: true });
  fs.cpSync(path.join(ROOT, 'examples'), folder, { recursive: true });
  try {
    return await runTests({
      version,
      cachePath: path.join(ROOT, 'out/electron/vscode'),
      extensionDevelopmentPath: ROOT,
      extensionTestsPath: path.join(ROOT, 'out/inHost/index.js'),
      launchArgs: [folder, '--disable-workspace-trust', '--disable-extensions'],
    });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.error('The desktop VS Code could not be downloaded or started; see above.');
    return 1;
  }
}
