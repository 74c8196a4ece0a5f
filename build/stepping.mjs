/**
 * Makes the stepping build: the copy of the operating system's source in out/stepping that can be
 * stopped at every statement, the list of its functions and sites, the source texts, and the
 * meanings of the tables' columns.
 *
 * `arch` and `engine` get spans; `program` is copied so that it calls them. What only looks, and what
 * is in other layers, stays the one original: both copies work on the same tables of the same classes.
 * Output depends on the sources alone, and a file whose content stays is not written.
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { columnTexts } from './columnTexts.mjs';
import { instrument, InstrumentError, noSites, parse } from './instrument.mjs';

const ROOT = path.resolve(import.meta.dirname, '..');

/** The layers with spans; their texts are what a debugger shows. */
const INSTRUMENTED = ['arch', 'engine'];
const COPIED = [...INSTRUMENTED, 'program'];
/**
 * Copied without spans: how a TLB is searched depends on hints that are no state, so that their lines would be others
 * after a restore than before.
 */
const UNSEEN = ['arch/tlb.ts', 'arch/quiet.ts', 'arch/batch.ts'];

/**
 * Only look, and looking is no behaviour that anybody steps into: all files whose paths begin so. They are not copied,
 * so that what they call in other files has no spans then, either.
 */
const LOOKING = [
  'arch/peek.ts',
  'engine/vfs/peek.ts',
  'engine/vm/sanity',
  'program/assumedAccess.ts',
  'program/fields/',
  'program/maps.ts',
  'program/outputs.ts',
  'program/processNames.ts',
  'program/processes.ts',
];

const NOTE = '// Made by build/stepping.mjs: do not edit.\n';

/**
 * @param {string} root the directory that holds src and receives out/stepping
 * @returns {{ functions: number, sites: number, problems: string[] }} counts, and one message for
 *   each file that could not be given spans and was copied as it is
 */
export function buildStepping(root = ROOT) {
  const from = path.join(root, 'src');
  const to = path.join(root, 'out/stepping');
  const sites = noSites();
  /** @type {Record<string, string>} */
  const sources = {};
  /** @type {[string, string][]} */
  const columns = [];
  /** @type {string[]} */
  const problems = [];
  /** @type {Map<string, string>} */
  const outputs = new Map();
  for (const file of COPIED.flatMap((layer) => typescriptFiles(from, layer))) {
    const text = fs.readFileSync(path.join(from, file), 'utf8');
    const hasSpans = INSTRUMENTED.some((layer) => file.startsWith(`${layer}/`));
    if (hasSpans) sources[file] = text;
    if (isLooking(file)) continue;
    try {
      columns.push(...columnTexts(parse(text, file)));
      const copy = hasSpans && !UNSEEN.includes(file) ? instrument(text, file, sites) : text;
      outputs.set(file, redirectImports(copy, file));
    } catch (error) {
      if (!(error instanceof InstrumentError)) throw error;
      problems.push(error.message);
      outputs.set(file, text);
    }
  }
  outputs.set('sites.ts', NOTE + sitesModule(sites));
  outputs.set('sources.ts', `${NOTE}export const sources = ${JSON.stringify(sources, null, 1)};\n`);
  const texts = JSON.stringify(Object.fromEntries(columns), null, 1);
  outputs.set('columns.ts', `${NOTE}export const columns = ${texts};\n`);
  for (const [file, text] of outputs) writeIfChanged(path.join(to, file), text);
  removeOthers(to, outputs);
  return { functions: sites.functions.length, sites: sites.siteLine.length, problems };
}

/**
 * @param {string} from
 * @param {string} layer
 * @returns {string[]} paths below `from` with forward slashes, sorted
 */
function typescriptFiles(from, layer) {
  const directory = path.join(from, layer);
  if (!fs.existsSync(directory)) return [];
  return fs
    .readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${layer}/${name.split(path.sep).join('/')}`)
    .sort();
}

/**
 * Lets imports of what is not copied lead back to the original files.
 *
 * @param {string} text
 * @param {string} file its path below src, and below out/stepping
 */
export function redirectImports(text, file) {
  const folder = path.posix.dirname(file);
  const back = path.posix.relative(path.posix.join('out/stepping', folder), 'src');
  let result = '';
  let done = 0;
  for (const specifier of moduleSpecifiers(parse(text, file))) {
    const target = path.posix.join(folder, specifier.text);
    if (!specifier.text.startsWith('.') || isCopied(target)) continue;
    result += `${text.slice(done, specifier.getStart())}'${back}/${target}'`;
    done = specifier.end;
  }
  return result + text.slice(done);
}

/** @param {string} target a module's path below src */
function isCopied(target) {
  return COPIED.some((layer) => target.startsWith(`${layer}/`)) && !isLooking(`${target}.ts`);
}

/** @param {string} file its path below src */
function isLooking(file) {
  return LOOKING.some((name) => file.startsWith(name));
}

/** @param {ts.SourceFile} source */
function moduleSpecifiers(source) {
  return source.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    const { moduleSpecifier } = statement;
    return moduleSpecifier && ts.isStringLiteral(moduleSpecifier) ? [moduleSpecifier] : [];
  });
}

/** @param {import('./instrument.mjs').Sites} sites */
function sitesModule({ functions, siteFunction, siteLine }) {
  const lines = functions.map((entry) => `  ${JSON.stringify(entry)},\n`).join('');
  return (
    `export const functions = [\n${lines}];\n` +
    `export const siteFunction = ${JSON.stringify(siteFunction)};\n` +
    `export const siteLine = ${JSON.stringify(siteLine)};\n`
  );
}

/**
 * Writes by renaming, so that who reads at the same time sees the old text or the new one.
 *
 * @param {string} file
 * @param {string} text
 */
function writeIfChanged(file, text) {
  if (fs.existsSync(file) && fs.readFileSync(file, 'utf8') === text) return;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const whole = `${file}.${process.pid}`;
  fs.writeFileSync(whole, text);
  fs.renameSync(whole, file);
}

/**
 * Removes the copies of files that are gone.
 *
 * @param {string} to
 * @param {ReadonlyMap<string, string>} outputs
 */
function removeOthers(to, outputs) {
  for (const name of fs.readdirSync(to, { recursive: true, encoding: 'utf8' })) {
    if (name.endsWith('.ts') && !outputs.has(name.split(path.sep).join('/'))) {
      fs.rmSync(path.join(to, name), { force: true });
    }
  }
}

if (process.argv[1] && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { functions, sites, problems } = buildStepping();
  for (const problem of problems) console.error(problem);
  console.log(`stepping build: ${functions} functions, ${sites} sites`);
  if (problems.length > 0) process.exitCode = 1;
}
