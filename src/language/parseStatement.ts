// Parses the items that have no block of their own: settings of machine, file and process,
// variables, expectations, texts. Those with a block are in parseItem.ts.

import { parseCondition, parseExpression, parseIndex, parseString } from './parseExpression';
import type { ParseState } from './parseState';
import { quoted } from './parseState';
import { parseSettings } from './parseSettings';
import { parseText } from './parseText';
import { Token } from './tokens';
import type {
  ArrayStatement,
  ExpectMapsStatement,
  ExpectStatement,
  Expression,
  FileItem,
  Identifier,
  IncludeItem,
  LetStatement,
  MachineItem,
  SayStatement,
  Span,
  SpawnItem,
  StopStatement,
  StringLiteral,
  WordStatement,
  Words,
} from './tree';

export function parseMachine(state: ParseState, word: Identifier): MachineItem {
  const settings = parseSettings(state, 'machine');
  return { kind: 'machine', start: word.start, end: state.scanner.previousEnd, settings };
}

export function parseFile(state: ParseState, word: Identifier): FileItem {
  const path = parseRequiredString(state, 'file');
  const settings = parseSettings(state, 'file');
  return { kind: 'file', start: word.start, end: state.scanner.previousEnd, path, settings };
}

export function parseSpawn(state: ParseState, word: Identifier): SpawnItem {
  const name = state.identifier('expectedName', 'spawn');
  state.skipLineEndBefore('{');
  const settings = state.at(Token.LeftBrace) ? parseSettings(state, 'spawn') : null;
  return { kind: 'spawn', start: word.start, end: state.scanner.previousEnd, name, settings };
}

export function parseInclude(state: ParseState, word: Identifier): IncludeItem {
  const path = parseRequiredString(state, 'include');
  return { kind: 'include', start: word.start, end: state.scanner.previousEnd, path };
}

/** Takes a text in quotes that must stand behind `word`, and whose braces are only braces. */
export function parseRequiredString(state: ParseState, word: string): StringLiteral {
  const { scanner } = state;
  if (state.at(Token.String) && !state.trouble) return parseString(state);
  state.failAt('expectedString', word);
  const { previousEnd } = scanner;
  return { kind: 'string', start: previousEnd, end: previousEnd, bytes: '', partial: false };
}

function parseOptionalString(state: ParseState): StringLiteral | null {
  return state.at(Token.String) && !state.trouble ? parseString(state) : null;
}

export function parseLet(state: ParseState, word: Identifier): LetStatement | ArrayStatement {
  const { scanner } = state;
  const { start } = word;
  const name = state.identifier('expectedName', 'let');
  const isIndexed = state.at(Token.LeftBracket) && !state.trouble;
  const index = isIndexed ? parseIndex(state) : null;
  const place = { start: name.start, end: scanner.previousEnd, name: name.text, index };
  if (!state.accept(Token.Equals)) {
    if (index !== null) return { kind: 'array', start, end: place.end, name, length: index };
    state.failAt('expectedEquals', name.text);
  }
  const value = parseExpression(state, 'afterOperator', '=');
  return { kind: 'let', start, end: scanner.previousEnd, place, value };
}

export function parseExpect(
  state: ParseState,
  word: Identifier,
): ExpectStatement | ExpectMapsStatement {
  const { scanner } = state;
  const { start } = word;
  const condition = parseCondition(state, 'expect');
  const process = mapsProcess(condition);
  if (process !== null) state.skipLineEndBefore('{');
  if (process !== null && state.at(Token.LeftBrace) && !state.trouble) {
    return parseExpectMaps(state, start, process);
  }
  const message = parseOptionalString(state);
  return { kind: 'expect', start, end: scanner.previousEnd, condition, message };
}

/** P of `maps(P)`, or null. */
function mapsProcess(condition: Expression): Expression | null {
  if (condition.kind !== 'call' || condition.callee !== 'maps') return null;
  return condition.args.length === 1 ? (condition.args[0] ?? null) : null;
}

function parseExpectMaps(
  state: ParseState,
  start: number,
  process: Expression,
): ExpectMapsStatement {
  const { scanner } = state;
  const lines: Words[] = [];
  const open = scanner.start;
  const close = readMapLines(state, open, lines);
  if (close < 0) state.reportUnclosed('unclosedMaps', open);
  scanner.continueAt(close < 0 ? scanner.limit : close + 1);
  scanner.next();
  const body: Span = { start: open, end: scanner.previousEnd };
  return { kind: 'expectMaps', start, end: body.end, process, lines, body };
}

/**
 * Collects the lines behind the `{` at `open`. @returns the offset of the `}`, or -1 if there is
 * none.
 */
function readMapLines(state: ParseState, open: number, lines: Words[]): number {
  const { scanner, source } = state;
  let from = open + 1;
  while (from < scanner.limit) {
    const lineEnd = scanner.lineEndFrom(from);
    const line = source.slice(from, lineEnd);
    const trimmed = line.trim();
    const start = from + line.length - line.trimStart().length;
    if (trimmed.startsWith('}')) return start;
    const closes = /\s\}$/.test(trimmed);
    const text = closes ? trimmed.slice(0, -1).trim() : trimmed;
    if (text !== '' && !text.startsWith('#')) {
      lines.push({ start, end: start + text.length, text });
    }
    if (closes && !text.startsWith('#')) return start + trimmed.length - 1;
    from = lineEnd + 1;
  }
  return -1;
}

export function parseSay(state: ParseState, word: Identifier): SayStatement {
  refuseParentheses(state, word);
  const text = parseText(state, 'say');
  return { kind: 'say', start: word.start, end: state.scanner.previousEnd, text };
}

export function parseStop(state: ParseState, word: Identifier): StopStatement {
  refuseParentheses(state, word);
  const message = parseOptionalString(state);
  return { kind: 'stop', start: word.start, end: state.scanner.previousEnd, message };
}

/** Reports `say("...")`, which is how other languages write it. */
export function refuseParentheses(state: ParseState, word: Identifier): void {
  if (state.at(Token.LeftParen)) state.fail('callInParentheses', { word: quoted(word.text) });
}

export function parseWordStatement(
  state: ParseState,
  kind: WordStatement['kind'],
  word: Identifier,
): WordStatement {
  if (state.at(Token.LeftParen)) state.fail('wordTakesNothing', { word: quoted(word.text) });
  return { kind, start: word.start, end: word.end };
}
