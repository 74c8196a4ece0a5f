/**
 * What `npm test` and `npm start` share: installing what is missing and running the tools.
 * It must run before anything is installed, so it imports nothing but Node's own modules.
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');

/**
 * @typedef {object} Finished
 * @property {number} status the exit status; 1 if the command could not be started or was killed
 * @property {string} output what it printed, unless that went to the terminal
 */

/**
 * Runs a script of the project or of a package with this Node.
 *
 * @param {string[]} args the script, from the project's directory, and its arguments
 * @param {'quiet' | 'shown'} show whether its output is collected or goes to the terminal
 */
export function runNode(args, show) {
  return run(process.execPath, args, show);
}

/**
 * Installs the packages, if there are none or they are older than the lock file.
 *
 * @returns {Promise<boolean>} whether they are there now
 */
export async function installPackages() {
  if (!isOutdated()) return true;
  console.log('Installing packages: npm ci --engine-strict');
  // On Windows npm is a command file, which only a shell runs.
  const { status } = await run('npm', ['ci', '--engine-strict'], 'shown', {
    shell: process.platform === 'win32',
  });
  return status === 0;
}

/** npm writes its copy of the lock file when an installation is complete. */
function isOutdated() {
  const installed = path.join(ROOT, 'node_modules/.package-lock.json');
  const wanted = path.join(ROOT, 'package-lock.json');
  return !fs.existsSync(installed) || fs.statSync(installed).mtimeMs < fs.statSync(wanted).mtimeMs;
}

/**
 * Runs a command to its end, in the project's directory unless told otherwise.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {'quiet' | 'shown'} show
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<Finished>}
 */
export function run(command, args, show, options = {}) {
  return new Promise((resolve) => {
    const stdio = show === 'shown' ? 'inherit' : 'pipe';
    const child = spawn(command, args, { cwd: ROOT, stdio, ...options });
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      output += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      output += text;
    });
    child.on('error', (error) => {
      resolve({ status: 1, output: `${output}${command}: ${error.message}\n` });
    });
    child.on('close', (code) => {
      resolve({ status: code ?? 1, output });
    });
  });
}
