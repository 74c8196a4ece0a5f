// Formatting as edits: the whole document, or the statements that a selection touches, also when
// other parts of the document have syntax errors.

import type { Edit } from '../diagnostic';
import { format, formatItems } from '../format';
import type { Item, Span } from '../tree';
import type { Analysis } from './analysis';
import { blocksOf } from './nodes';

/** The edits that format the whole document; none when it has a syntax error or is formatted. */
export function formatDocument({ text, isWellFormed }: Analysis): readonly Edit[] {
  if (!isWellFormed) return [];
  return edit(text, { start: 0, end: text.length }, format(text));
}

/** The edits that format the statements that a stretch of the document touches. */
export function formatRange(analysis: Analysis, range: Span): readonly Edit[] {
  const { text } = analysis;
  const { items, depth } = touched(analysis.script.items, range, 0);
  const [first] = items;
  const last = items.at(-1);
  if (first === undefined || last === undefined || items.some(isBroken)) return [];
  const lineStart = text.lastIndexOf('\n', first.start - 1) + 1;
  const isFirstOnLine = text.slice(lineStart, first.start).trim() === '';
  const indent = isFirstOnLine ? '  '.repeat(depth) : '';
  const start = isFirstOnLine ? lineStart : first.start;
  return edit(text, { start, end: last.end }, indent + formatItems(text, items, depth));
}

/** The items that a stretch touches, as deep inside of blocks as all of it is. */
function touched(
  items: readonly Item[],
  range: Span,
  depth: number,
): { readonly items: readonly Item[]; readonly depth: number } {
  const found = items.filter(({ start, end }) => start <= range.end && end >= range.start);
  const [only, ...others] = found;
  if (only === undefined || others.length > 0) return { items: found, depth };
  const block = blocksOf(only).find(({ start, end }) => start < range.start && range.end < end);
  return block === undefined ? { items: found, depth } : touched(block.items, range, depth + 1);
}

function isBroken(item: Item): boolean {
  return item.kind === 'broken' || blocksOf(item).some((block) => block.items.some(isBroken));
}

function edit(text: string, { start, end }: Span, wanted: string): readonly Edit[] {
  return text.slice(start, end) === wanted ? [] : [{ start, end, text: wanted }];
}
