/**
 * What the command line runs: a scenario or an strace log, compiled to programs. What keeps it from running becomes an
 * `InputError` whose lines say where and why.
 */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { compileScript } from '../language/analyze';
import { describeDiagnostic } from '../language/messages';
import type { Program, Source } from '../program/form';
import { compileLog, isLog, printLog } from '../traces/log';
import { InputError, readText, type NamedText } from './readText';

/** Diagnostics that are printed; the rest is counted. */
const MOST_SHOWN = 20;

export interface Input {
  readonly programs: readonly Program[];
  /** The text of the file. */
  readonly text: string;
  /** What does not keep it from running: warnings, and what of a log is not modelled. */
  readonly notes: readonly string[];
  /** Lines of a log that could not be read, as people are told of them: the run has failed, though the rest runs. */
  readonly unreadable: readonly string[];
}

/** Reads and compiles a scenario or a log. @throws InputError when it cannot be run. */
export function loadInput(path: string, overrides: readonly string[]): Input {
  const read = readText(path);
  const isLogName = /\.(strace|maptrace)(\.gz)?$/.test(path);
  const isScenarioName = /\.vms(\.gz)?$/.test(path);
  if (isLogName || (!isScenarioName && isLog(read.text))) return loadLog(read, overrides);
  return loadScenario(read, overrides);
}

/** A log as the text of a scenario. @throws InputError when nothing in it can be run. */
export function loadPrintedLog(
  path: string,
  overrides: readonly string[],
): { readonly scenario: string; readonly unreadable: readonly string[] } {
  const { name, text } = readText(path);
  const { text: scenario, programs, problems, sources } = printLog(text, name, overrides);
  if (programs.length === 0) throw refused(problems, sources);
  return { scenario, unreadable: printed(problems, sources) };
}

function loadLog({ name, text }: NamedText, overrides: readonly string[]): Input {
  const { programs, problems, summary, sources } = compileLog(text, name, overrides);
  if (programs.length === 0) throw refused(problems, sources);
  return { programs, text, notes: summary, unreadable: printed(problems, sources) };
}

function loadScenario({ name, text }: NamedText, overrides: readonly string[]): Input {
  const { diagnostics, sources, programs } = compileScript(text, name, { overrides, readInclude });
  const found = diagnostics.map((diagnostic) => ({
    source: diagnostic.source,
    line: diagnostic.line,
    column: diagnostic.column,
    text: describeDiagnostic(diagnostic),
  }));
  if (diagnostics.some(({ severity }) => severity === 'error')) throw refused(found, sources);
  if (programs.every(({ instructions }) => instructions.length <= 1)) {
    throw new InputError(`${name}: it has no statements: there is nothing to run`);
  }
  return { programs, text, notes: printed(found, sources), unreadable: [] };
}

/** Something wrong at a place. */
interface Located {
  readonly source: number;
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

function refused(found: readonly Located[], sources: readonly Source[]): InputError {
  return new InputError(printed(found, sources).join('\n'));
}

/** Each with its line and a mark below the place; beyond the first ones, only how many there are. */
function printed(found: readonly Located[], sources: readonly Source[]): string[] {
  const lines = found.slice(0, MOST_SHOWN).map((one) => {
    const source = sources[one.source];
    const line = source?.text.split('\n', one.line)[one.line - 1] ?? '';
    const head = `${source?.name ?? ''}:${String(one.line)}:${String(one.column)}: ${one.text}`;
    const shown = line.slice(0, 200);
    const mark = `${' '.repeat(Math.max(0, Math.min(one.column - 1, 199)))}^`;
    return shown.trim() === '' ? head : `${head}\n  ${shown.replace(/\t/g, ' ')}\n  ${mark}`;
  });
  const more = found.length - MOST_SHOWN;
  return more > 0 ? [...lines, `... and ${String(more)} more`] : lines;
}

/** The text of an included file, beside the one that includes it; null when it cannot be read. */
function readInclude(wanted: string, from: string): string | null {
  const base = from === 'standard input' ? process.cwd() : dirname(resolve(from));
  try {
    return readFileSync(resolve(base, wanted), 'utf8');
  } catch {
    return null;
  }
}
