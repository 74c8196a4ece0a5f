// From the tree of an expression to the form that the evaluator runs: names resolved, functions and
// fields checked. It must never compute anything: folding would hide what a reader wrote.

import type { Expression, Place } from '../program/form';
import { shorten } from '../program/integer';
import { knownAction } from './actionNames';
import { accepts, checkField, kindMessage, kindOf, reportKind } from './checkKinds';
import { callableNames, compileName } from './checkNames';
import type { CompileState } from './compileState';
import { laterThing } from './later';
import type { MessageId } from './messages';
import { quoted } from './parseState';
import { encodeText } from './scanText';
import { argumentValue, type CallExpression, type Expression as Tree, type Span } from './tree';
import {
  elementKind,
  functionSignature,
  isComprehension,
  isNoList,
  type ComprehensionName,
  type FunctionSignature,
  type ParameterKind,
} from './vocabulary';

/** Compiles an expression; what is wrong with it is reported, and `anything` stands for it. */
export function compileExpression(state: CompileState, tree: Tree): Expression {
  switch (tree.kind) {
    case 'integer':
      return compileInteger(state, tree);
    case 'character':
      return { kind: 'integer', value: tree.value, place: state.place(tree) };
    case 'boolean':
      return { kind: 'integer', value: tree.value ? 1 : 0, place: state.place(tree) };
    case 'string':
      return {
        kind: 'string',
        string: state.strings.number(tree.bytes),
        open: tree.partial,
        place: state.place(tree),
      };
    case 'name':
      return compileName(state, tree.name, tree);
    case 'elementField':
      return compileElementField(state, tree.field, tree);
    case 'list':
      return compileList(state, tree.elements, tree);
    case 'call':
      return compileCall(state, tree);
    case 'unary': {
      const operand = compileExpression(state, tree.operand);
      return { kind: 'unary', operator: tree.operator, operand, place: state.place(tree) };
    }
    case 'binary': {
      const left = compileExpression(state, tree.left);
      const right = compileExpression(state, tree.right);
      return { kind: 'binary', operator: tree.operator, left, right, place: state.place(tree) };
    }
    case 'field':
      return compileField(state, tree.object, tree.field, tree);
    case 'index': {
      const of = compileExpression(state, tree.object);
      const index = compileExpression(state, tree.index);
      return { kind: 'index', of, index, place: state.place(tree) };
    }
    case 'missing':
      return nothing(state.place(tree));
  }
}

/** `3</lib/x>` says which file descriptor 3 is. */
function compileInteger(
  state: CompileState,
  tree: Extract<Tree, { readonly kind: 'integer' }>,
): Expression {
  const place = state.place(tree);
  const { file } = tree;
  const value = normalForm(tree.value);
  if (file?.startsWith('/') !== true) return { kind: 'integer', value, place };
  return { kind: 'integer', value, file: state.strings.number(encodeText(file)), place };
}

/** A number while that is safe, else a bigint (program/integer.ts). */
function normalForm(value: number | bigint): number | bigint {
  return Number.isSafeInteger(value) ? value : shorten(BigInt(value));
}

/** What stands for an expression that was reported. */
function nothing(place: Place): Expression {
  return { kind: 'anything', place };
}

function compileField(state: CompileState, object: Tree, field: string, span: Span): Expression {
  const of = compileExpression(state, object);
  const name = { start: span.end - field.length, end: span.end };
  checkField(state, kindOf(state, of), field, name);
  return { kind: 'field', of, name: field, place: state.place(span) };
}

function compileElementField(state: CompileState, field: string, span: Span): Expression {
  const name = { start: span.end - field.length, end: span.end };
  if (state.element === null) state.error('elementOutside', { field: quoted(`.${field}`) }, span);
  else checkField(state, state.element, field, name);
  return { kind: 'field', of: null, name: field, place: state.place(span) };
}

function compileList(
  state: CompileState,
  trees: Extract<Tree, { readonly kind: 'list' }>['elements'],
  span: Span,
): Expression {
  const elements: Expression[] = [];
  for (const tree of trees) {
    const value = argumentValue(tree);
    if (tree.kind === 'argument' || value.kind === 'struct' || value.kind === 'ellipsis') {
      state.error('structInExpression', {}, tree);
    } else {
      elements.push(compileExpression(state, value));
    }
  }
  return { kind: 'list', elements, place: state.place(span) };
}

// -------------------------------------------------------------------------------------------------
// Functions

/** The macros of wait.h that strace prints. */
const STATUS_FUNCTIONS: ReadonlySet<string> = new Set([
  ...(['WIFEXITED', 'WEXITSTATUS', 'WIFSIGNALED', 'WTERMSIG', 'WCOREDUMP'] as const),
]);

function compileCall(state: CompileState, tree: CallExpression): Expression {
  const { callee } = tree;
  const name = { start: tree.start, end: tree.start + callee.length };
  const definition = state.definitionNames.get(callee);
  if (definition !== undefined) return callDefinition(state, tree, name);
  if (state.inStatus && STATUS_FUNCTIONS.has(callee)) {
    const given = tree.args.map((argument) => compileExpression(state, argument));
    return { kind: 'call', name: callee, arguments: given, place: state.place(tree) };
  }
  const signature = functionSignature(callee);
  if (signature === undefined) {
    refuseFunction(state, callee, name);
    for (const argument of tree.args) compileExpression(state, argument);
    return nothing(state.place(tree));
  }
  if (isComprehension(callee)) return compileComprehension(state, tree, callee, signature);
  if (tree.where !== null || tree.by !== null) state.error('noWhere', {}, tree.where ?? tree);
  if (tree.rangeEnd !== null) return compileRange(state, tree, tree.rangeEnd);
  if (checkCount(state, tree, signature)) {
    const parameters = parametersOf(callee, signature, tree.args.length);
    const given = tree.args.map((argument, position) => {
      const value = compileExpression(state, argument);
      checkArgument(state, callee, position, parameters[position] ?? 'any', value, argument);
      return value;
    });
    return { kind: 'call', name: callee, arguments: given, place: state.place(tree) };
  }
  return nothing(state.place(tree));
}

/** `frame(n)` is another function than `frame(p, a)`. */
function parametersOf(
  name: string,
  { parameters }: FunctionSignature,
  count: number,
): readonly ParameterKind[] {
  return name === 'frame' && count === 1 ? ['number'] : parameters;
}

function checkCount(
  state: CompileState,
  { callee, args, start, end }: CallExpression,
  { parameters, least, repeats, form }: FunctionSignature,
): boolean {
  const most = repeats ? Infinity : parameters.length;
  if (args.length >= least && args.length <= most) return true;
  reportCount(state, callee, least, most, args.length, form, { start, end });
  return false;
}

/** Reports a wrong number of arguments. */
export function reportCount(
  state: CompileState,
  name: string,
  least: number,
  most: number,
  given: number,
  form: string,
  span: Span,
): void {
  const counts = { least: String(least), most: String(most), given: String(given) };
  const wanted = `@${countMessage(least, most)}`;
  state.error(
    'wrongArgumentCount',
    { name: quoted(name), wanted, form: `\`${form}\``, ...counts },
    span,
  );
}

/** How a message calls a number of arguments. */
function countMessage(least: number, most: number): MessageId {
  if (most === 0) return 'countNone';
  if (most === Infinity) return 'countAtLeast';
  if (least < most) return 'countRange';
  return least === 1 ? 'countOne' : 'countExactly';
}

function checkArgument(
  state: CompileState,
  name: string,
  position: number,
  parameter: ParameterKind,
  value: Expression,
  span: Span,
): void {
  const kind = kindOf(state, value);
  const isText = value.kind === 'string' && parameter === 'number';
  if (accepts(parameter, kind) && !isText) return;
  reportKind(state, name, position, PARAMETER_MESSAGES[parameter], kindMessage(kind), span);
}

const PARAMETER_MESSAGES: Readonly<Record<ParameterKind, MessageId>> = {
  process: 'kindProcess',
  number: 'kindNumber',
  path: 'kindPath',
  processOrPath: 'kindProcessOrPath',
  list: 'kindList',
  any: 'kindAny',
};

/** `pick(a..b)`. */
function compileRange(state: CompileState, tree: CallExpression, end: Tree): Expression {
  const place = state.place(tree);
  const [first] = tree.args;
  if (tree.callee !== 'pick') state.error('rangeOnlyInPick', {}, end);
  else if (tree.args.length !== 1) state.error('rangeStandsAlone', {}, tree);
  if (first === undefined) return nothing(place);
  const from = compileExpression(state, first);
  const to = compileExpression(state, end);
  const range: Expression = { kind: 'range', from, to, place };
  return { kind: 'call', name: tree.callee, arguments: [range], place };
}

/** `count(list where condition by key)` and its like. */
function compileComprehension(
  state: CompileState,
  tree: CallExpression,
  name: ComprehensionName,
  signature: FunctionSignature,
): Expression {
  const place = state.place(tree);
  const [list, value] = tree.args;
  if (tree.rangeEnd !== null) state.error('rangeOnlyInPick', {}, tree.rangeEnd);
  if (!checkCount(state, tree, signature) || list === undefined) return nothing(place);
  const of = compileExpression(state, list);
  const kind = kindOf(state, of);
  if (isNoList(kind)) state.error('notList', { name: quoted(name) }, list);
  const picks = name === 'first' || name === 'last';
  if (tree.by !== null && picks) state.error('noByHere', { name: quoted(name) }, tree.by);
  const outer = state.element;
  state.element = elementKind(kind);
  const parts = {
    value: value === undefined ? null : compileExpression(state, value),
    where: tree.where === null ? null : compileExpression(state, tree.where),
    by: tree.by === null ? null : compileExpression(state, tree.by),
  };
  state.element = outer;
  return { kind: 'comprehension', name, list: of, ...parts, place };
}

/** `f(x)` with `def f(x) = ...`. */
function callDefinition(state: CompileState, tree: CallExpression, name: Span): Expression {
  const { callee, args } = tree;
  const place = state.place(tree);
  const definition = state.definitionNames.get(callee);
  const given = args.map((argument) => compileExpression(state, argument));
  if (definition === undefined) return nothing(place);
  const { body, parameters } = definition.item;
  if (body.kind === 'block') {
    state.error('definitionIsBlock', { name: quoted(callee) }, name);
    return nothing(place);
  }
  if (!checkDefinitionCount(state, callee, parameters, args.length, tree)) return nothing(place);
  return { kind: 'definition', definition: definition.number, arguments: given, place };
}

/** Checks the number of arguments of a `def`. */
export function checkDefinitionCount(
  state: CompileState,
  name: string,
  parameters: readonly { readonly text: string }[],
  given: number,
  span: Span,
): boolean {
  if (parameters.length === given) return true;
  const form = `${name}(${parameters.map(({ text }) => text).join(', ')})`;
  reportCount(state, name, parameters.length, parameters.length, given, form, span);
  return false;
}

function refuseFunction(state: CompileState, name: string, span: Span): void {
  const args = { name: quoted(name), plain: name };
  const why = laterThing('name', name) ?? laterThing('action', name);
  if (name === '') return;
  if (why !== null) state.error('notYet', { what: quoted(name), why: `@${why}` }, span);
  else if (knownAction(name) !== undefined) state.error('callInExpression', args, span);
  else {
    const candidates = callableNames(state);
    state.reportName('unknownFunction', 'unknownFunctionNear', name, candidates, args, span);
  }
}
