// What is expected of an action: `= r`, `= -1 EINVAL`, `= SIGSEGV {...}`, `= ?`, or, with nothing
// said, that it succeeds.

import type { Expression, Outcome } from '../program/form';
import { compileStruct } from './compileArguments';
import { compileExpression } from './compileExpression';
import type { CompileState } from './compileState';
import { errorNames, errorNumber, signalNames, signalNumber } from './constants';
import { quoted } from './parseState';
import type { Expression as Tree, Identifier, Outcome as OutcomeTree, SignalOutcome } from './tree';

/** Compiles an outcome. `otherwise` is what counts when the line says nothing. */
export function compileOutcome(
  state: CompileState,
  tree: OutcomeTree | null,
  otherwise: 'success' | 'any',
): Outcome {
  if (tree === null) return { kind: otherwise };
  if (tree.kind === 'any') return { kind: 'any' };
  if (tree.kind === 'signal') return compileSignalOutcome(state, tree);
  const { value, error } = tree;
  if (error !== null) {
    if (!isMinusOne(value)) {
      state.error('errorNeedsMinusOne', { plain: error.text }, value);
    }
    return errorOutcome(state, error);
  }
  const name = negatedError(value);
  return name === null
    ? { kind: 'value', value: compileExpression(state, value) }
    : errorOutcome(state, name);
}

function isMinusOne(value: Tree): boolean {
  if (value.kind !== 'unary' || value.operator !== '-') return false;
  return value.operand.kind === 'integer' && value.operand.value === 1;
}

/** EINVAL of `-EINVAL`, or null. */
function negatedError(value: Tree): Identifier | null {
  if (value.kind !== 'unary' || value.operator !== '-' || value.operand.kind !== 'name')
    return null;
  const { name, start, end } = value.operand;
  return errorNumber(name) === undefined ? null : { text: name, start, end };
}

function errorOutcome(state: CompileState, error: Identifier): Outcome {
  const name = error.text;
  const errno = errorNumber(name);
  if (errno === undefined) {
    const args = { name: quoted(name) };
    state.reportName('unknownError', 'unknownErrorNear', name, errorNames(), args, error);
  }
  return { kind: 'error', errno: errno ?? 0, name };
}

function compileSignalOutcome(state: CompileState, tree: SignalOutcome): Outcome {
  const signal = compileSignal(state, tree.signal);
  const fields: { readonly name: string; readonly value: Expression }[] = [];
  if (tree.details !== null) {
    for (const field of compileStruct(state, tree.details).fields) {
      if (field.value.kind !== 'anything') fields.push(field);
    }
  }
  return { kind: 'signal', signal, fields };
}

/** The number of a signal; 0 for one that does not exist, which is reported. */
export function compileSignal(state: CompileState, signal: Identifier): number {
  const name = signal.text;
  const number = signalNumber(name);
  if (number !== undefined) return number;
  const args = { name: quoted(name) };
  state.reportName('unknownSignal', 'unknownSignalNear', name, signalNames(), args, signal);
  return 0;
}
