/**
 * What is typed behind a command, looked up in the machine where it stands: expressions, processes, moments. What is
 * wrong with it is a refusal. Only looks.
 */
import { evaluate } from '../../program/evaluation';
import type { Expression } from '../../program/form';
import { sentence } from '../../program/messages';
import { rowOf } from '../../program/processes';
import { isFailure, type Value } from '../../program/value';
import { beforeStatement, parseMoment, type Moment } from '../moment';
import { Refusal, type Console } from './command';

/** Compiles an expression. */
export function queryOf({ language, timeline }: Console, text: string): Expression | Refusal {
  const query = language.compile(text.trim(), timeline.recording.program);
  return query.ok ? query.expression : new Refusal(query.message);
}

/** The value of an expression here. */
export function valueOf(console: Console, text: string): Value | Refusal {
  const expression = queryOf(console, text);
  if (expression instanceof Refusal) return expression;
  const value = evaluate(console.timeline.look(), expression);
  return isFailure(value) ? new Refusal(sentence(value)) : value;
}

/** The row of the process that an expression means; of the first one alive when nothing was typed. */
export function processRowOf(console: Console, text: string): number | Refusal {
  const value = valueOf(console, text === '' ? 'first(processes where .alive)' : text);
  if (value instanceof Refusal) {
    return text === '' ? new Refusal('no process is alive here: name one') : value;
  }
  if (typeof value !== 'object' || value.kind !== 'process') {
    return new Refusal(`${text}: this is no process`);
  }
  const row = rowOf(console.timeline.computer, value.endpoint);
  return row !== 0 ? row : new Refusal(`${text}: this process has ended`);
}

/** The moment that was typed; `end` is behind all statements. */
export function momentOf(text: string): Moment | Refusal {
  if (text === 'end') return beforeStatement(Number.MAX_SAFE_INTEGER);
  const moment = parseMoment(text);
  if (moment !== null) return moment;
  const what = text === '' ? 'which moment?' : `${text} is no moment:`;
  return new Refusal(`${what} one looks like 12, 12.3 or 12.3:7, and end is the end of the run`);
}

/** Refuses what was typed behind a command that takes nothing. */
export function refuseRest(name: string, rest: string): Refusal | null {
  return rest === '' ? null : new Refusal(`${name} takes nothing behind it: ${rest}`);
}
