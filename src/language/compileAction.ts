// From a line that says who does what, or what happened to whom, to an instruction. The line is
// checked against the call table; how a call behaves is not known here.

import type { Argument, Expression, Outcome, Target } from '../program/form';
import { actionNames, knownAction, type KnownAction } from './actionNames';
import { emitCall } from './assumeAccesses';
import { markSet } from './checkNames';
import { makesProcess, printedPid } from './collectNames';
import { compileArguments } from './compileArguments';
import { checkDefinitionCount, compileExpression } from './compileExpression';
import { compileOutcome, compileSignal } from './compileOutcome';
import type { CompileState, DefinitionName } from './compileState';
import { compileTarget, compileWho } from './compileWho';
import { laterThing } from './later';
import { quoted } from './parseState';
import {
  argumentOutput,
  argumentValue,
  type Action,
  type Argument as ArgumentTree,
  type CallAction,
  type ExitAction,
  type ResumedAction,
  type SignalAction,
  type Span,
  type Who,
} from './tree';
import { functionSignature } from './vocabulary';

/** Compiles an action. */
export function compileAction(state: CompileState, action: Action): void {
  switch (action.kind) {
    case 'call':
      compileCall(state, action);
      return;
    case 'resumed':
      compileResumed(state, action);
      return;
    case 'signal':
      compileGotSignal(state, action);
      return;
    case 'exit':
      compileEnded(state, action);
      return;
  }
}

/** Who acts: whoever the line names, or the block around, or `self` in a `def`; null for nobody. */
function actorOf(state: CompileState, who: Who | null, start: number): Expression | null {
  if (who !== null) return compileWho(state, who, start);
  if (state.who !== null) return state.who;
  if (!state.inDefinition) return null;
  return { kind: 'process', name: 'self', place: state.place({ start, end: start }) };
}

// -------------------------------------------------------------------------------------------------
// Calls

function compileCall(state: CompileState, action: CallAction): void {
  const { callee, calleeStart } = action;
  if (callee === '') return;
  const name = { start: calleeStart, end: calleeStart + callee.length };
  const definition = state.definitionNames.get(callee);
  if (definition !== undefined) {
    compileEnter(state, action, definition, name);
    return;
  }
  const process = actorOf(state, action.who, action.start);
  // Of somebody who was refused it is not known what they can do.
  if (process?.kind === 'anything' && knownAction(callee) === undefined) return;
  const known = findAction(state, callee, name);
  if (known === null) return;
  if (known.number < 0 && action.unfinished) {
    state.error('accessUnfinished', { name: quoted(callee) }, name);
    return;
  }
  if (process !== null && !maySend(state, process, callee, name)) return;
  if (process === null) {
    state.error('missingWho', { plain: callee }, name);
    return;
  }
  const resumed = action.unfinished ? state.resumedBy.get(action) : undefined;
  const isComplete = !action.unfinished || resumed !== undefined;
  const trees = resumed === undefined ? action.args : allArguments(action, resumed);
  const given = compileArguments(state, known.description, trees, name, isComplete);
  const outcome = compileOutcome(state, action.outcome, action.unfinished ? 'any' : 'success');
  const target = targetOf(state, action, resumed);
  const call = {
    op: 'call',
    process,
    name: callee,
    action: known.number,
    arguments: given,
    target,
    outcome,
    recorded: resumed === undefined ? null : recordedResult(state, resumed),
    unfinished: action.unfinished,
    assumed: false,
    place: state.place(action),
  } as const;
  emitCall(state, call, trees);
  if (target !== null) markSet(state, target.name);
}

/** Whether a process can do what is asked of it: servers send messages to VM, and nothing else. */
function maySend(state: CompileState, process: Expression, callee: string, span: Span): boolean {
  if (process.kind !== 'process' || process.name === 'self' || process.name === 'init') return true;
  const { name } = process;
  if (name === 'vm') state.error('serverIsVm', {}, span);
  else if (callee.startsWith('VM_')) return true;
  else state.error('serverSends', { name: quoted(name), plain: name }, span);
  return false;
}

/** The call or access of a name; null when there is none, which is reported. */
function findAction(state: CompileState, name: string, span: Span): KnownAction | null {
  const known = knownAction(name);
  if (known !== undefined) return known;
  const args = { name: quoted(name), plain: name };
  const why = laterThing('action', name);
  if (why !== null) {
    state.error('notYet', { what: quoted(name), why: `@${why}` }, span);
  } else if (functionSignature(name) !== undefined) {
    state.error('functionAsAction', args, span);
  } else {
    const candidates = [...state.definitionNames.keys(), ...actionNames()];
    state.reportName('unknownCall', 'unknownCallNear', name, candidates, args, span);
  }
  return null;
}

/**
 * Where the result goes. A line that makes a process and prints its pid, but names it not, names it
 * by the pid.
 */
function targetOf(
  state: CompileState,
  action: CallAction,
  resumed: ResumedAction | undefined,
): Target | null {
  const { target, callee } = action;
  if (target !== null) return compileTarget(state, target.name, target.index, target);
  const pid = printedPid(resumed === undefined ? action.outcome : resumed.outcome);
  const global = pid === null ? undefined : state.globals.get(pid);
  if (pid === null || global === undefined || !makesProcess(callee)) return null;
  return { slot: { scope: 'global', index: global.index }, index: null, name: pid };
}

/** What the second half prints as the result, for the engine to follow. */
function recordedResult(state: CompileState, resumed: ResumedAction): Expression | null {
  const outcome: Outcome = compileOutcome(state, resumed.outcome, 'any');
  return outcome.kind === 'value' ? outcome.value : null;
}

/** The arguments of both halves of a call. */
export function allArguments(action: CallAction, resumed: ResumedAction): readonly ArgumentTree[] {
  const { output } = resumed;
  const last = action.args.at(-1);
  if (output === null || last === undefined) return [...action.args, ...resumed.args];
  const withOutput: ArgumentTree = {
    kind: 'argument',
    start: last.start,
    end: output.end,
    name: last.kind === 'argument' ? last.name : null,
    value: argumentValue(last),
    output: output,
  };
  return [...action.args.slice(0, -1), withOutput, ...resumed.args];
}

function compileResumed(state: CompileState, resumed: ResumedAction): void {
  const { callee, calleeStart } = resumed;
  const name = { start: calleeStart, end: calleeStart + callee.length };
  const process = actorOf(state, resumed.who, resumed.start);
  const known = findAction(state, callee, name);
  if (known === null) return;
  const begun = state.begunBy.get(resumed);
  if (process === null || begun === undefined) {
    state.error('resumedWithoutStart', { name: quoted(callee) }, name);
    return;
  }
  const trees = allArguments(begun, resumed);
  const all = compileArguments(state, known.description, trees, name, true);
  state.emit({
    op: 'resume',
    process,
    name: callee,
    action: known.number,
    arguments: secondHalf(state, all, begun, name),
    target: null,
    outcome: compileOutcome(state, resumed.outcome, 'success'),
    place: state.place(resumed),
  });
}

/** The arguments that the second half prints, in their places. */
function secondHalf(
  state: CompileState,
  all: readonly Argument[],
  begun: CallAction,
  span: Span,
): Argument[] {
  const place = state.place(span);
  return all.map((argument, position): Argument => {
    if (position >= begun.args.length) return argument;
    const tree = begun.args[position];
    const isOld = tree !== undefined && argumentOutput(tree) === argument.output;
    const output = isOld ? null : argument.output;
    return { name: argument.name, value: { kind: 'anything', place }, output };
  });
}

/** `f(x)`, `p: f(x)`: runs the block of a `def`. */
function compileEnter(
  state: CompileState,
  action: CallAction,
  definition: DefinitionName,
  name: Span,
): void {
  const { callee, args } = action;
  const { parameters, body } = definition.item;
  const plain = { name: quoted(callee) };
  const given = args.map((argument) => compilePlainArgument(state, argument));
  const self = action.who === null ? state.who : compileWho(state, action.who, action.start);
  if (body.kind !== 'block') {
    state.error('definitionIsValue', plain, name);
    return;
  }
  if (action.target !== null || action.outcome !== null || action.unfinished) {
    state.error('definitionHasNoResult', plain, action.target ?? action.outcome ?? name);
  }
  if (!checkDefinitionCount(state, callee, parameters, args.length, name)) return;
  const { number } = definition;
  const place = state.place(action);
  state.emit({ op: 'enter', definition: number, self, arguments: given, place });
}

function compilePlainArgument(state: CompileState, argument: ArgumentTree): Expression {
  const value = argumentValue(argument);
  if (argument.kind === 'argument') state.error('namedFunctionArgument', {}, argument);
  if (value.kind === 'struct' || value.kind === 'ellipsis') {
    state.error('structInExpression', {}, value);
    return { kind: 'anything', place: state.place(value) };
  }
  return compileExpression(state, value);
}

// -------------------------------------------------------------------------------------------------
// What happened to a process

function compileGotSignal(state: CompileState, action: SignalAction): void {
  const process = actorOf(state, action.who, action.start);
  const signal = compileSignal(state, action.signal);
  if (process === null) state.error('signalNeedsWho', {}, action);
  else state.emit({ op: 'gotSignal', process, signal, place: state.place(action) });
}

/**
 * What strace prints when a thread is gone because another one called execve: no end of a process.
 */
const SUPERSEDED = /^superseded by execve in pid \d+$/;

function compileEnded(state: CompileState, action: ExitAction): void {
  const process = actorOf(state, action.who, action.start);
  const { words, status, signal } = action;
  if (process === null) {
    state.error('signalNeedsWho', {}, action);
    return;
  }
  if (status === null && signal === null) {
    if (!SUPERSEDED.test(words.text)) {
      state.error('unknownEnding', { found: quoted(words.text) }, words);
    }
    return;
  }
  const at = words.start + words.text.indexOf(signal ?? '');
  const place = { start: at, end: at + (signal?.length ?? 0) };
  const number = signal === null ? 0 : compileSignal(state, { text: signal, ...place });
  state.emit({
    op: 'ended',
    process,
    status: status ?? 0,
    signal: number,
    place: state.place(action),
  });
}
