// Parses `{ key = value, ... }` of machines, files and processes. A line end separates like a
// comma. One bad setting costs one diagnostic: the ones after it are still read.

import { missing, parseString } from './parseExpression';
import type { ParseState } from './parseState';
import { startsStatement } from './recover';
import { Token } from './tokens';
import type { IntegerLiteral, ListValue, Setting, SettingValue, Settings } from './tree';

/** Parses settings; `what` is how a message calls what they belong to. */
export function parseSettings(state: ParseState, what: string): Settings {
  const { scanner } = state;
  const { start } = scanner;
  state.skipLineEndBefore('{');
  if (state.trouble || !state.at(Token.LeftBrace) || !state.mayNest()) {
    state.failAt('expectedSettings', what);
    return { kind: 'settings', start: scanner.previousEnd, end: scanner.previousEnd, entries: [] };
  }
  const outside = scanner.inSettings;
  scanner.inSettings = true;
  state.depth++;
  scanner.next();
  const entries = parseEntries(state, start);
  state.depth--;
  scanner.inSettings = outside;
  if (state.at(Token.RightBrace)) scanner.next();
  return { kind: 'settings', start, end: scanner.previousEnd, entries };
}

/** Parses settings up to the `}`, which is not taken. */
function parseEntries(state: ParseState, open: number): Setting[] {
  const { scanner } = state;
  const entries: Setting[] = [];
  let hadTrouble = false;
  for (;;) {
    skipSeparators(state);
    if (state.at(Token.RightBrace)) break;
    if (state.at(Token.EndOfFile) || (scanner.lineBreak && startsStatement(state))) {
      state.reportUnclosed('unclosedSettings', open);
      break;
    }
    const entry = parseEntry(state);
    if (state.trouble) {
      hadTrouble = true;
      state.trouble = false;
      skipEntry(state);
    } else {
      entries.push(entry);
    }
  }
  state.trouble ||= hadTrouble;
  return entries;
}

function skipSeparators(state: ParseState): void {
  while (state.at(Token.LineEnd) || state.at(Token.Comma)) state.next();
}

/** Leaves a bad setting: goes to the end of its line or settings. */
function skipEntry(state: ParseState): void {
  const { scanner } = state;
  let open = 0;
  scanner.nesting = 0;
  for (;;) {
    const { kind } = scanner;
    if (kind === Token.EndOfFile || kind === Token.LineEnd) return;
    if (kind === Token.RightBrace && open-- === 0) return;
    if (kind === Token.LeftBrace) open++;
    scanner.next();
  }
}

function parseEntry(state: ParseState): Setting {
  const { scanner } = state;
  const { start } = scanner;
  const key = state.identifier('expectedSetting');
  if (!state.accept(Token.Equals)) state.failAt('expectedEquals', key.text);
  const value = parseSettingValue(state, key.text);
  if (!state.trouble && !isEntryEnd(state)) state.failAt('expectedSettingEnd', key.text);
  return { start, end: scanner.previousEnd, key, value };
}

function isEntryEnd(state: ParseState): boolean {
  const { kind, lineBreak } = state.scanner;
  const isEnd = kind === Token.Comma || kind === Token.LineEnd || kind === Token.RightBrace;
  return isEnd || kind === Token.EndOfFile || lineBreak;
}

/**
 * Parses one value: `16K`, `64/4`, `i386`, `"/x"`, `[64/4, 1536/12]`, `custom { ... }`, `{ ... }`.
 */
export function parseSettingValue(state: ParseState, key: string): SettingValue {
  const { scanner } = state;
  const { start } = scanner;
  if (state.trouble) return missing(state);
  switch (scanner.kind) {
    case Token.Integer:
      return parseSize(state);
    case Token.String:
      return parseString(state);
    case Token.LeftBrace:
      return parseSettings(state, key);
    case Token.LeftBracket:
      return parseValues(state, key);
    case Token.Name: {
      const word = scanner.text;
      scanner.next();
      const settings = state.at(Token.LeftBrace) ? parseSettings(state, word) : null;
      return { kind: 'word', start, end: scanner.previousEnd, word, settings };
    }
    default:
      state.failAt('expectedSettingValue', key);
      return missing(state);
  }
}

function parseSize(state: ParseState): SettingValue {
  const value = takeInteger(state);
  if (!state.accept(Token.Slash)) return value;
  if (!state.at(Token.Integer)) {
    state.failAt('expectedWays', '');
    return value;
  }
  const ways = takeInteger(state);
  return { kind: 'ratio', start: value.start, end: ways.end, value, ways };
}

/** Takes the integer at the current word. */
export function takeInteger(state: ParseState): IntegerLiteral {
  const { start, end, value, radix, file } = state.scanner;
  state.next();
  return { kind: 'integer', start, end, value, radix, file };
}

function parseValues(state: ParseState, key: string): ListValue {
  const { scanner } = state;
  const { start } = scanner;
  const values: SettingValue[] = [];
  if (state.mayNest()) {
    state.open();
    do values.push(parseSettingValue(state, key));
    while (state.accept(Token.Comma));
    state.close(Token.RightBracket, 'expectedCloseValues', key);
  }
  return { kind: 'values', start, end: scanner.previousEnd, values };
}
