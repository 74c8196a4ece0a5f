// Parses expressions and the arguments of calls: `frame(p, a).refs == 2`, `{st_size=5, ...}`, `[1,
// 0]`. Both are here because lists hold arguments and arguments hold expressions.

import type { MessageId } from './messages';
import { BINARY_OPERATORS, COMPARISON, PRECEDENCE } from './operators';
import type { ParseState } from './parseState';
import { quoted, replacement } from './parseState';
import { startsStatement } from './recover';
import { Token } from './tokens';
import type {
  Argument,
  ArgumentValue,
  CallExpression,
  Expression,
  ListLiteral,
  MissingExpression,
  StringLiteral,
  StructLiteral,
  UnaryOperator,
} from './tree';

/** What every empty list of arguments is. */
export const NO_ARGUMENTS: readonly Argument[] = [];

/**
 * Parses an expression. `where` and `subject` say in a message where the value was expected:
 * `where` is the id of a message, whose `{subject}` is the operator, call or word that it belongs
 * to.
 */
export function parseExpression(state: ParseState, where: MessageId, subject = ''): Expression {
  const expression = parseBinary(state, 1, where, subject);
  if (state.at(Token.Name)) refuseWordOperator(state);
  return expression;
}

/** Parses an expression after `expect` or `if`, where `=` is a slip for `==`. */
export function parseCondition(state: ParseState, word: string): Expression {
  const { start } = state.scanner;
  const left = parseExpression(state, 'afterWord', word);
  if (!state.at(Token.Equals) || state.trouble) return left;
  const place = state.place();
  state.add('assignmentInExpression', {}, place, replacement(place, '=', '=='));
  state.next();
  const right = parseExpression(state, 'afterOperator', '==');
  return { kind: 'binary', start, end: state.scanner.previousEnd, operator: '==', left, right };
}

const WORD_OPERATORS: Readonly<Record<string, string>> = { and: '&&', or: '||' };

function refuseWordOperator(state: ParseState): void {
  const word = state.scanner.text;
  const operator = WORD_OPERATORS[word];
  if (operator === undefined) return;
  const place = state.place();
  const args = { found: quoted(word), operator: quoted(operator) };
  state.fail('wordOperator', args, place, replacement(place, word, operator));
}

function parseBinary(
  state: ParseState,
  minimum: number,
  where: MessageId,
  subject: string,
): Expression {
  const { scanner } = state;
  const { start } = scanner;
  let left = parseUnary(state, where, subject);
  let height = state.height;
  let isComparison = false;
  for (;;) {
    const operator = BINARY_OPERATORS[scanner.kind];
    if (operator === undefined || state.trouble) break;
    const precedence = PRECEDENCE[operator];
    if (precedence < minimum) break;
    if (precedence === COMPARISON && isComparison) state.add('comparisonChain', {}, state.place());
    isComparison = precedence === COMPARISON;
    scanner.next();
    const right = parseBinary(state, precedence + 1, 'afterOperator', operator);
    left = { kind: 'binary', start, end: scanner.previousEnd, operator, left, right };
    height = Math.max(height, state.height) + 1;
    state.setHeight(height);
  }
  state.height = height;
  return left;
}

function parseUnary(state: ParseState, where: MessageId, subject: string): Expression {
  const { scanner } = state;
  const { start } = scanner;
  const operator = unaryOperator(scanner.kind);
  if (operator === null || state.trouble) return parsePostfix(state, where, subject);
  if (!state.mayNest()) return missing(state);
  state.depth++;
  scanner.next();
  const operand = parseUnary(state, 'afterOperator', operator);
  state.depth--;
  state.setHeight(state.height + 1);
  return { kind: 'unary', start, end: scanner.previousEnd, operator, operand };
}

function unaryOperator(kind: Token): UnaryOperator | null {
  if (kind === Token.Minus) return '-';
  if (kind === Token.Not) return '!';
  return kind === Token.Tilde ? '~' : null;
}

function parsePostfix(state: ParseState, where: MessageId, subject: string): Expression {
  const { scanner } = state;
  const { start } = scanner;
  let object = parsePrimary(state, where, subject);
  while (!state.trouble) {
    const height = state.height;
    if (state.at(Token.Dot)) {
      scanner.next();
      const field = state.identifier('expectedField').text;
      object = { kind: 'field', start, end: scanner.previousEnd, object, field };
      state.setHeight(height + 1);
    } else if (state.at(Token.LeftBracket)) {
      const index = parseIndex(state);
      object = { kind: 'index', start, end: scanner.previousEnd, object, index };
      state.setHeight(Math.max(height, state.height) + 1);
    } else {
      break;
    }
  }
  return object;
}

/** Parses `[index]`; the current word is `[`. */
export function parseIndex(state: ParseState): Expression {
  if (!state.mayNest()) return missing(state);
  state.open();
  const index = parseExpression(state, 'inIndex');
  state.close(Token.RightBracket, 'expectedCloseIndex');
  return index;
}

function parsePrimary(state: ParseState, where: MessageId, subject: string): Expression {
  const { scanner } = state;
  const { start, end } = scanner;
  state.height = 1;
  // A line that begins a statement shows that the bracket before it was left open.
  if (scanner.lineBreak && startsStatement(state)) state.failAt('expectedValue', subject, where);
  if (state.trouble) return missing(state);
  switch (scanner.kind) {
    case Token.Integer: {
      const { radix, file } = scanner;
      const value = scanner.value;
      scanner.next();
      return { kind: 'integer', start, end, value, radix, file };
    }
    case Token.Character: {
      const value = Number(scanner.value);
      scanner.next();
      return { kind: 'character', start, end, value };
    }
    case Token.String:
      return parseString(state);
    case Token.Name:
      return parseName(state);
    case Token.LeftParen:
      return parseParenthesized(state);
    case Token.LeftBracket:
      return parseList(state);
    case Token.Dot: {
      scanner.next();
      const field = state.identifier('expectedField').text;
      return { kind: 'elementField', start, end: scanner.previousEnd, field };
    }
    default:
      refusePrimary(state, where, subject);
      return missing(state);
  }
}

function refusePrimary(state: ParseState, where: MessageId, subject: string): void {
  const { scanner } = state;
  const found = state.source.charAt(scanner.start);
  const plain = '\u201c\u201d\u201e'.includes(found)
    ? '"'
    : '\u2018\u2019'.includes(found)
      ? "'"
      : '';
  if (state.at(Token.Unknown) && plain !== '') {
    const place = state.place();
    state.fail('smartQuote', { found: quoted(found) }, place, replacement(place, found, plain));
  } else if (state.at(Token.Ellipsis)) {
    state.fail('ellipsisInExpression', {});
  } else {
    state.failAt('expectedValue', subject, where);
  }
}

/** Takes the string at the current word. */
export function parseString(state: ParseState): StringLiteral {
  const { start, end, text, partial } = state.scanner;
  state.scanner.next();
  return { kind: 'string', start, end, bytes: text, partial };
}

function parseName(state: ParseState): Expression {
  const { scanner } = state;
  const { start, end, text } = scanner;
  scanner.next();
  if (state.at(Token.LeftParen)) return parseCall(state, text, start);
  if (text === 'true') return { kind: 'boolean', start, end, value: true };
  if (text === 'false') return { kind: 'boolean', start, end, value: false };
  return { kind: 'name', start, end, name: text };
}

function parseParenthesized(state: ParseState): Expression {
  if (!state.mayNest()) return missing(state);
  state.open();
  const inner = parseExpression(state, 'inParentheses');
  state.close(Token.RightParen, 'expectedCloseParen');
  return inner;
}

function parseCall(state: ParseState, callee: string, start: number): CallExpression {
  const { scanner } = state;
  let args: Expression[] = [];
  let rangeEnd: Expression | null = null;
  let where: Expression | null = null;
  let by: Expression | null = null;
  if (state.mayNest()) {
    state.open();
    state.height = 0;
    if (!state.at(Token.RightParen)) {
      args = [parseExpression(state, 'asArgument', callee)];
      if (state.accept(Token.Range)) rangeEnd = parsePart(state, 'asRangeEnd', '..');
      while (state.accept(Token.Comma)) args.push(parsePart(state, 'asArgument', callee));
      if (state.acceptWord('where')) where = parsePart(state, 'asCondition', 'where');
      if (state.acceptWord('by')) by = parsePart(state, 'asGroup', 'by');
      if (state.at(Token.Range)) state.failAt('rangeNotFirst', callee);
    }
    state.close(Token.RightParen, 'expectedCloseCall', callee);
    state.setHeight(state.height + 1);
  }
  return { kind: 'call', start, end: scanner.previousEnd, callee, args, rangeEnd, where, by };
}

/** Parses an expression beside others: afterwards the state's height is that of the highest. */
function parsePart(state: ParseState, where: MessageId, subject: string): Expression {
  const { height } = state;
  const part = parseExpression(state, where, subject);
  state.height = Math.max(height, state.height);
  return part;
}

function parseList(state: ParseState): ListLiteral {
  const { start } = state.scanner;
  let elements = NO_ARGUMENTS;
  if (state.mayNest()) {
    state.open();
    elements = parseArguments(state, Token.RightBracket, 'asElement', '');
    state.close(Token.RightBracket, 'expectedCloseList');
  }
  return { kind: 'list', start, end: state.scanner.previousEnd, elements };
}

/** Parses `{field, ...}`; the current word is `{`. */
export function parseStruct(state: ParseState): StructLiteral {
  const { start } = state.scanner;
  let fields = NO_ARGUMENTS;
  if (state.mayNest()) {
    state.open();
    fields = parseArguments(state, Token.RightBrace, 'asStructField', '');
    state.close(Token.RightBrace, 'expectedCloseStruct');
  }
  return { kind: 'struct', start, end: state.scanner.previousEnd, fields };
}

/**
 * Parses arguments, list elements or struct fields up to `close`, which is not taken. A comma may
 * also stand before `<unfinished ...>`.
 */
export function parseArguments(
  state: ParseState,
  close: Token,
  where: MessageId,
  subject: string,
): readonly Argument[] {
  const { scanner, pending } = state;
  const first = state.pendingCount;
  let height = 0;
  while (scanner.kind !== close && !state.at(Token.Unfinished) && !state.trouble) {
    // As in parsePrimary, but here it is the bracket that is missing, not a value.
    if (scanner.lineBreak && startsStatement(state)) break;
    const argument = parseArgument(state, where, subject);
    pending[state.pendingCount++] = argument;
    height = Math.max(height, state.height);
    if (state.at(Token.Comma)) {
      scanner.next();
      if (state.at(close)) state.failAt('expectedValue', subject, where);
    } else if (!isSpacedElement(state, close)) {
      break;
    }
  }
  state.setHeight(height + 1);
  if (state.pendingCount === first) return NO_ARGUMENTS;
  const args = pending.slice(first, state.pendingCount);
  state.pendingCount = first;
  return args;
}

/** strace prints sets of signals and of CPUs with blanks between: `[INT CHLD]`. */
function isSpacedElement(state: ParseState, close: Token): boolean {
  const { kind, lineBreak } = state.scanner;
  const isWord = kind === Token.Name || kind === Token.Integer;
  return isWord && !lineBreak && close === Token.RightBracket;
}

function parseArgument(state: ParseState, where: MessageId, subject: string): Argument {
  const { scanner } = state;
  const { start } = scanner;
  const first = parseArgumentValue(state, where, subject);
  const isNamed = state.at(Token.Equals) && first.kind === 'name' && !state.trouble;
  if (state.trouble || (!isNamed && !state.at(Token.Arrow))) return first;
  const name = isNamed ? first.name : null;
  let value = first;
  if (isNamed) {
    scanner.next();
    value = parseArgumentValue(state, 'afterOperator', '=');
  }
  const output = state.accept(Token.Arrow) ? parseOutput(state) : null;
  return { kind: 'argument', start, end: scanner.previousEnd, name, value, output };
}

/** Parses what stands behind `=>`. */
export function parseOutput(state: ParseState): ArgumentValue {
  const height = state.height;
  const output = parseArgumentValue(state, 'asOutput', '=>');
  state.height = Math.max(height, state.height);
  return output;
}

function parseArgumentValue(state: ParseState, where: MessageId, subject: string): ArgumentValue {
  const { scanner } = state;
  if (state.trouble) return missing(state);
  if (state.at(Token.LeftBrace)) return parseStruct(state);
  if (!state.at(Token.Ellipsis)) return parseExpression(state, where, subject);
  const { start, end } = scanner;
  scanner.next();
  state.height = 1;
  return { kind: 'ellipsis', start, end };
}

/** What stands for a value that is not there. */
export function missing(state: ParseState): MissingExpression {
  const end = state.scanner.previousEnd;
  return { kind: 'missing', start: end, end };
}
