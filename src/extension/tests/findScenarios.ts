/** Which tests a script holds: its scenarios, or the script itself if it has none. Pure; it must never throw. */
import { parse } from '../../language/parser';
import { decodeText } from '../../language/scanText';
import type { Block, Item } from '../../language/tree';

/** A scenario of a script. Offsets are in UTF-16 units. */
export interface FoundScenario {
  readonly title: string;
  readonly start: number;
  readonly end: number;
}

export interface FoundTests {
  /** Whether the script expects anything: otherwise it is no test. */
  readonly hasExpectations: boolean;
  /** In order; empty: the script is one test. */
  readonly scenarios: readonly FoundScenario[];
}

/** Looks through a script. */
export function findTests(text: string): FoundTests {
  const { items } = parse(text).script;
  const scenarios = items.flatMap((item) =>
    item.kind === 'scenario'
      ? [{ title: decodeText(item.title.bytes), start: item.start, end: item.end }]
      : [],
  );
  return { hasExpectations: items.some(hasExpectation), scenarios };
}

/** Whether a statement, or one inside it, says what must come out. */
function hasExpectation(item: Item): boolean {
  switch (item.kind) {
    case 'expect':
    case 'expectMaps':
    case 'ask':
      return true;
    case 'call':
    case 'resumed':
      return item.outcome !== null;
    case 'if':
      return [...item.arms.map(({ body }) => body), item.otherwise].some(inBlock);
    case 'define':
      return item.body.kind === 'block' && inBlock(item.body);
    case 'scenario':
    case 'who':
    case 'for':
    case 'repeat':
    case 'parallel':
    case 'explore':
    case 'inject':
      return inBlock(item.body);
    default:
      return false;
  }
}

function inBlock(block: Block | null): boolean {
  return block?.items.some(hasExpectation) ?? false;
}
