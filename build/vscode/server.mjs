/** Runs the local VS Code: a server on a loopback port, with settings and extensions of its own, that a browser opens. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { run } from '../setUp.mjs';
import { SetUpError } from './install.mjs';

/** Nothing asks for the network or for attention. */
const SETTINGS = {
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'git.enabled': false,
  'window.commandCenter': false,
};

/** The server answers within this time, or does not at all. */
const START_SECONDS = 60;

/**
 * @typedef {object} Options
 * @property {import('./install.mjs').Installed} installed
 * @property {string} data a directory for settings, extensions and the log; it is made
 * @property {string} folder what is opened
 * @property {string} [vsix] an extension that is installed first
 * @property {Record<string, unknown>} [settings] beside the usual ones
 * @property {boolean} [forTests] lets a page be driven, and tests run in the extension host
 */

/**
 * @typedef {object} Server
 * @property {string} url with the folder open
 * @property {string} authority `127.0.0.1:PORT`
 * @property {string} log the file that it writes
 * @property {Promise<void>} ended
 * @property {() => Promise<void>} close
 */

/**
 * @param {Options} options
 * @returns {Promise<Server>}
 * @throws {SetUpError} if it does not start
 */
export async function startServer(options) {
  const { installed, data, folder } = options;
  const base = prepare(options);
  const env = cleanEnvironment();
  if (options.vsix !== undefined) await installExtension(options, base, env);
  const authority = `127.0.0.1:${await freePort()}`;
  const flags = ['--auth', 'none', '--bind-addr', authority, '--disable-telemetry'];
  flags.push('--disable-update-check', '--disable-workspace-trust');
  flags.push('--disable-getting-started-override');
  if (options.forTests) flags.push('--vscode-option', 'enable-smoke-test-driver');
  const log = path.join(data, 'server.log');
  const out = fs.openSync(log, 'w');
  const child = spawn(installed.node, [installed.entry, ...base, ...flags, folder], {
    env,
    stdio: ['ignore', out, out],
  });
  fs.closeSync(out);
  /** @type {Promise<void>} */
  const ended = new Promise((resolve) => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  });
  const close = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  if (!(await isHealthy(`http://${authority}/healthz`, ended))) {
    await close();
    throw new SetUpError(`The local VS Code did not start:\n${fs.readFileSync(log, 'utf8')}`);
  }
  const url = `http://${authority}/?folder=${encodeURIComponent(folder)}`;
  return { url, authority, log, ended, close };
}

/**
 * Makes the data directory.
 *
 * @param {Options} options
 * @returns {string[]} the arguments that lead there
 */
function prepare({ data, settings }) {
  const extensions = path.join(data, 'extensions');
  fs.mkdirSync(path.join(data, 'User'), { recursive: true });
  fs.mkdirSync(extensions, { recursive: true });
  const file = path.join(data, 'User/settings.json');
  if (!fs.existsSync(file) || settings !== undefined) {
    fs.writeFileSync(file, JSON.stringify({ ...SETTINGS, ...settings }, null, 2));
  }
  const config = path.join(data, 'config.yaml');
  fs.writeFileSync(config, 'auth: none\n');
  return ['--config', config, '--user-data-dir', data, '--extensions-dir', extensions];
}

/** The variables of a VS Code around this one are not for it, and it has no gallery. */
function cleanEnvironment() {
  const nowhere = { serviceUrl: '', itemUrl: '', resourceUrlTemplate: '' };
  const gallery = { ...nowhere, controlUrl: '', recommendationsUrl: '' };
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_|PASSWORD|PORT$)/.test(name),
  );
  return { ...Object.fromEntries(kept), EXTENSIONS_GALLERY: JSON.stringify(gallery) };
}

/**
 * @param {Options} options
 * @param {string[]} base
 * @param {NodeJS.ProcessEnv} env
 */
async function installExtension({ installed, vsix }, base, env) {
  const file = path.resolve(String(vsix));
  const args = [installed.entry, ...base, '--install-extension', file, '--force'];
  const { status, output } = await run(installed.node, args, 'quiet', { env });
  if (status !== 0) throw new SetUpError(`${file} could not be installed:\n${output}`);
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

/**
 * @param {string} url
 * @param {Promise<void>} ended
 */
async function isHealthy(url, ended) {
  const end = Date.now() + START_SECONDS * 1000;
  const isOver = ended.then(() => true);
  while (Date.now() < end) {
    if (await answers(url)) return true;
    const pause = new Promise((resolve) => setTimeout(resolve, 100));
    if ((await Promise.race([isOver, pause])) === true) return false;
  }
  return false;
}

/** @param {string} url */
async function answers(url) {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
