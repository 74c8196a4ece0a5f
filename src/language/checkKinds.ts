// What kind of value an expression gives, as far as that is known before the run, and whether its
// fields exist. Where nothing is known nothing is complained about.

import type { Expression } from '../program/form';
import type { CompileState } from './compileState';
import { laterThing } from './later';
import type { MessageId } from './messages';
import { quoted } from './parseState';
import type { Span } from './tree';
import {
  elementKind,
  fieldKind,
  fieldNames,
  functionSignature,
  isComprehension,
  machineNameKind,
  type Kind,
  type ParameterKind,
} from './vocabulary';

/** The kind of an expression's value. */
export function kindOf(state: CompileState, expression: Expression): Kind {
  switch (expression.kind) {
    case 'integer':
    case 'unary':
    case 'binary':
      return 'number';
    case 'string':
      return 'text';
    case 'variable':
      return expression.slot.scope === 'global' ? variableKind(state, expression.name) : 'any';
    case 'machine':
      return machineNameKind(expression.name) ?? 'any';
    case 'process':
      return 'process';
    case 'field': {
      const of = expression.of === null ? state.element : kindOf(state, expression.of);
      return fieldKind(of ?? 'any', expression.name) ?? 'any';
    }
    case 'call':
      return isComprehension(expression.name)
        ? 'any'
        : (functionSignature(expression.name)?.result ?? 'any');
    case 'comprehension':
      if (expression.name === 'first' || expression.name === 'last') {
        return elementKind(kindOf(state, expression.list));
      }
      return expression.by === null ? 'number' : 'table';
    case 'list':
      return 'list';
    default:
      return 'any';
  }
}

function variableKind(state: CompileState, name: string): Kind {
  const global = state.globals.get(name);
  if (global === undefined) return 'any';
  return global.isArray ? 'list' : global.kind;
}

/** Reports a field that values of this kind do not have, or do not have yet. */
export function checkField(state: CompileState, of: Kind, field: string, span: Span): void {
  if (field === '' || fieldKind(of, field) !== undefined) return;
  const why = of === 'any' ? laterFieldOfAny(field) : laterThing('field', `${of}.${field}`);
  if (why !== null) {
    state.error('notYet', { what: quoted(`.${field}`), why: `@${why}` }, span);
    return;
  }
  const what = `@${kindMessage(of)}`;
  const candidates = [...fieldNames(of)];
  if (candidates.length === 0) {
    state.error('noFields', { what }, span);
    return;
  }
  const args = { what, name: quoted(field) };
  state.reportName('unknownField', 'unknownFieldNear', field, candidates, args, span);
}

const OWNERS: readonly Kind[] = ['process', 'faults', 'region', 'frame', 'cpu', 'tlb'];

function laterFieldOfAny(field: string): MessageId | null {
  for (const owner of OWNERS) {
    const why = laterThing('field', `${owner}.${field}`);
    if (why !== null) return why;
  }
  return null;
}

const KIND_MESSAGES: Readonly<Record<Kind, MessageId>> = {
  any: 'kindAny',
  number: 'kindNumber',
  text: 'kindText',
  process: 'kindProcess',
  faults: 'kindFaults',
  region: 'kindRegion',
  pte: 'kindPte',
  frame: 'kindFrame',
  tlbEntry: 'kindTlbEntry',
  cpu: 'kindCpu',
  tlb: 'kindTlb',
  frames: 'kindFrames',
  disk: 'kindDisk',
  file: 'kindFile',
  event: 'kindEvent',
  events: 'kindEvents',
  processes: 'kindProcesses',
  regions: 'kindRegions',
  list: 'kindList',
  table: 'kindTable',
};

/** How a message calls values of a kind. */
export function kindMessage(kind: Kind): MessageId {
  return KIND_MESSAGES[kind];
}

/** Kinds that count as a number: a process is its pid, a frame its number, few bytes a number. */
const NUMBERS: ReadonlySet<Kind> = new Set([
  ...(['any', 'number', 'process', 'faults', 'frame', 'cpu', 'text'] as const),
]);

/** Whether a value of this kind may stand for a parameter. */
export function accepts(parameter: ParameterKind, kind: Kind): boolean {
  switch (parameter) {
    case 'process':
      return kind === 'any' || kind === 'process' || kind === 'number';
    case 'number':
      return NUMBERS.has(kind);
    case 'path':
      return kind === 'any' || kind === 'text';
    case 'processOrPath':
      return accepts('process', kind) || kind === 'text';
    default:
      return true;
  }
}

const ORDINALS: readonly MessageId[] = [
  ...(['ordinal1', 'ordinal2', 'ordinal3', 'ordinal4', 'ordinal5', 'ordinal6'] as const),
];

/** Reports an argument of the wrong kind. `position` counts from 0. */
export function reportKind(
  state: CompileState,
  name: string,
  position: number,
  wanted: MessageId,
  found: MessageId,
  span: Span,
): void {
  const ordinal = ORDINALS[position] ?? 'ordinalLater';
  const args = { name: quoted(name), ordinal: `@${ordinal}`, wanted: `@${wanted}` };
  state.error('wrongArgumentKind', { ...args, found: `@${found}` }, span);
}
