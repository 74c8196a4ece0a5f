/** What the client's console is told: `output` events, and their words. Sends nothing. */
import { OutputEvent } from '@vscode/debugadapter';
import type { Program } from '../program/form';
import { momentText } from '../timeline/moment';
import type { Debuggee } from './debuggee';
import type { Line } from '../timeline/narrator';
import { scriptSource, type Counting } from './sources';

export type Category = 'console' | 'stdout' | 'stderr';

export function outputEvent(text: string, category: Category, more: object = {}): OutputEvent {
  const event = new OutputEvent(`${text}\n`, category);
  Object.assign(event.body, more);
  return event;
}

/** What a statement did or said, with its place and the way back to its moment. */
export function lineEvent(line: Line, program: Program, counting: Counting): OutputEvent {
  const { text, isFailure, place, at, difference } = line;
  const where = place && {
    source: scriptSource(program, place.source),
    line: counting.line(place.line),
    column: counting.column(place.column),
  };
  const data = at && { data: { moment: momentText(at), ...difference } };
  return outputEvent(text, isFailure ? 'stderr' : 'stdout', { ...where, ...data });
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
