/** Answers about the past: who made a thing what it is, and where the run stands. */
import type { Answer, Hex, Moment } from './answer';

/** A statement of the script or a line of the log. */
export interface StatementPlace {
  /** The text of its line. */
  readonly text: string;
  readonly source: string;
  /** From 1. */
  readonly line: number;
}

/** An event, and why it happened. */
export interface PastEvent {
  /** Just after it: travel there to see it done. */
  readonly at: Moment;
  /** `pte`, `frame`, `region`, ... */
  readonly kind: string;
  /** What happened, in words. */
  readonly text: string;
  /** The sentence of the rule that decided it; null: there was nothing to decide. */
  readonly reason: string | null;
  readonly statement: StatementPlace | null;
}

/** A function of a server that was at work. */
export interface OriginFrame {
  readonly function: string;
  readonly file: string;
  readonly line: number;
}

export interface OriginBody extends Answer {
  /** What was asked about, in words. */
  readonly about: string;
  /** The last event that made it so; null: it is as it was at boot. */
  readonly set: PastEvent | null;
  /** The functions that were at work then, innermost first. */
  readonly stack: readonly OriginFrame[];
  /** The events about it before that one, the latest first. */
  readonly before: readonly PastEvent[];
  /** What no event tells, e.g. that the MMU sets accessed bits; empty for nothing. */
  readonly note: string;
}

export interface NowBody extends Answer {
  /** The statement that runs or comes next; null: the program has ended. */
  readonly statement: StatementPlace | null;
  readonly finished: boolean;
  /** The function of a server that is at work; null: the run stands between two statements. */
  readonly inside: OriginFrame | null;
  /** What the statement before, or the one at hand, did so far, as strace would print it; empty for nothing. */
  readonly did: string;
  /** The last event. */
  readonly event: PastEvent | null;
  /** All of this in one or two sentences, for a status line and a screen reader. */
  readonly text: string;
  readonly ticks: number;
  /** Physical memory: its size, and what is free, in bytes. */
  readonly memory: {
    readonly frames: number;
    readonly free: number;
    readonly frameBytes: number;
    readonly size: Hex;
  };
}
