// The names of actions and of who does them, looked up once for each line of a script: these are
// the hot ways of the checker.

import { CALLS, type Call } from '../engine/calls';
import { ACCESSES, type AccessDescription } from '../program/accesses';
import type { Expression, Who } from './tree';

/** What a process can do, by any of its names. */
export interface KnownAction {
  readonly number: number;
  readonly description: Call | AccessDescription;
}

/** Numbers as program/actions.ts gives them: a call's is its row. */
const KNOWN: ReadonlyMap<string, KnownAction> = new Map<string, KnownAction>([
  ...CALLS.flatMap((call, number): [string, KnownAction][] =>
    [call.name, ...call.aliases].map((name) => [name, { number, description: call }]),
  ),
  ...ACCESSES.map((access): [string, KnownAction] => [
    access.name,
    { number: access.number, description: access },
  ]),
]);

/** The call or access of a name, or undefined. */
export function knownAction(name: string): KnownAction | undefined {
  return KNOWN.get(name);
}

/** The names of all calls and accesses, aliases too. */
export function actionNames(): Iterable<string> {
  return KNOWN.keys();
}

/** Whoever is meant, as a key: the same for all lines of one process. */
export function whoKeyOf(who: Who | null, textOf: (index: Expression) => string): string {
  if (who === null) return '';
  if (who.kind === 'self') return 'self';
  if (who.kind === 'pid') return String(who.pid);
  return who.index === null ? who.name : textOf(who.index);
}
