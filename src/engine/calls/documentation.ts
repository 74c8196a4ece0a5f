/**
 * What people are told about each call: what its arguments mean, what it answers, and when it fails. One table for
 * hovers, signature help and the reference. Its type follows from the call table, so that a call, an argument or an
 * error without words does not compile. It must never hold what the call table holds: names, sources, one-line summaries.
 */
import { MESSAGE_DOCUMENTATION } from './messageDocumentation';
import { SYSTEM_CALL_DOCUMENTATION } from './systemCallDocumentation';
import type { Call } from '../calls';

/** The words about one call. */
export interface CallDocumentation<P extends string = string, E extends string = string> {
  /** What each argument means, and each member of a struct. */
  readonly parameters: Readonly<Record<P, string>>;
  /** What a success answers. */
  readonly answers: string;
  /** When each error is answered; `(minix)` and its like name the personality in which that is so. */
  readonly errors: Readonly<Record<E, string>>;
  /** What else should be known. */
  readonly notes: readonly string[];
}

/** The name of a parameter; those of a struct's members too. */
type NameOf<P> =
  | (P extends { readonly name: infer N } ? N : never)
  | (P extends { readonly members: readonly { readonly name: infer M }[] } ? M : never);

/** The documentation of some rows of the call table: of each call, argument and error. */
export type DocumentationOf<C extends Call> = {
  readonly [K in C as K['name']]: CallDocumentation<
    NameOf<K['parameters'][number]> & string,
    K['errors'][number]
  >;
};

const DOCUMENTATION: Readonly<Record<string, CallDocumentation>> = {
  ...SYSTEM_CALL_DOCUMENTATION,
  ...MESSAGE_DOCUMENTATION,
};

/** The documentation of a call by its name in the call table, undefined if there is no such call. */
export function documentationOf(name: string): CallDocumentation | undefined {
  return Object.hasOwn(DOCUMENTATION, name) ? DOCUMENTATION[name] : undefined;
}
