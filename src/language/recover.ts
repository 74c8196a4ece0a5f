// Finds the place to go on after a syntax error, so that one bad line costs one diagnostic and the
// rest still counts. It must always take words: otherwise the parser would stand still.

import type { ParseState } from './parseState';
import { isNamePart } from './scanNumber';
import { ITEM_WORDS, Token } from './tokens';

const COLON = 58;

/**
 * Whether the current word, which begins a line, begins a statement, even where an unclosed bracket
 * asks for more arguments: `p: ...`, `28114 mmap(...)`, `[pid 28114] ...`, or a line such as
 * `expect x`.
 */
export function startsStatement(state: ParseState): boolean {
  const { scanner, source } = state;
  const next = behindBlanks(source, scanner.end);
  const code = source.charCodeAt(next);
  switch (scanner.kind) {
    case Token.Name:
      if (code === COLON) return true;
      // `file`, `stop` and the like may be arguments; then a sign follows, not a word.
      return ITEM_WORDS.has(scanner.text) && next > scanner.end && startsOperand(code);
    case Token.Integer:
      return next > scanner.end && isNamePart(code);
    case Token.LeftBracket:
      return source.startsWith('pid ', scanner.end);
    case Token.RightBrace:
      return true;
    default:
      return false;
  }
}

/** A letter, a digit or a quote. */
function startsOperand(code: number): boolean {
  return isNamePart(code) || code === 34;
}

function behindBlanks(source: string, from: number): number {
  let at = from;
  while (source.charCodeAt(at) === 32 || source.charCodeAt(at) === 9) at++;
  return at;
}

/**
 * Leaves the item at fault, which began at `itemStart`: goes to the end of its line, or of its last
 * line if brackets are open, but not past a line that begins a statement or a `}` that closes the
 * block around. Stops behind a `{` that ends its line, which opens a block.
 * @returns whether it stopped at such a block.
 */
export function recover(state: ParseState, itemStart: number): boolean {
  const { scanner } = state;
  state.trouble = false;
  let open = scanner.nesting;
  scanner.nesting = 0;
  scanner.inSettings = false;
  if (scanner.lineBreak && leavesItem(state, itemStart)) return false;
  for (;;) {
    switch (scanner.kind) {
      case Token.EndOfFile:
        return false;
      case Token.Semicolon:
        if (open === 0) return false;
        break;
      case Token.LineEnd:
        if (open === 0) return false;
        scanner.next();
        if (leavesItem(state, itemStart)) return false;
        continue;
      case Token.LeftParen:
      case Token.LeftBracket:
        open++;
        break;
      case Token.LeftBrace:
        scanner.next();
        if (open === 0 && isLineEnd(state)) return true;
        open++;
        continue;
      case Token.RightParen:
      case Token.RightBracket:
        open = Math.max(0, open - 1);
        break;
      case Token.RightBrace:
        if (open === 0 && closesBlock(state)) return false;
        open = Math.max(0, open - 1);
        break;
      default:
        break;
    }
    scanner.next();
  }
}

/**
 * Whether the current word, the first of its line, belongs to another item than the one at fault:
 * people indent the further lines of a call, or begin them with a closing bracket.
 */
function leavesItem(state: ParseState, itemStart: number): boolean {
  const { kind, start } = state.scanner;
  if (start <= itemStart) return false;
  if (startsStatement(state)) return true;
  const isCloser = kind === Token.RightParen || kind === Token.RightBracket;
  return !isCloser && columnOf(state.source, start) <= columnOf(state.source, itemStart);
}

function columnOf(source: string, offset: number): number {
  return offset === 0 ? 0 : offset - source.lastIndexOf('\n', offset - 1) - 1;
}

/**
 * Whether the `}` at which the state is closes the block around, and not something in the line at
 * fault.
 */
function closesBlock(state: ParseState): boolean {
  const { scanner, source } = state;
  if (state.openBlocks === 0) return false;
  const next = behindBlanks(source, scanner.end);
  const isLast = next >= source.length || '\r\n};#'.includes(source.charAt(next));
  return isLast || source.startsWith('else', next) || scanner.lineBreak;
}

function isLineEnd(state: ParseState): boolean {
  return state.at(Token.LineEnd) || state.at(Token.EndOfFile);
}
