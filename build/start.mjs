/**
 * `npm start`: sets up a fresh clone, builds, and opens the extension on the examples: in VS Code if its command `code` is
 * there, otherwise, on Linux, in a local VS Code in the browser.
 */
import path from 'node:path';
import { installPackages, run, runNode } from './setUp.mjs';
import { installVSCode, onPath, SetUpError } from './vscode/install.mjs';

const ROOT = path.resolve(import.meta.dirname, '..');
const EXAMPLES = path.join(ROOT, 'examples');
const FIRST = path.join(EXAMPLES, 'cow.vms');
const WHAT_NEXT = 'Open cow.vms, press F5, and step: over, back, and into the VM server.';

process.exitCode = await start();

/** @returns {Promise<number>} the exit status */
async function start() {
  if (!(await installPackages())) return 1;
  console.log('Building');
  for (const step of ['build/stepping.mjs', 'node_modules/webpack/bin/webpack.js']) {
    const { status } = await runNode([step], 'shown');
    if (status !== 0) return status;
  }
  try {
    const code = onPath(['code']);
    if (code !== undefined && (await openDesktop(code))) return 0;
    return await openInBrowser();
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    console.error(error.message);
    return 1;
  }
}

/**
 * @param {string} code VS Code's command
 * @returns {Promise<boolean>} whether it opened
 */
async function openDesktop(code) {
  console.log(`Opening ${EXAMPLES} in VS Code (${code}). ${WHAT_NEXT}`);
  const args = [`--extensionDevelopmentPath=${ROOT}`, '--new-window', EXAMPLES, FIRST];
  const { status, output } = await run(code, args, 'quiet', {
    shell: process.platform === 'win32',
  });
  if (status === 0) return true;
  console.error(`${code} ended with status ${status}:\n${output.trimEnd()}`);
  return false;
}

/** @returns {Promise<number>} the exit status, after Ctrl-C */
async function openInBrowser() {
  const installed = await installVSCode((line) => console.log(line));
  // What these import is there only after the packages.
  const { packageExtension } = await import('./package.mjs');
  const { startServer } = await import('./vscode/server.mjs');
  const server = await startServer({
    installed,
    data: path.join(ROOT, 'out/vscode'),
    folder: EXAMPLES,
    vsix: await packageExtension(),
  });
  console.log(`\nVS Code is at http://${server.authority}/ with the examples open.`);
  console.log(`${WHAT_NEXT} Ctrl-C ends it.`);
  /** @type {Promise<'asked'>} */
  const asked = new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
      process.once(signal, () => resolve('asked'));
  });
  if ((await Promise.race([asked, server.ended])) === 'asked') {
    await server.close();
    return 0;
  }
  console.error(`The local VS Code ended by itself; its log is ${server.log}.`);
  return 1;
}
