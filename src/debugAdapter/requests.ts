/** All requests that a session answers, by name. docs/dap.md says which are not among them, and why. */
import type { Arguments } from './arguments';
import { BREAKPOINT_REQUESTS } from './breakpointRequests';
import { COMPLETION_REQUESTS } from './completionRequests';
import type { Answer, Call } from './dispatcher';
import { EDIT_REQUESTS } from './editRequests';
import { EXECUTION_REQUESTS } from './executionRequests';
import { INSPECTION_REQUESTS } from './inspectionRequests';
import { LIFECYCLE_REQUESTS } from './lifecycleRequests';
import { MEMORY_REQUESTS } from './memoryRequests';
import type { Session } from './session';
import { TRAVEL_REQUESTS } from './travelRequests';
import { VIEW_REQUESTS } from './viewRequests';

type Handler = (session: Session, args: Arguments, call: Call) => Answer;

export const REQUESTS: Readonly<Record<string, Handler>> = {
  ...LIFECYCLE_REQUESTS,
  ...BREAKPOINT_REQUESTS,
  ...EXECUTION_REQUESTS,
  ...INSPECTION_REQUESTS,
  ...MEMORY_REQUESTS,
  ...EDIT_REQUESTS,
  ...TRAVEL_REQUESTS,
  ...COMPLETION_REQUESTS,
  ...VIEW_REQUESTS,
};

/** Those that are answered at once, whatever runs. They look at nothing that moves. */
export const URGENT: ReadonlySet<string> = new Set([
  ...['pause', 'cancel', 'disconnect', 'terminate', 'restart', 'threads', 'source'],
  ...['loadedSources', 'breakpointLocations', ...Object.keys(BREAKPOINT_REQUESTS)],
]);
