/**
 * What is typed behind a command, looked up in the machine where it stands: expressions, processes, cells. What is wrong
 * with it is printed, once, and the answer is null. Only looks.
 */
import { compileQuery } from '../../language/compileQuery';
import { evaluate } from '../../program/evaluation';
import type { Expression } from '../../program/form';
import { sentence } from '../../program/messages';
import { rowOf } from '../../program/processes';
import { isFailure, type Value } from '../../program/value';
import type { ConsoleDebugger } from './consoleDebugger';

export const NO_MOMENT = 'a moment looks like 12, 12.3 or 12.3:7';

/** Compiles an expression. */
export function queryOf(session: ConsoleDebugger, text: string): Expression | null {
  const query = compileQuery(text.trim(), session.timeline.recording.program);
  if (query.ok) return query.expression;
  session.print(query.message);
  return null;
}

/** The value of an expression here. */
export function valueOf(session: ConsoleDebugger, text: string): Value | null {
  const expression = queryOf(session, text);
  if (expression === null) return null;
  const value = evaluate(session.timeline.look(), expression);
  if (!isFailure(value)) return value;
  session.print(sentence(value));
  return null;
}

/** The row of the process that an expression means; of the first one alive when nothing was typed. */
export function processRowOf(session: ConsoleDebugger, text: string): number | null {
  const value = valueOf(session, text === '' ? 'first(processes where .alive)' : text);
  if (value === null) return null;
  if (typeof value !== 'object' || value.kind !== 'process') {
    session.print(`${text}: this is no process`);
    return null;
  }
  const row = rowOf(session.timeline.computer, value.endpoint);
  if (row !== 0) return row;
  session.print(`${text}: this process has ended`);
  return null;
}

export interface Cell {
  readonly column: string;
  readonly row: number;
}

/** `message.protection[14]` as a cell of this machine. */
export function cellOf(session: ConsoleDebugger, text: string): Cell | null {
  const match = /^([\w.]+)\[(.+)\]$/.exec(text.trim());
  const name = match?.[1] ?? '';
  const column = session.timeline.computer.store.columns.find((one) => one.name === name);
  if (match === null || column === undefined) {
    session.print(`${text}: a cell looks like message.protection[14] or ram[1024]`);
    return null;
  }
  const row = valueOf(session, match[2] ?? '');
  if (row === null) return null;
  const { length } = column.data;
  if (typeof row === 'number' && row >= 0 && row < length) return { column: name, row };
  session.print(`${name} has the rows 0 to ${String(length - 1)}`);
  return null;
}
