/**
 * What can stop a run: statements, functions and lines of the servers, kinds of events, watched cells and memory. All
 * of them hold in both directions, with conditions, hit counts and log texts. Plain data.
 */
import type { Expression } from '../program/form';

/** When a stop applies, and what it does there. */
export interface Limits {
  /** Must hold, evaluated at the moment; null: always. A condition that cannot be evaluated there does not hold. */
  readonly condition: Expression | null;
  /** Which of its hits stop, counted from the beginning of the run; null: all. */
  readonly hits: HitRule | null;
  /** A log point: at its hits this is told, and the run goes on. */
  readonly log?: readonly (string | Expression)[];
}

/** `= n`: the n-th; `>= n`: from the n-th on; `< n`: those before the n-th; `% n`: each n-th. */
export interface HitRule {
  readonly operator: '=' | '>=' | '<' | '%';
  readonly count: number;
}

/** The forms that `parseHitRule` knows, as people are told of them. */
export const HIT_RULES = 'N (from 1), = N, > N, >= N, < N, <= N, % N';

/** The rule that a text means, in one of HIT_RULES; null when it means none. */
export function parseHitRule(text: string): HitRule | null {
  const match = /^\s*(==?|>=?|<=?|%)?\s*(\d{1,15})\s*$/.exec(text);
  if (match === null) return null;
  const [, operator = '=', digits] = match;
  const count = Number(digits);
  if (operator === '%') return count === 0 ? null : { operator, count };
  // Hits count from 1.
  if (operator.startsWith('=') && count === 0) return null;
  if (operator.startsWith('>')) {
    return { operator: '>=', count: operator === '>' ? count + 1 : count };
  }
  if (operator.startsWith('<')) {
    return { operator: '<', count: operator === '<=' ? count + 1 : count };
  }
  return { operator: '=', count };
}

export type StopPlace =
  /** Before these instructions run: those of a line of the script, or of the calls with a name. */
  | { readonly kind: 'statement'; readonly instructions: ReadonlySet<number> }
  /** Before the first line of these functions of the servers. */
  | { readonly kind: 'function'; readonly functions: ReadonlySet<number> }
  /** Before these sites of the servers. */
  | { readonly kind: 'line'; readonly sites: ReadonlySet<number> }
  /**
   * Just after an event of this kind, decided by this rule (null: by any), with this `a` (absent: any).
   * `failedCall`: only a reply to a user process whose result (`a`) is an error.
   */
  | {
      readonly kind: 'event';
      readonly event: number;
      readonly rule: number | null;
      readonly a?: number;
      readonly failedCall?: true;
    }
  /** Just after the event that follows a change of these cells, which make up one value, or before the next statement. */
  | {
      readonly kind: 'cells';
      readonly cells: readonly { readonly column: string; readonly row: number }[];
    }
  /** The same for memory of a process, by virtual address: what is read there, or that nothing can be read. */
  | {
      readonly kind: 'memory';
      readonly endpoint: number;
      readonly page: number;
      readonly offset: number;
      readonly length: number;
    };

export type Stop = Limits & { readonly id: number } & StopPlace;

/** Whether the n-th hit (from 1) of a stop stops. */
export function hitStops(rule: HitRule | null, hit: number): boolean {
  if (rule === null) return true;
  const { operator, count } = rule;
  switch (operator) {
    case '=':
      return hit === count;
    case '>=':
      return hit >= count;
    case '<':
      return hit < count;
    case '%':
      return hit % count === 0;
  }
}
