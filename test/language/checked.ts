// Compiles scripts and shows what is wrong with them, for the tests of the checker.

import { expect } from 'vitest';
import { compileScript, type CompileOptions } from '../../src/language/analyze';
import { describeDiagnostic } from '../../src/language/messages';
import { createComputer } from '../../src/program/computer';
import type { Instruction, Program } from '../../src/program/form';
import { step } from '../../src/program/interpreter';
import { sentence } from '../../src/program/messages';

/** Ids of all diagnostics that a test has seen. */
export const seenIds = new Set<string>();

/** Each diagnostic as `line:column: sentence`; of other sources than the script with their name. */
export function complaints(text: string, options: CompileOptions = {}): string[] {
  const { diagnostics, sources, programs } = compileScript(text, 'test.vms', options);
  if (diagnostics.some(({ severity }) => severity === 'error')) expect(programs).toEqual([]);
  return diagnostics.map((diagnostic) => {
    seenIds.add(diagnostic.id);
    const { source, line, column } = diagnostic;
    const name = source === 0 ? '' : `${sources[source]?.name ?? ''}:`;
    return `${name}${String(line)}:${String(column)}: ${describeDiagnostic(diagnostic)}`;
  });
}

/** The programs of a script in which nothing is wrong. */
export function programsOf(text: string, options: CompileOptions = {}): readonly Program[] {
  const { programs, diagnostics } = compileScript(text, 'test.vms', options);
  expect(diagnostics.map(describeDiagnostic)).toEqual([]);
  return programs;
}

/** The program of a script in which nothing is wrong. */
export function programOf(text: string, options: CompileOptions = {}): Program {
  const [program] = programsOf(text, options);
  if (program === undefined) throw new Error('there is no program');
  return program;
}

/** The instructions of one kind. */
export function instructionsOf<K extends Instruction['op']>(
  program: Program,
  op: K,
): Extract<Instruction, { readonly op: K }>[] {
  return program.instructions.filter(
    (instruction): instruction is Extract<Instruction, { readonly op: K }> => instruction.op === op,
  );
}

/** The failed expectations of a run, in words. */
export function failuresOf(program: Program): string[] {
  const computer = createComputer(program);
  const failures: string[] = [];
  while (step(computer, program)) {
    const { failure } = computer.judgement;
    if (computer.interpreter.failed.get(1) > failures.length) {
      failures.push(failure === null ? '' : sentence(failure));
    }
  }
  return failures;
}
