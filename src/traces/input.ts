/**
 * A text that somebody wants to run, be it a scenario or an strace log, compiled to programs. It must never throw and
 * never read a file.
 */
import { compileScript, type ReadInclude } from '../language/analyze';
import { excerpt } from '../language/excerpt';
import { lineOf } from '../program/placeText';
import { describeDiagnostic } from '../language/messages';
import type { Program, Source } from '../program/form';
import { compileLog, isLog } from './log';

/** Something wrong at a place. */
interface Located {
  /** In `sources`. */
  readonly source: number;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

export interface InputOptions {
  /** Texts of `--set key=value`. */
  readonly overrides: readonly string[];
  /** Overrides for logs only; `overrides` win over them. */
  readonly logOverrides?: readonly string[];
  readonly readInclude: ReadInclude;
}

export interface CompiledInput {
  readonly isLog: boolean;
  /** None when it cannot be run. */
  readonly programs: readonly Program[];
  /** Why there is nothing to run, in a sentence; null: see `problems`, or it can be run. */
  readonly nothing: string | null;
  /** What is wrong with a text that cannot be run, or else what it runs without. */
  readonly problems: readonly Located[];
  /** Of a log: what was not run, with counts. */
  readonly summary: readonly string[];
  readonly sources: readonly Source[];
}

/** Whether a text is to be read as a log: its name says so, or it looks like one and is no `.vms` file. */
export function isLogText(text: string, name: string): boolean {
  if (/\.(strace|maptrace)(\.gz)?$/.test(name)) return true;
  return !/\.vms(\.gz)?$/.test(name) && isLog(text);
}

/** @param name the file that the text comes from: for messages, and for what it includes. */
export function compileInput(text: string, name: string, options: InputOptions): CompiledInput {
  const { overrides, logOverrides = [], readInclude } = options;
  if (isLogText(text, name)) {
    const compiled = compileLog(text, name, [...logOverrides, ...overrides]);
    return { isLog: true, ...compiled, nothing: text.trim() === '' ? EMPTY : null };
  }
  const { programs, diagnostics, sources } = compileScript(text, name, { overrides, readInclude });
  const problems = diagnostics.map((diagnostic) => ({
    source: diagnostic.source,
    line: diagnostic.line,
    column: diagnostic.column,
    text: describeDiagnostic(diagnostic),
  }));
  const nothing = text.trim() === '' ? EMPTY : programs.length > 0 ? idle(programs) : null;
  const runs = nothing === null ? programs : [];
  return { isLog: false, programs: runs, nothing, problems, summary: [], sources };
}

const EMPTY = 'it is empty: there is nothing to run';

/** A program's last instruction is its end. */
function idle(programs: readonly Program[]): string | null {
  const isIdle = programs.every(({ instructions }) => instructions.length <= 1);
  return isIdle ? 'it has no statements: there is nothing to run' : null;
}

/** Problems that are printed; the rest is counted. */
const MOST_SHOWN = 20;

/** Each problem with its line and a mark below the place; beyond the first ones, only how many there are. */
export function problemTexts(
  problems: readonly Located[],
  sources: readonly Source[],
): readonly string[] {
  const lines = problems.slice(0, MOST_SHOWN).map(({ source: number, line, column, text }) => {
    const source = sources[number];
    const head = `${source?.name ?? ''}:${String(line)}:${String(column)}: ${text}`;
    return [head, ...excerpt(lineOf(source?.text ?? '', line), column)].join('\n');
  });
  const more = problems.length - MOST_SHOWN;
  return more > 0 ? [...lines, `... and ${String(more)} more`] : lines;
}
