/** Asking the machine of a program that has run, as a watch does. */
import { expect } from 'vitest';
import { evaluate } from '../../src/program/evaluation';
import { looking } from '../../src/program/evaluator';
import type { EventSource } from '../../src/program/eventSource';
import type { Expression } from '../../src/program/form';
import { formatValue } from '../../src/program/format';
import { sentence } from '../../src/program/messages';
import { isFailure } from '../../src/program/value';
import { PLACE, ProgramBuilder, type Run } from './builder';

export const READ_WRITE = 3;
/** MAP_PRIVATE | MAP_ANONYMOUS. */
export const PRIVATE = 0x22;
/** MAP_SHARED | MAP_ANONYMOUS. */
export const SHARED = 0x21;

/** What an expression gives, as people read it; of a failure its sentence. */
export function ask(run: Run, expression: Expression, events: EventSource | null = null): string {
  const before = run.machine.hash.all();
  const result = evaluate(looking(run.machine, run.program, events), expression);
  expect(run.machine.hash.all()).toBe(before);
  return isFailure(result) ? sentence(result) : formatValue(run.machine, result);
}

/** Two processes: three pages mapped, the first two touched; then a fork, and the child writes the first. */
export function family(): [Run, ProgramBuilder] {
  const b = new ProgramBuilder().file('/f', 10_000, 'abc').spawn('p', { uid: 7 });
  b.call('p', 'mmap', [0x10000, 3 * 4096, READ_WRITE, PRIVATE | 0x10, -1, 0], { target: 'a' })
    .call('p', 'store', [0x10000, b.text('one')])
    .call('p', 'store', [0x11000, b.text('two')])
    .call('p', 'fork', [], { target: 'c' })
    .call('c', 'store', [0x10000, b.text('ONE')]);
  const run = b.run();
  expect(run.failures).toEqual([]);
  return [run, b];
}

type Comprehension = Extract<Expression, { readonly kind: 'comprehension' }>;

/** `count(of where E by K)`. */
export function count(
  of: Expression,
  where: Expression | null = null,
  by: Expression | null = null,
): Comprehension {
  return { kind: 'comprehension', name: 'count', list: of, value: null, where, by, place: PLACE };
}
