/** Reads, runs and judges logs, for the tests of this folder. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { addressOf } from '../../src/program/address';
import { createComputer, type Computer } from '../../src/program/computer';
import type { Program } from '../../src/program/form';
import { step } from '../../src/program/interpreter';
import { mappingsOf } from '../../src/program/maps';
import { sentence } from '../../src/program/messages';
import { endpointOfPid, liveRow } from '../../src/program/processes';
import { compileLog, type CompiledLog } from '../../src/traces/log';

/** The text of a log in `logs`. */
export function readLogText(name: string): string {
  return gunzipSync(readFileSync(join(__dirname, 'logs', `${name}.gz`))).toString('utf8');
}

export interface LogRun {
  readonly computer: Computer;
  /** `12: message`, with the line of the log. */
  readonly failures: readonly string[];
}

/** Runs a program to its end. `before` is told of every instruction before it runs. */
export function runProgram(
  program: Program,
  before: (computer: Computer, position: number) => void = () => undefined,
): LogRun {
  const computer = createComputer(program);
  const { interpreter } = computer;
  const failures: string[] = [];
  for (;;) {
    const position = interpreter.counter.get(1);
    const failed = interpreter.failed.get(1);
    before(computer, position);
    if (!step(computer, program)) return { computer, failures };
    if (interpreter.failed.get(1) === failed) continue;
    const line = program.instructions[position]?.place.line ?? 0;
    const { failure } = computer.judgement;
    failures.push(`${line}: ${failure === null ? '' : sentence(failure)}`);
  }
}

export interface WholeRun extends LogRun {
  readonly compiled: CompiledLog;
  readonly program: Program;
}

/** Compiles and runs a log. */
export function runLog(text: string, overrides: readonly string[] = []): WholeRun {
  const compiled = compileLog(text, 'a.strace', overrides);
  const [program] = compiled.programs;
  if (program === undefined) throw new Error(JSON.stringify(compiled.problems));
  return { ...runProgram(program), compiled, program };
}

/** One mapping: first and last address, permissions, object, offset in the file (null: not compared). */
export type Row = readonly [number, number, string, string, number | null];

/** A line of /proc/PID/maps as a row; null for [vsyscall], which lies above the user's addresses. */
export function kernelRow(line: string): Row | null {
  const [range = '', permissions = '', offset = '', , , ...words] = line.trim().split(/\s+/);
  const [start = '', end = ''] = range.split('-');
  const label = words
    .filter((word) => !/^rss=\d+kB$/.test(word))
    .join(' ')
    .replace(/ \(deleted\)$/, '');
  if (label === '[vsyscall]') return null;
  const isFile = label.startsWith('/');
  const isShared = /^\/(?:memfd:|dev\/zero|SYSV)/.test(label);
  const object = isShared ? 'shm' : isFile ? label : 'anon';
  const fileOffset = isFile && !isShared ? parseInt(offset, 16) : null;
  return [parseInt(start, 16), parseInt(end, 16), permissions, object, fileOffset];
}

/** The machine's map of a process, in the same form. */
export function machineRows(computer: Computer, pid: number): Row[] {
  const row = liveRow(computer, endpointOfPid(computer, pid, 0));
  return mappingsOf(computer, row).map((mapping): Row => {
    const { architecture } = computer;
    const bytes = (page: number): number => Number(addressOf(architecture, page, 0));
    const offset = mapping.object.startsWith('/') ? bytes(mapping.filePage) : null;
    const { start, end, permissions, object } = mapping;
    return [bytes(start), bytes(end), permissions, object, offset];
  });
}

/** Neighbours that differ in nothing are one. */
export function merged(rows: readonly Row[]): Row[] {
  const out: Row[] = [];
  for (const row of rows) {
    const last = out.at(-1);
    const joins =
      last?.[1] === row[0] &&
      last[2] === row[2] &&
      last[3] === row[3] &&
      (last[4] === null ? row[4] === null : last[4] + (last[1] - last[0]) === row[4]);
    if (joins) out[out.length - 1] = [last[0], row[1], last[2], last[3], last[4]];
    else out.push(row);
  }
  return out;
}

/** The blocks of a maptrace log: process, when, lines. */
export function blocksOf(text: string): { pid: number; when: string; lines: string[] }[] {
  return [...text.matchAll(/^### maps (\d+) (\S+)\n([^]*?)^### end$/gm)].map(
    ([, pid = '', when = '', body = '']) => {
      return { pid: Number(pid), when, lines: body.split('\n').filter((line) => line !== '') };
    },
  );
}
