// Expressions that are asked of a run from outside its script: conditions of breakpoints, watches, what a console prints.
// They see the script's variables and everything that `expect` sees. It must never throw.

import type { Expression, Program } from '../program/form';
import { compileExpression } from './compileExpression';
import { CompileState, StringPool } from './compileState';
import { describeDiagnostic } from './messages';
import { parseExpression } from './parser';
import { Sources } from './sources';

/** The compiled expression, or what is wrong with the text: a sentence, and the column from 1. */
export type Query =
  | { readonly ok: true; readonly expression: Expression }
  | { readonly ok: false; readonly message: string; readonly column: number };

/** Compiles an expression for a program. */
export function compileQuery(text: string, program: Program): Query {
  const { expression, diagnostics } = parseExpression(text);
  const sources = new Sources();
  const source = sources.add('query', text);
  sources.reportParsed(source, diagnostics);
  const state = new CompileState(sources, program.configuration, new StringPool(program.strings));
  state.source = source;
  for (const { name } of program.globals) state.declare(name, 'any').isSet = true;
  const compiled = compileExpression(state, expression);
  const error = sources.diagnostics().find(({ severity }) => severity === 'error');
  if (error === undefined) return { ok: true, expression: compiled };
  return { ok: false, message: describeDiagnostic(error), column: error.column };
}
