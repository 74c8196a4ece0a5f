/**
 * Installs a VS Code that runs in a browser (code-server) from npm, once for each user, into a cache directory outside of
 * the project; and finds a Chromium. Nothing of either is shipped.
 */
import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../setUp.mjs';

const MANIFESTS = ['package.json', 'package-lock.json'];

/** Modules with parts in C++ that npm has no binaries of. */
const NATIVE = ['@vscode/spdlog', '@vscode/native-watchdog'];

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * @typedef {object} Installed
 * @property {string} node the Node that runs the server: not the one that runs this
 * @property {string} entry the server's script
 */

/** What cannot be had here, in words for people. */
export class SetUpError extends Error {}

/**
 * The local VS Code; installs it if it is not there.
 *
 * @param {(line: string) => void} say what takes long is announced
 * @returns {Promise<Installed>}
 * @throws {SetUpError}
 */
export async function installVSCode(say) {
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch)) {
    throw new SetUpError(
      `The local VS Code runs on Linux (x64, arm64), and this is ${process.platform} (${process.arch}). ` +
        'Install VS Code and its command `code`.',
    );
  }
  const directory = path.join(cacheDirectory(), `vscode-${manifestHash()}`);
  const installed = inDirectory(directory);
  // What is renamed last is complete: an installation that was broken off leaves another name.
  if (fs.existsSync(installed.entry)) return installed;
  say(`Installing a local VS Code into ${directory} (about 800 MB, a minute or two)`);
  const unfinished = `${directory}.${process.pid}`;
  try {
    await fill(unfinished, say);
    if (!fs.existsSync(installed.entry)) fs.renameSync(unfinished, directory);
  } finally {
    fs.rmSync(unfinished, { recursive: true, force: true });
  }
  return installed;
}

/** @returns {string} */
function cacheDirectory() {
  const caches = process.env['XDG_CACHE_HOME'] ?? path.join(os.homedir(), '.cache');
  return path.join(caches, 'pagewalk');
}

/** Another version is another directory. */
function manifestHash() {
  const hash = crypto.createHash('sha256');
  for (const name of MANIFESTS) hash.update(fs.readFileSync(path.join(import.meta.dirname, name)));
  return hash.digest('hex').slice(0, 12);
}

/**
 * @param {string} directory
 * @returns {Installed}
 */
function inDirectory(directory) {
  const modules = path.join(directory, 'node_modules');
  return {
    node: path.join(modules, `node-linux-${process.arch}/bin/node`),
    entry: path.join(modules, 'code-server/out/node/entry.js'),
  };
}

/**
 * @param {string} directory
 * @param {(line: string) => void} say
 */
async function fill(directory, say) {
  fs.mkdirSync(directory, { recursive: true });
  for (const name of MANIFESTS) {
    fs.copyFileSync(path.join(import.meta.dirname, name), path.join(directory, name));
  }
  const node = path.join(directory, `node_modules/node-linux-${process.arch}`);
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--engine-strict=false'];
  await npm(['ci', ...quiet], directory);
  // Its own packages have a list of their own; `npm ci` takes that for outdated.
  const inner = path.join(directory, 'node_modules/code-server/lib/vscode');
  const env = {
    ...process.env,
    PATH: `${path.join(node, 'bin')}:${process.env['PATH'] ?? ''}`,
    npm_config_nodedir: node,
  };
  await npm(['install', '--omit=dev', ...quiet], inner, env);
  try {
    await npm(['rebuild', ...NATIVE], inner, env);
  } catch (error) {
    say(`VS Code's log files will be missing: ${NATIVE.join(', ')} could not be compiled.`);
    say(String(error instanceof Error ? error.message : error));
  }
}

/**
 * @param {string[]} args
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} [env]
 */
async function npm(args, cwd, env = process.env) {
  const { status, output } = await run('npm', args, 'quiet', { cwd, env });
  if (status === 0) return;
  const end = output.trimEnd().split('\n').slice(-15).join('\n');
  throw new SetUpError(`npm ${args.join(' ')} (in ${cwd}) failed with status ${status}:\n${end}`);
}

/**
 * A Chromium for the tests; as root on Debian it is installed if there is none.
 *
 * @param {(line: string) => void} say
 * @returns {Promise<string>} its path
 * @throws {SetUpError}
 */
export async function findChromium(say) {
  const found = onPath(BROWSERS);
  if (found !== undefined) return found;
  if (process.getuid?.() === 0 && onPath(['apt-get']) !== undefined) {
    say('Installing Chromium: apt-get install chromium');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update', '-qq'], 'quiet', { env });
    const { output } = await run('apt-get', ['install', '-y', '-qq', 'chromium'], 'quiet', { env });
    const installed = onPath(BROWSERS);
    if (installed !== undefined) return installed;
    say(output.trimEnd());
  }
  throw new SetUpError(
    'The end-to-end tests need Chromium: install it (Debian: apt-get install chromium).',
  );
}

/**
 * @param {readonly string[]} commands
 * @returns {string | undefined} the first that is on the PATH
 */
export function onPath(commands) {
  const directories = (process.env['PATH'] ?? '').split(path.delimiter);
  const endings = process.platform === 'win32' ? ['.cmd', '.exe', ''] : [''];
  for (const command of commands) {
    for (const directory of directories.filter((name) => name !== '')) {
      for (const ending of endings) {
        const file = path.join(directory, command + ending);
        if (isExecutable(file)) return file;
      }
    }
  }
  return undefined;
}

/** @param {string} file */
function isExecutable(file) {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await installVSCode((line) => console.log(line));
    await findChromium((line) => console.log(line));
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
