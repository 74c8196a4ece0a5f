/**
 * Law 4: whichever allocation of a statement fails, either the call answers an error and all state is as it was, and
 * the same call succeeds when it is made again; or it succeeds as predicted; or the process is killed. All invariants hold
 * in each case.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { ERRNO } from '../../src/engine/errno';
import { FRAME_USE } from '../../src/engine/vm/vm';
import { nextStatement } from './generator';
import { agrees, disagreement, Run, type Actual } from './run';
import { forAll, programs, SEED, TIME_LIMIT, times } from './settings';
import { Disagreement, type Statement } from './statements';
import { BLACKBOARD_LARGE, I386, X86_64, X86_64_LINUX, type World } from './world';

/** 125 programs on each of four machines. */
const RUNS = 125;
const MOST_STATEMENTS = 40;
/** Of the last so many statements each is the last of a program. */
const LAST = 5;
const MOST_ALLOCATIONS = 10_000;
const counts: string[] = [];
/** Memory for everything: where it runs out, pages that reclaim takes from the cache may go. */
const WORLDS: readonly World[] = [I386, X86_64, X86_64_LINUX, BLACKBOARD_LARGE];

/** State columns, and what frames hold that somebody owns. */
class State {
  private readonly ignored: readonly number[];
  private readonly memory: Uint8Array;
  private readonly hash: string;

  /** @param kept the moment, for `goBack`. */
  constructor(
    private readonly run: Run,
    private readonly kept: number,
  ) {
    const { ram, hash } = run.computer;
    this.ignored = Array.from(ram.marks, (_, i) => ram.firstGranule + i);
    this.memory = ram.bytes.slice();
    this.hash = hash.state(this.ignored);
  }

  /** What differs now; empty if nothing does. Goes back if something does. */
  differences(): string[] {
    const { computer } = this.run;
    const found = this.frames();
    if (computer.hash.state(this.ignored) === this.hash) return found;
    const now = computer.store.columns.map((column) => column.data.slice());
    this.run.goBack(this.kept);
    computer.store.columns.forEach(({ name, role, data, kind }, i) => {
      if (role !== 'state' || kind === 'ram') return;
      now[i]?.forEach((value, row) => {
        if (value !== data[row]) found.push(`${name}[${row}]: ${data[row]} -> ${value}`);
      });
    });
    return found.length > 0 ? found : ['disk or pipes'];
  }

  private frames(): string[] {
    const { ram, frameUse } = this.run.computer;
    const found: string[] = [];
    for (let frame = 0; frame < ram.frames; frame++) {
      const use = frameUse.get(frame);
      if (use === FRAME_USE.FREE || use === FRAME_USE.SPARE) continue;
      const start = frame * ram.frameBytes;
      const now = ram.bytes.subarray(start, start + ram.frameBytes);
      const before = this.memory.subarray(start, start + ram.frameBytes);
      if (Buffer.compare(now, before) !== 0) found.push(`contents of frame ${frame}`);
    }
    return found;
  }
}

/** The call answered that it did nothing. */
function isRefusal({ prediction, isAccess }: Statement, actual: Actual): boolean {
  if (isAccess || actual.kind !== 'value') return false;
  if (prediction.outcomes.some((outcome) => agrees(outcome, actual))) return actual.value < 0;
  const { refused } = prediction;
  return actual.value === -ERRNO.ENOMEM || (refused !== undefined && agrees(refused, actual));
}

/** Whether an access ended the process for lack of memory. */
function isKill({ isAccess }: Statement, actual: Actual): boolean {
  return isAccess && actual.kind === 'signal' && actual.signal === 11;
}

/** Whether a transfer stopped early. */
function isPart({ prediction }: Statement, actual: Actual): boolean {
  const [wanted] = prediction.outcomes;
  if (prediction.commitPart === undefined || wanted?.kind !== 'value') return false;
  return actual.kind === 'value' && actual.value > 0 && actual.value < wanted.value;
}

/** A read or write: page faults of its buffer are served one by one, and those that were stay served. */
function isTransfer({ isAccess, prediction }: Statement): boolean {
  return !isAccess && prediction.commitPart !== undefined;
}

/** An error that says that a part was done (Linux: mprotect up to the first hole). */
function isPartly(run: Run, { name, prediction }: Statement): boolean {
  const isError = prediction.outcomes.some(({ kind }) => kind === 'error');
  return run.world.protectsPartly && name === 'mprotect' && isError;
}

/** Memory and files hold what they held. That pages became present, the process cannot tell; its stack may have grown. */
function sameAsModel(run: Run): string[] {
  run.compare(true);
  return [];
}

/** Each allocation of a statement fails once. @returns how many there are. */
function failEach(run: Run, statement: Statement): number {
  const { kernel } = run.computer;
  const kept = run.keep();
  const before = new State(run, kept);
  run.append(statement);
  for (let k = 1; k < MOST_ALLOCATIONS; k++) {
    run.goBack(kept);
    kernel.failAllocation.set(1, k);
    const actual = run.perform(statement);
    const isLast = kernel.failAllocation.get(1) > 0;
    kernel.failAllocation.set(1, 0);
    if (isRefusal(statement, actual)) {
      const mayDiffer = isPartly(run, statement);
      const differences = isTransfer(statement) ? sameAsModel(run) : before.differences();
      if (differences.length > 0 && !mayDiffer) {
        throw new Disagreement(`alloc(${k}): ${differences.slice(0, 12).join(', ')}`);
      }
      if (!mayDiffer) retry(run, statement, k);
    } else if (!isKill(statement, actual) && !isPart(statement, actual)) {
      const isPredicted = statement.prediction.outcomes.some((one) => agrees(one, actual));
      if (!isPredicted) {
        throw new Disagreement(`alloc(${k}): ${disagreement(statement.prediction, actual)}`);
      }
    }
    if (!isLast) continue;
    run.goBack(kept);
    if (!run.commit(statement, run.perform(statement))) throw new Disagreement('without failure');
    run.compare();
    return k - 1;
  }
  throw new Disagreement('there is no end of allocations');
}

/** The same call again, now that nothing fails. */
function retry(run: Run, statement: Statement, k: number): void {
  const { interpreter } = run.computer;
  interpreter.counter.set(1, interpreter.counter.get(1) - 1);
  const actual = run.perform(statement);
  if (statement.prediction.outcomes.some((one) => agrees(one, actual))) return;
  throw new Disagreement(`after alloc(${k}): ${disagreement(statement.prediction, actual)}`);
}

describe('law 4: a call that lacks memory changes nothing', { timeout: TIME_LIMIT }, () => {
  it.each(WORLDS.map((world) => [world.name, world] as const))('%s', (name, world) => {
    const run = new Run(world);
    let programsRun = 0;
    let failures = 0;
    forAll(programs(1, MOST_STATEMENTS), RUNS, (program) => {
      try {
        run.restart();
        program.forEach((numbers, i) => {
          const statement = i < program.length - LAST ? null : nextStatement(run.model, numbers);
          if (statement === null) run.advance(numbers);
          else failures += failEach(run, statement);
        });
        programsRun++;
        return null;
      } catch (error) {
        if (!(error instanceof Disagreement)) throw error;
        return [...run.texts, error.message].join('\n');
      }
    });
    counts.push(`${name}: ${programsRun} programs, ${failures} allocations failed`);
    expect(failures).toBeGreaterThan(times(RUNS) / 4);
  });

  afterAll(() => {
    console.log(`law 4, seed ${SEED}\n  ${counts.join('\n  ')}`);
  });
});
