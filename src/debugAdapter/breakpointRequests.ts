/** Requests that set breakpoints. */
import { statementPlaces } from '../timeline/stopPlaces';
import type { Arguments } from './arguments';
import type { Wanted, WantedLimits } from './breakpointKinds';
import type { Answer, Call } from './dispatcher';
import type { Session } from './session';
import { findSource, readSourceName } from './sources';

type Handler = (session: Session, args: Arguments, call: Call) => Answer;

export const BREAKPOINT_REQUESTS: Readonly<Record<string, Handler>> = {
  setBreakpoints(session, args, call) {
    const { counting } = session.client;
    const source = readSourceName(args.object('source'));
    const wanted = args.objects('breakpoints').map((one): Wanted => {
      const column = one.optionalInteger('column');
      return {
        ...{ kind: 'line', source, line: counting.ourLine(one.integer('line')) },
        column: column === null ? null : counting.ourColumn(column),
        ...readLimits(one),
      };
    });
    return set(session, call, `source ${JSON.stringify(source)}`, wanted);
  },

  setFunctionBreakpoints(session, args, call) {
    const wanted = args
      .objects('breakpoints')
      .map((one): Wanted => ({ kind: 'function', name: one.text('name'), ...readLimits(one) }));
    return set(session, call, 'functions', wanted);
  },

  setExceptionBreakpoints(session, args, call) {
    const plain = args.texts('filters').map((filter) => exception(filter, null));
    const options = args
      .objects('filterOptions')
      .map((one) => exception(one.text('filterId'), one.optionalText('condition')));
    return set(session, call, 'exceptions', [...plain, ...options]);
  },

  setDataBreakpoints(session, args, call) {
    const wanted = args
      .objects('breakpoints')
      .map((one): Wanted => ({ kind: 'data', dataId: one.text('dataId'), ...readLimits(one) }));
    return set(session, call, 'data', wanted);
  },

  breakpointLocations(session, args) {
    const { counting } = session.client;
    const { program } = session.debuggee;
    const source = findSource(readSourceName(args.object('source')), program);
    const from = counting.ourLine(args.integer('line'));
    const end = args.optionalInteger('endLine');
    const to = end === null ? from : counting.ourLine(end);
    if (source === null || source.kind === 'server') return { breakpoints: [] };
    const places = statementPlaces(program, source.source, from, to);
    return {
      breakpoints: places.map(({ line, column }) => ({
        line: counting.line(line),
        column: counting.column(column),
      })),
    };
  },
};

function exception(filter: string, condition: string | null): Wanted {
  return { kind: 'exception', filter, condition, hitCondition: null, logMessage: null };
}

function readLimits(args: Arguments): WantedLimits {
  return {
    condition: args.optionalText('condition'),
    hitCondition: args.optionalText('hitCondition'),
    logMessage: args.optionalText('logMessage'),
  };
}

/** Sets the breakpoints of a group; a run that searches for one goes on with them. */
function set(session: Session, call: Call, group: string, wanted: readonly Wanted[]): Answer {
  const program = session.debuggeeIfAny?.program ?? null;
  const breakpoints = session.breakpoints.set(group, wanted, program);
  call.after(() => {
    session.breakpointsChanged();
  });
  return { breakpoints: breakpoints.map((one) => session.describe(one)) };
}
