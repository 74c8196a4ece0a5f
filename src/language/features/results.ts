// What calls answered in a run, beside the statements that made them. The run says it in lines, as
// `p: mmap(...) = 0x10000`; which statement of a line each belongs to is told from the name of the
// call.

import type { CallAction, Item } from '../tree';
import type { Analysis } from './analysis';
import { blocksOf } from './nodes';

/** What the run said about the statements of a line, oldest first; lines count from 0. */
export type SaidByLine = ReadonlyMap<number, readonly string[]>;

export interface InlayHint {
  /** Behind the statement. */
  readonly offset: number;
  /** ` = 0x10000`. */
  readonly label: string;
  /** All of what was said about it. */
  readonly said: readonly string[];
}

/** `who: name(arguments) = result`. */
const SAID = /^(?:assumed: )?[^:(]*: (\w+)\(.*\) = (.*)$/s;

/** How many of the things that were said about a statement are kept. */
const MOST_SAID = 20;

/** The results of the calls between two offsets. What the script expects already is not repeated. */
export function resultHints(
  analysis: Analysis,
  said: SaidByLine,
  from: number,
  to: number,
): readonly InlayHint[] {
  const hints: InlayHint[] = [];
  const lines = new LineCounter(analysis.text);
  const visit = (item: Item): void => {
    if (item.end < from || item.start > to) return;
    if (item.kind === 'call') {
      const hint = hintOf(analysis, item, said.get(lines.lineOf(item.start)) ?? []);
      if (hint !== null) hints.push(hint);
    }
    for (const block of blocksOf(item)) block.items.forEach(visit);
  };
  analysis.script.items.forEach(visit);
  return hints;
}

function hintOf(
  { text }: Analysis,
  action: CallAction,
  lines: readonly string[],
): InlayHint | null {
  const said: string[] = [];
  let last = '';
  for (const line of lines) {
    const [, callee, result] = SAID.exec(line) ?? [];
    if (callee !== action.callee || result === undefined) continue;
    said.push(line);
    last = result;
  }
  const { outcome } = action;
  const written = outcome === null ? '' : text.slice(outcome.start, outcome.end);
  const isOpen = outcome === null || outcome.kind === 'any';
  if (last === '' || (!isOpen && plain(written) === plain(`= ${last}`))) return null;
  const times = said.length > 1 ? ` (${said.length} times)` : '';
  return { offset: action.end, label: ` = ${last}${times}`, said: said.slice(-MOST_SAID) };
}

/** A result without blanks and the words behind an error. */
function plain(text: string): string {
  return text.replace(/\s*\([^)]*\)\s*$/, '').replace(/\s+/g, '');
}

/** The lines of offsets that are asked for in rising order. */
class LineCounter {
  private line = 0;
  private nextStart: number;

  constructor(private readonly text: string) {
    this.nextStart = text.indexOf('\n') + 1;
  }

  lineOf(offset: number): number {
    while (this.nextStart > 0 && offset >= this.nextStart) {
      this.line++;
      this.nextStart = this.text.indexOf('\n', this.nextStart) + 1;
    }
    return this.line;
  }
}
