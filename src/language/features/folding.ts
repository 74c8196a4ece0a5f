// What can be folded: blocks, settings, comments that go over several lines, and regions between
// `# region` and `# endregion`.

import { readGap } from '../formatGap';
import type { Span } from '../tree';
import type { Analysis } from './analysis';
import { forEachChild, type Node } from './nodes';

export interface Fold extends Span {
  readonly kind: 'block' | 'comment' | 'region';
}

const FOLDED: ReadonlySet<Node['kind']> = new Set(['block', 'settings', 'list', 'struct']);

/** Everything that goes over more than one line. */
export function folds(analysis: Analysis): readonly Fold[] {
  const { text, script } = analysis;
  const found: Fold[] = [];
  const visit = (node: Node): void => {
    const { start, end, kind } = node;
    if (!isLong(text, start, end)) return;
    if (FOLDED.has(kind)) found.push({ start, end, kind: 'block' });
    if (node.kind === 'expectMaps') found.push({ ...spanOf(node.body), kind: 'block' });
    forEachChild(node, visit);
  };
  visit(script);
  return [...found, ...commentFolds(text, script.items)];
}

function spanOf({ start, end }: Span): Span {
  return { start, end };
}

function isLong(text: string, start: number, end: number): boolean {
  const line = text.indexOf('\n', start);
  return line >= 0 && line < end;
}

/** Comments on lines of their own that follow one another, and marked regions. */
function commentFolds(text: string, items: readonly Span[]): Fold[] {
  const found: Fold[] = [];
  let from = 0;
  for (const { start, end } of [...items, { start: text.length, end: text.length }]) {
    found.push(...foldsOfGap(text, from, start));
    from = end;
  }
  return [...found, ...regionFolds(text)];
}

function foldsOfGap(text: string, from: number, to: number): Fold[] {
  const found: Fold[] = [];
  let at = from;
  let runStart = -1;
  let runEnd = -1;
  const close = (): void => {
    const isRun = runStart >= 0 && isLong(text, runStart, runEnd);
    if (isRun) found.push({ start: runStart, end: runEnd, kind: 'comment' });
    runStart = -1;
  };
  for (const comment of readGap(text, from, to).comments) {
    const start = text.indexOf(comment.text, at);
    const end = start + comment.text.length;
    const isOwnLine = comment.lineEnds > 0 || start === 0;
    if (!isOwnLine || comment.lineEnds > 1) close();
    if (isOwnLine && runStart < 0) runStart = start;
    if (isOwnLine) runEnd = end;
    at = end;
  }
  close();
  return found;
}

const REGION = /^[ \t]*#[ \t]*(end)?region\b.*$/gm;

function regionFolds(text: string): Fold[] {
  const found: Fold[] = [];
  const open: number[] = [];
  for (const match of text.matchAll(REGION)) {
    if (match[1] === undefined) {
      open.push(match.index);
      continue;
    }
    const start = open.pop();
    if (start !== undefined) {
      found.push({ start, end: match.index + match[0].length, kind: 'region' });
    }
  }
  return found;
}
