/** `npm start`: sets up a fresh clone, builds, and shows what Pagewalk does. */
import { installPackages, runNode } from './setUp.mjs';

/** What a start shows, as arguments of the `pagewalk` command. */
const SHOWN = ['test', 'examples', '--reporter', 'summary'];

process.exitCode = await start();

/** @returns {Promise<number>} the exit status */
async function start() {
  if (!(await installPackages())) return 1;
  for (const step of ['build/stepping.mjs', 'node_modules/webpack/bin/webpack.js']) {
    const { status } = await runNode([step], 'shown');
    if (status !== 0) return status;
  }
  const { status } = await runNode(['dist/cli.js', ...SHOWN], 'shown');
  return status;
}
