/** Requests that begin and end a session and a run. */
import { InitializedEvent } from '@vscode/debugadapter';
import type { Arguments } from './arguments';
import { CAPABILITIES } from './capabilities';
import type { Answer, Call } from './dispatcher';
import { RequestError } from './errors';
import { readLaunchArguments } from './launch';
import type { Session } from './session';
import { Counting } from './sources';

type Handlers = Readonly<Record<string, (session: Session, args: Arguments, call: Call) => Answer>>;

export const LIFECYCLE_REQUESTS: Handlers = {
  initialize(session, args) {
    const firstLine = args.flag('linesStartAt1', true) ? 1 : 0;
    const firstColumn = args.flag('columnsStartAt1', true) ? 1 : 0;
    session.client = {
      counting: new Counting(firstLine, firstColumn),
      hasProgress: args.flag('supportsProgressReporting', false),
      hasInvalidated: args.flag('supportsInvalidatedEvent', false),
      hasMemoryEvents: args.flag('supportsMemoryEvent', false),
      pagesVariables: args.flag('supportsVariablePaging', false),
    };
    return CAPABILITIES;
  },

  async launch(session, args, call) {
    if (session.debuggeeIfAny !== null)
      throw new RequestError('a run has begun already: restart it');
    await session.load(readLaunchArguments(args));
    call.after(() => {
      session.sendEvent(new InitializedEvent());
    });
    return undefined;
  },

  configurationDone(session, _args, call) {
    session.isConfigured(call);
    return undefined;
  },

  async restart(session, args, call) {
    const { launch } = session.debuggee;
    const given = args.has('arguments') ? readLaunchArguments(args.object('arguments')) : launch;
    await session.load(given);
    call.after(() => {
      session.begin();
    });
    return undefined;
  },

  terminate(session, _args, call) {
    call.after(() => {
      session.end();
    });
    return undefined;
  },

  disconnect(session, _args, call) {
    call.after(() => {
      session.dispose();
    });
    return undefined;
  },

  cancel(session, args) {
    const request = args.optionalInteger('requestId');
    if (request !== null) session.cancel(request);
    if (args.has('progressId')) session.pause();
    return undefined;
  },
};
