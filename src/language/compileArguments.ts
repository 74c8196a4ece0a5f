// The arguments of calls and accesses: each is put where the call table has its parameter, checked
// against what the parameter takes, and compiled with the structs, lists and `...` of strace.

import type { Call, CallParameter } from '../engine/calls';
import type { AccessDescription } from '../program/accesses';
import type { Argument, Expression } from '../program/form';
import { kindMessage, kindOf, reportKind } from './checkKinds';
import { compileExpression, reportCount } from './compileExpression';
import { mapsImage } from './compileMaps';
import type { CompileState } from './compileState';
import type { MessageId } from './messages';
import { quoted } from './parseState';
import {
  argumentName,
  argumentOutput,
  argumentValue,
  type Argument as ArgumentTree,
  type ArgumentValue,
  type ListLiteral,
  type Span,
  type StructLiteral,
} from './tree';
import type { Kind } from './vocabulary';

/** What a parameter is, for checking: kinds of the call table, and of accesses. */
interface Parameter {
  readonly name: string;
  readonly kind: CallParameter['kind'] | AccessDescription['parameters'][number]['kind'];
  readonly optional?: boolean;
}

/** Where the break is after execve with `maps`: it is no parameter of the call. */
const BREAK = 'brk';

/** The arguments of a call, in the order of its parameters. `span` is the call's name. */
export function compileArguments(
  state: CompileState,
  call: Call | AccessDescription,
  trees: readonly ArgumentTree[],
  span: Span,
  isComplete: boolean,
): Argument[] {
  const parameters: readonly Parameter[] = call.parameters;
  const given: (Argument | undefined)[] = [];
  let position = 0;
  let areKnown = true;
  for (const tree of trees) {
    const name = argumentName(tree);
    if (name === BREAK && call.name === 'execve') continue;
    const at = name === null ? position : positionOf(state, call, name, tree);
    position = at < 0 ? position : at + 1;
    areKnown &&= at >= 0;
    const parameter = parameters[at];
    if (at < 0 || parameter === undefined) continue;
    if (given[at] !== undefined) {
      const args = { name: quoted(call.name), argument: quoted(parameter.name) };
      state.error('argumentTwice', args, tree);
    }
    given[at] = compileArgument(state, call.name, parameter, at, tree, trees);
  }
  if (areKnown) checkArgumentCount(state, call, parameters, given, trees, span, isComplete);
  return fillGaps(state, given, span);
}

/** The position of the parameter of this name, or -1: then it is reported. */
function positionOf(
  state: CompileState,
  call: Call | AccessDescription,
  name: string,
  tree: ArgumentTree,
): number {
  const names = call.parameters.map((parameter) => parameter.name);
  const position = names.indexOf(name);
  if (position < 0) {
    const args = { name: quoted(call.name), argument: quoted(name) };
    const span = { start: tree.start, end: tree.start + name.length };
    state.reportName('unknownArgument', 'unknownArgumentNear', name, names, args, span);
  }
  return position;
}

function checkArgumentCount(
  state: CompileState,
  call: Call | AccessDescription,
  parameters: readonly Parameter[],
  given: readonly (Argument | undefined)[],
  trees: readonly ArgumentTree[],
  span: Span,
  isComplete: boolean,
): void {
  let lacks = false;
  for (let at = 0; at < parameters.length; at++) {
    lacks ||= parameters[at]?.optional !== true && given[at] === undefined;
  }
  if (trees.length <= parameters.length && !lacks) return;
  const needed = parameters.filter((parameter) => parameter.optional !== true);
  const unnamed = trees.filter((tree) => argumentName(tree) === null).length;
  const hasEllipsis = trees.some((tree) => tree.kind === 'ellipsis');
  const isTooShort = lacks && isComplete && !hasEllipsis;
  if (!isTooShort && unnamed <= parameters.length) return;
  const count = unnamed > parameters.length ? unnamed : given.filter(Boolean).length;
  const form = callForm(call);
  reportCount(state, call.name, needed.length, parameters.length, count, form, span);
}

/** How a call is written: `mremap(old_address, old_size, new_size, flags[, new_address])`. */
export function callForm({ name, parameters }: Call | AccessDescription): string {
  let form = `${name}(`;
  let open = 0;
  parameters.forEach((parameter: Parameter, at) => {
    const comma = at === 0 ? '' : ', ';
    const isOptional = parameter.optional === true;
    form += isOptional ? `[${comma}${parameter.name}` : `${comma}${parameter.name}`;
    if (isOptional) open++;
  });
  return `${form}${']'.repeat(open)})`;
}

function nothing(state: CompileState, span: Span): Expression {
  return { kind: 'anything', place: state.place(span) };
}

/** Puts `...` where an argument is missing before another. */
function fillGaps(
  state: CompileState,
  given: readonly (Argument | undefined)[],
  span: Span,
): Argument[] {
  const filled: Argument[] = [];
  for (const argument of given) {
    filled.push(argument ?? { name: null, value: nothing(state, span), output: null });
  }
  return filled;
}

function compileArgument(
  state: CompileState,
  call: string,
  parameter: Parameter,
  position: number,
  tree: ArgumentTree,
  all: readonly ArgumentTree[],
): Argument {
  const name = argumentName(tree);
  const outputTree = argumentOutput(tree);
  const value = argumentValue(tree);
  const output = outputTree === null ? null : compileOutput(state, outputTree);
  if (parameter.kind === 'image') {
    const breakAt = all.find((one) => argumentName(one) === BREAK) ?? null;
    const path = all[0] === undefined ? null : argumentValue(all[0]);
    const image = mapsImage(state, value, breakAt, path);
    return { name, value: image, output };
  }
  if (parameter.kind === 'status' || parameter.kind === 'outputs' || parameter.kind === 'output') {
    return { name, value: compileOutput(state, value), output };
  }
  if (parameter.kind === 'ignored') {
    return { name, value: { kind: 'anything', place: state.place(value) }, output };
  }
  const compiled = compileValue(state, value);
  checkValue(state, call, parameter, position, compiled, value);
  return { name, value: compiled, output };
}

/** A value, which may be a struct, a list or `...`. */
export function compileValue(state: CompileState, value: ArgumentValue): Expression {
  switch (value.kind) {
    case 'struct':
      return compileStruct(state, value);
    case 'ellipsis':
      return { kind: 'anything', place: state.place(value) };
    case 'list':
      return compileElements(state, value);
    default:
      return compileExpression(state, value);
  }
}

/** What a call writes: as a value, in which `s` is the status of a process as strace prints it. */
function compileOutput(state: CompileState, value: ArgumentValue): Expression {
  const outer = state.inStatus;
  state.inStatus = true;
  const output = compileValue(state, value);
  state.inStatus = outer;
  return output;
}

function compileElements(state: CompileState, list: ListLiteral): Expression {
  const elements = list.elements.map((element) => compileValue(state, argumentValue(element)));
  return { kind: 'list', elements, place: state.place(list) };
}

/** `{si_code=SEGV_MAPERR, ...}`. Fields without a name have an empty one. */
export function compileStruct(
  state: CompileState,
  struct: StructLiteral,
): Extract<Expression, { readonly kind: 'struct' }> {
  const fields: { readonly name: string; readonly value: Expression }[] = [];
  let partial = false;
  for (const field of struct.fields) {
    const value = argumentValue(field);
    if (field.kind === 'ellipsis') partial = true;
    else fields.push({ name: argumentName(field) ?? '', value: compileValue(state, value) });
  }
  return { kind: 'struct', fields, partial, place: state.place(struct) };
}

/** What each kind of parameter takes; null: anything, or it is read elsewhere. */
const WANTED: Readonly<Record<Parameter['kind'], MessageId | null>> = {
  address: 'kindNumber',
  length: 'kindNumber',
  offset: 'kindNumber',
  int: 'kindNumber',
  flags: 'kindNumber',
  protection: 'kindNumber',
  descriptor: 'kindNumber',
  mode: 'kindNumber',
  signal: 'kindNumber',
  whence: 'kindNumber',
  byte: 'kindNumber',
  pid: 'kindProcess',
  endpoint: 'kindProcess',
  path: 'kindPath',
  struct: 'kindStruct',
  data: null,
  value: null,
  image: null,
  output: null,
  outputs: null,
  status: null,
  ignored: null,
};

function checkValue(
  state: CompileState,
  call: string,
  parameter: Parameter,
  position: number,
  value: Expression,
  span: Span,
): void {
  const wanted = WANTED[parameter.kind];
  const { kind } = value;
  if (wanted === null || kind === 'anything') return;
  const valueKind = kindOf(state, value);
  const isAny = valueKind === 'any' && kind !== 'struct';
  if (wanted !== 'kindStruct' && isAny) return;
  if (fits(wanted, value, valueKind)) return;
  const found = kind === 'struct' ? 'kindStruct' : kindMessage(valueKind);
  reportKind(state, call, position, wanted, found, span);
}

function fits(wanted: MessageId, value: Expression, kind: Kind): boolean {
  switch (wanted) {
    case 'kindNumber':
      if (value.kind === 'string') return false;
      return ['number', 'process', 'faults', 'frame', 'text'].includes(kind);
    case 'kindProcess':
      return kind === 'process' || kind === 'number';
    case 'kindPath':
      return kind === 'text';
    default:
      return value.kind === 'struct';
  }
}
