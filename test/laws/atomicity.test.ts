/**
 * Law 4: whichever allocation of a statement fails, either the call answers an error and all state is as it was, and
 * the same call succeeds when it is made again; or it succeeds as predicted; or the process is killed. All invariants hold
 * in each case.
 *
 * Where memory is short anyway, pages may have left the page cache; then contents are compared with the model's.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { ERRNO } from '../../src/engine/errno';
import { FRAME_USE } from '../../src/engine/vm/vm';
import { agrees, disagreement, Run, type Actual } from './run';
import { forAll, programs, SEED, TIME_LIMIT, times } from './settings';
import { Disagreement, type Statement } from './statements';
import { WORLDS } from './world';

/** Programs on each machine, and statements of a program; each of them is tried. */
const RUNS = 100;
const MOST_STATEMENTS = 40;
/** Programs that all machines together must have run. */
const LEAST_PROGRAMS = 500;
/** More allocations than any statement has. */
const UNREACHED = 1 << 30;

interface Count {
  readonly name: string;
  readonly programs: number;
  readonly statements: number;
  readonly failures: number;
}

const counts: Count[] = [];

/** State columns, and what frames hold that somebody owns. */
class State {
  /** The granules of memory, which the hash leaves out. */
  private readonly memory: readonly number[];
  private readonly frames: ReadonlyMap<number, Uint8Array>;
  private readonly hash: string;

  /** @param kept the moment, for `goBack`. */
  constructor(
    private readonly run: Run,
    private readonly kept: number,
  ) {
    const { ram, hash } = run.computer;
    this.memory = Array.from(ram.marks, (_, i) => ram.firstGranule + i);
    const owned = Array.from({ length: ram.frames }, (_, frame) => frame).filter((frame) =>
      isOwned(run, frame),
    );
    this.frames = new Map(owned.map((frame) => [frame, ram.readBytes(frame, 0, ram.frameBytes)]));
    this.hash = hash.state(this.memory);
  }

  /** What differs now; empty if nothing does. Goes back if something does. */
  differences(): string[] {
    const { computer } = this.run;
    const found = this.contents();
    if (computer.hash.state(this.memory) === this.hash) return found;
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

  private contents(): string[] {
    const { ram } = this.run.computer;
    const found: string[] = [];
    for (const [frame, before] of this.frames) {
      if (!isOwned(this.run, frame)) continue;
      const start = frame * ram.frameBytes;
      const now = ram.bytes.subarray(start, start + ram.frameBytes);
      if (Buffer.compare(now, before) !== 0) found.push(`contents of frame ${frame}`);
    }
    return found;
  }
}

function isOwned({ computer }: Run, frame: number): boolean {
  const use = computer.frameUse.get(frame);
  return use !== FRAME_USE.FREE && use !== FRAME_USE.SPARE;
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

/** Which pages of which files are cached. */
function cachedPages({ computer }: Run): Set<string> {
  const { cachedPages } = computer;
  const pages = new Set<string>();
  for (let row = cachedPages.nextRow(1); row !== 0; row = cachedPages.nextRow(row + 1)) {
    pages.add(`${cachedPages.file.get(row)} ${cachedPages.page.get(row)}`);
  }
  return pages;
}

/** Performs a statement. @returns what it did, and how many allocations it tried. */
function count(run: Run, statement: Statement): { actual: Actual; allocations: number } {
  const { kernel } = run.computer;
  kernel.failAllocation.set(1, UNREACHED);
  const actual = run.perform(statement);
  const allocations = UNREACHED - kernel.failAllocation.get(1);
  kernel.failAllocation.set(1, 0);
  return { actual, allocations };
}

/** Allocations of a statement fail, one at a time. @returns how many. */
function failEach(run: Run, statement: Statement): number {
  const kept = run.keep();
  const { isShort } = run;
  run.append(statement);
  const { actual, allocations } = count(run, statement);
  if (allocations === 0) {
    run.conclude(statement, actual, isShort);
    return 0;
  }
  run.goBack(kept);
  const before = new State(run, kept);
  for (let k = 1; k <= allocations; k++) {
    run.goBack(kept);
    failOne(run, statement, k, before, isShort);
  }
  run.goBack(kept);
  run.conclude(statement, run.perform(statement), isShort);
  return allocations;
}

function failOne(run: Run, statement: Statement, k: number, before: State, isShort: boolean): void {
  const { kernel } = run.computer;
  const cached = cachedPages(run);
  kernel.failAllocation.set(1, k);
  const actual = run.perform(statement);
  kernel.failAllocation.set(1, 0);
  if (isRefusal(statement, actual)) {
    if (isPartly(run, statement)) return;
    const now = cachedPages(run);
    const isReclaimed = [...cached].some((page) => !now.has(page));
    const differences =
      isReclaimed || isTransfer(statement) ? sameAsModel(run) : before.differences();
    if (differences.length > 0) {
      throw new Disagreement(`alloc(${k}): ${differences.slice(0, 12).join(', ')}`);
    }
    retry(run, statement, k, isShort);
    return;
  }
  if (isKill(statement, actual) || isPart(statement, actual)) return;
  if (!isRight(statement, actual, isShort)) {
    throw new Disagreement(`alloc(${k}): ${disagreement(statement.prediction, actual)}`);
  }
}

/** Whether a call did what was predicted, or, where memory is short, what it may do then. */
function isRight(statement: Statement, actual: Actual, isShort: boolean): boolean {
  if (statement.prediction.outcomes.some((one) => agrees(one, actual))) return true;
  if (!isShort) return false;
  return isRefusal(statement, actual) || isKill(statement, actual) || isPart(statement, actual);
}

/** The same call again, now that nothing fails. */
function retry(run: Run, statement: Statement, k: number, isShort: boolean): void {
  const { interpreter } = run.computer;
  interpreter.counter.set(1, interpreter.counter.get(1) - 1);
  const actual = run.perform(statement);
  if (isRight(statement, actual, isShort)) return;
  throw new Disagreement(`after alloc(${k}): ${disagreement(statement.prediction, actual)}`);
}

describe('law 4: a call that lacks memory changes nothing', { timeout: TIME_LIMIT }, () => {
  it.each(WORLDS.map((world, i) => [world.name, world, SEED + i] as const))(
    '%s',
    (name, world, seed) => {
      const run = new Run(world);
      let [programsRun, statements, failures] = [0, 0, 0];
      const fails = (program: readonly (readonly number[])[]): string | null => {
        try {
          run.restart();
          for (const numbers of program) {
            run.advance(numbers, (statement) => {
              failures += failEach(run, statement);
              statements++;
            });
          }
          programsRun++;
          return null;
        } catch (error) {
          if (!(error instanceof Disagreement)) throw error;
          return [...run.texts, error.message].join('\n');
        }
      };
      forAll(programs(1, MOST_STATEMENTS), RUNS, fails, seed);
      counts.push({ name, programs: programsRun, statements, failures });
      expect(failures).toBeGreaterThan(programsRun);
    },
  );

  it('was checked on as many programs as it is to be', () => {
    const all = counts.reduce((sum, count) => sum + count.programs, 0);
    expect(all).toBeGreaterThanOrEqual(times(LEAST_PROGRAMS));
  });

  afterAll(() => {
    const lines = counts.map(
      ({ name, programs: tried, statements, failures }) =>
        `  ${name}: ${tried} programs, ${statements} statements, ${failures} allocations failed`,
    );
    console.log(`law 4, seed ${SEED}\n${lines.join('\n')}`);
  });
});
