/**
 * What `events` in an expression looks at: events that somebody kept. A machine keeps none; whoever records a run
 * gives its record to the evaluation. Plain data, no logic.
 */

export interface RecordedEvent {
  /** Its number in the run. */
  readonly number: number;
  /** EVENT number, subject, a, b and rule, as they were emitted. */
  readonly kind: number;
  readonly subject: number;
  readonly a: number;
  readonly b: number;
  readonly rule: number;
  /** Endpoint of the process whose statement ran, -1 for none. */
  readonly endpoint: number;
  /** CPU it happened on, from 0. */
  readonly cpu: number;
  /** Name of the call or access of that statement; empty for none. */
  readonly call: string;
  /** The server's function and line, where the recorder ran the stepping build; empty and 0 otherwise. */
  readonly function: string;
  readonly line: number;
}

export interface EventSource {
  readonly count: number;
  /** Events that happened and are not in the record. */
  readonly missing: number;
  /** Whether functions and lines were recorded: that takes the stepping build. */
  readonly hasLines: boolean;
  /** @param position from 0 to count - 1. */
  event(position: number): RecordedEvent | undefined;
  /** The sentence of a rule; empty for rule 0. */
  rule(id: number): string;
}
