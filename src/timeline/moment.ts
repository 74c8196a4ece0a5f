/**
 * A moment of a run: which statement, how many events of it have happened, and which line of the servers is about to
 * run. Plain data; meaningful for the run of one program with one list of edits, never a bare event number.
 */

export interface Moment {
  /** Occurrence of a statement, from 1: the s-th statement that the run begins. */
  readonly step: number;
  /** Events of that statement that have happened; 0: the statement has not begun. */
  readonly event: number;
  /** 0: just after that event. Otherwise: before the line-th line that the statement runs in the servers. */
  readonly line: number;
}

/** Before the s-th statement. */
export function beforeStatement(step: number): Moment {
  return { step, event: 0, line: 0 };
}

/** Whether a moment lies between two statements. */
export function isAtRest(moment: Moment): boolean {
  return moment.event === 0 && moment.line === 0;
}

/** Negative, 0 or positive, as `a` comes before, with or after `b`. */
export function compareMoments(a: Moment, b: Moment): number {
  return a.step - b.step || a.event - b.event || a.line - b.line;
}

/** `12`, `12.3` or `12.3:7`. */
export function momentText({ step, event, line }: Moment): string {
  const at = event > 0 || line > 0 ? `${String(step)}.${String(event)}` : String(step);
  return line > 0 ? `${at}:${String(line)}` : at;
}

/** The moment that a text names, or null. */
export function parseMoment(text: string): Moment | null {
  const match = /^(\d{1,15})(?:\.(\d{1,15})(?::(\d{1,15}))?)?$/.exec(text.trim());
  if (match === null) return null;
  const step = Number(match[1]);
  return step < 1 ? null : { step, event: Number(match[2] ?? 0), line: Number(match[3] ?? 0) };
}
