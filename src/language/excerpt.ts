/** A line of a source as people are shown it. */

/** Characters of a long line that are shown. */
const WIDTH = 100;
/** Of them, those before the place that is marked. */
const BEFORE = 60;

/**
 * A line with a mark below one of its characters, each indented; of a long line what is around it.
 * @param column from 1.
 * @returns nothing for a blank line.
 */
export function excerpt(line: string, column: number): string[] {
  if (line.trim() === '') return [];
  const start = column > WIDTH - BEFORE / 2 ? column - 1 - BEFORE : 0;
  const head = start > 0 ? '...' : '';
  const tail = line.length > start + WIDTH ? '...' : '';
  const shown = line.slice(start, start + WIDTH).replace(/\p{Cc}/gu, ' ');
  const blanks = Math.min(column - 1, line.length) - start + head.length;
  return [`  ${head}${shown}${tail}`, `  ${' '.repeat(blanks)}^`];
}
