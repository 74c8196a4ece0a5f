// What was said about the lines of a document, after a change of it: what stands below moves, and
// what was changed is no longer true.

import type { SaidByLine } from './results';

/** A change: the lines from `first` to `last`, from 0, became `count` lines. */
export interface LineChange {
  readonly first: number;
  readonly last: number;
  readonly count: number;
}

/** What still holds behind a change. */
export function shiftResults(said: SaidByLine, { first, last, count }: LineChange): SaidByLine {
  const shift = count - (last - first + 1);
  const kept = new Map<number, readonly string[]>();
  for (const [line, texts] of said) {
    if (line < first) kept.set(line, texts);
    else if (line > last) kept.set(line + shift, texts);
  }
  return kept;
}
