/** The kinds of breakpoints: what a client says of each, and where it is in a program. */
import { compileQuery, compileTemplate } from '../language/compileQuery';
import { ASKING } from '../language/features/askable';
import type { Expression, Program } from '../program/form';
import { functionNames, functionsNamed } from '../timeline/builds';
import type { Cell } from '../timeline/console/cells';
import { Refusal } from '../timeline/console/command';
import { breakOf, limitsOf } from '../timeline/console/stopping';
import { callsNamed, siteAt, statementAt } from '../timeline/stopPlaces';
import {
  HIT_RULES,
  parseHitRule,
  type HitRule,
  type Stop,
  type StopPlace,
} from '../timeline/stops';
import { placeOfData } from './dataBreakpoints';
import { EXCEPTION_FILTERS } from './exceptionFilters';
import { findSource, type SourceName } from './sources';

/** When a breakpoint counts, as the client wrote it. */
export interface WantedLimits {
  readonly condition: string | null;
  readonly hitCondition: string | null;
  readonly logMessage: string | null;
}

/** A breakpoint as the client wants it. Plain data: two that are equal are the same. */
export type Wanted = WantedLimits &
  (
    | {
        readonly kind: 'line';
        readonly source: SourceName;
        readonly line: number;
        readonly column: number | null;
      }
    /** A call or a function of the servers; `/re PATTERN`: all with such a name. */
    | { readonly kind: 'function'; readonly name: string }
    /** One of exceptionFilters.ts. */
    | { readonly kind: 'exception'; readonly filter: string }
    /** A value that dataBreakpoints.ts named. */
    | { readonly kind: 'data'; readonly dataId: string }
    /** Set by a command: what was typed, and the cells of a watch; null: it is a `break`. */
    | {
        readonly kind: 'console';
        readonly text: string;
        readonly cells: readonly Cell[] | null;
      }
  );

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
  return { ...limits, ...placeOf(wanted, program) };
}

/** What must hold: what the user wants, and what a filter needs. */
function conditionOf(wanted: Wanted): string | null {
  const needed =
    wanted.kind === 'exception'
      ? EXCEPTION_FILTERS.find(({ filter }) => filter === wanted.filter)?.condition
      : undefined;
  if (needed === undefined) return wanted.condition;
  const own = wanted.condition?.trim() ?? '';
  return own === '' ? needed : `${needed} && (${own})`;
}

type Limits = Pick<Resolved, 'condition' | 'hits' | 'log'>;

function readLimits(wanted: Wanted, program: Program): Limits | { readonly message: string } {
  const { hitCondition, logMessage } = wanted;
  const condition = conditionOf(wanted);
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
        message: `the hit count: ${hitCondition} is none of ${HIT_RULES}`,
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

const BEHIND = 'no statement begins on this line or behind it';

function placeOf(wanted: Wanted, program: Program): Resolved {
  switch (wanted.kind) {
    case 'line':
      return placeOfLine(wanted, program);
    case 'function':
      return placeOfFunction(wanted.name.trim(), program);
    case 'data': {
      const place = placeOfData(wanted.dataId);
      return place === null ? { places: [], message: 'this names no value' } : { places: [place] };
    }
    case 'console':
      return typedStop(wanted, program);
    case 'exception': {
      const filter = EXCEPTION_FILTERS.find((one) => one.filter === wanted.filter);
      if (filter === undefined)
        return { places: [], message: `there is no filter ${wanted.filter}` };
      return { places: filter.places(program) };
    }
  }
}

function typedStop(
  { text, cells }: Extract<Wanted, { kind: 'console' }>,
  program: Program,
): Resolved {
  const made = cells === null ? breakOf(text, program, ASKING) : limitsOf(text, program, ASKING);
  if (made instanceof Refusal) return { places: [], message: made.text };
  const place = 'place' in made ? made.place : { kind: 'cells' as const, cells: cells ?? [] };
  return { places: [place], ...made.limits };
}

function placeOfLine(wanted: Extract<Wanted, { kind: 'line' }>, program: Program): Resolved {
  const { line, column } = wanted;
  const source = findSource(wanted.source, program);
  if (source === null) return { places: [], message: 'this file is no part of the run' };
  if (source.kind === 'server') {
    const place = siteAt(source.file, line);
    if (place === null) return { places: [], message: BEHIND };
    return { places: [{ kind: 'line', sites: place.sites }], line: place.line };
  }
  const place = statementAt(program, source.source, line, column);
  if (place === null) return { places: [], message: BEHIND };
  const places: readonly StopPlace[] = [{ kind: 'statement', instructions: place.instructions }];
  return column === null
    ? { places, line: place.line }
    : { places, line: place.line, column: place.column };
}

/** MINIX's names are read too: `mem_cow` is `memCow`. */
function placeOfFunction(name: string, program: Program): Resolved {
  const pattern = patternOf(name);
  if (pattern === null) return { places: [], message: `${name.slice(4)} is no regular expression` };
  const instructions = callsNamed(program, (one) => pattern.test(one));
  const functions = new Set(
    functionNames()
      .filter((one) => pattern.test(one))
      .flatMap((one) => [...functionsNamed(one)]),
  );
  const places: StopPlace[] = [];
  if (instructions.size > 0) places.push({ kind: 'statement', instructions });
  if (functions.size > 0) places.push({ kind: 'function', functions });
  if (places.length > 0) return { places };
  return { places, message: `the script calls no ${name}, and the servers have no such function` };
}

function patternOf(name: string): RegExp | null {
  if (!name.startsWith('/re ')) {
    const camel = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    const names = [name, camel].map((one) => one.replace(/[^\w]/g, '\\$&'));
    return new RegExp(`^(?:${names.join('|')})$`);
  }
  try {
    return new RegExp(name.slice(4));
  } catch {
    return null;
  }
}
