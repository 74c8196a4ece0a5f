/**
 * What can stop a run: statements, functions and lines of the servers, kinds of events, watched cells. All of them hold
 * in both directions, with conditions and hit counts.
 */
import type { Expression } from '../program/form';

/** When a stop applies. */
export interface Limits {
  /** Must hold, evaluated at the moment; null: always. A condition that cannot be evaluated there does not hold. */
  readonly condition: Expression | null;
  /** Which of the hits of the run stop, counted from its beginning; null: all. */
  readonly hits: HitRule | null;
}

/** `= n`: the n-th; `>= n`: from the n-th on; `% n`: each n-th. */
export interface HitRule {
  readonly operator: '=' | '>=' | '%';
  readonly count: number;
}

export type Stop = Limits & { readonly id: number } & (
    | { readonly kind: 'statement'; readonly instructions: ReadonlySet<number> }
    | { readonly kind: 'function'; readonly functions: ReadonlySet<number> }
    | { readonly kind: 'line'; readonly sites: ReadonlySet<number> }
    | { readonly kind: 'event'; readonly event: number; readonly rule: number | null }
    /** A write that changes the cell. */
    | { readonly kind: 'watch'; readonly column: string; readonly row: number }
  );
  /** A failed expectation, `stop`, and so on are events; the end of the script is always a stop. */

/** Whether the n-th hit (from 1) of a stop stops. */
export function hitStops(rule: HitRule | null, hit: number): boolean {
  if (rule === null) return true;
  if (rule.operator === '=') return hit === rule.count;
  return rule.operator === '>=' ? hit >= rule.count : hit % rule.count === 0;
}

/** Whether a stop can only be seen with the lines of the stepping build. */
export function needsLines(stop: Stop): boolean {
  return stop.kind === 'function' || stop.kind === 'line';
}
