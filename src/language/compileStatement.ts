// From statements to instructions: conditions, blocks, questions, faults. Jumps are put in when it is
// known where they lead. Actions are in compileAction.ts, loops in compileLoop.ts.

import type { Expression } from '../program/form';
import { markSet } from './checkNames';
import { compileAction } from './compileAction';
import { compileExpression } from './compileExpression';
import { compileInjection } from './compileInjection';
import { compileBreak, compileFor, compileRepeat, emitJump, patchJump } from './compileLoop';
import { compileMappings } from './compileMaps';
import { compileSpawn } from './compileSpawn';
import type { CompileState } from './compileState';
import { compileTarget, compileWho } from './compileWho';
import { laterThing } from './later';
import { quoted } from './parseState';
import { decodeText } from './scanText';
import type {
  AskStatement,
  Block,
  ExpectStatement,
  IfStatement,
  InjectStatement,
  InterleavedStatement,
  Item,
  Text,
  WhoStatement,
} from './tree';

/** Compiles one statement; items that only describe something are not for here. */
export function compileStatement(state: CompileState, item: Item): void {
  switch (item.kind) {
    case 'call':
    case 'resumed':
    case 'signal':
    case 'exit':
      compileAction(state, item);
      return;
    case 'spawn':
      compileSpawn(state, item);
      return;
    case 'who':
      compileWhoBlock(state, item);
      return;
    case 'array':
    case 'let':
      compileLet(state, item);
      return;
    case 'if':
      compileIf(state, item);
      return;
    case 'for':
      compileFor(state, item, () => {
        compileBlock(state, item.body);
      });
      return;
    case 'repeat':
      compileRepeat(state, item, () => {
        compileBlock(state, item.body);
      });
      return;
    case 'inject':
      compileInject(state, item);
      return;
    case 'ask':
      compileAsk(state, item);
      return;
    case 'parallel':
    case 'explore':
      refuseInterleaved(state, item);
      return;
    case 'broken':
      if (item.body !== null) compileBlock(state, item.body);
      return;
    default:
      compileSimple(state, item);
  }
}

/** Statements without a block. */
function compileSimple(state: CompileState, item: Item): void {
  const place = state.place(item);
  switch (item.kind) {
    case 'expect':
      compileExpect(state, item);
      return;
    case 'expectMaps': {
      const process = compileExpression(state, item.process);
      const mappings = compileMappings(state, item.lines);
      state.emit({ op: 'expectMaps', process, mappings, place });
      return;
    }
    case 'say':
      state.emit({ op: 'say', parts: compileText(state, item.text), place });
      return;
    case 'stop': {
      const text = item.message === null ? null : decodeText(item.message.bytes);
      state.emit({ op: 'stop', text, place });
      return;
    }
    case 'mark':
    case 'settle':
      state.emit({ op: item.kind, place });
      return;
    case 'break':
      compileBreak(state, item);
      return;
    case 'scenario':
      state.error('scenarioInside', {}, item.title);
      return;
    case 'machine':
    case 'file':
    case 'include':
    case 'define': {
      const word = item.kind === 'define' ? 'def' : item.kind;
      const span = { start: item.start, end: item.start + word.length };
      state.error('onlyAtTop', { what: quoted(word) }, span);
      return;
    }
    default:
  }
}

export function compileBlock(state: CompileState, block: Block): void {
  for (const item of block.items) compileStatement(state, item);
}

function compileExpect(
  state: CompileState,
  { condition, message, ...span }: ExpectStatement,
): void {
  state.emit({
    op: 'expect',
    condition: compileExpression(state, condition),
    text: message === null ? null : decodeText(message.bytes),
    place: state.place(span),
  });
}

/** The parts of a text of `say` or `ask`. */
function compileText(state: CompileState, { parts }: Text): (string | Expression)[] {
  return parts.map((part) => (typeof part === 'string' ? part : compileExpression(state, part)));
}

function compileLet(
  state: CompileState,
  item: Extract<Item, { readonly kind: 'let' | 'array' }>,
): void {
  const place = state.place(item);
  if (item.kind === 'array') {
    const length = compileExpression(state, item.length);
    const target = compileTarget(state, item.name.text, null, item.name);
    state.emit({ op: 'letArray', target, length, place });
    markSet(state, target.name);
    return;
  }
  const value = compileExpression(state, item.value);
  const target = compileTarget(state, item.place.name, item.place.index, item.place);
  state.emit({ op: 'let', target, value, place });
  markSet(state, target.name);
}

function compileWhoBlock(state: CompileState, item: WhoStatement): void {
  const outer = state.who;
  state.who = compileWho(state, item.who, item.start);
  compileBlock(state, item.body);
  state.who = outer;
}

// -------------------------------------------------------------------------------------------------
// Conditions

function compileIf(state: CompileState, item: IfStatement): void {
  const place = state.place(item);
  const ends: number[] = [];
  for (const [position, arm] of item.arms.entries()) {
    const condition = compileExpression(state, arm.condition);
    const test = state.emit({ op: 'unless', condition, to: 0, place: state.place(arm) });
    compileBlock(state, arm.body);
    const isLast = position === item.arms.length - 1 && item.otherwise === null;
    if (!isLast) ends.push(emitJump(state, place));
    patchUnless(state, test, state.next);
  }
  if (item.otherwise !== null) compileBlock(state, item.otherwise);
  for (const end of ends) patchJump(state, end, state.next);
}

function patchUnless(state: CompileState, at: number, to: number): void {
  const instruction = state.instructions[at];
  if (instruction?.op === 'unless') state.instructions[at] = { ...instruction, to };
}

// -------------------------------------------------------------------------------------------------
// Other blocks

function compileInject(state: CompileState, item: InjectStatement): void {
  const place = state.place(item);
  const injection = compileInjection(state, item);
  if (injection !== null) {
    state.emit({ op: 'inject', ...injection, place });
    state.faults.push(injection.name);
  }
  compileBlock(state, item.body);
  if (injection !== null) {
    state.faults.pop();
    state.emit({ op: 'injectEnd', name: injection.name, place });
  }
}

function compileAsk(state: CompileState, item: AskStatement): void {
  const place = state.place(item);
  const text = compileText(state, item.question);
  const points = Number(item.points?.value ?? 1);
  const begin = { op: 'ask', text, points, place } as const;
  // The answer may use what the block sets, so it is compiled behind it.
  const answer = { kind: 'integer', value: 0, place } as const;
  const ask = state.emit({ ...begin, answer, end: 0 });
  if (item.body !== null) compileBlock(state, item.body);
  const end = state.next;
  state.instructions[ask] = { ...begin, answer: compileExpression(state, item.answer), end };
  state.emit({ op: 'answer', ask, place: state.place(item.answer) });
}

function refuseInterleaved(state: CompileState, item: InterleavedStatement): void {
  const why = laterThing('statement', item.kind);
  const span = { start: item.start, end: item.start + item.kind.length };
  if (why !== null) state.error('notYet', { what: quoted(item.kind), why: `@${why}` }, span);
  compileBlock(state, item.body);
}
