/**
 * What the console needs of the language of scripts, which this layer does not know: who opens a console gives it.
 * Plain functions that only look.
 */
import type { Expression, Program } from '../../program/form';

/** A compiled expression, or what is wrong with its text, in a sentence. */
export type Query =
  | { readonly ok: true; readonly expression: Expression }
  | { readonly ok: false; readonly message: string };

/** A name and what it means. */
export interface NamedText {
  /** As it is written: `region(p, a)`, `faults`. */
  readonly name: string;
  /** In a sentence; empty when nothing is to be said. */
  readonly text: string;
}

/** Names that belong together: the fields of one kind of value, or all functions. */
export interface NameGroup {
  readonly name: string;
  /** What the names are, in words. */
  readonly about: string;
  readonly names: readonly NamedText[];
}

export interface Language {
  /** Compiles an expression, as `expect` takes it. */
  readonly compile: (text: string, program: Program) => Query;
  /** Of names, the one that somebody probably meant; null: none is near. */
  readonly nearest: (word: string, names: Iterable<string>) => string | null;
  /** What expressions may name. */
  readonly names: readonly NameGroup[];
}
