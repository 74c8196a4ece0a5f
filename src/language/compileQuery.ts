// Expressions that are asked of a run from outside its script: conditions of breakpoints, watches, what a console prints.
// They see everything that `expect` would see where the run stands: names are looked up there. It must never throw.

import type { Expression, Program } from '../program/form';
import { compileExpression } from './compileExpression';
import { CompileState, StringPool } from './compileState';
import { describeDiagnostic } from './messages';
import { parseExpression } from './parser';
import { closingBrace } from './parseText';
import { Sources } from './sources';

/** The compiled expression, or what is wrong with the text: a sentence, and the column from 1. */
export type Query =
  | { readonly ok: true; readonly expression: Expression }
  | { readonly ok: false; readonly message: string; readonly column: number };

/**
 * Compiles an expression for a program. A variable, parameter or `for` variable of any place of it may be named; where
 * the name means nothing the evaluation fails.
 */
export function compileQuery(text: string, program: Program): Query {
  const { expression, diagnostics } = parseExpression(text);
  const sources = new Sources();
  const source = sources.add('query', text);
  sources.reportParsed(source, diagnostics);
  const state = new CompileState(sources, program.configuration, new StringPool(program.strings));
  state.source = source;
  state.named = namesOf(program);
  // Whether there is a `self` shows where the run stands.
  state.inDefinition = true;
  const compiled = compileExpression(state, expression);
  const error = sources.diagnostics().find(({ severity }) => severity === 'error');
  if (error === undefined) return { ok: true, expression: compiled };
  return { ok: false, message: describeDiagnostic(error), column: error.column };
}

/** A text with values in it, or what is wrong with it: a sentence. */
export type Template =
  | { readonly ok: true; readonly parts: readonly (string | Expression)[] }
  | { readonly ok: false; readonly message: string };

/** Compiles a text in which `{expr}` stands for a value, as in `say`: what log points tell. */
export function compileTemplate(text: string, program: Program): Template {
  const parts: (string | Expression)[] = [];
  let from = 0;
  for (let open = text.indexOf('{'); open >= 0; open = text.indexOf('{', from)) {
    const close = closingBrace(text, open, text.length);
    if (close < 0) return { ok: false, message: 'a { has no }' };
    const query = compileQuery(text.slice(open + 1, close), program);
    if (!query.ok) return query;
    if (open > from) parts.push(text.slice(from, open));
    parts.push(query.expression);
    from = close + 1;
  }
  if (from < text.length) parts.push(text.slice(from));
  return { ok: true, parts };
}

/** The names of all variables of a program, wherever they mean something. */
function namesOf({ globals, scopes }: Program): ReadonlySet<string> {
  const names = new Set(globals.map(({ name }) => name));
  let before: (typeof scopes)[number] = null;
  for (const scope of scopes) {
    if (scope !== before) for (let at = scope; at !== null; at = at.outer) names.add(at.name);
    before = scope;
  }
  return names;
}
