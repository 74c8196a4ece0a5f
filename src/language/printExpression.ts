// Writes expressions and arguments as text that parses to the same tree again, in the style that
// the formatter keeps.

import { COMPARISON, PRECEDENCE, UNARY_PRECEDENCE } from './operators';
import { decodeText, utf8Length } from './scanText';
import type {
  Argument,
  BinaryExpression,
  CallExpression,
  Expression,
  IntegerLiteral,
  StringLiteral,
} from './tree';

/** Binds tighter than every operator: what may stand before `.field` and `[index]`. */
const POSTFIX_PRECEDENCE = UNARY_PRECEDENCE + 1;

/** The text of an expression. A value that is missing gives nothing. */
export function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'integer':
      return printInteger(expression);
    case 'character':
      return `'${printByte(String.fromCharCode(expression.value), '\'"{}')}'`;
    case 'string':
      return printString(expression);
    case 'boolean':
      return String(expression.value);
    case 'name':
      return expression.name;
    case 'elementField':
      return `.${expression.field}`;
    case 'list':
      return `[${printArguments(expression.elements)}]`;
    case 'call':
      return printCall(expression);
    case 'unary':
      return expression.operator + printOperand(expression.operand, UNARY_PRECEDENCE);
    case 'binary':
      return printBinary(expression);
    case 'field':
      return `${printOperand(expression.object, POSTFIX_PRECEDENCE)}.${expression.field}`;
    case 'index': {
      const index = printExpression(expression.index);
      return `${printOperand(expression.object, POSTFIX_PRECEDENCE)}[${index}]`;
    }
    case 'missing':
      return '';
  }
}

/** `expression`, in parentheses if it binds less tightly than `minimum`. */
function printOperand(expression: Expression, minimum: number): string {
  const text = printExpression(expression);
  const isBinary = expression.kind === 'binary';
  const isUnary = expression.kind === 'unary';
  const precedence = isBinary
    ? PRECEDENCE[expression.operator]
    : isUnary
      ? UNARY_PRECEDENCE
      : POSTFIX_PRECEDENCE;
  return precedence < minimum ? `(${text})` : text;
}

/** Operators that are written without blanks, as strace and C do in flags and sizes. */
const TIGHT_OPERATORS = '|*/';

function printBinary(expression: BinaryExpression): string {
  const { operator, left, right } = expression;
  const precedence = PRECEDENCE[operator];
  const leftMinimum = precedence === COMPARISON ? precedence + 1 : precedence;
  const blank = TIGHT_OPERATORS.includes(operator) ? '' : ' ';
  const leftText = printOperand(left, leftMinimum);
  return leftText + blank + operator + blank + printOperand(right, precedence + 1);
}

function printCall(expression: CallExpression): string {
  const { callee, args, rangeEnd, where, by } = expression;
  const texts = args.map(printExpression);
  if (rangeEnd !== null) texts[0] = printRange(texts[0] ?? '', rangeEnd);
  const whereText = where === null ? '' : ` where ${printExpression(where)}`;
  const byText = by === null ? '' : ` by ${printExpression(by)}`;
  return `${callee}(${texts.join(', ')}${whereText}${byText})`;
}

/** `from..to`; dots that meet would be read as `...`. */
export function printRange(from: string, to: Expression): string {
  const text = printExpression(to);
  return from + (from.endsWith('"') ? ' ' : '') + '..' + (text.startsWith('.') ? ' ' : '') + text;
}

/** Arguments, list elements or struct fields, with commas. */
export function printArguments(args: readonly Argument[]): string {
  return args.map(printArgument).join(', ');
}

/** One argument, list element, struct field or output. */
export function printArgument(argument: Argument): string {
  switch (argument.kind) {
    case 'argument': {
      const name = argument.name === null ? '' : `${argument.name}=`;
      const output = argument.output === null ? '' : ` => ${printArgument(argument.output)}`;
      return name + printArgument(argument.value) + output;
    }
    case 'struct':
      return `{${printArguments(argument.fields)}}`;
    case 'ellipsis':
      return '...';
    default:
      return printExpression(argument);
  }
}

function printInteger(literal: IntegerLiteral): string {
  const { value, radix, file } = literal;
  const digits = value.toString(radix);
  const prefix = radix === 16 ? '0x' : radix === 8 ? '0' : '';
  const path = file === null ? '' : `<${escapeBytes(file, '\'"<>{}')}>`;
  return prefix + digits + path;
}

/** A string with its quotes. */
export function printString(literal: StringLiteral): string {
  return `"${escapeBytes(literal.bytes, '"')}"${literal.partial ? '...' : ''}`;
}

/**
 * `bytes` as they stand between quotes: text where they are UTF-8, escapes for the rest and for
 * `special`.
 */
export function escapeBytes(bytes: string, special: string): string {
  let text = '';
  let at = 0;
  while (at < bytes.length) {
    const length = utf8Length(bytes, at);
    if (length > 1) text += printCharacter(bytes.slice(at, at + length));
    else text += printByte(bytes.charAt(at), special);
    at += Math.max(1, length);
  }
  return text;
}

/**
 * A character of several bytes, or their escapes where it would not be seen or would end a line.
 */
function printCharacter(bytes: string): string {
  const character = decodeText(bytes);
  if (/[\p{L}\p{N}\p{P}\p{S}]/u.test(character)) return character;
  return Array.from(bytes, (byte) => printByte(byte, '')).join('');
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\\': '\\\\',
  '"': '\\"',
  '{': '\\{',
  '}': '\\}',
};

function printByte(byte: string, special: string): string {
  const code = byte.charCodeAt(0);
  const isPlain = code >= 32 && code < 127 && byte !== '\\' && !special.includes(byte);
  if (isPlain) return byte;
  // A quote would end the text around an expression in it, and braces would end the expression.
  const isForCharacter = special.includes("'");
  const escape = isForCharacter && '\'"{}'.includes(byte) ? undefined : ESCAPES[byte];
  return escape ?? `\\x${code.toString(16).padStart(2, '0')}`;
}
