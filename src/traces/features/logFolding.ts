/** What of a log can be folded: maps, with the `### maps` before and the `### end` behind them. */
import type { Span } from '../../language/tree';
import type { LogLines } from './logLines';

/** Stretches of several lines. */
export function logFolds(lines: LogLines): readonly Span[] {
  const folds: Span[] = [];
  let start = -1;
  let end = -1;
  const close = (): void => {
    const isLong = start >= 0 && lines.text.slice(start, end).includes('\n');
    if (isLong) folds.push({ start, end });
    start = -1;
  };
  for (const { kind, name, from, to } of lines.all()) {
    const isHead = kind === 'note' && name === 'maps';
    const isEnd = kind === 'note' && name === 'end';
    if (isHead || (kind !== 'mapping' && !isEnd)) close();
    if (!isHead && kind !== 'mapping' && !isEnd) continue;
    if (start < 0) start = from;
    end = to;
    if (isEnd) close();
  }
  close();
  return folds;
}
