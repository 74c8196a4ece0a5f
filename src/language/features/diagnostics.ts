// What is wrong with a document, as an editor shows it. The words are made of ids and arguments by
// whoever shows them (messages.ts); the fixes are in quickFixes.ts.

import type { MessageArguments } from '../diagnostic';
import type { MessageId } from '../messages';
import { describeDiagnostic } from '../messages';
import { quoted } from '../parseState';
import { decodeText } from '../scanText';
import type { LocatedDiagnostic } from '../sources';
import type { Item, Span } from '../tree';
import { DOCUMENT, type Analysis } from './analysis';

/** A sentence of messages.ts. */
export interface Sentence {
  readonly id: MessageId;
  readonly args: MessageArguments;
}

/** A sentence about a place of an included file; line and column count from 1. */
export interface RelatedPlace extends Sentence {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface EditorDiagnostic extends Span, Sentence {
  readonly severity: 'error' | 'warning';
  /** What belongs to the same matter, in another file. */
  readonly related: readonly RelatedPlace[];
}

/** Everything wrong with a document; of each file that it includes one thing, at the `include`. */
export function diagnose(analysis: Analysis): readonly EditorDiagnostic[] {
  const found: EditorDiagnostic[] = [];
  const included = new Map<number, LocatedDiagnostic[]>();
  for (const one of analysis.diagnostics) {
    const { source, span, id, args, severity } = one;
    if (source === DOCUMENT) found.push({ ...visible(span), id, args, severity, related: [] });
    else included.set(source, [...(included.get(source) ?? []), one]);
  }
  for (const [source, all] of included) found.push(...ofIncluded(analysis, source, all));
  return found;
}

/** An empty stretch cannot be seen. */
function visible({ start, end }: Span): Span {
  return { start, end: Math.max(end, start + 1) };
}

function ofIncluded(
  analysis: Analysis,
  source: number,
  all: readonly LocatedDiagnostic[],
): EditorDiagnostic[] {
  const [first] = all;
  const include = includeOf(analysis, source);
  if (first === undefined || include === null) return [];
  const path = quoted(decodeText(include.path.bytes));
  const args = { path, line: String(first.line), text: describeDiagnostic(first) };
  const file = analysis.sourceNames[source] ?? '';
  return [
    {
      ...visible(include.path),
      id: 'includeHasErrors',
      args,
      severity: first.severity,
      related: all.map((one) => {
        const { id, args: own, line, column } = one;
        return { id, args: own, file, line, column };
      }),
    },
  ];
}

type Include = Extract<Item, { readonly kind: 'include' }>;

/** The `include` of the document that brings a source in; the last one before it, if others do. */
function includeOf(analysis: Analysis, source: number): Include | null {
  let found: Include | null = null;
  const look = (items: readonly Item[]): void => {
    for (const item of items) {
      if (item.kind === 'scenario') look(item.body.items);
      if (item.kind !== 'include') continue;
      const number = analysis.includedSource(decodeText(item.path.bytes));
      if (number !== null && number <= source) found = item;
    }
  };
  look(analysis.script.items);
  return found;
}
