/** Questions that are asked of a timeline, as a console or an editor asks them. */
import { expect } from 'vitest';
import { compileScript } from '../../src/language/analyze';
import { compileQuery } from '../../src/language/compileQuery';
import { evaluate } from '../../src/program/evaluation';
import type { Expression } from '../../src/program/form';
import { formatValue } from '../../src/program/format';
import { sentence } from '../../src/program/messages';
import { isFailure } from '../../src/program/value';
import { finish } from '../../src/timeline/journey';
import type { Stop } from '../../src/timeline/stops';
import { Timeline } from '../../src/timeline/timeline';

export function timelineOf(script: string): Timeline {
  const { programs, diagnostics } = compileScript(script, 'test.vms');
  expect(diagnostics).toEqual([]);
  const [program] = programs;
  if (program === undefined) throw new Error('no program');
  return new Timeline(program);
}

export function query(timeline: Timeline, text: string): Expression {
  const compiled = compileQuery(text, timeline.recording.program);
  if (!compiled.ok) throw new Error(compiled.message);
  return compiled.expression;
}

/** The value of an expression where the timeline stands, or why it has none. */
export function ask(timeline: Timeline, text: string): string {
  const value = evaluate(timeline.look(), query(timeline, text));
  return isFailure(value) ? sentence(value) : formatValue(timeline.computer, value);
}

/** A stop before the statements of a line. */
export function lineStop(timeline: Timeline, line: number, condition: string | null = null): Stop {
  const instructions = new Set<number>();
  timeline.recording.program.instructions.forEach(({ place, op }, i) => {
    if (place.line === line && !['jump', 'leave', 'end'].includes(op)) instructions.add(i);
  });
  const asked = condition === null ? null : query(timeline, condition);
  return { id: 1, condition: asked, hits: null, kind: 'statement', instructions };
}

/** What is asked at each stop, forward, and then backward. */
export function answers(timeline: Timeline, stops: readonly Stop[], text: string): string[][] {
  const forward: string[] = [];
  while (finish(timeline.continue(stops)).reason !== 'end') forward.push(ask(timeline, text));
  const backward: string[] = [];
  while (finish(timeline.reverseContinue(stops)).reason !== 'start') {
    backward.push(ask(timeline, text));
  }
  return [forward, backward];
}
