/**
 * The expectations that failed so far, with what was wrong. The machine keeps where each one failed; what was wrong is
 * found by running its statement again.
 *
 * Generators move the run: ask them through `Timeline.ask`.
 */
import { EVENT } from '../machine/events';
import type { Message } from '../program/failure';
import type { Moment } from './moment';
import type { Lookout } from './passage';
import type { Recording } from './recording';

/** A failed expectation. */
export interface PastFailure {
  /** Just after it was judged. */
  readonly at: Moment;
  /** Which expectation of the run it was, from 1. */
  readonly expectation: number;
  /** The instruction that expected it. */
  readonly instruction: number;
  readonly message: Message | null;
}

/** The first expectations that failed up to here, at most so many, in order. */
export function* failuresSoFar(
  recording: Recording,
  most: number,
): Generator<void, readonly PastFailure[]> {
  const { failures } = recording.computer;
  const kept: { step: number; expectation: number }[] = [];
  for (let row = failures.nextRow(1); row !== 0; row = failures.nextRow(row + 1)) {
    if (kept.length >= most) break;
    kept.push({ step: failures.step.get(row), expectation: failures.expectation.get(row) });
  }
  const wanted = new Set(kept.map(({ expectation }) => expectation));
  const found: PastFailure[] = [];
  for (const step of new Set(kept.map((one) => one.step))) {
    const all = yield* failuresOf(recording, step);
    found.push(...all.filter(({ expectation }) => wanted.has(expectation)));
    yield;
  }
  return found;
}

/** The expectations that fail in a statement. */
export function* failuresOf(
  recording: Recording,
  step: number,
): Generator<void, readonly PastFailure[]> {
  yield* recording.toStatement(step);
  const watch = new FailureLookout(recording);
  if (recording.position.step === step) yield* recording.runStatement(watch);
  return watch.found;
}

class FailureLookout implements Lookout {
  readonly kinds = 1 << EVENT.expect;
  readonly needsLines = false;
  readonly found: PastFailure[] = [];

  constructor(private readonly recording: Recording) {}

  again(): void {
    this.found.length = 0;
  }

  seesEvent(number: number, kind: number, instruction: number, a: number, b: number): boolean {
    if (kind !== EVENT.expect || a !== 0) return false;
    const { computer, position } = this.recording;
    this.found.push({
      at: { step: position.step, event: number, line: 0 },
      expectation: b,
      instruction,
      message: computer.judgement.failure,
    });
    return false;
  }

  seesLine(): boolean {
    return false;
  }
}
