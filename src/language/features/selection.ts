// What a growing selection takes in: from the word at a place to the whole script.

import type { Span } from '../tree';
import type { Analysis } from './analysis';
import { pathTo } from './nodes';
import { wordAround } from './words';

/** The stretches around a place, innermost first; each is larger than the one before. */
export function selectionRanges({ text, script }: Analysis, offset: number): readonly Span[] {
  const around = pathTo(script, offset).map(({ start, end }): Span => ({ start, end }));
  const ranges = [wordAround(text, offset), ...around.reverse()];
  return ranges.filter(({ start, end }, at) => {
    const before = ranges[at - 1];
    if (start === end) return false;
    return before === undefined || start < before.start || end > before.end;
  });
}
