/**
 * What the command line reads: a scenario or an strace log, from a file or from standard input, compiled to programs.
 * Everything that can be wrong with the input becomes an `InputError` with one line that says where and why.
 */
import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { compileScript } from '../language/analyze';
import { describeDiagnostic } from '../language/messages';
import type { Program, Source } from '../program/form';
import { compileLog, isLog } from '../traces/log';

/** The input cannot be run: exit status 2. */
export class InputError extends Error {}

/** The most that is read; a longer text does not fit the memory that parsing takes. */
const MOST_BYTES = 256 * 1024 * 1024;
/** Diagnostics that are printed; the rest is counted. */
const MOST_SHOWN = 20;

export interface Input {
  readonly name: string;
  readonly programs: readonly Program[];
  /** What does not keep it from running: warnings, lines of a log that were not understood. */
  readonly notes: readonly string[];
  /** Lines of a log that could not be read: the run has failed, though the rest runs. */
  readonly unreadable: number;
}

/** Reads a text; `-` is standard input, and `.gz` is unpacked. */
export function readText(path: string): string {
  const bytes = readBytes(path);
  const start = bytes.subarray(0, 65536);
  if (start.includes(0)) throw new InputError(`${path}: this is no text: it has zero bytes`);
  return bytes.toString('utf8');
}

function readBytes(path: string): Buffer {
  try {
    if (path !== '-') {
      const found = statSync(path);
      if (found.isDirectory()) throw new InputError(`${path}: this is a folder, not a file`);
      checkSize(path, found.size);
    }
    const bytes = readFileSync(path === '-' ? 0 : path);
    if (!path.endsWith('.gz')) return bytes;
    const unpacked = gunzipSync(bytes, { maxOutputLength: MOST_BYTES });
    return unpacked;
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${path}: ${reasonOf(error)}`);
  }
}

function checkSize(path: string, size: number): void {
  if (size <= MOST_BYTES) return;
  const mebibytes = Math.round(size / 1024 / 1024);
  throw new InputError(`${path}: ${String(mebibytes)} MiB is too large: at most 256 MiB are read`);
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES') return 'it may not be read';
  if (code === 'ERR_BUFFER_TOO_LARGE') return 'unpacked it is larger than 256 MiB';
  if (code.startsWith('Z_')) return 'it cannot be unpacked: it is no gzip file';
  return error instanceof Error ? error.message : String(error);
}

/** Reads and compiles a scenario or a log. @throws InputError when it cannot be run. */
export function loadInput(path: string, overrides: readonly string[]): Input {
  const text = readText(path);
  const name = path === '-' ? 'standard input' : path;
  if (text.trim() === '') throw new InputError(`${name}: it is empty: there is nothing to run`);
  const isLogName = /\.(strace|maptrace)(\.gz)?$/.test(path);
  const isScenarioName = path.endsWith('.vms');
  if (isLogName || (!isScenarioName && isLog(text))) {
    const { programs, problems, summary, sources } = compileLog(text, name, overrides);
    if (programs.length === 0) throw new InputError(firstLines(problems, sources, name));
    return {
      name,
      programs,
      notes: [...printed(problems, sources), ...summary],
      unreadable: problems.length,
    };
  }
  const compiled = compileScript(text, name, { overrides, readInclude });
  const errors = compiled.diagnostics.filter(({ severity }) => severity === 'error');
  const found = compiled.diagnostics.map((diagnostic) => ({
    source: diagnostic.source,
    line: diagnostic.line,
    column: diagnostic.column,
    text: describeDiagnostic(diagnostic),
  }));
  if (errors.length > 0) throw new InputError(firstLines(found, compiled.sources, name));
  if (compiled.programs.every(({ instructions }) => instructions.length <= 1)) {
    throw new InputError(`${name}: it has no statements: there is nothing to run`);
  }
  return {
    name,
    programs: compiled.programs,
    notes: printed(found, compiled.sources),
    unreadable: 0,
  };
}

/** Something wrong at a place. */
export interface Located {
  readonly source: number;
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

function firstLines(found: readonly Located[], sources: readonly Source[], name: string): string {
  if (found.length === 0) return `${name}: it cannot be run`;
  return printed(found, sources).join('\n');
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
