/**
 * One evaluation: what an expression may see, and what it may do. It looks at the machine through peeks only; the
 * one thing that a statement's expression may change is the generator behind `pick`.
 *
 * The evaluator itself is in evaluator.ts; those that it calls reach it through the evaluation.
 */
import type { FloatColumn } from '../machine/columns';
import type { Computer } from './computer';
import type { EventSource } from './eventSource';
import { at, fail, type Failure } from './failure';
import type { Expression, Program, Slot } from './form';
import type { Integer } from './integer';
import type { NumberColumn } from './interpreterTables';
import { asInteger, truthOf } from './operators';
import { isFailure, isInteger, type Result, type Value } from './value';

export interface Evaluation {
  readonly machine: Computer;
  readonly program: Program;
  readonly evaluator: (evaluation: Evaluation, expression: Expression) => Result;
  /** Null: no events were kept. */
  readonly events: EventSource | null;
  /** Whether `pick` may draw: only while a statement runs. */
  readonly draws: boolean;
  /** Counters are read as they were at the mark. */
  atMark: boolean;
  /** What a comprehension looks at. */
  element: Value | null;
  /** Arguments of the `def` expression that is evaluated. */
  parameters: readonly Value[] | null;
  depth: number;
  /** The exit status that `s` means in `[{WIFEXITED(s)}]`; -1: none. */
  status: number;
  /** Frame to block, made when first asked for: nothing changes during an evaluation. */
  blocks: Int32Array | null;
}

/** The value of an expression at this moment. */
export function evaluate(evaluation: Evaluation, expression: Expression): Result {
  if (expression.kind === 'integer') return expression.value;
  return evaluation.evaluator(evaluation, expression);
}

/** Whether a condition holds. */
export function holds(evaluation: Evaluation, condition: Expression): boolean | Failure {
  const value = evaluate(evaluation, condition);
  if (isFailure(value)) return value;
  const answer = truthOf(evaluation.machine, value);
  return typeof answer === 'boolean' ? answer : at(answer, condition.place);
}

/** An expression that must be a number. */
export function evaluateInteger(evaluation: Evaluation, expression: Expression): Integer | Failure {
  const value = evaluate(evaluation, expression);
  if (isFailure(value)) return value;
  const number = asInteger(evaluation.machine, value);
  return isInteger(number) ? number : at(number, expression.place);
}

/** The row of a variable's cell among `variables`. */
export function cellOf({ machine, program }: Evaluation, slot: Slot): number {
  if (slot.scope === 'global') return slot.index;
  const depth = machine.interpreter.depth.get(1);
  return program.globals.length + machine.activations.base.get(depth) + slot.index;
}

/** An index as a number within a length. */
export function insideOf(position: Integer, length: number): number | Failure {
  if (typeof position === 'number' && position >= 0 && position < length) return position;
  return fail('indexOutside', { index: String(position), length });
}

/** A counter now, or at the mark. */
export function readCounter(evaluation: Evaluation, column: NumberColumn, row: number): number {
  if (!evaluation.atMark) return column.get(row);
  const kept: FloatColumn | undefined = evaluation.machine.markCopies.get(column);
  return kept === undefined ? column.get(row) : kept.get(row);
}
