/** Requests that look at a stop. None of them changes anything: the machine's hash before and after is the same. */
import { Scope, StackFrame, Thread } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { compileQuery } from '../language/compileQuery';
import { evaluate } from '../program/evaluation';
import { sentence } from '../program/messages';
import { isFailure } from '../program/value';
import type { Arguments } from './arguments';
import { answerCommand } from './consoleRequests';
import { existingCell } from './dataBreakpoints';
import type { Answer, Call } from './dispatcher';
import { RequestError } from './errors';
import { describeFrame, framesOf } from './frames';
import type { Session } from './session';
import {
  allSources,
  findSource,
  readSourceName,
  scriptSource,
  serverSource,
  textOfSource,
} from './sources';
import { scopesOf } from './variables/scopes';
import type { Look, Node, Shown } from './variables/shown';
import { shownCell } from './variables/tableNodes';
import { shownValue } from './variables/valueNodes';

type Handler = (session: Session, args: Arguments, call: Call) => Answer;

/** Lists up to this length are not paged. */
const SHORT_LIST = 100;
/** Children that are given at once to a client that does not page. */
const MOST_CHILDREN = 10_000;

export const INSPECTION_REQUESTS: Readonly<Record<string, Handler>> = {
  threads(session) {
    return { threads: session.debuggee.threads.map(({ id, name }) => new Thread(id, name)) };
  },

  stackTrace(session, args) {
    const { debuggee, client } = session;
    const { recording } = debuggee.timeline;
    const threadId = args.integer('threadId');
    const thread = debuggee.threads.find(({ id }) => id === threadId);
    if (thread === undefined) throw new RequestError(`there is no thread ${threadId} at this stop`);
    const all = framesOf(recording, thread);
    const from = args.optionalInteger('startFrame', 0) ?? 0;
    const levels = args.optionalInteger('levels', 0) ?? 0;
    const frames = all.slice(from, levels === 0 ? undefined : from + levels);
    const stackFrames = frames.map((frame) => {
      const { name, ...shape } = describeFrame(recording, frame, client.counting);
      return Object.assign(new StackFrame(session.frames.add(frame), name), shape);
    });
    return { stackFrames, totalFrames: all.length };
  },

  scopes(session, args) {
    const { frame, thread } = session.frames.get(args.integer('frameId'));
    const look = session.debuggee.look();
    const scopes = scopesOf(look, frame, thread.endpoint).map(({ name, hint, expensive, node }) =>
      Object.assign(
        new Scope(name, session.nodes.add(node), expensive),
        hint === undefined ? {} : { presentationHint: hint },
      ),
    );
    return { scopes };
  },

  variables(session, args) {
    const node = session.nodes.get(args.integer('variablesReference'));
    const look = session.debuggee.look();
    const length = lengthOf(session, look, node);
    const filter = args.optionalText('filter');
    if (filter === (length > 0 ? 'named' : 'indexed')) return { variables: [] };
    const from = args.optionalInteger('start', 0) ?? 0;
    const asked = args.optionalInteger('count', 0) ?? 0;
    const count = asked === 0 ? MOST_CHILDREN : Math.min(asked, MOST_CHILDREN);
    const children = node.children(look, from, from + count).slice(0, count);
    return { variables: children.map((child) => describe(session, look, child)) };
  },

  evaluate(session, args, call) {
    const text = args.text('expression');
    const isTyped = args.optionalText('context') === 'repl';
    const answer = isTyped ? answerCommand(session, text, call) : null;
    if (answer !== null) return answer;
    const look = session.debuggee.look();
    const shown = describe(session, look, shownExpression(look, text));
    const { value: result, type, variablesReference, indexedVariables, memoryReference } = shown;
    return { result, type, variablesReference, indexedVariables, memoryReference };
  },

  locations(session, args) {
    const declared = session.locations.get(args.integer('locationReference'));
    const { counting } = session.client;
    if (declared.kind === 'server') {
      const { file, line } = declared;
      return { source: serverSource(file), line: counting.line(line), column: counting.column(1) };
    }
    const { source, line, column } = declared.place;
    return {
      source: scriptSource(session.debuggee.program, source),
      ...{ line: counting.line(line), column: counting.column(column) },
    };
  },

  source(session, args) {
    const { program } = session.debuggee;
    const name = args.has('source')
      ? readSourceName(args.object('source'))
      : { path: '', reference: args.integer('sourceReference') };
    const source = findSource(name, program);
    const content = source === null ? undefined : textOfSource(source, program);
    if (content === undefined) throw new RequestError('there is no such source in this session');
    const isServer = source?.kind === 'server';
    return { content, ...(isServer ? { mimeType: 'text/x-typescript' } : {}) };
  },

  loadedSources(session) {
    return { sources: allSources(session.debuggee.program) };
  },
};

/** The value of an expression, or of a cell of a table: `region.start[17]`. */
function shownExpression(look: Look, text: string): Shown {
  const cell = existingCell(look, text);
  const column = look.computer.store.columns.find(({ name }) => name === cell?.column);
  if (cell !== null && column !== undefined) return shownCell(column, cell.row, text);
  const query = compileQuery(text, look.program);
  if (!query.ok) throw new RequestError(query.message);
  const value = evaluate(look.evaluation, query.expression);
  if (isFailure(value)) throw new RequestError(sentence(value));
  return shownValue(look, text, value, text);
}

/** How many children a node has that the client is to ask for in portions; 0: all at once. */
function lengthOf(session: Session, look: Look, node: Node): number {
  const length = node.indexed?.(look) ?? 0;
  return session.client.pagesVariables && length > SHORT_LIST ? length : 0;
}

function describe(session: Session, look: Look, shown: Shown): DebugProtocol.Variable {
  const { name, value, type, node, expression, memory, set, declared } = shown;
  const length = node === undefined ? 0 : lengthOf(session, look, node);
  return {
    name,
    value,
    variablesReference: node === undefined ? 0 : session.nodes.add(node),
    ...(type === undefined ? {} : { type }),
    ...(length === 0 ? {} : { indexedVariables: length }),
    ...(expression === undefined ? {} : { evaluateName: expression }),
    ...(memory === undefined ? {} : { memoryReference: memory }),
    ...(declared === undefined
      ? {}
      : { declarationLocationReference: session.locations.add(declared) }),
    ...(set === undefined ? { presentationHint: { attributes: ['readOnly'] } } : {}),
  };
}
