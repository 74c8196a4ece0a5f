/**
 * What `stepping/sites` holds: every function and statement of the stepping copy, by number.
 * The module itself is made by build/stepping.mjs; this file lets the type check run before it.
 */

/** A function that opens a span; its number is its index in `functions`. */
export interface SteppingFunction {
  /** The function's name in the source, such as `doMmap`. */
  readonly name: string;
  /** The file below src, such as `engine/vm/mmap.ts`; a key of `sources`. */
  readonly file: string;
  /** The line of the function's declaration, from 1. */
  readonly line: number;
  /** The names of the arguments that the span records, in order: at most 8, without the machine. */
  readonly parameters: readonly string[];
}

/** Every function with a span. */
export const functions: readonly SteppingFunction[];

/** For each site (a statement of such a function), the number of its function. */
export const siteFunction: readonly number[];

/** For each site, the line its statement begins on, from 1. */
export const siteLine: readonly number[];
