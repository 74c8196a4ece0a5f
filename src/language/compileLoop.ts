// Loops: `for`, `repeat` and `break`. What is inside is compiled by whoever calls. Counters, ends and
// steps live in local slots, which are given back behind the loop.

import type { Expression, Instruction, Place, Slot } from '../program/form';
import { kindMessage, kindOf } from './checkKinds';
import { refuseBuiltIn } from './checkNames';
import { compileExpression } from './compileExpression';
import type { CompileState } from './compileState';
import type { ForStatement, Identifier, Range, RepeatStatement, Span } from './tree';

type Jump = Extract<Instruction, { readonly op: 'jump' }>;

export function emitJump(state: CompileState, place: Place): number {
  return state.emit({ op: 'jump', to: 0, place });
}

/** Says where a jump leads. */
export function patchJump(state: CompileState, at: number, to: number): void {
  const instruction = state.instructions[at];
  if (instruction?.op === 'jump') state.instructions[at] = { ...instruction, to } satisfies Jump;
}

/** What a loop counts. */
interface Counting {
  readonly counter: Slot;
  readonly from: Expression;
  readonly end: Expression;
  readonly by: Expression;
  readonly place: Place;
  /** The variable of `for`, when that is what counts; it has no value before the loop has begun. */
  readonly name: string | null;
}

/** A loop around what `body` compiles. */
function compileLoop(state: CompileState, counting: Counting, body: () => void): void {
  const { name, ...numbers } = counting;
  const { counter, place } = numbers;
  const limit = state.takeSlot();
  const step = state.takeSlot();
  const loop = state.emit({ op: 'loop', ...numbers, limit, step, exit: 0 });
  if (name !== null) state.nameSlot(counter, name);
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

export function compileRepeat(state: CompileState, item: RepeatStatement, body: () => void): void {
  const { used } = state.frame;
  const place = state.place(item);
  const end = compileExpression(state, item.count);
  const counter = state.takeSlot();
  const counting = { counter, from: integer(0, place), end, by: integer(1, place), place };
  compileLoop(state, { ...counting, name: null }, body);
  state.releaseTo(used);
}

function integer(value: number, place: Place): Expression {
  return { kind: 'integer', value, place };
}

export function compileFor(state: CompileState, item: ForStatement, body: () => void): void {
  const { range, variable } = item;
  refuseBuiltIn(state, variable);
  const { used } = state.frame;
  const place = state.place(item);
  const from = compileExpression(state, range.from);
  if (range.to === null) {
    compileForSingle(state, item, from, body);
  } else {
    const end = compileExpression(state, range.to);
    const by = stepOf(state, range, place);
    const counter = state.takeSlot();
    compileLoop(state, { counter, from, end, by, place, name: variable.text }, body);
  }
  state.releaseTo(used);
}

function stepOf(state: CompileState, { step }: Range, place: Place): Expression {
  return step === null ? integer(1, place) : compileExpression(state, step);
}

/** `for i in 8` counts; `for x in list` goes through the elements that are there when it begins. */
function compileForSingle(
  state: CompileState,
  item: ForStatement,
  from: Expression,
  body: () => void,
): void {
  const { variable, range } = item;
  const place = state.place(item);
  const kind = kindOf(state, from);
  const isList = kind === 'list' || kind === 'regions';
  if (!isList) {
    if (kind !== 'any' && kind !== 'number') {
      state.error('notLoopable', { name: `@${kindMessage(kind)}` }, range);
    }
    const counter = state.takeSlot();
    const counting = { counter, from: integer(0, place), end: from, by: integer(1, place), place };
    compileLoop(state, { ...counting, name: variable.text }, body);
    return;
  }
  compileForElements(state, variable, from, place, body);
}

function compileForElements(
  state: CompileState,
  variable: Identifier,
  list: Expression,
  place: Place,
  body: () => void,
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
  const element = state.takeSlot();
  const counting = { counter, from: integer(0, place), end, by: integer(1, place), place };
  compileLoop(state, { ...counting, name: null }, () => {
    const index: Expression = { kind: 'variable', slot: counter, name, place };
    const value: Expression = { kind: 'index', of: elements, index, place };
    const target = { slot: element, index: null, name: variable.text };
    state.emit({ op: 'let', target, value, place });
    state.nameSlot(element, variable.text);
    body();
  });
}

/** Leaves the innermost loop; faults that were injected inside it end. */
export function compileBreak(state: CompileState, span: Span): void {
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
