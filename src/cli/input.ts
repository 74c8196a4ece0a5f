/**
 * What the command line runs: a scenario or an strace log, compiled to programs. What keeps it from running becomes an
 * `InputError` whose lines say where and why.
 */
import { dirname, resolve } from 'node:path';
import { getHeapStatistics } from 'node:v8';
import type { Program } from '../program/form';
import { compileInput, isLogText, problemTexts } from '../traces/input';
import { printLog } from '../traces/log';
import { InputError, readFile, readText, type NamedText } from './readText';

/**
 * Bytes of memory that a byte of a text takes while it is compiled, where its lines are as short and its expressions as
 * long as they can be. Node has no way to answer when its memory is exhausted, so what may not fit is refused.
 */
const MEMORY_OF_SCENARIO = 200;
const MEMORY_OF_LOG = 100;

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
  const { name, text } = read;
  checkFits(read, isLogText(text, name));
  const compiled = compileInput(text, name, { overrides, readInclude });
  const { isLog, programs, nothing, problems, sources, summary } = compiled;
  if (nothing !== null) throw new InputError(`${name}: ${nothing}`);
  const found = problemTexts(problems, sources);
  if (programs.length === 0) throw new InputError(found.join('\n'));
  if (isLog) return { programs, text, notes: summary, unreadable: found };
  return { programs, text, notes: found, unreadable: [] };
}

/** A log as the text of a scenario. @throws InputError when nothing in it can be run. */
export function loadPrintedLog(
  path: string,
  overrides: readonly string[],
): { readonly scenario: string; readonly unreadable: readonly string[] } {
  const read = readText(path);
  checkFits(read, true);
  const { text: scenario, programs, problems, sources } = printLog(read.text, read.name, overrides);
  const unreadable = problemTexts(problems, sources);
  if (programs.length === 0) throw new InputError(unreadable.join('\n'));
  return { scenario, unreadable };
}

/** @throws InputError when compiling a text may take more memory than Node has. */
function checkFits({ name, text }: NamedText, isLog: boolean): void {
  const memory = isLog ? MEMORY_OF_LOG : MEMORY_OF_SCENARIO;
  const most = getHeapStatistics().heap_size_limit / memory;
  if (text.length <= most) return;
  const [length, limit] = [text.length, most].map((bytes) => String(Math.floor(bytes / 2 ** 20)));
  throw new InputError(
    `${name}: ${length} MiB is too large: with the memory that Node has here a ` +
      `${isLog ? 'log' : 'scenario'} has at most ${limit} MiB (node --max-old-space-size=MIB gives it more)`,
  );
}

/** The text of an included file, beside the one that includes it; null when it cannot be read. */
function readInclude(wanted: string, from: string): string | null {
  const base = from === 'standard input' ? process.cwd() : dirname(resolve(from));
  try {
    return readFile(resolve(base, wanted)).toString('utf8');
  } catch {
    return null;
  }
}
