/**
 * What a run in time needs of the machine that runs: tables, a trace, two builds of the function that runs one
 * statement, and a few peeks. So the timeline knows no operating system and no program.
 */
import type { Store } from '../machine/store';
import type { Trace } from '../machine/trace';
import type { Change } from './edit';

/** A machine whose whole state is in its store. */
export interface TimedMachine {
  readonly store: Store;
  readonly trace: Trace;
}

export interface Subject<M extends TimedMachine> {
  /** Made, and nothing has run yet. */
  readonly machine: M;
  /**
   * Runs one statement. Its first event is EVENT.statement, and each statement has at least this one.
   * @returns false when the program had ended, and nothing was changed.
   */
  plain(machine: M): boolean;
  /** The same function in the stepping build: the same state and events, and the trace sees its lines. */
  stepping(machine: M): boolean;
  /** Whether the program has ended. */
  isFinished(machine: M): boolean;
  /** Between statements: the number of the instruction that runs next. */
  instruction(machine: M): number;
  /** Between statements: how many `def` blocks are open. */
  nesting(machine: M): number;
  /** The first site of the function of a site of the stepping build, and the line on which a site begins. */
  firstSite(site: number): number;
  lineOf(site: number): number;
  /** Makes a change that somebody asked for; it is possible at this moment. */
  change(machine: M, change: Change): void;
}
