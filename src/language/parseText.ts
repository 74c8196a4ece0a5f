// Parses the texts of `say` and `ask`, in which `{expr}` stands for a value.

import { parseExpression } from './parseExpression';
import type { ParseState } from './parseState';
import { decodeText, innerStringEnd, unescapeBytes } from './scanText';
import { Token } from './tokens';
import type { Expression, Text } from './tree';

const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/** Takes a text in quotes; `word` is the word before it. */
export function parseText(state: ParseState, word: string): Text {
  const { scanner, source } = state;
  const { start, end } = scanner;
  if (state.trouble || !state.at(Token.String)) {
    state.failAt('expectedString', word);
    return { start: scanner.previousEnd, end: scanner.previousEnd, parts: [] };
  }
  const close = source.lastIndexOf('"', end - 1);
  const parts = splitText(state, start + 1, close > start ? close : end);
  scanner.next();
  return { start, end, parts };
}

function splitText(state: ParseState, start: number, end: number): (string | Expression)[] {
  const { source } = state;
  const parts: (string | Expression)[] = [];
  let from = start;
  const addWords = (to: number): void => {
    // The scanner has reported escapes that mean nothing.
    const words = decodeText(unescapeBytes(source, from, to, () => undefined));
    if (words !== '') parts.push(words);
  };
  for (let at = start; at < end; at++) {
    const code = source.charCodeAt(at);
    if (code === BACKSLASH) at++;
    if (code !== OPEN) continue;
    const close = closingBrace(source, at, end);
    if (close < 0) {
      state.add('expressionInText', {}, { start: at, end: at + 1 });
      break;
    }
    addWords(at);
    const expression = parseEmbedded(state, at, close);
    if (expression !== null) parts.push(expression);
    at = close;
    from = close + 1;
  }
  addWords(end);
  return parts;
}

/** The `}` that belongs to the `{` at `open`, or -1. */
export function closingBrace(source: string, open: number, end: number): number {
  let depth = 0;
  for (let at = open; at < end; at++) {
    const code = source.charCodeAt(at);
    if (code === BACKSLASH) {
      const isString = source.charCodeAt(at + 1) === QUOTE;
      const inner = isString ? innerStringEnd(source, at, end) : at + 2;
      if (inner < 0) return -1;
      at = inner - 1;
      continue;
    }
    if (code === OPEN) depth++;
    if (code === CLOSE && --depth === 0) return at;
  }
  return -1;
}

function parseEmbedded(state: ParseState, open: number, close: number): Expression | null {
  const part = state.part(open + 1, close, '`}`');
  if (part.at(Token.EndOfFile)) {
    state.add('emptyExpressionInText', {}, { start: open, end: close + 1 });
    return null;
  }
  const expression = parseExpression(part, 'asExpression');
  if (!part.at(Token.EndOfFile)) part.failAt('expectedTextEnd', '');
  return expression;
}
