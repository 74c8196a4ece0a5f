// From statements to instructions: conditions, loops, blocks, questions, faults. Jumps are put in
// when it is known where they lead. Actions are in compileAction.ts.

import type { Expression, Instruction, Place, Slot } from '../program/form';
import { kindMessage, kindOf } from './checkKinds';
import { markSet, refuseBuiltIn } from './checkNames';
import { compileAction } from './compileAction';
import { compileExpression } from './compileExpression';
import { compileInjection } from './compileInjection';
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
  ForStatement,
  IfStatement,
  InjectStatement,
  InterleavedStatement,
  Item,
  Range,
  RepeatStatement,
  Span,
  Text,
  WhoStatement,
} from './tree';

type Jump = Extract<Instruction, { readonly op: 'jump' }>;

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
      compileFor(state, item);
      return;
    case 'repeat':
      compileRepeat(state, item);
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
// Conditions and loops

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

function emitJump(state: CompileState, place: Place): number {
  return state.emit({ op: 'jump', to: 0, place });
}

function patchJump(state: CompileState, at: number, to: number): void {
  const instruction = state.instructions[at];
  if (instruction?.op === 'jump') state.instructions[at] = { ...instruction, to } satisfies Jump;
}

function patchUnless(state: CompileState, at: number, to: number): void {
  const instruction = state.instructions[at];
  if (instruction?.op === 'unless') state.instructions[at] = { ...instruction, to };
}

/** What a loop counts. */
interface Counting {
  readonly counter: Slot;
  readonly from: Expression;
  readonly end: Expression;
  readonly by: Expression;
  readonly place: Place;
}

/** A loop around what `body` compiles. */
function compileLoop(state: CompileState, counting: Counting, body: () => void): void {
  const { counter, place } = counting;
  const limit = state.takeSlot();
  const step = state.takeSlot();
  const loop = state.emit({ op: 'loop', ...counting, limit, step, exit: 0 });
  const breaks: number[] = [];
  state.loops.push({ breaks, faults: state.faults.length });
  body();
  state.loops.pop();
  state.emit({ op: 'next', counter, limit, step, body: loop + 1, place });
  const instruction = state.instructions[loop];
  if (instruction?.op === 'loop') {
    state.instructions[loop] = { ...instruction, exit: state.next };
  }
  for (const jump of breaks) patchJump(state, jump, state.next);
}

function compileRepeat(state: CompileState, item: RepeatStatement): void {
  const { used } = state.frame;
  const place = state.place(item);
  const end = compileExpression(state, item.count);
  const counter = state.takeSlot();
  const counting = { counter, from: integer(0, place), end, by: integer(1, place), place };
  compileLoop(state, counting, () => {
    compileBlock(state, item.body);
  });
  state.releaseTo(used);
}

function integer(value: number, place: Place): Expression {
  return { kind: 'integer', value, place };
}

function compileFor(state: CompileState, item: ForStatement): void {
  const { range, variable, body } = item;
  refuseBuiltIn(state, variable);
  const { used } = state.frame;
  const place = state.place(item);
  const from = compileExpression(state, range.from);
  if (range.to === null) {
    compileForSingle(state, item, from);
  } else {
    const end = compileExpression(state, range.to);
    const by = stepOf(state, range, place);
    const counter = state.takeSlot(variable.text);
    compileLoop(state, { counter, from, end, by, place }, () => {
      compileBlock(state, body);
    });
  }
  state.releaseTo(used);
}

function stepOf(state: CompileState, { step }: Range, place: Place): Expression {
  return step === null ? integer(1, place) : compileExpression(state, step);
}

/** `for i in 8` counts; `for x in list` goes through the elements that are there when it begins. */
function compileForSingle(state: CompileState, item: ForStatement, from: Expression): void {
  const { variable, body, range } = item;
  const place = state.place(item);
  const kind = kindOf(state, from);
  const isList = kind === 'list' || kind === 'regions';
  if (!isList) {
    if (kind !== 'any' && kind !== 'number') {
      state.error('notLoopable', { name: `@${kindMessage(kind)}` }, range);
    }
    const counter = state.takeSlot(variable.text);
    const counting = { counter, from: integer(0, place), end: from, by: integer(1, place), place };
    compileLoop(state, counting, () => {
      compileBlock(state, body);
    });
    return;
  }
  compileForElements(state, item, from, place);
}

function compileForElements(
  state: CompileState,
  { variable, body }: ForStatement,
  list: Expression,
  place: Place,
): void {
  const kept = state.takeSlot();
  const name = '';
  state.emit({ op: 'let', target: { slot: kept, index: null, name }, value: list, place });
  const elements: Expression = { kind: 'variable', slot: kept, name, place };
  const nothing = { value: null, where: null, by: null };
  const end: Expression = {
    kind: 'comprehension',
    name: 'count',
    list: elements,
    ...nothing,
    place,
  };
  const counter = state.takeSlot();
  const element = state.takeSlot(variable.text);
  const counting = { counter, from: integer(0, place), end, by: integer(1, place), place };
  compileLoop(state, counting, () => {
    const index: Expression = { kind: 'variable', slot: counter, name, place };
    const value: Expression = { kind: 'index', of: elements, index, place };
    const target = { slot: element, index: null, name: variable.text };
    state.emit({ op: 'let', target, value, place });
    compileBlock(state, body);
  });
}

/** Leaves the innermost loop; faults that were injected inside it end. */
function compileBreak(state: CompileState, span: Span): void {
  const loop = state.loops.at(-1);
  const place = state.place(span);
  if (loop === undefined) {
    state.error('breakOutside', {}, span);
    return;
  }
  for (const name of state.faults.slice(loop.faults).reverse()) {
    state.emit({ op: 'injectEnd', name, place });
  }
  loop.breaks.push(emitJump(state, place));
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
