/**
 * The lines and events of one statement, found by running it again: what stepping inside a statement chooses from.
 */
import { STEPPING } from './builds';
import type { Moment } from './moment';
import type { Recording } from './recording';

export interface LoggedEvent {
  readonly kind: number;
  readonly subject: number;
  readonly a: number;
  readonly b: number;
  readonly rule: number;
  /** The server's line during which it happened; -1 outside the servers. */
  readonly site: number;
}

/** Everything that happened in one statement. */
export interface StatementLog {
  readonly events: readonly LoggedEvent[];
  /** By line (from 1; entry 0 is unused): depth of the function, its site, and events that had happened. */
  readonly depths: readonly number[];
  readonly sites: readonly number[];
  readonly eventsBefore: readonly number[];
}

/** Runs a statement from its beginning to its end and logs it. The computer rests behind it afterwards. */
export function logStatement(recording: Recording, step: number): StatementLog {
  const events: LoggedEvent[] = [];
  const depths = [0];
  const sites = [-1];
  const eventsBefore = [0];
  const { trace } = recording.computer;
  recording.seekRest(step);
  recording.observeStatement(
    STEPPING,
    {
      onEvent(kind, subject, a, b, rule) {
        const site = trace.depth > 0 ? (trace.spanSite[trace.depth] ?? -1) : -1;
        events.push({ kind, subject, a, b, rule, site });
        return false;
      },
    },
    {
      onLine(depth, site) {
        depths.push(depth);
        sites.push(site);
        eventsBefore.push(events.length);
        return false;
      },
    },
  );
  return { events, depths, sites, eventsBefore };
}

/** The line that is about to run, or during which the moment's event happened; 0 before the first. */
export function lineAt(log: StatementLog, moment: Moment): number {
  if (moment.line > 0) return moment.line;
  let line = 0;
  while (line + 1 < log.depths.length && (log.eventsBefore[line + 1] ?? 0) < moment.event) line++;
  return line;
}

/** The moment before a line of a logged statement. */
export function momentOfLine(log: StatementLog, step: number, line: number): Moment {
  return { step, event: log.eventsBefore[line] ?? 0, line };
}
