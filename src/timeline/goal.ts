/**
 * Goals: where a step ends, besides the stops that were set. A goal is a property of moments alone, so that stepping
 * back finds what stepping forward found.
 */
import { isAtRest, type Moment } from './moment';
import type { Run } from './run';
import type { TimedMachine } from './subject';

export interface Goal {
  readonly direction: 'forward' | 'backward';
  /** Moments between statements: none, all, or those where at most so many `def` blocks are open. */
  readonly statements: 'none' | 'all' | number;
  /** Whether each event is one. */
  readonly events: boolean;
  /** Lines of functions at most so deep; null: none. */
  readonly depth: number | null;
  /** Only where another line begins than the one before at most so deep; false: each. */
  readonly linesOnly: boolean;
}

export type Move =
  /** Granularity as of the top frame: statements in the script, lines in the servers. */
  | 'over'
  | 'into'
  | 'out'
  | 'back'
  | 'backInto'
  | 'reverseOut'
  /** By one, whatever the top frame is. */
  | 'nextStatement'
  | 'previousStatement'
  | 'nextLine'
  | 'previousLine'
  | 'nextEvent'
  | 'previousEvent'
  /** To the next stop that was set, or to the end of the run. */
  | 'continue'
  | 'reverseContinue';

const CONTINUE: Goal = {
  direction: 'forward',
  statements: 'none',
  events: false,
  depth: null,
  linesOnly: true,
};
const STATEMENT: Goal = { ...CONTINUE, statements: 'all' };
const LINE: Goal = { ...STATEMENT, depth: Infinity };
const EVENT: Goal = { ...CONTINUE, events: true };

/** Where a move from where the run stands ends. */
export function goalOf<M extends TimedMachine>(move: Move, run: Run<M>): Goal {
  switch (move) {
    case 'continue':
      return CONTINUE;
    case 'reverseContinue':
      return backward(CONTINUE);
    case 'nextStatement':
      return STATEMENT;
    case 'previousStatement':
      return backward(STATEMENT);
    case 'nextLine':
    case 'into':
      return LINE;
    case 'previousLine':
    case 'backInto':
      return backward(LINE);
    case 'nextEvent':
      return EVENT;
    case 'previousEvent':
      return backward(EVENT);
    case 'over':
      return over(run);
    case 'back':
      return backward(over(run));
    case 'out':
      return out(run);
    case 'reverseOut':
      return backward(out(run));
  }
}

/** Whether every goal lies at most one statement away. */
export function isNear(goal: Goal): boolean {
  return goal.statements === 'all' || goal.events;
}

function over<M extends TimedMachine>(run: Run<M>): Goal {
  const depth = depthOf(run);
  if (depth > 0) return { ...STATEMENT, depth };
  if (!isAtRest(run.position)) return STATEMENT;
  return { ...CONTINUE, statements: run.subject.nesting(run.machine) };
}

function out<M extends TimedMachine>(run: Run<M>): Goal {
  const depth = depthOf(run);
  // To the middle of the caller's line too: that is where the call was.
  if (depth > 0) return { ...STATEMENT, depth: depth - 1, linesOnly: false };
  if (!isAtRest(run.position)) return STATEMENT;
  const nesting = run.subject.nesting(run.machine);
  return nesting === 0 ? CONTINUE : { ...CONTINUE, statements: nesting - 1 };
}

/** How many functions of the servers are open. */
function depthOf<M extends TimedMachine>(run: Run<M>): number {
  return isAtRest(run.position) ? 0 : run.machine.trace.depth;
}

function backward(goal: Goal): Goal {
  return { ...goal, direction: 'backward' };
}

/** The statement that a search backward from a moment looks at first: the one that was running, or the one before. */
export function statementBefore(moment: Moment): number {
  return isAtRest(moment) ? moment.step - 1 : moment.step;
}
