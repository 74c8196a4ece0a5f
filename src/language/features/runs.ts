// What of a script can be run on its own: each scenario, or all of it when it has none.

import { decodeText } from '../scanText';
import type { Item, Span } from '../tree';
import type { Analysis } from './analysis';

export interface Runnable extends Span {
  /** The title of the scenario; null for a script without scenarios. */
  readonly scenario: string | null;
}

/** The parts of a document that can be run; none when it has no statement. */
export function runnables({ script }: Analysis): readonly Runnable[] {
  const scenarios = script.items.flatMap((item): Runnable[] => {
    if (item.kind !== 'scenario') return [];
    return [{ start: item.start, end: item.end, scenario: decodeText(item.title.bytes) }];
  });
  if (scenarios.length > 0) return scenarios;
  const first = script.items[0];
  if (first === undefined || !script.items.some(isStatement)) return [];
  return [{ start: first.start, end: first.end, scenario: null }];
}

const DESCRIPTIONS: ReadonlySet<Item['kind']> = new Set<Item['kind']>([
  ...(['machine', 'file', 'include', 'define', 'broken'] as const),
]);

function isStatement({ kind }: Item): boolean {
  return !DESCRIPTIONS.has(kind);
}
