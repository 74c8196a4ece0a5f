/**
 * What every answer to a `pagewalk/...` request carries: the version of the protocol, the moment that it is of, and
 * what changed since the stop before. Plain data that survives JSON; addresses and words are `0x` strings.
 */

/** Raised by a change that breaks readers. */
export const PROTOCOL_VERSION = 1;

/** Rows that an answer holds at most, so that a message stays below MESSAGE_BYTES. */
export const MOST_ROWS = 100;
/** Bytes of JSON that no message to a webview exceeds. */
export const MESSAGE_BYTES = 65536;

/** `0x` and lower-case hexadecimal digits. */
export type Hex = `0x${string}`;

/** A moment of the run. */
export interface Moment {
  /** Occurrence of a statement, from 1: the s-th statement that the run begins. */
  readonly statement: number;
  /** Events of that statement that have happened; 0: it has not begun. */
  readonly event: number;
  /** 0: just after that event. Otherwise: before the line-th line that the statement runs in the servers. */
  readonly line: number;
  /** `12`, `12.3` or `12.3:7`: what a request to travel takes, and people read. */
  readonly text: string;
}

export interface Answer {
  readonly version: typeof PROTOCOL_VERSION;
  /** The moment that the answer is of. */
  readonly at: Moment;
  /** The stop with which it is compared; null where there was none yet. Nothing is marked then. */
  readonly since: Moment | null;
}

/** What happened to a thing since the stop before. */
export type Mark = 'new' | 'changed' | 'gone';

/** A thing that may have changed since the stop before. */
export interface Marked {
  /** Absent: nothing happened. */
  readonly mark?: Mark;
  /** Of a thing that changed: its fields that did, as they were. */
  readonly was?: Readonly<Record<string, string | number | boolean | null>>;
}

/** A window of a list that may be longer. */
export interface Paged {
  /** Position of the first row of this answer in the list, from 0. */
  readonly first: number;
  /** Rows that the list has in all. */
  readonly total: number;
}
