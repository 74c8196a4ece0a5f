/** Requests that change the machine. Each change is an edit: it is made again whenever the run passes its moment. */
import { rowOf } from '../program/processes';
import { compileQuery } from '../language/compileQuery';
import { evaluate, evaluateInteger } from '../program/evaluation';
import type { Integer } from '../program/integer';
import { sentence } from '../program/messages';
import { isFailure, isInteger } from '../program/value';
import type { Change } from '../timeline/edit';
import type { Arguments } from './arguments';
import { existingCell } from './dataBreakpoints';
import type { Answer, Call } from './dispatcher';
import { RequestError } from './errors';
import type { Session } from './session';
import { setField } from './variables/fieldCells';
import { scopesOf } from './variables/scopes';
import type { Look } from './variables/shown';

type Handler = (session: Session, args: Arguments, call: Call) => Answer;
type Setter = (value: Integer) => readonly Change[] | string;

export const EDIT_REQUESTS: Readonly<Record<string, Handler>> = {
  setVariable(session, args, call) {
    const look = session.debuggee.look();
    const node = session.nodes.get(args.integer('variablesReference'));
    const name = args.text('name');
    const find = (at: Look) => node.children(at, 0, Infinity).find((one) => one.name === name);
    const { set } = find(look) ?? {};
    if (set === undefined) throw new RequestError(`${name} cannot be changed`);
    change(session, look, set, args.text('value'), call);
    return { value: find(session.debuggee.look())?.value ?? '' };
  },

  setExpression(session, args, call) {
    const look = session.debuggee.look();
    const text = args.text('expression');
    const set = setterOf(look, text);
    if (set === null) throw new RequestError(`${text} cannot be changed`);
    const value = change(session, look, set, args.text('value'), call);
    return { value: String(value) };
  },

  terminateThreads(session, args, call) {
    const look = session.debuggee.look();
    const threads = args.integers('threadIds');
    const changes = threads.map((id): Change => {
      const thread = session.debuggee.threads.find((one) => one.id === id);
      const row = thread === undefined ? 0 : rowOf(look.computer, thread.endpoint);
      if (row === 0) throw new RequestError(`there is no thread ${id}`);
      return { kind: 'kill', process: row };
    });
    session.edit(changes, call);
    call.after(() => {
      session.tellThreads();
    });
    return undefined;
  },
};

/** Sets something to the value of an expression. @returns the value. */
function change(session: Session, look: Look, set: Setter, text: string, call: Call): Integer {
  const query = compileQuery(text, look.program);
  if (!query.ok) throw new RequestError(query.message);
  const value = evaluateInteger(look.evaluation, query.expression);
  if (!isInteger(value)) throw new RequestError(sentence(value));
  const changes = set(value);
  if (typeof changes === 'string') throw new RequestError(changes);
  session.edit(changes, call);
  return value;
}

/** How what an expression names is set: a variable of the script, a cell, a field of a page-table entry; null: not. */
function setterOf(look: Look, text: string): Setter | null {
  const cell = existingCell(look, text);
  if (cell !== null) {
    return (value) =>
      typeof value === 'number'
        ? [{ kind: 'cell', ...cell, value }]
        : `${value} does not fit a cell`;
  }
  const variables = scopesOf(look, null, -1).find(({ name }) => name === 'Script variables');
  const variable = variables?.node
    .children(look, 0, Infinity)
    .find(({ name }) => name === text.trim());
  if (variable?.set !== undefined) return variable.set;
  const query = compileQuery(text, look.program);
  if (!query.ok) throw new RequestError(query.message);
  const { expression } = query;
  if (expression.kind !== 'field' || expression.of === null) return null;
  const of = evaluate(look.evaluation, expression.of);
  return isFailure(of) ? null : setField(look, of, expression.name);
}
