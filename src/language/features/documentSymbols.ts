// The outline of a script: the machine, files, processes, definitions, scenarios, and what stands
// in them.

import { makesProcess } from '../collectNames';
import { decodeText } from '../scanText';
import type { CallAction, Item, Span } from '../tree';
import { blocksOf } from './nodes';
import type { Analysis } from './analysis';

export type SymbolKind =
  'machine' | 'file' | 'process' | 'definition' | 'scenario' | 'variable' | 'array' | 'question';

export interface DocumentSymbol extends Span {
  readonly name: string;
  readonly detail: string;
  readonly kind: SymbolKind;
  /** What is selected when one goes there. */
  readonly selection: Span;
  readonly children: readonly DocumentSymbol[];
}

/** The outline of a document, in its order. */
export function documentSymbols({ script }: Analysis): readonly DocumentSymbol[] {
  const seen = new Set<string>();
  return script.items.flatMap((item) => symbolsOf(item, seen));
}

function symbolsOf(item: Item, seen: Set<string>): DocumentSymbol[] {
  switch (item.kind) {
    case 'machine':
      return [symbol(item, 'machine', '', 'machine', wordSpan(item, 'machine'), [])];
    case 'file':
      return [symbol(item, decodeText(item.path.bytes), 'file', 'file', item.path, [])];
    case 'spawn':
      return [symbol(item, item.name.text, 'spawn', 'process', item.name, [])];
    case 'define':
      return [ofDefinition(item)];
    case 'scenario':
      return [ofScenario(item, seen)];
    case 'call':
      return ofResult(item, seen);
    case 'let':
      return variable(item, item.place.name, 'variable', item.place, seen);
    case 'array':
      return variable(item, item.name.text, 'array', item.name, seen);
    case 'ask':
      return [ofQuestion(item, seen)];
    case 'broken':
      return item.item === null ? inner(item, seen) : symbolsOf(item.item, seen);
    default:
      return inner(item, seen);
  }
}

function inner(item: Item, seen: Set<string>): DocumentSymbol[] {
  return blocksOf(item).flatMap(({ items }) => items.flatMap((one) => symbolsOf(one, seen)));
}

function symbol(
  { start, end }: Span,
  name: string,
  detail: string,
  kind: SymbolKind,
  at: Span,
  children: readonly DocumentSymbol[],
): DocumentSymbol {
  const selection = { start: at.start, end: at.end };
  // An outline has no place for what has no name yet.
  return { start, end, name: name === '' ? kind : name, detail, kind, selection, children };
}

function wordSpan({ start }: Span, word: string): Span {
  return { start, end: start + word.length };
}

function ofDefinition(item: Extract<Item, { readonly kind: 'define' }>): DocumentSymbol {
  const parameters = item.parameters.map(({ text }) => text).join(', ');
  const children = inner(item, new Set());
  return symbol(item, item.name.text, `(${parameters})`, 'definition', item.name, children);
}

function ofScenario(
  item: Extract<Item, { readonly kind: 'scenario' }>,
  seen: ReadonlySet<string>,
): DocumentSymbol {
  const title = decodeText(item.title.bytes);
  return symbol(item, title, 'scenario', 'scenario', item.title, inner(item, new Set(seen)));
}

function ofQuestion(
  item: Extract<Item, { readonly kind: 'ask' }>,
  seen: Set<string>,
): DocumentSymbol {
  const { question } = item;
  const text = question.parts.map((part) => (typeof part === 'string' ? part : '...')).join('');
  return symbol(item, text, 'ask', 'question', question, inner(item, seen));
}

/** A variable is shown where it is given first. */
function variable(
  item: Span,
  name: string,
  kind: SymbolKind,
  at: Span,
  seen: Set<string>,
): DocumentSymbol[] {
  if (seen.has(name)) return [];
  seen.add(name);
  return [symbol(item, name, '', kind, at, [])];
}

function ofResult(item: CallAction, seen: Set<string>): DocumentSymbol[] {
  const { target, callee } = item;
  if (target === null || target.index !== null || seen.has(target.name)) return [];
  seen.add(target.name);
  const kind = makesProcess(callee) ? 'process' : 'variable';
  return [symbol(item, target.name, callee, kind, target, [])];
}
