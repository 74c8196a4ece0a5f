/**
 * What a command of the console is, and what it answers. A command prints nothing and moves nothing: it answers lines,
 * or says what is to be done, and its host does that in its own way. The commands are in moving, stopping, looking,
 * naming and changing; commands.ts has the table of them.
 */
import type { Change } from '../edit';
import type { Move } from '../goal';
import type { Moment } from '../moment';
import type { Limits, StopPlace } from '../stops';
import type { Timeline } from '../timeline';
import type { Language } from './language';

/** A stop as it was typed. */
export interface TypedStop {
  readonly id: number;
  readonly text: string;
}

/** What the commands are asked about. */
export interface Console {
  readonly timeline: Timeline;
  readonly language: Language;
  readonly stops: readonly TypedStop[];
  /** The names of the scenarios of the file, and which of them is open, from 0. */
  readonly scenarios: readonly string[];
  readonly scenario: number;
}

/** What was typed cannot be done: the text says what is wrong and what would be right. */
export class Refusal {
  readonly kind = 'refusal';

  constructor(readonly text: string) {}
}

export type Lines = readonly string[];

/** What is to be done. */
export type Act =
  /** Move so many times, to the first stop on the way. */
  | { readonly kind: 'move'; readonly move: Move; readonly times: number }
  /** Travel to a moment, past all stops. */
  | { readonly kind: 'travel'; readonly target: Moment }
  | { readonly kind: 'edit'; readonly change: Change }
  | { readonly kind: 'branch'; readonly branch: number }
  | { readonly kind: 'stop'; readonly stop: NewStop }
  /** Remove a stop; null: all. */
  | { readonly kind: 'delete'; readonly id: number | null }
  /** Open a scenario of the file at its beginning, from 0. */
  | { readonly kind: 'scenario'; readonly scenario: number }
  | { readonly kind: 'quit' };

/** A stop that is to be set. */
export interface NewStop {
  /** As it was typed: `memCow if child.alive`. */
  readonly text: string;
  readonly place: StopPlace;
  readonly limits: Limits;
}

/** Lines; a question that may take long, which is to be asked through `Timeline.ask`; or what is to be done. */
export type Answer =
  | Refusal
  | Act
  | { readonly kind: 'lines'; readonly lines: Lines }
  | { readonly kind: 'question'; readonly question: Generator<void, Lines | Refusal> };

export interface Command {
  /** The first one is its name, the others are short for it. */
  readonly names: readonly string[];
  /** The ways to write it, as `help` prints them: what it takes, and what it then does. */
  readonly forms: readonly (readonly [takes: string, about: string])[];
  /** @param rest what was typed behind the name. */
  readonly run: (console: Console, rest: string) => Answer;
}

/** Lines that lists print at most. */
export const MOST_LINES = 40;

/** The answer that is lines, or what is wrong. */
export function lines(found: Lines | Refusal): Answer {
  return found instanceof Refusal ? found : { kind: 'lines', lines: found };
}

/** Of a list, the first lines, and how many more there are. */
export function firstLines(all: Lines, most = MOST_LINES): Lines {
  const more = all.length - most;
  return more > 0 ? [...all.slice(0, most), `... and ${more} more`] : all;
}
