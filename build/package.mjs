/** `npm run package`: makes the VSIX from dist/, which `npm run build` made. */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runNode } from './setUp.mjs';

const ROOT = path.resolve(import.meta.dirname, '..');
const VSIX = path.join(ROOT, 'dist/pagewalk.vsix');

/** A larger one is refused. */
const MOST_BYTES = 1_000_000;

const VSCE = [
  'node_modules/@vscode/vsce/vsce',
  ...['package', '--no-dependencies', '--out', VSIX],
  // There is no address yet that the links of README.md could lead to.
  ...['--allow-missing-repository', '--no-rewrite-relative-links'],
];

/**
 * @returns {Promise<string>} the VSIX
 * @throws {Error} if it cannot be made, or is too large
 */
export async function packageExtension() {
  const { status, output } = await runNode(VSCE, 'quiet');
  if (status !== 0) throw new Error(`The VSIX was not made:\n${output}`);
  const { size } = fs.statSync(VSIX);
  if (size > MOST_BYTES) throw new Error(`${VSIX} has ${size} bytes, more than ${MOST_BYTES}.`);
  return VSIX;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = await packageExtension();
  console.log(`${file}: ${fs.statSync(file).size} bytes`);
}
