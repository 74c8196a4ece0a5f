// The words of the statement at a place, up to that place: what completion and signature help look
// at while a line is being written and its tree is broken. It must never read further than the
// place.

import { isNamePart } from '../scanNumber';
import { Scanner } from '../scanner';
import { ITEM_WORDS, Token } from '../tokens';
import type { Block, Item, Script, Span } from '../tree';
import type { Analysis } from './analysis';
import { blocksOf, lastBefore, type Node } from './nodes';

/** One word, with the text that it has in the document. */
export interface Word extends Span {
  readonly kind: Token;
  readonly text: string;
  /** Whether a line ended between the word before and this one. */
  readonly startsLine: boolean;
}

/** A bracket that is open at the place. */
export interface OpenBracket {
  /** `(`, `[` or `{`. */
  readonly sign: string;
  /** Its position among the words. */
  readonly at: number;
}

/** The statement that is being written. */
export interface StatementWords {
  /** Its words before the place; without the name that is being written. */
  readonly words: readonly Word[];
  /** The brackets of the statement that are open, outermost first. */
  readonly open: readonly OpenBracket[];
  /** The name that ends at the place, or an empty stretch there. */
  readonly prefix: Span;
  /** Where the place lies in something that has no words: else `null`. */
  readonly inside: 'comment' | 'string' | null;
  /** The items and blocks around the statement, outermost first; not the statement itself. */
  readonly around: readonly Node[];
  /** Inside the braces of settings. */
  readonly inSettings: boolean;
  /** Whether a line ended between the last word and the prefix. */
  readonly startsLine: boolean;
}

/** The words of the statement at a place. */
export function wordsAt(analysis: Analysis, offset: number): StatementWords {
  const { script, text } = analysis;
  const around = blocksAround(script, text, offset);
  const innermost = around.at(-1) ?? script;
  const items = innermost.kind === 'block' ? innermost.items : script.items;
  const start = innermost.kind === 'block' ? innermost.start + 1 : 0;
  const previous = items[lastBefore(items, offset)];
  const reader = new WordReader(text, offset);
  return { ...reader.read(anchorOf(text, previous, start, offset)), around };
}

/** The items and blocks around a place, down to the innermost block that is open there. */
function blocksAround(script: Script, text: string, offset: number): Node[] {
  const around: Node[] = [];
  let items: readonly Item[] = script.items;
  for (;;) {
    const item = items[lastBefore(items, offset)];
    const block =
      item &&
      blocksOf(item)
        .filter((one) => isInside(one, text, offset))
        .at(-1);
    if (item === undefined || block === undefined) return around;
    const inner = item.kind === 'broken' && item.item !== null ? item.item : item;
    around.push(inner, block);
    ({ items } = block);
  }
}

/** Whether a place lies between the braces of a block; one that is not closed goes on to the end. */
function isInside(block: Block, text: string, offset: number): boolean {
  const { start, end, items } = block;
  if (offset <= start || text.charAt(start) !== '{') return false;
  const hasBrace = text.charAt(end - 1) === '}' && (items.at(-1)?.end ?? start) < end;
  return offset < end || !hasBrace;
}

/** Where to begin to read: at the item before the place, unless that is complete. */
function anchorOf(text: string, previous: Item | undefined, start: number, offset: number): number {
  if (previous === undefined) return start;
  if (previous.end >= offset || previous.kind === 'broken') return previous.start;
  const between = text.slice(previous.end, offset);
  if (/[\n;]/.test(between)) return previous.end;
  // Behind a block on its line, as before `else`: nothing of the block matters.
  return text.charAt(previous.end - 1) === '}' ? previous.end : previous.start;
}

class WordReader {
  private words: Word[] = [];
  private open: OpenBracket[] = [];
  private inside: StatementWords['inside'] = null;

  constructor(
    private readonly text: string,
    private readonly offset: number,
  ) {}

  read(start: number): Omit<StatementWords, 'around'> {
    const { text, offset } = this;
    const scanner = new Scanner(
      text,
      (id) => {
        if (id === 'unterminatedComment') this.inside = 'comment';
        if (id === 'unterminatedString') this.inside = 'string';
      },
      start,
      offset,
    );
    let end = start;
    scanner.next();
    while (scanner.kind !== Token.EndOfFile) {
      this.take(scanner);
      end = scanner.end;
      scanner.inSettings = this.isSettings();
      scanner.next();
    }
    if (isLineComment(text.slice(end, offset))) this.inside = 'comment';
    // A string that ended with the line before is over.
    if (this.inside === 'string' && text.slice(end, offset).includes('\n')) this.inside = null;
    if (end < offset && scanner.lineBreak && this.open.length === 0) this.words = [];
    const { open, inside } = this;
    return { ...this.split(scanner.lineBreak), open, inside, inSettings: this.isSettings() };
  }

  private take(scanner: Scanner): void {
    const { kind, start, end } = scanner;
    const isEnd = kind === Token.LineEnd || kind === Token.Semicolon;
    if (isEnd && this.open.length === 0) {
      this.words = [];
      return;
    }
    if (kind === Token.LineEnd) return;
    const text = this.text.slice(start, end);
    if (text === '(' || text === '[' || text === '{') {
      this.open.push({ sign: text, at: this.words.length });
    } else if (text === ')' || text === ']' || text === '}') {
      this.open.pop();
    }
    // Lines end inside brackets, too; in settings that separates.
    scanner.nesting = this.open.length;
    this.words.push({ kind, text, start, end, startsLine: scanner.lineBreak });
  }

  /** Whether the innermost bracket is one of settings. */
  private isSettings(): boolean {
    const first = this.words[0]?.text;
    const isItem = first === 'machine' || first === 'file' || first === 'spawn';
    return isItem && this.open.at(-1)?.sign === '{' && this.words[1]?.text !== ':';
  }

  private split(lineBreak: boolean): Pick<StatementWords, 'words' | 'prefix' | 'startsLine'> {
    const { words, offset } = this;
    const last = words.at(-1);
    const isName = last?.kind === Token.Name && last.end === offset;
    if (!isName) return { words, prefix: { start: offset, end: offset }, startsLine: lineBreak };
    const prefix = { start: last.start, end: last.end };
    return { words: words.slice(0, -1), prefix, startsLine: last.startsLine };
  }
}

/** Whether the text behind the last word has a comment to the end of its line. */
function isLineComment(rest: string): boolean {
  return rest.slice(rest.lastIndexOf('\n') + 1).includes('#');
}

/** The words of the innermost bracket behind the last comma, and how many commas there are. */
export function sinceComma(
  { words, open }: StatementWords,
  bracket: OpenBracket,
): { readonly words: readonly Word[]; readonly commas: number } {
  let depth = 0;
  let commas = 0;
  let from = bracket.at + 1;
  const end = open[open.indexOf(bracket) + 1]?.at ?? words.length;
  for (let at = bracket.at + 1; at < end; at++) {
    const text = words[at]?.text ?? '';
    if (text === '(' || text === '[' || text === '{') depth++;
    else if (text === ')' || text === ']' || text === '}') depth--;
    else if (text === ',' && depth === 0) {
      commas++;
      from = at + 1;
    }
  }
  return { words: words.slice(from, end), commas };
}

/** Words that stand between values. */
const CLAUSE_WORDS: ReadonlySet<string> = new Set(['where', 'by', 'in', 'step']);

/** Whether a value ends with the word at this position, the last one if none is given. */
export function endsValue(words: readonly Word[], at = words.length - 1): boolean {
  const word = words[at];
  if (word === undefined) return false;
  const { kind, text } = word;
  if (kind === Token.Name) {
    const isItemWord = at === 0 && ITEM_WORDS.has(text);
    return !isItemWord && !(CLAUSE_WORDS.has(text) && endsValue(words, at - 1));
  }
  const isLiteral = kind === Token.Integer || kind === Token.String || kind === Token.Character;
  return isLiteral || text === ')' || text === ']';
}

/** The name around a place; empty where there is none. */
export function wordAround(text: string, offset: number): Span {
  let start = offset;
  let end = offset;
  while (start > 0 && isNamePart(text.charCodeAt(start - 1))) start--;
  while (end < text.length && isNamePart(text.charCodeAt(end))) end++;
  return { start, end };
}
