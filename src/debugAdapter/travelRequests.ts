/** Requests that offer moments and travel to them, and the moves backward that DAP has no request for. */
import { statementAt } from '../timeline/stopPlaces';
import { firstSite, serverLine } from '../timeline/builds';
import { reasonFor, lastEvent } from '../timeline/history';
import { logStatement, type StatementLog } from '../timeline/lines';
import { beforeStatement, momentText, parseMoment, type Moment } from '../timeline/moment';
import { nearestExecutions } from '../timeline/nearest';
import { EVENT_NAMES } from '../machine/events';
import { sentence } from '../program/messages';
import type { Arguments } from './arguments';
import type { Debuggee } from './debuggee';
import type { Answer, Body, Call } from './dispatcher';
import { RequestError } from './errors';
import { PROTOCOL_VERSION } from '../protocol/answer';
import type { Session } from './session';
import { findSource, readSourceName } from './sources';

type Handler = (session: Session, args: Arguments, call: Call) => Answer;

/** Executions of a line that are offered, in each direction. */
const MOST_TARGETS = 10;
/** Functions that are offered to step into. */
const MOST_FUNCTIONS = 100;

export const TRAVEL_REQUESTS: Readonly<Record<string, Handler>> = {
  gotoTargets: (session, args) => gotoTargets(session, args),
  goto: (session, args, call) =>
    travel(session, session.targets.get(args.integer('targetId')), call),
  'pagewalk/goto'(session, args, call) {
    const text = args.text('moment');
    const target = parseMoment(text);
    if (target === null) throw new RequestError(`${text}: a moment looks like 12, 12.3 or 12.3:7`);
    travel(session, target, call);
  },
  'pagewalk/reverseNext': (session, _args, call) => session.back('back', call),
  'pagewalk/reverseStepOut': (session, _args, call) => session.back('reverseOut', call),
  'pagewalk/state'(session) {
    const { timeline } = session.debuggee;
    const { recording, computer } = timeline;
    return {
      version: PROTOCOL_VERSION,
      moment: momentText(timeline.position),
      hash: computer.hash.all(),
      finished: recording.isFinished,
      branch: timeline.branch,
    };
  },
  stepInTargets: (session, args) => stepInTargets(session, args),
  restartFrame: (session, args) => restartFrame(session, args),
  exceptionInfo(session) {
    const last = lastEvent(session.debuggee.timeline.recording);
    const { stops } = session.debuggee.arrival;
    const [id] = stops;
    const wanted = id === undefined ? undefined : session.breakpoints.find(id)?.wanted;
    const name = last === null ? '' : (EVENT_NAMES[last.event.kind] ?? '');
    const exceptionId = wanted?.kind === 'exception' ? wanted.filter : name;
    const reason = last === null ? null : reasonFor(last.event);
    const description = failureText(session.debuggee, exceptionId) ?? reason ?? name;
    return { exceptionId, breakMode: 'always', description };
  },
};

/** What the last failed expectation said; null: it is another exception. */
function failureText({ timeline }: Debuggee, exception: string): string | null {
  const { failure } = timeline.computer.judgement;
  const isExpectation = exception === 'expectation' || exception === 'expect';
  return isExpectation && failure !== null ? sentence(failure) : null;
}

function travel(session: Session, target: Moment, call: Call): undefined {
  session.checkStopped();
  const { timeline } = session.debuggee;
  call.after(() => {
    session.move(() => timeline.travel(target), 'goto');
  });
  return undefined;
}

/** The executions of a line nearest to here. */
function* gotoTargets(session: Session, args: Arguments): Generator<void, Body> {
  const { timeline, program } = session.debuggee;
  const { counting } = session.client;
  const source = findSource(readSourceName(args.object('source')), program);
  const line = counting.ourLine(args.integer('line'));
  if (source === null || source.kind === 'server') return { targets: [] };
  const place = statementAt(program, source.source, line);
  if (place === null) return { targets: [] };
  const { recording } = timeline;
  const found = yield* timeline.ask(nearestExecutions(recording, place.instructions, MOST_TARGETS));
  const targets = found.map((at) => ({
    id: session.targets.add(at),
    label: `travel to statement ${momentText(at)}`,
    line: counting.line(place.line),
    column: counting.column(place.column),
  }));
  return { targets };
}

/** The functions of the servers that the statement at hand calls from here on, in their order. */
function* stepInTargets(session: Session, args: Arguments): Generator<void, Body> {
  session.frames.get(args.integer('frameId'));
  const { timeline } = session.debuggee;
  const { position, recording } = timeline;
  const log = yield* timeline.ask(logStatement(recording, position.step));
  const { counting } = session.client;
  const targets: object[] = [];
  for (let line = position.line + 1; line < log.sites.length; line++) {
    if (targets.length >= MOST_FUNCTIONS) break;
    const site = log.sites[line] ?? -1;
    if (firstSite(site) !== site) continue;
    const { function: name, file, line: at } = serverLine(site);
    const moment = momentOfLine(log, position.step, line);
    const label = `${name}  ${file}`;
    targets.push({ id: session.targets.add(moment), label, line: counting.line(at) });
  }
  return { targets };
}

function momentOfLine(log: StatementLog, step: number, line: number): Moment {
  return { step, event: log.eventsBefore[line] ?? 0, line };
}

/** Back to where a function was called, or before the statement. */
function* restartFrame(session: Session, args: Arguments): Generator<void, Body> {
  session.checkStopped();
  const { frame } = session.frames.get(args.integer('frameId'));
  const { timeline } = session.debuggee;
  const { position, recording } = timeline;
  if (frame === null || frame.kind === 'message')
    throw new RequestError('this frame cannot begin again');
  let target = beforeStatement(position.step);
  if (frame.kind === 'server') {
    const log = yield* timeline.ask(logStatement(recording, position.step));
    const line = lineOfCall(log, position.line, position.event, frame.depth);
    if (line > 0) target = momentOfLine(log, position.step, line);
  }
  session.moveLater(() => timeline.travel(target), 'goto');
  return undefined;
}

/** The first line of the function that is open at a depth at a line; 0: none. */
function lineOfCall(log: StatementLog, line: number, event: number, depth: number): number {
  let at = line;
  if (at === 0) while (at + 1 < log.sites.length && (log.eventsBefore[at + 1] ?? 0) < event) at++;
  for (; at > 0; at--) {
    const site = log.sites[at] ?? -1;
    if (log.depths[at] === depth && firstSite(site) === site) return at;
  }
  return 0;
}
