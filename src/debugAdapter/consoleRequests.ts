/**
 * The commands of the console in the debug console of a client: `evaluate` of context `repl`. The commands are those of
 * `pagewalk run --interactive`; what they answer is done here in the protocol's ways.
 */
import { ASKING } from '../language/features/askable';
import type { Program } from '../program/form';
import { Refusal, type Act, type Console, type NewStop } from '../timeline/console/command';
import { obey } from '../timeline/console/commands';
import type { Arrival, Timeline } from '../timeline/timeline';
import type { Wanted } from './breakpointKinds';
import type { Breakpoint } from './breakpoints';
import type { Answer, Body, Call } from './dispatcher';
import { RequestError } from './errors';
import type { Session } from './session';

/** What the commands are asked about. */
export function consoleOf({ debuggee, breakpoints }: Session): Console {
  const { loaded, timeline, program } = debuggee;
  return {
    timeline,
    language: ASKING,
    stops: breakpoints.all().map((one) => ({ id: one.id, text: textOf(one) })),
    scenarios: loaded.scenarios,
    scenario: Math.max(0, loaded.scenarios.indexOf(program.name)),
  };
}

/** Does what was typed, when it is a command; null: it is an expression. */
export function answerCommand(session: Session, typed: string, call: Call): Answer | null {
  const [word = ''] = typed.trim().split(/\s/, 1);
  if (isVariable(session.debuggee.program, word)) return null;
  const answer = obey(consoleOf(session), typed);
  if (answer === null) return null;
  if (answer instanceof Refusal) throw new RequestError(answer.text);
  if (answer.kind === 'lines') return result(answer.lines);
  session.checkStopped();
  if (answer.kind === 'question') return asked(session.debuggee.timeline, answer.question);
  return act(session, answer, call);
}

/** Names of the script win over commands. */
function isVariable({ globals, scopes }: Program, word: string): boolean {
  if (globals.some(({ name }) => name === word)) return true;
  return scopes.some((scope) => {
    for (let at = scope; at !== null; at = at.outer) if (at.name === word) return true;
    return false;
  });
}

function result(lines: readonly string[]): Body {
  return { result: lines.join('\n'), variablesReference: 0 };
}

function* asked(
  timeline: Timeline,
  question: Generator<void, readonly string[] | Refusal>,
): Generator<void, Body> {
  const found = yield* timeline.ask(question);
  if (found instanceof Refusal) throw new RequestError(found.text);
  return result(found);
}

function act(session: Session, wanted: Act, call: Call): Answer {
  const { timeline } = session.debuggee;
  switch (wanted.kind) {
    case 'move':
      call.after(() => {
        session.tellArrival();
        session.travel(wanted.move, null, wanted.times);
      });
      return result([]);
    case 'travel':
      call.after(() => {
        session.tellArrival();
        session.move(() => timeline.travel(wanted.target), 'goto');
      });
      return result([]);
    case 'edit':
      session.edit([wanted.change], call);
      return result([`branch ${timeline.branch}`]);
    case 'branch':
      call.after(() => {
        session.tellArrival();
        session.move(() => onBranch(timeline, wanted.branch), 'goto');
      });
      return result([]);
    case 'stop':
      return addStop(session, wanted.stop);
    case 'delete':
      return deleteStops(session, wanted.id);
    case 'scenario':
      return openScenario(session, wanted.scenario, call);
    case 'quit':
      call.after(() => {
        session.end();
      });
      return result([]);
  }
}

function* onBranch(timeline: Timeline, branch: number): Generator<void, Arrival> {
  yield;
  timeline.switchBranch(branch);
  const reason = timeline.recording.isFinished ? 'end' : 'step';
  return { at: timeline.position, reason, stops: [] };
}

function addStop(session: Session, { text, place }: NewStop): Body {
  const cells = place.kind === 'cells' ? place.cells : null;
  const wanted: Wanted = {
    ...{ kind: 'console', text, cells },
    ...{ condition: null, hitCondition: null, logMessage: null },
  };
  const { id } = session.breakpoints.add('console', wanted, session.debuggee.program);
  return result([`stop ${id}: ${text}`]);
}

/** The client's own are removed there too. */
function deleteStops(session: Session, id: number | null): Body {
  const { breakpoints } = session;
  const gone = breakpoints.all().filter((one) => id === null || one.id === id);
  for (const one of gone) {
    breakpoints.remove(one.id);
    if (one.wanted.kind !== 'console') session.announce(one, 'removed');
  }
  return result([`${gone.length} removed`]);
}

async function openScenario(session: Session, scenario: number, call: Call): Promise<Body> {
  const { launch, loaded } = session.debuggee;
  const name = loaded.scenarios[scenario] ?? null;
  await session.load({ ...launch, scenario: name, startAt: null, stopOnEntry: true });
  call.after(() => {
    session.tellArrival();
    session.begin();
  });
  return result([]);
}

/** A breakpoint as `info` shows it. */
function textOf({ wanted, found }: Breakpoint): string {
  const { condition, hitCondition } = wanted;
  const limits = [
    ...(condition === null ? [] : [`if ${condition}`]),
    ...(hitCondition === null ? [] : [`hits ${hitCondition}`]),
    ...(found.stops.length > 0 ? [] : ['(nowhere in this run)']),
  ];
  return [placeText(wanted), ...limits].join(' ');
}

function placeText(wanted: Wanted): string {
  switch (wanted.kind) {
    case 'line':
      return `${wanted.source.path.split('/').at(-1) ?? ''}:${wanted.line}`;
    case 'function':
      return wanted.name;
    case 'data':
      return wanted.dataId;
    case 'exception':
      return `exception ${wanted.filter}`;
    case 'console':
      return wanted.text;
  }
}
