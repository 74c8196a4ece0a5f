/**
 * Variables and the flow of control: `let`, `if`, loops, calls of `def` blocks. A condition or value that cannot be
 * computed is a failed expectation, and the program goes on as if the condition did not hold.
 */
import { releaseCell, writeCell, writeElement, writeNewArray, writeReference, CELL } from './cells';
import { cellOf, evaluate, evaluateInteger, holds, insideOf, type Evaluation } from './evaluation';
import { at, fail, type Failure } from './failure';
import { processOf } from './fields/functions';
import type { Instruction, Slot, Target } from './form';
import { add, compare, isZero, type Integer } from './integer';
import { MOST_ACTIVATIONS, MOST_LOCALS } from './interpreterTables';
import { judge } from './judge';
import { asInteger } from './operators';
import { isFailure, isInteger, type Value } from './value';
import { readCell } from './cells';

type Of<K extends Instruction['op']> = Extract<Instruction, { readonly op: K }>;

/** Longest array that a script may have. */
const MOST_LENGTH = 2 ** 32;

export function runLet(evaluation: Evaluation, { target, value, place }: Of<'let'>): void {
  const computed = evaluate(evaluation, value);
  const wrong = isFailure(computed) ? computed : assign(evaluation, target, computed);
  if (wrong !== null) judge(evaluation.machine, at(wrong, place));
}

export function runLetArray(evaluation: Evaluation, { target, length }: Of<'letArray'>): void {
  const { machine } = evaluation;
  const count = evaluateInteger(evaluation, length);
  if (!isInteger(count)) {
    judge(machine, count);
    return;
  }
  const isPossible = typeof count === 'number' && count >= 0 && count <= MOST_LENGTH;
  const wrong = isPossible
    ? writeNewArray(machine, machine.variables, cellOf(evaluation, target.slot), count)
    : fail('arrayLength', { length: String(count), most: MOST_LENGTH });
  if (wrong !== null) judge(machine, at(wrong, length.place));
}

/** Sets a variable or an element of an array. @returns what is wrong, or null. */
export function assign(evaluation: Evaluation, target: Target, value: Value): Failure | null {
  const { machine } = evaluation;
  const cell = cellOf(evaluation, target.slot);
  if (target.index === null) return writeCell(machine, machine.variables, cell, value);
  const index = evaluateInteger(evaluation, target.index);
  if (!isInteger(index)) return index;
  return assignElement(evaluation, cell, target.name, index, value);
}

/** Sets an element of the array in a cell. */
export function assignElement(
  { machine }: Evaluation,
  cell: number,
  name: string,
  index: Integer,
  value: Value,
): Failure | null {
  const array = readCell(machine, machine.variables, cell);
  if (array === null) return fail('unavailable', { name });
  if (typeof array !== 'object' || array.kind !== 'array') return fail('notArray', { name });
  const inside = insideOf(index, machine.arrays.length.get(array.row));
  if (typeof inside !== 'number') return inside;
  return writeElement(machine, array.row, inside, value);
}

/** @returns where the program goes on. */
export function runUnless(evaluation: Evaluation, instruction: Of<'unless'>, next: number): number {
  const answer = holds(evaluation, instruction.condition);
  if (typeof answer === 'boolean') return answer ? next : instruction.to;
  judge(evaluation.machine, answer);
  return instruction.to;
}

/** @returns where the program goes on. */
export function runLoop(evaluation: Evaluation, loop: Of<'loop'>, next: number): number {
  const { machine } = evaluation;
  const from = evaluateInteger(evaluation, loop.from);
  const end = evaluateInteger(evaluation, loop.end);
  const step = evaluateInteger(evaluation, loop.by);
  for (const number of [from, end, step]) {
    if (isInteger(number)) continue;
    judge(machine, number);
    return loop.exit;
  }
  if (!isInteger(from) || !isInteger(end) || !isInteger(step)) return loop.exit;
  if (isZero(step)) {
    judge(machine, at(fail('stepZero'), loop.by.place));
    return loop.exit;
  }
  setSlot(evaluation, loop.counter, from);
  setSlot(evaluation, loop.limit, end);
  setSlot(evaluation, loop.step, step);
  return isInRange(from, end, step) ? next : loop.exit;
}

/** @returns where the program goes on. */
export function runNext(evaluation: Evaluation, instruction: Of<'next'>, next: number): number {
  const counter = slotInteger(evaluation, instruction.counter);
  const limit = slotInteger(evaluation, instruction.limit);
  const step = slotInteger(evaluation, instruction.step);
  if (counter === null || limit === null || step === null) return next;
  const sum = add(counter, step);
  if (!isInteger(sum)) return next;
  if (!isInRange(sum, limit, step)) return next;
  setSlot(evaluation, instruction.counter, sum);
  return instruction.body;
}

function isInRange(counter: Integer, end: Integer, step: Integer): boolean {
  return step > 0 ? compare(counter, end) < 0 : compare(counter, end) > 0;
}

function setSlot(evaluation: Evaluation, slot: Slot, value: Integer): void {
  const { machine } = evaluation;
  writeCell(machine, machine.variables, cellOf(evaluation, slot), value);
}

/** Null if the script gave the loop's variable something that is no number. */
function slotInteger(evaluation: Evaluation, slot: Slot): Integer | null {
  const { machine } = evaluation;
  const value = readCell(machine, machine.variables, cellOf(evaluation, slot));
  if (value === null) return null;
  const integer = asInteger(machine, value);
  return isInteger(integer) ? integer : null;
}

/** Begins a `def` block. @returns where the program goes on. */
export function runEnter(evaluation: Evaluation, enter: Of<'enter'>, next: number): number {
  const { machine, program } = evaluation;
  const called = program.definitions[enter.definition];
  if (called === undefined) return next;
  const self = selfOf(evaluation, enter);
  const values = argumentValues(evaluation, enter);
  const depth = machine.interpreter.depth.get(1);
  const base = machine.interpreter.localsTop.get(1);
  if (typeof self !== 'number') judge(machine, self);
  else if (!Array.isArray(values)) judge(machine, values);
  else if (depth + 1 >= MOST_ACTIVATIONS || base + called.locals > MOST_LOCALS) {
    judge(machine, at(fail('nestedTooDeep', { name: called.name }), enter.place));
  } else {
    openActivation(evaluation, next, self, called.locals);
    const wrong = handArguments(evaluation, values, base);
    if (wrong !== null) judge(machine, at(wrong, enter.place));
    return called.entry;
  }
  return next;
}

/** Endpoint of `self` plus 1, 0 for none. */
function selfOf(evaluation: Evaluation, { self }: Of<'enter'>): number | Failure {
  const { activations, interpreter } = evaluation.machine;
  if (self === null) return activations.self.get(interpreter.depth.get(1));
  const value = evaluate(evaluation, self);
  if (isFailure(value)) return value;
  const endpoint = processOf(evaluation, value);
  return typeof endpoint === 'number' ? endpoint + 1 : endpoint;
}

function argumentValues(evaluation: Evaluation, enter: Of<'enter'>): Value[] | Failure {
  const values: Value[] = [];
  for (const expression of enter.arguments) {
    const value = evaluate(evaluation, expression);
    if (isFailure(value)) return value;
    values.push(value);
  }
  return values;
}

function openActivation(
  { machine }: Evaluation,
  returnTo: number,
  self: number,
  locals: number,
): void {
  const { activations, interpreter } = machine;
  const depth = interpreter.depth.get(1) + 1;
  const base = interpreter.localsTop.get(1);
  const serial = interpreter.activations.get(1) + 1;
  interpreter.activations.set(1, serial);
  interpreter.depth.set(1, depth);
  interpreter.localsTop.set(1, base + locals);
  activations.returnTo.set(depth, returnTo);
  activations.base.set(depth, base);
  activations.self.set(depth, self);
  activations.serial.set(depth, serial);
}

/** Arrays are handed over by reference, everything else by value. */
function handArguments(
  { machine, program }: Evaluation,
  values: readonly Value[],
  base: number,
): Failure | null {
  let cell = program.globals.length + base;
  for (const value of values) {
    if (typeof value === 'object' && value.kind === 'array') {
      writeReference(machine, machine.variables, cell, value);
    } else {
      const wrong = writeCell(machine, machine.variables, cell, value);
      if (wrong !== null) return wrong;
    }
    cell++;
  }
  return null;
}

/** Ends a `def` block and gives up its locals. @returns where the program goes on. */
export function runLeave({ machine, program }: Evaluation): number {
  const { activations, interpreter, variables } = machine;
  const depth = interpreter.depth.get(1);
  const base = activations.base.get(depth);
  const returnTo = activations.returnTo.get(depth);
  const first = program.globals.length + base;
  const end = program.globals.length + interpreter.localsTop.get(1);
  for (let cell = first; cell < end; cell++) {
    if (variables.kind.get(cell) !== CELL.NONE) releaseCell(machine, variables, cell);
  }
  activations.returnTo.set(depth, 0);
  activations.base.set(depth, 0);
  activations.self.set(depth, 0);
  activations.serial.set(depth, 0);
  interpreter.depth.set(1, depth - 1);
  interpreter.localsTop.set(1, base);
  return returnTo;
}
