/** Which lines of a log were not understood, and why. What is understood, but not run, is in a log's summary. */
import type { Span } from '../../language/tree';
import { compileLog } from '../log';
import type { LogLines } from './logLines';

export interface LogDiagnostic extends Span {
  readonly text: string;
}

/** What is wrong with a log; from its place to the end of its line, or its whole line. */
export function logDiagnostics(lines: LogLines, name: string): readonly LogDiagnostic[] {
  const { problems } = compileLog(lines.text, name, []);
  return problems
    .filter(({ source }) => source === 0)
    .map(({ line, column, text }) => {
      const { from, to } = lines.line(line - 1);
      const place = lines.startOf(line - 1) + column - 1;
      // What is missing at the end of a line cannot be seen there.
      const start = place < to ? place : from;
      return { start, end: Math.max(to, start + 1), text };
    });
}
