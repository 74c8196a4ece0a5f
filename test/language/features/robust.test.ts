// Whatever stands in a document, and wherever the cursor is, no feature fails, and what it answers lies in the document.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Analysis } from '../../../src/language/features/analysis';
import { complete } from '../../../src/language/features/completion';
import { expressionAt, inlineValues } from '../../../src/language/features/debugValues';
import { diagnose } from '../../../src/language/features/diagnostics';
import {
  documentSymbols,
  type DocumentSymbol,
} from '../../../src/language/features/documentSymbols';
import { folds } from '../../../src/language/features/folding';
import { formatDocument, formatRange } from '../../../src/language/features/formatting';
import { hover } from '../../../src/language/features/hover';
import { quickFixes } from '../../../src/language/features/quickFixes';
import { definition, references, rename } from '../../../src/language/features/references';
import { resultHints } from '../../../src/language/features/results';
import { runnables } from '../../../src/language/features/runs';
import { selectionRanges } from '../../../src/language/features/selection';
import { semanticTokens } from '../../../src/language/features/semanticTokens';
import { signatureHelp } from '../../../src/language/features/signatureHelp';
import { parse } from '../../../src/language/parser';
import type { Span } from '../../../src/language/tree';
import { damaged, SAMPLE } from '../sample';

function checkSpans(text: string, spans: readonly Span[]): void {
  for (const { start, end } of spans) {
    expect(start).toBeGreaterThanOrEqual(0);
    expect(end).toBeGreaterThanOrEqual(start);
    expect(end).toBeLessThanOrEqual(text.length + 1);
  }
}

function checkSymbols(found: readonly DocumentSymbol[]): void {
  for (const { start, end, selection, children } of found) {
    expect(selection.start).toBeGreaterThanOrEqual(start);
    expect(selection.end).toBeLessThanOrEqual(end);
    checkSymbols(children);
  }
}

/** What is asked of a whole document. */
function checkDocument(analysis: Analysis): void {
  const { text } = analysis;
  const all = { start: 0, end: text.length };
  checkSpans(text, diagnose(analysis));
  checkSpans(
    text,
    quickFixes(analysis, all).flatMap(({ edits }) => edits),
  );
  checkSpans(text, folds(analysis));
  checkSpans(text, runnables(analysis));
  checkSpans(text, formatDocument(analysis));
  checkSpans(text, inlineValues(analysis, all, text.length));
  checkSymbols(documentSymbols(analysis));
  resultHints(analysis, new Map([[0, ['p: mmap(1) = 2']]]), 0, text.length);
  const tokens = semanticTokens(analysis);
  checkSpans(text, tokens);
  // An editor takes tokens one behind the other.
  tokens.reduce((end, token) => {
    expect(token.start).toBeGreaterThanOrEqual(end);
    return token.end;
  }, 0);
}

/** What is asked at a cursor. */
function checkCursor(analysis: Analysis, offset: number): void {
  const { text } = analysis;
  const { start, end } = complete(analysis, offset);
  checkSpans(text, [{ start, end }, ...selectionRanges(analysis, offset)]);
  expect(end).toBe(offset);
  signatureHelp(analysis, offset);
  const said = hover(analysis, offset);
  if (said !== null) checkSpans(text, [said]);
  definition(analysis, offset);
  references(analysis, offset, true);
  expressionAt(analysis, offset);
  const places = rename(analysis, offset, 'another_name');
  if (!('reason' in places)) {
    for (const place of places) expect(text.slice(place.start, place.end)).toMatch(/^\w+$/);
  }
  checkSpans(text, formatRange(analysis, { start: offset, end: offset }));
}

describe('features', () => {
  it('answer at every place of a script that uses every form', () => {
    const analysis = new Analysis(SAMPLE, 'x.vms');
    checkDocument(analysis);
    for (let offset = 0; offset <= SAMPLE.length; offset++) checkCursor(analysis, offset);
  });

  it('answer in every beginning of it, where one is still writing', () => {
    for (let length = 0; length <= SAMPLE.length; length += 7) {
      const analysis = new Analysis(SAMPLE.slice(0, length), 'x.vms');
      checkDocument(analysis);
      checkCursor(analysis, length);
    }
  });

  it('answer in damaged scripts', () => {
    fc.assert(
      fc.property(damaged, fc.nat(), (text, place) => {
        const analysis = new Analysis(text, 'x.vms');
        checkDocument(analysis);
        checkCursor(analysis, place % (text.length + 1));
      }),
      { numRuns: 100 },
    );
  });

  it('rename without changing how a script is read', () => {
    const analysis = new Analysis(SAMPLE, 'x.vms');
    const before = diagnose(analysis).map(({ id }) => id);
    for (let offset = 0; offset <= SAMPLE.length; offset += 3) {
      const places = rename(analysis, offset, 'another_name');
      if ('reason' in places) continue;
      let text = SAMPLE;
      for (const { start, end } of [...places].sort((a, b) => b.start - a.start)) {
        text = `${text.slice(0, start)}another_name${text.slice(end)}`;
      }
      expect(parse(text).diagnostics).toEqual(parse(SAMPLE).diagnostics);
      expect(diagnose(new Analysis(text, 'x.vms')).map(({ id }) => id)).toEqual(before);
    }
  });
});
