/** What the client's console is told: the bodies of `output` events, and their words. Sends nothing. */
import type { Program } from '../program/form';
import { momentText } from '../timeline/moment';
import type { Debuggee } from './debuggee';
import type { Line } from '../timeline/narrator';
import { scriptSource, type Counting } from './sources';

export type Category = 'console' | 'stdout' | 'stderr';

export function outputBody(text: string, category: Category, more: object = {}): object {
  return { category, output: `${text}\n`, ...more };
}

/** What a statement did or said, with its place and the way back to its moment. */
export function lineBody(line: Line, program: Program, counting: Counting): object {
  const { text, isFailure, place, at, difference } = line;
  const where = place && {
    source: scriptSource(program, place.source),
    line: counting.line(place.line),
    column: counting.column(place.column),
  };
  const data = at && { data: { moment: momentText(at), ...difference } };
  return outputBody(text, isFailure ? 'stderr' : 'stdout', { ...where, ...data });
}

/** How the run went. */
export function endText({ timeline }: Debuggee): string {
  const { expectations, failed, steps } = timeline.computer.interpreter;
  const counts = `${steps.get(1)} statements, ${expectations.get(1)} expectations`;
  return `${counts}, ${failed.get(1)} failed`;
}

export function bugText(error: unknown, during: string): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `pagewalk has a bug, in ${during}: ${text}`;
}
