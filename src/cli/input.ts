/**
 * What the command line runs: a scenario or an strace log, compiled to programs. What keeps it from running becomes an
 * `InputError` whose lines say where and why.
 */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Program } from '../program/form';
import { compileInput, problemTexts } from '../traces/input';
import { printLog } from '../traces/log';
import { InputError, readText } from './readText';

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
  const { name, text } = readText(path);
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
  const { name, text } = readText(path);
  const { text: scenario, programs, problems, sources } = printLog(text, name, overrides);
  const unreadable = problemTexts(problems, sources);
  if (programs.length === 0) throw new InputError(unreadable.join('\n'));
  return { scenario, unreadable };
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
