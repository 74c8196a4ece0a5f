// The way into the parser: source text to a syntax tree and diagnostics, for any input. It must
// never throw.

import type { Diagnostic } from './diagnostic';
import { parseAction as parseActionForm } from './parseAction';
import { parseExpression as parseExpressionForm } from './parseExpression';
import { parseItems } from './parseItem';
import { parseSettingValue as parseSettingValueForm } from './parseSettings';
import { ParseState } from './parseState';
import { Token } from './tokens';
import type { Action, Expression, Script, SettingValue } from './tree';

export interface ParsedScript {
  readonly script: Script;
  /** In the order in which they were met. At most 10,001: then reading stops. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Parses a whole scenario. What could not be read is in the tree as broken items. */
export function parse(source: string): ParsedScript {
  const state = new ParseState(source);
  state.next();
  const items = parseItems(state, false);
  const script: Script = { kind: 'script', start: 0, end: source.length, items };
  return { script, diagnostics: state.diagnostics };
}

export interface ParsedExpression {
  readonly expression: Expression;
  readonly diagnostics: readonly Diagnostic[];
}

/** Parses an expression that stands alone: a condition, a watch, a query. Line ends are blanks. */
export function parseExpression(source: string): ParsedExpression {
  const state = startPart(source, 0, source.length);
  const expression = parseExpressionForm(state, 'asExpression');
  refuseRest(state);
  return { expression, diagnostics: state.diagnostics };
}

export interface ParsedSettingValue {
  readonly value: SettingValue;
  readonly diagnostics: readonly Diagnostic[];
}

/** Parses the value of `--set key=value`. */
export function parseSettingValue(source: string, key: string): ParsedSettingValue {
  const state = new ParseState(source);
  state.scanner.inSettings = true;
  state.next();
  const value = parseSettingValueForm(state, key);
  refuseRest(state);
  return { value, diagnostics: state.diagnostics };
}

export interface ParsedAction {
  readonly action: Action;
  /** Where the action ended; what follows up to `limit` was not read. */
  readonly end: number;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Parses the action that begins at `from` and ends before `limit`: a line of a log without what
 * stands around it.
 */
export function parseAction(source: string, from: number, limit: number): ParsedAction {
  const state = new ParseState(source, [], from, limit);
  state.next();
  const action = parseActionForm(state, null, state.scanner.start);
  return { action, end: state.scanner.previousEnd, diagnostics: state.diagnostics };
}

function startPart(source: string, from: number, limit: number): ParseState {
  const state = new ParseState(source, [], from, limit);
  state.scanner.nesting = 1;
  state.next();
  return state;
}

function refuseRest(state: ParseState): void {
  if (!state.at(Token.EndOfFile)) state.failAt('expectedEnd', '');
}
