/** The kinds of breakpoints: what a client says of each, and where it is in a program. */
import { compileQuery, compileTemplate } from '../language/compileQuery';
import type { Expression, Program } from '../program/form';
import { siteAt, statementAt } from '../timeline/stopPlaces';
import { parseHitRule, type HitRule, type Stop, type StopPlace } from '../timeline/stops';
import { findSource, type SourceName } from './sources';

/** When a breakpoint counts, as the client wrote it. */
export interface WantedLimits {
  readonly condition: string | null;
  readonly hitCondition: string | null;
  readonly logMessage: string | null;
}

/** A breakpoint as the client wants it. Plain data: two that are equal are the same. */
export type Wanted = WantedLimits & {
  readonly kind: 'line';
  readonly source: SourceName;
  readonly line: number;
  readonly column: number | null;
};

/** Where a breakpoint is. */
export interface Found {
  /** None: it cannot hit. */
  readonly stops: readonly Stop[];
  /** Why it is not where it was wanted, or cannot hit. */
  readonly message?: string;
  /** The run has not begun: it may be found later. */
  readonly isPending?: boolean;
  readonly line?: number;
  readonly column?: number;
}

export interface Resolved extends Omit<Found, 'stops'> {
  readonly places: readonly StopPlace[];
  readonly condition?: Expression | null;
  readonly hits?: HitRule | null;
  readonly log?: readonly (string | Expression)[];
}

/** Looks for a breakpoint in a program. */
export function resolve(wanted: Wanted, program: Program): Resolved {
  const limits = readLimits(wanted, program);
  if ('message' in limits) return { places: [], ...limits };
  return { ...placeOf(wanted, program), ...limits };
}

type Limits = Pick<Resolved, 'condition' | 'hits' | 'log'>;

function readLimits(wanted: WantedLimits, program: Program): Limits | { readonly message: string } {
  const { condition, hitCondition, logMessage } = wanted;
  let limits: Limits = {};
  if (condition !== null && condition.trim() !== '') {
    const query = compileQuery(condition, program);
    if (!query.ok) return { message: `the condition: ${query.message}` };
    limits = { ...limits, condition: query.expression };
  }
  if (hitCondition !== null && hitCondition.trim() !== '') {
    const hits = parseHitRule(hitCondition);
    if (hits === null) {
      return {
        message: `the hit count: ${hitCondition} is none of N, = N, > N, >= N, < N, <= N, % N`,
      };
    }
    limits = { ...limits, hits };
  }
  if (logMessage !== null && logMessage !== '') {
    const template = compileTemplate(logMessage, program);
    if (!template.ok) return { message: `the log message: ${template.message}` };
    limits = { ...limits, log: template.parts };
  }
  return limits;
}

function placeOf({ source: name, line, column }: Wanted, program: Program): Resolved {
  const source = findSource(name, program);
  if (source === null) return { places: [], message: 'this file is no part of the run' };
  if (source.kind === 'server') {
    const place = siteAt(source.file, line);
    if (place === null)
      return { places: [], message: 'no statement begins on this line or behind it' };
    return { places: [{ kind: 'line', sites: place.sites }], line: place.line };
  }
  const place = statementAt(program, source.source, line, column);
  if (place === null)
    return { places: [], message: 'no statement begins on this line or behind it' };
  const places: readonly StopPlace[] = [{ kind: 'statement', instructions: place.instructions }];
  return column === null
    ? { places, line: place.line }
    : { places, line: place.line, column: place.column };
}
