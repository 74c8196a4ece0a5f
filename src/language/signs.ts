// The signs of the language as tables for the scanner, and the blanks it takes beside the usual
// ones.

import { Token } from './tokens';

/** Blanks that come along when text is copied from web pages and documents. */
export function isForeignBlank(code: number): boolean {
  return (
    code === 0xa0 ||
    code === 0xfeff ||
    (code >= 0x2000 && code <= 0x200b) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x3000
  );
}

/** What a sign stands for, by its character code. */
export const SINGLES: readonly (Token | undefined)[] = singleSigns();

function singleSigns(): (Token | undefined)[] {
  const signs = new Array<Token | undefined>(128).fill(undefined);
  const put = (sign: string, token: Token): void => {
    signs[sign.charCodeAt(0)] = token;
  };
  put('(', Token.LeftParen);
  put(')', Token.RightParen);
  put('[', Token.LeftBracket);
  put(']', Token.RightBracket);
  put('{', Token.LeftBrace);
  put('}', Token.RightBrace);
  put(',', Token.Comma);
  put(';', Token.Semicolon);
  put(':', Token.Colon);
  put('?', Token.Question);
  put('=', Token.Equals);
  put('.', Token.Dot);
  put('!', Token.Not);
  put('~', Token.Tilde);
  put('>', Token.Greater);
  put('|', Token.Or);
  put('^', Token.Xor);
  put('&', Token.And);
  put('+', Token.Plus);
  put('-', Token.Minus);
  put('*', Token.Star);
  put('/', Token.Slash);
  put('%', Token.Percent);
  return signs;
}

/** What two signs together stand for, by `first * 128 + second`. */
export const PAIRS: ReadonlyMap<number, Token> = new Map<number, Token>([
  [pairCode('||'), Token.OrOr],
  [pairCode('&&'), Token.AndAnd],
  [pairCode('=='), Token.EqualsEquals],
  [pairCode('=>'), Token.Arrow],
  [pairCode('!='), Token.NotEquals],
  [pairCode('>='), Token.GreaterEquals],
  [pairCode('>>'), Token.ShiftRight],
]);

function pairCode(sign: string): number {
  return sign.charCodeAt(0) * 128 + sign.charCodeAt(1);
}
