// The binary operators and how tightly they bind, for the parser and the printer.

import { Token } from './tokens';
import type { BinaryOperator } from './tree';

/** The precedence of comparisons, which cannot be chained. */
export const COMPARISON = 3;

/**
 * How tightly an operator binds; 1 is loosest. As in Python and Rust, `&` binds tighter than `==`.
 */
export const PRECEDENCE: Readonly<Record<BinaryOperator, number>> = {
  '||': 1,
  '&&': 2,
  '==': COMPARISON,
  '!=': COMPARISON,
  '<': COMPARISON,
  '<=': COMPARISON,
  '>': COMPARISON,
  '>=': COMPARISON,
  '|': 4,
  '^': 5,
  '&': 6,
  '<<': 7,
  '>>': 7,
  '+': 8,
  '-': 8,
  '*': 9,
  '/': 9,
  '%': 9,
};

/** The precedence of unary operators. */
export const UNARY_PRECEDENCE = 10;

/** The binary operator that a word of the source is, by its token, or undefined. */
export const BINARY_OPERATORS: readonly (BinaryOperator | undefined)[] = binaryOperators();

function binaryOperators(): (BinaryOperator | undefined)[] {
  const operators = new Array<BinaryOperator | undefined>(64).fill(undefined);
  operators[Token.OrOr] = '||';
  operators[Token.AndAnd] = '&&';
  operators[Token.EqualsEquals] = '==';
  operators[Token.NotEquals] = '!=';
  operators[Token.Less] = '<';
  operators[Token.LessEquals] = '<=';
  operators[Token.Greater] = '>';
  operators[Token.GreaterEquals] = '>=';
  operators[Token.Or] = '|';
  operators[Token.Xor] = '^';
  operators[Token.And] = '&';
  operators[Token.ShiftLeft] = '<<';
  operators[Token.ShiftRight] = '>>';
  operators[Token.Plus] = '+';
  operators[Token.Minus] = '-';
  operators[Token.Star] = '*';
  operators[Token.Slash] = '/';
  operators[Token.Percent] = '%';
  return operators;
}
