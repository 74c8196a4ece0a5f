/** The events and lines of one statement, found by running it again in the stepping build. */
import { ALL_KINDS } from '../machine/trace';
import type { Lookout } from './passage';
import type { Recording } from './recording';

export interface LoggedEvent {
  readonly kind: number;
  readonly subject: number;
  readonly a: number;
  readonly b: number;
  readonly rule: number;
  /** The server's line during which it happened; -1 outside the servers, and where no lines were looked at. */
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
export function* logStatement(recording: Recording, step: number): Generator<void, StatementLog> {
  yield* recording.toStatement(step);
  const log = new Logger(recording);
  if (recording.position.step === step) yield* recording.runStatement(log);
  return log;
}

class Logger implements Lookout, StatementLog {
  readonly kinds = ALL_KINDS;
  readonly needsLines = true;
  readonly events: LoggedEvent[] = [];
  readonly depths = [0];
  readonly sites = [-1];
  readonly eventsBefore = [0];

  constructor(private readonly recording: Recording) {}

  again(): void {
    this.events.length = 0;
    this.depths.length = 1;
    this.sites.length = 1;
    this.eventsBefore.length = 1;
  }

  seesEvent(
    _number: number,
    kind: number,
    subject: number,
    a: number,
    b: number,
    rule: number,
  ): boolean {
    const { trace } = this.recording.computer;
    const site = trace.depth > 0 ? (trace.spanSite[trace.depth] ?? -1) : -1;
    this.events.push({ kind, subject, a, b, rule, site });
    return false;
  }

  seesLine(number: number, _line: number, depth: number, site: number): boolean {
    this.depths.push(depth);
    this.sites.push(site);
    this.eventsBefore.push(number);
    return false;
  }
}
