/** Why the run stopped, in the protocol's words and in people's. */
import { StoppedEvent } from '@vscode/debugadapter';
import type { Arrival } from '../timeline/timeline';
import type { Breakpoint, Breakpoints } from './breakpoints';
import type { Debuggee } from './debuggee';
import { EXCEPTION_FILTERS } from './exceptionFilters';

/** What the client had asked for. */
export type Reason = 'step' | 'entry' | 'goto' | 'pause';

interface Body {
  readonly reason: string;
  readonly description?: string;
  readonly text?: string;
  readonly hitBreakpointIds?: readonly number[];
}

/** The event that the run has stopped, with a thread that the client is to show. */
export function stoppedEvent(
  debuggee: Debuggee,
  arrival: Arrival,
  asked: Reason,
  breakpoints: Breakpoints,
  threadId: number,
): StoppedEvent {
  const { reason, ...more } = bodyOf(debuggee, arrival, asked, breakpoints);
  const event = new StoppedEvent(reason, threadId);
  Object.assign(event.body, more, { allThreadsStopped: true });
  return event;
}

/** The reason, description and breakpoints. */
function bodyOf(
  { timeline }: Debuggee,
  { reason, stops }: Arrival,
  asked: Reason,
  breakpoints: Breakpoints,
): Body {
  if (reason === 'stop' || stops.length > 0) return breakpointBody(stops, breakpoints);
  if (reason === 'pause') return { reason: 'pause', description: 'Paused' };
  if (asked === 'goto') return { reason: 'goto', description: 'Travelled here' };
  if (reason === 'end' || timeline.recording.isFinished) {
    return { reason: 'step', description: 'The end of the run: go back, or continue to end' };
  }
  if (asked === 'entry') return { reason: 'entry', description: 'Before the first statement' };
  if (reason === 'start') return { reason: 'step', description: 'The beginning of the run' };
  return { reason: 'step' };
}

const REASONS: Readonly<Record<Breakpoint['wanted']['kind'], string>> = {
  line: 'breakpoint',
  function: 'function breakpoint',
  data: 'data breakpoint',
  exception: 'exception',
  console: 'breakpoint',
};

function breakpointBody(stops: readonly number[], breakpoints: Breakpoints): Body {
  if (stops.includes(0)) return { reason: 'exception', description: 'An expectation failed' };
  const hitBreakpointIds = [...new Set(stops)];
  const [first] = hitBreakpointIds.flatMap((id) => breakpoints.find(id) ?? []);
  if (first === undefined) return { reason: 'breakpoint', hitBreakpointIds };
  const { wanted } = first;
  const reason = REASONS[wanted.kind];
  if (wanted.kind !== 'exception') return { reason, hitBreakpointIds };
  const filter = EXCEPTION_FILTERS.find((one) => one.filter === wanted.filter);
  return { reason, hitBreakpointIds, description: filter?.label ?? '', text: filter?.label ?? '' };
}
