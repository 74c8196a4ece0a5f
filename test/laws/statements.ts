/**
 * A random statement: how it is written in a script, and what the model says must come of it. Nothing here knows the
 * engine.
 */
import type { Outcome } from './reference';
import type { Process } from './system';

/** An argument as it is written, and what it is: a number, or a string (a path, data). */
export interface Argument {
  readonly text: string;
  readonly value: number | string | null;
}

/** What comes of a statement and what it changes; made just before the statement runs, and changes nothing itself. */
export interface Prediction {
  /** Any of these; more than one only where the manual leaves the choice. */
  readonly outcomes: readonly Outcome[];
  /**
   * One of them came: changes the model. `chosen` is the number that the system chose, where one was to be chosen.
   * Throws Disagreement if it must not be chosen.
   */
  readonly commit: (chosen: number) => void;
  /**
   * The system lacked memory. Of an access: everything before the address `reached` was done. Of a transfer: so many
   * bytes were moved. Missing: nothing was done.
   */
  readonly commitPart?: (reached: number) => void;
  /** What a call answers that lacked memory and did nothing; missing: ENOMEM. */
  readonly refused?: Outcome;
}

export interface Statement {
  readonly process: Process;
  readonly name: string;
  readonly given: readonly Argument[];
  /** The variable for the result, null for none. */
  readonly target: string | null;
  readonly isAccess: boolean;
  readonly prediction: Prediction;
}

/** What the engine did is not what the manual promises. */
export class Disagreement extends Error {}

/** `p0: mmap(0x1000, 4096, PROT_READ, ...) = ?`. */
export function textOf({ process, name, given, target }: Statement): string {
  const left = target === null ? '' : `${target} = `;
  return `${process.name}: ${left}${name}(${given.map(({ text }) => text).join(', ')}) = ?`;
}

export function address(value: number): Argument {
  return { text: `0x${value.toString(16)}`, value };
}

export function integer(value: number): Argument {
  return { text: String(value), value };
}

export function constant(text: string, value: number): Argument {
  return { text, value };
}

/** A string; its characters are its bytes. */
export function string(value: string): Argument {
  return { text: `"${value}"`, value };
}

/** What the call gives back there is not asked for. */
export const NOTHING: Argument = { text: '...', value: null };

export const NULL: Argument = { text: 'NULL', value: 0 };

export function number(value: number): Outcome {
  return { kind: 'value', value };
}

export function error(name: string): Outcome {
  return { kind: 'error', name };
}

export const CHOSEN: Outcome = { kind: 'chosen' };
export const OK: Outcome = number(0);

/** A prediction of an error: nothing changes. */
export function fails(...names: readonly string[]): Prediction {
  return {
    outcomes: names.map(error),
    commit: () => {
      // A failing call leaves everything as it was.
    },
  };
}

/** Numbers from which a statement is made, one after the other; fast-check shrinks them. */
export class Choices {
  private at = 0;

  constructor(private readonly numbers: readonly number[]) {}

  /** 0 to `limit` - 1. */
  below(limit: number): number {
    const found = this.numbers[this.at++] ?? 0;
    return limit < 1 ? 0 : found % limit;
  }

  /** True once in `of`, and never for choices that were shrunk to 0. */
  rarely(of: number): boolean {
    return this.below(of) === of - 1;
  }

  pick<T>(list: readonly T[]): T {
    const found = list[this.below(list.length)];
    if (found === undefined) throw new RangeError('a choice from an empty list');
    return found;
  }
}
