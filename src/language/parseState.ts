// What all parsing functions share: the scanner, the diagnostics, and the state of trouble. While
// there is trouble nothing more is reported and no word is taken, until the item at fault has been
// left (recover.ts).

import type { Diagnostic, Fix, MessageArguments } from './diagnostic';
import type { MessageId } from './messages';
import { Scanner } from './scanner';
import { Token } from './tokens';
import type { Argument, Identifier, Span, Who } from './tree';

/**
 * How deep brackets, operators and blocks may be nested, so that no function that walks the tree
 * runs out of stack.
 */
const NESTING_LIMIT = 200;

/** How high an expression may grow without brackets, as `1 + 1 + 1 + ...` does. */
const HEIGHT_LIMIT = 1000;

/** Reading stops behind so many errors: the file is no script. */
const ERROR_LIMIT = 10_000;

export class ParseState {
  readonly scanner: Scanner;
  /** A syntax error was met in the current item. Functions go on, but take no more words. */
  trouble = false;
  /** How many brackets and blocks enclose the current word. */
  depth = 0;
  /** The height of the expression that was parsed last. */
  height = 0;
  /** Arguments of the calls that are open, before they become arrays of exactly their length. */
  readonly pending: Argument[] = [];
  pendingCount = 0;
  /** Those who act, one node for each, because nearly every statement names one. */
  readonly whoByName = new Map<string, Who>();
  readonly whoByPid = new Map<number | bigint, Who>();
  /** How many blocks enclose the current word. */
  openBlocks = 0;
  /** Inside `who { }` or a `def`, where calls need no `who`. */
  mayOmitWho = false;
  /**
   * A block or settings that were left open have been reported: the blocks around are open for the
   * same reason.
   */
  reportedUnclosed = false;
  /** How a message calls the end of what is parsed. */
  endName = '@endOfFile';

  constructor(
    readonly source: string,
    readonly diagnostics: Diagnostic[] = [],
    from = 0,
    limit = source.length,
    names?: string[],
  ) {
    this.scanner = new Scanner(
      source,
      (id, start, end) => {
        const found = source.slice(start, end);
        this.add(id, { found: quoted(found), quote: `\`${found.charAt(0)}\`` }, { start, end });
      },
      from,
      limit,
      names,
    );
  }

  /**
   * A state for the part of a text from `from` to `limit`, whose diagnostics count for the whole.
   */
  part(from: number, limit: number, endName: string): ParseState {
    const part = new ParseState(this.source, this.diagnostics, from, limit, this.scanner.names);
    part.endName = endName;
    part.depth = this.depth;
    part.scanner.inText = true;
    part.next();
    return part;
  }

  get kind(): Token {
    return this.scanner.kind;
  }

  /** Whether the current word is of this kind. */
  at(kind: Token): boolean {
    return this.scanner.kind === kind;
  }

  next(): void {
    this.scanner.next();
  }

  /**
   * Reports a syntax error: the first one in an item counts, the rest would only follow from it.
   */
  fail(id: MessageId, args: MessageArguments, span: Span = this.place(), fix?: Fix): void {
    if (!this.trouble) this.add(id, args, span, fix);
    this.trouble = true;
  }

  /** Reports an error that does not keep the parser from going on. */
  add(id: MessageId, args: MessageArguments, span: Span, fix?: Fix): void {
    if (this.diagnostics.length > ERROR_LIMIT) return;
    if (this.diagnostics.length === ERROR_LIMIT) {
      const limit = String(ERROR_LIMIT);
      this.diagnostics.push({ id: 'tooManyErrors', args: { limit }, span, severity: 'error' });
      return;
    }
    const base = { id, args, span, severity: 'error' } as const;
    this.diagnostics.push(fix === undefined ? base : { ...base, fix });
  }

  get hasGivenUp(): boolean {
    return this.diagnostics.length > ERROR_LIMIT;
  }

  /**
   * Where the current word stands, for a message. What is missing at the end of a line is missing
   * behind its last word.
   */
  place(): Span {
    const { scanner } = this;
    if (!this.isBehindLine()) return { start: scanner.start, end: scanner.end };
    const end = scanner.previousEnd;
    return { start: end, end: Math.min(end + 1, this.source.length) };
  }

  /** How a message calls the current word. */
  found(): string {
    const { scanner } = this;
    if (scanner.kind === Token.EndOfFile) return this.endName;
    if (this.isBehindLine()) return '@endOfLine';
    return quoted(this.source.slice(scanner.start, scanner.end));
  }

  private isBehindLine(): boolean {
    const { kind, lineBreak, nesting } = this.scanner;
    return kind === Token.LineEnd || kind === Token.EndOfFile || (lineBreak && nesting > 0);
  }

  /** Takes the current word if it is of this kind. */
  accept(kind: Token): boolean {
    if (this.trouble || this.scanner.kind !== kind) return false;
    this.scanner.next();
    return true;
  }

  /**
   * Goes over a line end behind which `word` stands: `{` and `else` begin no statement, so people
   * may write them on a line of their own.
   */
  skipLineEndBefore(word: string): void {
    if (this.trouble || this.scanner.kind !== Token.LineEnd) return;
    if (this.source.startsWith(word, this.scanner.end)) this.scanner.next();
  }

  /** Takes an opening bracket inside which lines go on. */
  open(): void {
    this.depth++;
    this.scanner.nesting++;
    this.scanner.next();
  }

  /** Takes the closing bracket `kind`, or reports what stands there instead, as `failAt` does. */
  close(kind: Token, id: MessageId, subject = ''): void {
    this.depth--;
    if (this.trouble) return;
    if (this.scanner.kind !== kind) {
      this.failAt(id, subject);
      return;
    }
    this.scanner.nesting--;
    this.scanner.next();
  }

  /** Takes a name, or reports what stands there instead, as `failAt` does. */
  identifier(id: MessageId, subject = '', where: MessageId = 'afterWord'): Identifier {
    const { scanner } = this;
    if (this.trouble || scanner.kind !== Token.Name) {
      this.failAt(id, subject, where);
      return { text: '', start: scanner.previousEnd, end: scanner.previousEnd };
    }
    const identifier = { text: scanner.text, start: scanner.start, end: scanner.end };
    scanner.next();
    return identifier;
  }

  /** Reports the `{` at `open` as left open; of several the innermost. */
  reportUnclosed(id: MessageId, open: number): void {
    if (!this.reportedUnclosed) this.add(id, {}, { start: open, end: open + 1 });
    this.reportedUnclosed = true;
    this.trouble = true;
  }

  /** Whether the current word is this name. */
  isWord(word: string): boolean {
    return this.scanner.kind === Token.Name && this.scanner.text === word && !this.trouble;
  }

  /** Takes the current word if it is this name. */
  acceptWord(word: string): boolean {
    if (!this.isWord(word)) return false;
    this.scanner.next();
    return true;
  }

  /** Whether one may open another bracket or block; reports it if not. */
  mayNest(): boolean {
    if (this.depth < NESTING_LIMIT) return true;
    this.fail('nestedTooDeeply', { limit: String(NESTING_LIMIT) });
    return false;
  }

  /**
   * Notes the height of the expression that was parsed last; reports it if nothing may stand above
   * it.
   */
  setHeight(height: number): void {
    this.height = height;
    if (height > HEIGHT_LIMIT) this.fail('nestedTooDeeply', { limit: String(HEIGHT_LIMIT) });
  }

  /**
   * Reports that something else should stand here: `subject` is the word or call to which it
   * belongs, `where` the message that says in which way.
   */
  failAt(id: MessageId, subject: string, where: MessageId = 'afterWord'): void {
    if (this.trouble) return;
    this.fail(id, { where: `@${where}`, subject: quoted(subject), found: this.found() });
  }
}

/** Long junk is not repeated in full. */
const LONGEST_QUOTE = 40;

/** Source text as it appears in a message. */
export function quoted(text: string): string {
  const short = text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}...` : text;
  return `\`${short.replace(/\p{Cc}/gu, '\ufffd')}\``;
}

/** A fix that inserts `text` at `offset`. */
export function insertion(offset: number, text: string): Fix {
  return {
    id: 'fixInsert',
    args: { text: quoted(text.trim()) },
    edits: [{ start: offset, end: offset, text }],
  };
}

/** A fix that replaces `found` at `span` by `text`. */
export function replacement(span: Span, found: string, text: string): Fix {
  return {
    id: 'fixReplace',
    args: { found: quoted(found), text: quoted(text) },
    edits: [{ start: span.start, end: span.end, text }],
  };
}
