/**
 * Runs a program to its end without a timeline, and collects what people are told of it: what it said, and which
 * expectations failed.
 */
import { EVENT } from '../machine/events';
import { createComputer, type Computer } from '../program/computer';
import { describeStatement } from '../program/describe';
import type { Program } from '../program/form';
import { step } from '../program/interpreter';
import { mapsLine, mappingsOf } from '../program/maps';
import { sentence } from '../program/messages';

/** A failed expectation. */
export interface Failed {
  readonly source: string;
  readonly line: number;
  readonly column: number;
  /** What was wrong, in a sentence. */
  readonly message: string;
  /** The statement as it went, if it was an action. */
  readonly statement: string | null;
}

export interface Run {
  readonly computer: Computer;
  readonly statements: number;
  readonly expectations: number;
  readonly failures: readonly Failed[];
}

export interface RunOptions {
  /** Stop before the first statement at or behind this line. */
  readonly until?: number;
  /** Prints a line that the script says. */
  readonly say?: (text: string) => void;
  /** Gets the map of each process: when it exits, and at the end of those alive. */
  readonly maps?: (lines: readonly string[]) => void;
}

/** Failures that are kept; the count goes on. */
const MOST_FAILURES = 1000;

/** Runs a program from its beginning. */
export function execute(program: Program, options: RunOptions = {}): Run {
  const computer = createComputer(program);
  const { interpreter } = computer;
  const failures: Failed[] = [];
  if (options.maps !== undefined) watchExits(computer, options.maps);
  let failed = 0;
  let position = interpreter.counter.get(1);
  for (;;) {
    const instruction = program.instructions[position];
    if (instruction === undefined) break;
    const { place } = instruction;
    if (options.until !== undefined && place.source === 0 && place.line >= options.until) break;
    if (!step(computer, program)) break;
    const count = interpreter.failed.get(1);
    if (count > failed) {
      failed = count;
      if (failures.length < MOST_FAILURES) failures.push(failureAt(computer, program, position));
    }
    if (instruction.op === 'say' || instruction.op === 'ask') {
      options.say?.(describeStatement(computer, program, position) ?? '');
    }
    position = interpreter.counter.get(1);
  }
  if (options.maps !== undefined) printMapsOfLiving(computer, options.maps);
  return {
    computer,
    statements: interpreter.steps.get(1),
    expectations: interpreter.expectations.get(1),
    failures,
  };
}

function failureAt(computer: Computer, program: Program, position: number): Failed {
  const instruction =
    program.instructions[computer.judgement.instruction] ?? program.instructions[position];
  const place = instruction?.place;
  const { failure } = computer.judgement;
  return {
    source: program.sources[place?.source ?? 0]?.name ?? '',
    line: place?.line ?? 0,
    column: place?.column ?? 0,
    message: failure === null ? 'the expectation failed' : sentence(failure),
    statement: describeStatement(computer, program, position),
  };
}

function watchExits(computer: Computer, print: (lines: readonly string[]) => void): void {
  computer.trace.arm(Number.MAX_SAFE_INTEGER, {
    onEvent(kind, subject, a) {
      if (kind === EVENT.process && a === 0) print(mapOf(computer, subject));
      return false;
    },
  });
}

function printMapsOfLiving(computer: Computer, print: (lines: readonly string[]) => void): void {
  const { processes, mprocs, vmprocs } = computer;
  for (let row = processes.nextRow(1); row !== 0; row = processes.nextRow(row + 1)) {
    const isUser = mprocs.pid.get(row) > 0 && vmprocs.root.get(processes.vmproc.get(row)) !== 0;
    if (isUser) print(mapOf(computer, row));
  }
}

function mapOf(computer: Computer, process: number): string[] {
  const lines = mappingsOf(computer, process).map((mapping) => mapsLine(computer, mapping));
  return [`### maps ${String(computer.mprocs.pid.get(process))} at-exit`, ...lines, '### end'];
}
