/**
 * What happened in the recorded programs, in the order of the log: the form between the lines of a log (readLog.ts) and
 * the scenario that they make (scenario.ts). Plain data: offsets in the log's text, no text of its own.
 */

import type { Span } from '../language/tree';

/** A stretch of the log. */
export interface Part {
  readonly from: number;
  readonly to: number;
}

export function spanOf({ from, to }: Part): Span {
  return { start: from, end: to };
}

interface At extends Part {
  /** 0 where the log names no process. */
  pid: number;
}

export interface CallEvent extends At {
  readonly kind: 'call';
  readonly name: string;
  /** Where the call began, if that was another line: `from` and `to` are then its `resumed` line. */
  readonly begun: Part | null;
  /** The pid that a call which makes a process answered; 0 for none. */
  readonly child: number;
  /** The map that execve made, if the log tells it. */
  image: readonly Part[] | null;
}

/** `--- SIG {...} ---`. */
export interface SignalEvent extends At {
  readonly kind: 'signal';
}

/** `+++ exited with 0 +++`. */
export interface EndedEvent extends At {
  readonly kind: 'ended';
}

/** `### signal PID N`, `### exit PID status N`, `### exit PID signal N`. */
export interface NotedEvent extends At {
  readonly kind: 'gotSignal' | 'exited' | 'killed';
  readonly number: number;
}

/** `### fork PARENT CHILD kind`: pid is the parent's. */
export interface ForkEvent extends At {
  readonly kind: 'fork';
  readonly child: number;
  readonly how: string;
}

/** A map as /proc/PID/maps tells it: what a process began with, or what it must have now. */
export interface MapsEvent extends At {
  readonly kind: 'startMap' | 'checkMap';
  readonly lines: readonly Part[];
}

/** strace was attached to a process that runs already, with so many threads. */
export interface AttachedEvent extends At {
  readonly kind: 'attached';
  readonly threads: number;
}

export type LogEvent =
  CallEvent | SignalEvent | EndedEvent | NotedEvent | ForkEvent | MapsEvent | AttachedEvent;

/** Something wrong with the log. */
export interface LogProblem {
  readonly from: number;
  readonly text: string;
}

/** Calls that are not run, by why and by name. */
export class Tally {
  private readonly counts = new Map<string, Map<string, number>>();

  add(why: string, name: string, count = 1): void {
    const names = this.counts.get(why) ?? new Map<string, number>();
    this.counts.set(why, names);
    names.set(name, (names.get(name) ?? 0) + count);
  }

  /** One line for each reason: `not modelled: madvise 18, msync 1`, the most frequent first. */
  lines(): string[] {
    return [...this.counts].map(([why, names]) => {
      const sorted = [...names].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
      return `${why}: ${sorted.map(([name, count]) => `${name} ${count}`).join(', ')}`;
    });
  }
}

/** A log that was read. */
export interface Log {
  /** Its text; what strace's own messages cut in two is joined, and every offset is as in the file. */
  readonly text: string;
  readonly events: readonly LogEvent[];
  readonly problems: LogProblem[];
  readonly tally: Tally;
  /** Calls that make a process and have no result, because the log ends before: each may have made one. */
  readonly unanswered: readonly CallEvent[];
  /** Whether any line shows a process that waits for another's end. */
  readonly waits: boolean;
}
