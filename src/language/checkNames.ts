// What a name means where it stands: a variable, a constant, a part of the machine, a process. It
// must never look at the machine itself.

import type { Expression, Slot } from '../program/form';
import { knownAction } from './actionNames';
import type { CompileState } from './compileState';
import { constantNames, constantValue } from './constants';
import { laterNames, laterThing } from './later';
import { quoted } from './parseState';
import type { Identifier, Span } from './tree';
import {
  functionNames,
  functionSignature,
  isServerName,
  machineNameKind,
  machineNames,
  serverNames,
} from './vocabulary';

const PAGE = 'PAGE';
const HUGE = 'HUGE';
const SELF = 'self';
/** What strace calls the status of a process in `WIFEXITED(s)`. */
const STATUS = 's';

/** What a name that stands alone means; what means nothing is reported. */
export function compileName(state: CompileState, name: string, span: Span): Expression {
  const place = state.place(span);
  if (state.named?.has(name) === true) return { kind: 'named', name, place };
  const slot = state.local(name);
  if (slot !== null) return { kind: 'variable', slot, name, place };
  const global = state.globals.get(name);
  if (global !== undefined) {
    const isCertain = !state.inDefinition && state.loops.length === 0;
    if (!global.isSet && isCertain) state.error('usedBeforeSet', { name: quoted(name) }, span);
    return { kind: 'variable', slot: { scope: 'global', index: global.index }, name, place };
  }
  if (state.inStatus && name === STATUS) return { kind: 'machine', name, place };
  return builtIn(state, name, span) ?? unknownName(state, name, span);
}

/** The meaning of a built-in name, or null. */
function builtIn(state: CompileState, name: string, span: Span): Expression | null {
  const constant = constantValue(name);
  const place = state.place(span);
  if (constant !== undefined) {
    refuseConstant(state, name, span);
    return { kind: 'integer', value: constant, place };
  }
  if (machineNameKind(name) !== undefined) return { kind: 'machine', name, place };
  if (isServerName(name)) return { kind: 'process', name, place };
  const { largePages, pageBytes } = state.configuration.architecture;
  switch (name) {
    case PAGE:
      return { kind: 'integer', value: pageBytes, place };
    case HUGE:
      if (largePages === 0) state.error('noHugePages', {}, span);
      return { kind: 'integer', value: largePages * pageBytes, place };
    case SELF:
      if (!state.inDefinition) state.error('selfOutside', {}, span);
      return { kind: 'process', name, place };
    default:
      return null;
  }
}

/** What a log recorded happened, so there the constant is only counted. */
function refuseConstant(state: CompileState, name: string, span: Span): void {
  const why = laterThing('constant', name);
  if (why === null) return;
  if (state.configuration.placement === 'recorded') {
    state.unmodelled.set(name, (state.unmodelled.get(name) ?? 0) + 1);
  } else state.error('notYet', { what: quoted(name), why: `@${why}` }, span);
}

function unknownName(state: CompileState, name: string, span: Span): Expression {
  const place = state.place(span);
  const why = laterThing('name', name);
  const plain = { name: quoted(name) };
  const signature = functionSignature(name);
  if (name === '') {
    // The parser has reported it.
  } else if (why !== null) {
    state.error('notYet', { what: quoted(name), why: `@${why}` }, span);
  } else if (signature !== undefined) {
    state.error('functionNeedsArguments', { ...plain, form: quoted(signature.form) }, span);
  } else if (state.definitionNames.has(name)) {
    state.error('definitionNeedsArguments', { ...plain, plain: name }, span);
  } else {
    state.reportName('unknownName', 'unknownNameNear', name, knownNames(state), plain, span);
  }
  return { kind: 'anything', place };
}

/** Everything that a name alone could mean here. */
function* knownNames(state: CompileState): Iterable<string> {
  for (let { scope } = state.frame; scope !== null; scope = scope.outer) yield scope.name;
  if (state.named !== null) yield* state.named;
  yield* state.globals.keys();
  yield* machineNames();
  yield* [PAGE, HUGE];
  yield* serverNames();
  yield* constantNames();
}

/** The slot of a variable that is set. */
export function slotOf(state: CompileState, name: string): Slot {
  const slot = state.local(name);
  if (slot !== null) return slot;
  const global = state.globals.get(name) ?? state.declare(name, 'any');
  return { scope: 'global', index: global.index };
}

/** Notes that a variable is set from here on. */
export function markSet(state: CompileState, name: string): void {
  const global = state.globals.get(name);
  if (global !== undefined && state.local(name) === null) global.isSet = true;
}

/** Names that stand alone and mean something everywhere. */
const BUILT_IN: ReadonlySet<string> = new Set([
  ...constantNames(),
  ...machineNames(),
  ...serverNames(),
  ...laterNames('name'),
  ...[PAGE, HUGE, SELF, 'true', 'false'],
]);

/** Whether no variable or parameter may be called so. */
export function isBuiltIn(name: string): boolean {
  return BUILT_IN.has(name);
}

/** Whether no `def` may be called so: it would hide a call, an access or a function. */
export function isBuiltInCall(name: string): boolean {
  const isCall = knownAction(name) !== undefined || functionSignature(name) !== undefined;
  return isCall || laterThing('action', name) !== null || isBuiltIn(name);
}

/** Reports a variable or parameter with a name that already means something. */
export function refuseBuiltIn(state: CompileState, name: Identifier): void {
  if (isBuiltIn(name.text)) state.error('builtInName', { name: quoted(name.text) }, name);
}

/** Reports a `def` with the name of a call, an access or a function. @returns whether it is one. */
export function refuseBuiltInCall(state: CompileState, name: Identifier): boolean {
  const isRefused = isBuiltInCall(name.text);
  if (isRefused) state.error('builtInName', { name: quoted(name.text) }, name);
  return isRefused;
}

/** Everything that may stand before `(` in an expression. */
export function* callableNames(state: CompileState): Iterable<string> {
  yield* state.definitionNames.keys();
  yield* functionNames();
}
