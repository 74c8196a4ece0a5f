// Cuts a scenario into words, one at a time, as the parser asks for them. No object is made for a
// word: its kind, place and value are fields of the scanner. It must never throw and never look
// back further than the word it is at.

import { fileEnd } from './scanFile';
import type { ReportEscape } from './scanText';
import { innerStringEnd, unescapeBytes } from './scanText';
import type { ScannedNumber } from './scanNumber';
import { isNamePart, scanNumber } from './scanNumber';
import { isForeignBlank, PAIRS, SINGLES } from './signs';
import { Token } from './tokens';
import type { MessageId } from './messages';

/** Told of a word that is malformed; `found` is its text. */
export type ReportWord = (id: MessageId, start: number, end: number) => void;

/** Names seen lately, so that equal names are one string; a power of two. */
const NAME_CACHE_SIZE = 1024;

const LINE_FEED = 10;
const QUOTE = 34;
const APOSTROPHE = 39;
const STAR = 42;
const MINUS = 45;
const DOT = 46;
const SLASH = 47;
const LESS = 60;
const EQUALS = 61;
const GREATER = 62;
const BACKSLASH = 92;

export class Scanner {
  kind: Token = Token.EndOfFile;
  start: number;
  end: number;
  /** Where the word before this one ended; line ends do not count as words. */
  previousEnd: number;
  /** Whether a line ended between the word before and this one. */
  lineBreak = false;
  /** How many brackets are open inside which lines go on. At 0 line ends are words. */
  nesting = 0;
  /** In settings a name may contain `-`. */
  inSettings = false;
  /** In an expression that stands in a text: there a string is between two `\"`. */
  inText = false;

  /** Of an integer or a character. */
  value: number | bigint = 0;
  /** Of an integer. */
  radix: 8 | 10 | 16 = 10;
  /** A name; a string's bytes; the call of `<... call resumed>`. */
  text = '';
  /** The file of `3</lib/x>`, else null. */
  file: string | null = null;
  /** Whether a string is followed by `...`. */
  partial = false;

  private lineEnd = -1;
  private lineEndSearched = 0;
  private readonly number: ScannedNumber = { value: 0, radix: 10, end: 0, problem: null };
  private readonly reportEscape: ReportEscape = (start, end) => {
    // Those of a text were reported when it was scanned as a whole.
    if (!this.inText) this.report('unknownEscape', start, end);
  };

  /** A scanner of `source` from `from` to `limit`; `next` gives the first word. */
  constructor(
    readonly source: string,
    private readonly report: ReportWord,
    from = 0,
    readonly limit = source.length,
    /** Names seen lately; a scanner of a part shares them with that of the whole. */
    readonly names: string[] = new Array<string>(NAME_CACHE_SIZE).fill(''),
  ) {
    this.start = from;
    this.end = from;
    this.previousEnd = from;
  }

  /** Goes to the next word. At the limit it is `EndOfFile`, again and again. */
  next(): void {
    if (this.kind === Token.LineEnd) {
      // The blanks behind a line end belong to it, so the next word begins here.
      this.lineBreak = true;
    } else {
      this.previousEnd = this.end;
      const at = this.skipBlanks(this.end);
      if (this.lineBreak && this.nesting === 0 && at < this.limit) {
        this.kind = Token.LineEnd;
        this.start = this.previousEnd;
        this.end = at;
        return;
      }
      this.end = at;
    }
    this.start = this.end;
    if (this.start >= this.limit) this.kind = Token.EndOfFile;
    else this.scanWord(this.source.charCodeAt(this.start));
  }

  /** Goes on at `offset` as if a word had ended there. */
  continueAt(offset: number): void {
    this.kind = Token.Unknown;
    this.start = offset;
    this.end = offset;
  }

  /** The first offset from `from` on that is neither blank nor in a comment; sets `lineBreak`. */
  private skipBlanks(from: number): number {
    const { source, limit } = this;
    this.lineBreak = false;
    let at = from;
    while (at < limit) {
      const code = source.charCodeAt(at);
      if (code === LINE_FEED) {
        this.lineBreak = true;
        at++;
      } else if (code === 32 || code === 9 || code === 13) {
        at++;
      } else if (code === 35) {
        at = this.lineEndFrom(at);
      } else if (code === SLASH && source.charCodeAt(at + 1) === STAR && at + 1 < limit) {
        at = this.skipComment(at);
      } else if (code > 127 && isForeignBlank(code)) {
        at++;
      } else {
        return at;
      }
    }
    return limit;
  }

  /** The offset of the first line end at or behind `from`, or the limit. */
  lineEndFrom(from: number): number {
    // What was found last is kept, so that many comments on one endless line take linear time.
    if (from > this.lineEnd || from < this.lineEndSearched) {
      const at = this.source.indexOf('\n', from);
      this.lineEnd = at < 0 || at > this.limit ? this.limit : at;
      this.lineEndSearched = from;
    }
    return this.lineEnd;
  }

  private skipComment(start: number): number {
    const isPart = this.limit < this.source.length;
    const close = isPart
      ? this.source.slice(0, this.limit).indexOf('*/', start + 2)
      : this.source.indexOf('*/', start + 2);
    const isClosed = close >= 0;
    const end = isClosed ? close + 2 : this.limit;
    if (!isClosed) this.report('unterminatedComment', start, start + 2);
    if (this.lineEndFrom(start) < end) this.lineBreak = true;
    return end;
  }

  private scanWord(code: number): void {
    const lower = code | 32;
    if ((lower >= 97 && lower <= 122) || code === 95) this.scanName();
    else if (code >= 48 && code <= 57) this.scanInteger();
    else if (code === QUOTE) this.scanString();
    else if (code === APOSTROPHE) this.scanCharacter();
    else if (code === BACKSLASH && this.inText) this.scanInnerString();
    else this.scanSign(code);
  }

  private scanName(): void {
    const { source, limit, start } = this;
    let hash = 0;
    let at = start;
    for (; at < limit; at++) {
      const code = source.charCodeAt(at);
      if (!isNamePart(code) && !(code === MINUS && this.inSettings)) break;
      hash = (hash * 31 + code) | 0;
    }
    this.kind = Token.Name;
    this.text = this.nameAt(start, at, hash & (NAME_CACHE_SIZE - 1));
    // strace -y says which directory AT_FDCWD is; nothing depends on it.
    const isDirectory = at < limit && source.charCodeAt(at) === LESS && this.text === 'AT_FDCWD';
    this.end = isDirectory ? Math.max(at, fileEnd(source, at, limit)) : at;
  }

  private nameAt(start: number, end: number, slot: number): string {
    const known = this.names[slot] ?? '';
    if (known.length === end - start && this.source.startsWith(known, start)) return known;
    const name = this.source.slice(start, end);
    this.names[slot] = name;
    return name;
  }

  private scanInteger(): void {
    const { source, number } = this;
    scanNumber(source, this.start, this.limit, number);
    this.kind = Token.Integer;
    this.value = number.value;
    this.radix = number.radix;
    this.file = null;
    this.end = number.end;
    if (number.problem !== null) this.report(number.problem, this.start, this.end);
    if (number.end < this.limit && source.charCodeAt(number.end) === LESS) this.scanFile();
  }

  /** The `</lib/x>` that strace -y puts behind a descriptor. */
  private scanFile(): void {
    const open = this.end;
    const close = fileEnd(this.source, open, this.limit);
    if (close < 0) return;
    const inner = this.source.indexOf('<', open + 1);
    const isNested = inner >= 0 && inner < close && this.source.charCodeAt(open + 1) === SLASH;
    const pathEnd = isNested ? inner : close - 1;
    this.file = unescapeBytes(this.source, open + 1, pathEnd, this.reportEscape);
    this.end = this.source.startsWith('(deleted)', close) ? close + 9 : close;
  }

  private scanString(): void {
    const { source, limit, start } = this;
    let isPlain = true;
    let at = start + 1;
    for (; at < limit; at++) {
      const code = source.charCodeAt(at);
      if (code === QUOTE || code === LINE_FEED) break;
      if (code === BACKSLASH) {
        isPlain = false;
        if (at + 1 < limit && source.charCodeAt(at + 1) !== LINE_FEED) at++;
      } else if (code > 127) {
        isPlain = false;
      }
    }
    this.kind = Token.String;
    this.partial = false;
    const close = Math.min(at, limit);
    this.text = isPlain
      ? source.slice(start + 1, close)
      : unescapeBytes(source, start + 1, close, this.reportEscape);
    this.end = close;
    if (close >= limit || source.charCodeAt(close) !== QUOTE) {
      this.end = this.withoutCarriageReturn(close);
      this.report('unterminatedString', start, this.end);
      return;
    }
    this.partial = close + 4 <= limit && source.startsWith('...', close + 1);
    this.end = this.partial ? close + 4 : close + 1;
  }

  private scanInnerString(): void {
    const { source, limit, start } = this;
    if (source.charCodeAt(start + 1) !== QUOTE) {
      this.take(Token.Unknown, 1);
      return;
    }
    const close = innerStringEnd(source, start, limit);
    this.kind = Token.String;
    this.partial = false;
    this.end = close < 0 ? limit : close;
    const end = close < 0 ? limit : close - 2;
    this.text = unescapeBytes(source, start + 2, end, this.reportEscape);
    if (close < 0) this.report('unterminatedString', start, limit);
  }

  private withoutCarriageReturn(end: number): number {
    return end > this.start + 1 && this.source.charCodeAt(end - 1) === 13 ? end - 1 : end;
  }

  private scanCharacter(): void {
    const { source, limit, start } = this;
    let at = start + 1;
    for (; at < limit; at++) {
      const code = source.charCodeAt(at);
      if (code === APOSTROPHE || code === LINE_FEED) break;
      if (code === BACKSLASH && at + 1 < limit && source.charCodeAt(at + 1) !== LINE_FEED) at++;
    }
    const close = Math.min(at, limit);
    const isClosed = close < limit && source.charCodeAt(close) === APOSTROPHE;
    this.kind = Token.Character;
    this.end = isClosed ? close + 1 : this.withoutCarriageReturn(close);
    if (!isClosed) {
      this.value = 0;
      this.report('unterminatedString', start, this.end);
      return;
    }
    const bytes = unescapeBytes(source, start + 1, close, this.reportEscape);
    this.value = bytes === '' ? 0 : bytes.charCodeAt(0);
    if (bytes.length !== 1) this.report('badCharacter', start, this.end);
  }

  private scanSign(code: number): void {
    const second = this.start + 1 < this.limit ? this.source.charCodeAt(this.start + 1) : 0;
    if (code === LESS) this.scanLess(second);
    else if (code === MINUS && second === MINUS && this.isDashes()) this.take(Token.Dashes, 3);
    else if (code === DOT && second === DOT) this.scanDots();
    else this.scanOperator(code, second);
  }

  private take(kind: Token, length: number): void {
    this.kind = kind;
    this.end = this.start + length;
  }

  private scanOperator(code: number, second: number): void {
    const isPair = second === EQUALS || second === GREATER || second === code;
    const pair = isPair ? PAIRS.get(code * 128 + second) : undefined;
    const third = this.source.charCodeAt(this.start + 2);
    if (code === 43 && second === 43 && third === 43) this.take(Token.Pluses, 3);
    else if (pair !== undefined) this.take(pair, 2);
    else if (code < 128) this.take(SINGLES[code] ?? Token.Unknown, 1);
    else this.take(Token.Unknown, this.isPairedSurrogate(code, second) ? 2 : 1);
  }

  private isPairedSurrogate(code: number, second: number): boolean {
    return code >= 0xd800 && code < 0xdc00 && second >= 0xdc00 && second < 0xe000;
  }

  private scanLess(second: number): void {
    if (second === DOT && this.scanResumed()) return;
    if (second === 117 && this.scanStraceMark()) return;
    if (second >= 48 && second <= 57 && this.scanDuration()) return;
    if (second === EQUALS) this.take(Token.LessEquals, 2);
    else if (second === LESS) this.take(Token.ShiftLeft, 2);
    else this.take(Token.Less, 1);
  }

  private scanStraceMark(): boolean {
    const { source, start } = this;
    if (source.startsWith('<unfinished ...>', start)) this.take(Token.Unfinished, 16);
    else if (source.startsWith('<unavailable>', start)) this.take(Token.Unavailable, 13);
    else return false;
    return this.end <= this.limit;
  }

  /** `<0.000012>`, how long a call took. No number of the language has a point. */
  private scanDuration(): boolean {
    const { source, start } = this;
    let at = start + 1;
    let points = 0;
    for (; at < start + 24; at++) {
      const code = source.charCodeAt(at);
      if (code === DOT) points++;
      else if (code < 48 || code > 57) break;
    }
    if (points !== 1 || source.charCodeAt(at) !== GREATER || at >= this.limit) return false;
    this.take(Token.Duration, at + 1 - start);
    return true;
  }

  /** `<... clone3 resumed>`. */
  private scanResumed(): boolean {
    const { source, start } = this;
    if (!source.startsWith('<...', start)) return false;
    let at = start + 4;
    while (source.charCodeAt(at) === 32) at++;
    const name = at;
    while (isNamePart(source.charCodeAt(at))) at++;
    const nameEnd = at;
    while (source.charCodeAt(at) === 32) at++;
    if (nameEnd === name || !source.startsWith('resumed>', at) || at + 8 > this.limit) return false;
    this.kind = Token.Resumed;
    this.text = source.slice(name, nameEnd);
    this.end = at + 8;
    return true;
  }

  /** `---` around a signal stands alone; three signs in an expression stick to something. */
  private isDashes(): boolean {
    const { source, start } = this;
    if (source.charCodeAt(start + 2) !== MINUS || start + 3 > this.limit) return false;
    const before = source.charCodeAt(start - 1);
    const after = source.charCodeAt(start + 3);
    const isFree = start === 0 || before <= 32 || before === 58 || before === 125 || before === 93;
    return isFree && (Number.isNaN(after) || after <= 32);
  }

  private scanDots(): void {
    const isThree = this.source.charCodeAt(this.start + 2) === DOT && this.start + 3 <= this.limit;
    if (isThree) this.take(Token.Ellipsis, 3);
    else this.take(Token.Range, 2);
  }
}
