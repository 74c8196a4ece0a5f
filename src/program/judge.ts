/**
 * Expectations: counting them, keeping the failed ones, and telling whoever watches. A failed expectation is reported
 * and the run goes on.
 */
import { EVENT } from '../machine/events';
import type { Computer } from './computer';
import type { Message } from './failure';
import { MOST_FAILURES } from './interpreterTables';

/**
 * Judges one expectation of the instruction that runs. The message of a failed one stands in `machine.judgement` when
 * the event is emitted, and until the next one fails.
 * @param failure what is wrong; null: it holds.
 */
export function judge(machine: Computer, failure: Message | null): void {
  judgeFor(machine, machine.interpreter.counter.get(1), failure);
}

/** As `judge`, for an expectation that an earlier instruction made. */
export function judgeFor(machine: Computer, instruction: number, failure: Message | null): void {
  const { interpreter, failures, trace } = machine;
  const number = interpreter.expectations.get(1) + 1;
  interpreter.expectations.set(1, number);
  if (failure === null) {
    trace.event(EVENT.expect, instruction, 1, number, 0);
    return;
  }
  const failed = interpreter.failed.get(1) + 1;
  interpreter.failed.set(1, failed);
  if (failed <= MOST_FAILURES) {
    const row = failures.add();
    failures.instruction.set(row, instruction);
    failures.expectation.set(row, number);
    failures.step.set(row, interpreter.steps.get(1));
  }
  const { judgement } = machine;
  judgement.failure = failure;
  judgement.instruction = instruction;
  judgement.onFailure?.();
  trace.event(EVENT.expect, instruction, 0, number, 0);
}
