// Who acts, and where a result goes: the names in front of an action. Which variables there are was
// collected before.

import type { Expression, Target } from '../program/form';
import { compileName, refuseBuiltIn, slotOf } from './checkNames';
import { compileExpression } from './compileExpression';
import type { CompileState } from './compileState';
import { laterThing } from './later';
import { insertion, quoted } from './parseState';
import type { Expression as Tree, Span, Who } from './tree';
import { isServerName, serverNames } from './vocabulary';

/** Who acts. `start` is where the statement begins, which names them first. */
export function compileWho(state: CompileState, who: Who, start: number): Expression {
  switch (who.kind) {
    case 'place': {
      const span = { start, end: start + who.name.length };
      return compileProcessName(state, who.name, who.index, span);
    }
    case 'self':
      return compileName(state, 'self', { start, end: start + 'self'.length });
    default:
      return compilePid(state, who.pid, start);
  }
}

/** A pid that a line begins with: the process that got it in this script, else whoever has it. */
function compilePid(state: CompileState, pid: number | bigint, start: number): Expression {
  const text = String(pid);
  // `[pid 28114]` has it further in.
  const at = start + Math.max(0, state.text({ start, end: start + 40 }).indexOf(text));
  const span = { start: at, end: at + text.length };
  const place = state.place(span);
  const global = state.globals.get(text);
  if (global?.isSet === true) {
    const slot = { scope: 'global', index: global.index } as const;
    return { kind: 'variable', slot, name: text, place };
  }
  if (!state.mayHavePid(text)) {
    const fix = insertion(start, `spawn p { pid = ${text} }\n`);
    state.error('unknownPid', { name: quoted(text), pid: text }, span, fix);
  }
  return { kind: 'integer', value: pid, place };
}

/** The process that an action names: a variable or a server. */
export function compileProcessName(
  state: CompileState,
  name: string,
  index: Tree | null,
  span: Span,
): Expression {
  const isKnown = state.globals.has(name) || state.local(name) !== null || isServerName(name);
  const process = isKnown ? compileName(state, name, span) : refuseProcess(state, name, span);
  if (index === null) return process;
  const { place } = process;
  return { kind: 'index', of: process, index: compileExpression(state, index), place };
}

function refuseProcess(state: CompileState, name: string, span: Span): Expression {
  const why = laterThing('name', name);
  const args = { name: quoted(name) };
  if (why !== null) {
    state.error('notYet', { what: quoted(`${name}:`), why: `@${why}` }, span);
  } else if (name !== '') {
    const candidates = processNames(state);
    state.reportName('unknownProcess', 'unknownProcessNear', name, candidates, args, span);
  }
  return { kind: 'anything', place: state.place(span) };
}

/** Variables that may be processes. */
function* processNames(state: CompileState): Iterable<string> {
  for (const { name, kind } of state.globals.values()) {
    if (kind === 'process' || kind === 'any') yield name;
  }
  yield* serverNames();
}

/** Where a result goes: the names that are set were declared before. */
export function compileTarget(
  state: CompileState,
  name: string,
  index: Tree | null,
  span: Span,
): Target {
  const nameSpan = { start: span.start, end: span.start + name.length };
  refuseBuiltIn(state, { text: name, ...nameSpan });
  // An element is set in an array that must be there.
  if (index !== null) compileName(state, name, nameSpan);
  const position = index === null ? null : compileExpression(state, index);
  return { slot: slotOf(state, name), index: position, name };
}
