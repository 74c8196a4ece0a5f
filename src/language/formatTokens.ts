// Spaces the words of one item anew: the formatter's rules about blanks. Line breaks stay where
// they are, and so do blanks that line things up: behind `who:`, before `=` and before a comment.

import type { Comment, Gap } from './formatGap';
import { readGap } from './formatGap';
import { BINARY_OPERATORS, COMPARISON, PRECEDENCE } from './operators';
import { Scanner } from './scanner';
import { ITEM_WORDS, Token } from './tokens';
import type { Span } from './tree';

const INDENT = '  ';

/** What a word does in its item, as far as blanks depend on it. */
type Role =
  | 'value'
  | 'keyword'
  | 'words'
  | 'open'
  | 'close'
  | 'comma'
  | 'colon'
  | 'equals'
  | 'arrow'
  | 'range'
  | 'prefixDot'
  | 'postfixDot'
  | 'unary'
  | 'tight'
  | 'spaced';

interface Word {
  readonly kind: Token;
  readonly text: string;
  readonly start: number;
  readonly gap: Gap;
  /** What stands before it in the source, back to the word before. */
  readonly before: string;
}

export interface SpacedItem {
  readonly text: string;
  /** Comments behind the last word. */
  readonly rest: readonly Comment[];
}

/**
 * Spaces the words of `source` from `from` to `to`, which hold no syntax error. `indent` is put
 * before each line but the first. `words` is what stands in parentheses behind an outcome, which is
 * kept as it is.
 */
export function spaceItem(
  source: string,
  from: number,
  to: number,
  indent: string,
  isSettings: boolean,
  words: Span | null,
): SpacedItem {
  const list = readWords(source, from, to, isSettings, words);
  const writer = new Writer(indent, isSettings);
  for (const [index, word] of list.entries()) {
    writer.write(word, roleOf(list, index, writer.previousRole, isSettings));
  }
  const last = list.at(-1);
  const end = last === undefined ? from : last.start + last.text.length;
  return { text: writer.text, rest: readGap(source, end, to).comments };
}

function readWords(
  source: string,
  from: number,
  to: number,
  isSettings: boolean,
  words: Span | null,
): Word[] {
  const scanner = new Scanner(source, () => undefined, from, to);
  scanner.nesting = 1;
  scanner.inSettings = isSettings;
  const list: Word[] = [];
  for (;;) {
    scanner.next();
    if (scanner.kind === Token.EndOfFile) return list;
    const { kind, start, previousEnd } = scanner;
    if (words !== null && start === words.start - 1) scanner.continueAt(words.end + 1);
    const text = source.slice(start, scanner.end);
    const gap = readGap(source, previousEnd, start);
    list.push({ kind, text, start, gap, before: source.slice(previousEnd, start) });
  }
}

const ROLES: ReadonlyMap<Token, Role> = new Map<Token, Role>([
  [Token.LeftBracket, 'open'],
  [Token.LeftBrace, 'open'],
  [Token.RightParen, 'close'],
  [Token.RightBracket, 'close'],
  [Token.RightBrace, 'close'],
  [Token.Comma, 'comma'],
  [Token.Colon, 'colon'],
  [Token.Equals, 'equals'],
  [Token.Arrow, 'arrow'],
  [Token.Range, 'range'],
  [Token.Not, 'unary'],
  [Token.Tilde, 'unary'],
]);

function roleOf(
  list: readonly Word[],
  index: number,
  previous: Role | null,
  isSettings: boolean,
): Role {
  const word = list[index];
  if (word === undefined) return 'value';
  const isBehindValue = previous === 'value' || previous === 'close';
  if (word.kind === Token.Name) return isKeyword(list, index, isBehindValue) ? 'keyword' : 'value';
  // The words behind an outcome are taken together with their parentheses.
  if (word.kind === Token.LeftParen) return word.text.length > 1 ? 'words' : 'open';
  if (word.kind === Token.Dot) return isBehindValue ? 'postfixDot' : 'prefixDot';
  const operator = BINARY_OPERATORS[word.kind];
  if (operator === undefined) return ROLES.get(word.kind) ?? 'value';
  if (!isBehindValue) return 'unary';
  if (isSettings) return 'tight';
  const isSpaced = word.before !== '' || list[index + 1]?.before !== '';
  return isSpaced || PRECEDENCE[operator] <= COMPARISON ? 'spaced' : 'tight';
}

const CLAUSE_WORDS: ReadonlySet<string> = new Set(['where', 'by', 'in', 'step']);

/**
 * Whether the name at `index` is a word of the language there, so that a parenthesis behind it
 * begins no call.
 */
function isKeyword(list: readonly Word[], index: number, isBehindValue: boolean): boolean {
  const text = list[index]?.text ?? '';
  const isFirst = index === 0;
  if (isFirst) return text === 'else' || (ITEM_WORDS.has(text) && list[1]?.kind !== Token.Colon);
  if (index === 1 && text === 'if') return list[0]?.text === 'else';
  return isBehindValue && CLAUSE_WORDS.has(text);
}

class Writer {
  text = '';
  previousRole: Role | null = null;
  private previousText = '';
  /** The open brackets. */
  private readonly brackets: string[] = [];

  constructor(
    private readonly indent: string,
    private readonly isSettings: boolean,
  ) {}

  write(word: Word, role: Role): void {
    const outside = this.brackets.length;
    if (role === 'close') this.brackets.pop();
    if (this.previousRole !== null) this.writeGap(word, role, outside);
    this.text += word.text;
    if (role === 'open') this.brackets.push(word.text);
    this.previousRole = role;
    this.previousText = word.text;
  }

  private writeGap(word: Word, role: Role, depthBefore: number): void {
    const { comments, lineEnds } = word.gap;
    for (const [place, comment] of comments.entries()) {
      if (comment.lineEnds > 0) this.newLine(depthBefore);
      else if (comment.text.startsWith('#')) this.text += comment.blanks || ' ';
      else if (place > 0 || this.previousRole !== 'open') this.text += ' ';
      this.text += comment.text;
    }
    const isBehindComment = comments.length > 0;
    if (lineEnds > 0) this.newLine(this.brackets.length);
    else if (isBehindComment) this.text += role === 'close' || role === 'comma' ? '' : ' ';
    else this.text += this.blanksBefore(word, role);
  }

  private newLine(depth: number): void {
    this.text += `\n${this.indent}${INDENT.repeat(depth)}`;
  }

  private blanksBefore(word: Word, role: Role): string {
    const isAligned =
      this.previousRole === 'colon' || (role === 'equals' && this.brackets.length === 0);
    if (isAligned) return word.before.replace(/[^ \t]/g, ' ') || ' ';
    return this.hasBlankBefore(word, role) ? ' ' : '';
  }

  private hasBlankBefore(word: Word, role: Role): boolean {
    const previous = this.previousRole;
    const isBrace = word.text === '}' || this.previousText === '{';
    if (role === 'close' && previous === 'open') return false;
    if (role === 'close' || previous === 'open') return this.isSettings && isBrace;
    if (role === 'comma' || role === 'colon' || role === 'postfixDot') return false;
    if (previous === 'comma' || previous === 'arrow' || role === 'arrow') return true;
    if (role === 'equals' || previous === 'equals') return this.isSettings || this.isOuter();
    if (previous === 'range') return role === 'prefixDot';
    if (role === 'range') return this.previousText.endsWith('"');
    if (previous === 'prefixDot' || previous === 'postfixDot' || previous === 'unary') return false;
    if (role === 'tight' || previous === 'tight') return false;
    const isCallOrIndex = role === 'open' && word.text !== '{';
    const isBehindValue = previous === 'value' || previous === 'close';
    return !(isCallOrIndex && isBehindValue);
  }

  private isOuter(): boolean {
    return this.brackets.length === 0;
  }
}
