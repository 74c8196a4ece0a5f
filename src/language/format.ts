// Formats a scenario: one item a line, blocks indented by two blanks, blanks between words by rule
// (formatTokens.ts). It must never change what a script means: comments stay, and lines pasted from
// strace keep their spelling.

import type { Comment } from './formatGap';
import { readGap } from './formatGap';
import { spaceItem } from './formatTokens';
import { parse } from './parser';
import type { Block, ExpectMapsStatement, IfStatement, Item, Script, Span } from './tree';

const INDENT = '  ';

/**
 * The formatted source. Formatting it again changes nothing. A script with a syntax error is
 * returned as it is: what cannot be read cannot be laid out.
 */
export function format(source: string): string {
  const { script, diagnostics } = parse(source);
  return diagnostics.length > 0 ? source : new Formatter(source).format(script);
}

/**
 * The source of some items that stand behind one another, formatted; `depth` is how many blocks are
 * around them. The first line is not indented: the items begin where the first of them does.
 */
export function formatItems(source: string, items: readonly Item[], depth: number): string {
  return new Formatter(source).formatItems(items, INDENT.repeat(depth));
}

class Formatter {
  private out = '';
  /** Whether what was written last is a comment to the end of its line. */
  private endsInComment = false;

  constructor(private readonly source: string) {}

  format(script: Script): string {
    this.writeItems(script.items, 0, this.source.length, '');
    return this.out === '' ? '' : `${this.out}\n`;
  }

  formatItems(items: readonly Item[], indent: string): string {
    const [first] = items;
    const last = items.at(-1);
    if (first !== undefined && last !== undefined) {
      this.writeItems(items, first.start, last.end, indent);
    }
    return this.out.slice(indent.length);
  }

  /** Writes items and the comments around them. @returns whether there was anything. */
  private writeItems(items: readonly Item[], from: number, to: number, indent: string): boolean {
    let at = from;
    let isFirst = true;
    for (const item of items) {
      const lineEnds = this.writeComments(at, item.start, indent, isFirst);
      isFirst &&= lineEnds.isFirst;
      this.newLine(indent, lineEnds.count > 1 && !isFirst);
      this.writeItem(item, indent);
      isFirst = false;
      at = item.end;
    }
    return !this.writeComments(at, to, indent, isFirst).isFirst;
  }

  /**
   * Writes the comments between two items: those on the line of the first behind it, the others on
   * lines of their own.
   */
  private writeComments(
    from: number,
    to: number,
    indent: string,
    isFirst: boolean,
  ): { count: number; isFirst: boolean } {
    const gap = readGap(this.source, from, to);
    let first = isFirst;
    for (const comment of gap.comments) {
      const isBehind = comment.lineEnds === 0 && this.out !== '' && !this.endsInComment;
      if (isBehind) this.out += comment.blanks || ' ';
      else this.newLine(indent, comment.lineEnds > 1 && !first);
      this.writeComment(comment);
      first = false;
    }
    return { count: gap.lineEnds, isFirst: first };
  }

  private writeComment(comment: Comment): void {
    this.out += comment.text;
    this.endsInComment = comment.text.startsWith('#');
  }

  private newLine(indent: string, isBehindBlankLine: boolean): void {
    this.endsInComment = false;
    if (this.out !== '') this.out += isBehindBlankLine ? '\n\n' : '\n';
    this.out += indent;
  }

  private writeItem(item: Item, indent: string): void {
    switch (item.kind) {
      case 'resumed':
      case 'signal':
      case 'exit':
        this.writeVerbatim(item);
        break;
      case 'call': {
        const isPasted = item.who?.kind === 'pid' && item.who.spelling !== 'colon';
        if (isPasted || item.unfinished) this.writeVerbatim(item);
        else this.writeWords(item.start, item.end, indent, false, item.outcome?.words ?? null);
        break;
      }
      case 'machine':
      case 'file':
      case 'spawn':
        this.writeWords(item.start, item.end, indent, true);
        break;
      case 'if':
        this.writeIf(item, indent);
        break;
      case 'expectMaps':
        this.writeMaps(item, indent);
        break;
      default: {
        const body = 'body' in item ? item.body : null;
        if (body?.kind === 'block') this.writeHeaded(item.start, body, indent);
        else this.writeWords(item.start, item.end, indent, false);
      }
    }
  }

  /** A line as strace printed it: nothing but blanks at line ends goes. */
  private writeVerbatim(item: Span): void {
    this.out += this.source.slice(item.start, item.end).replace(/[ \t\r]+$/gm, '');
  }

  /** @returns comments behind the last word. */
  private writeWords(
    from: number,
    to: number,
    indent: string,
    isSettings: boolean,
    words: Span | null = null,
  ): readonly Comment[] {
    const spaced = spaceItem(this.source, from, to, indent, isSettings, words);
    this.out += spaced.text;
    return spaced.rest;
  }

  /** Writes what stands from `start` to a block, and the block. */
  private writeHeaded(start: number, body: Block, indent: string): void {
    const comments = this.writeWords(start, body.start, indent, false);
    this.writeBlock(body, comments, indent);
  }

  /** Writes a block; `comments` are those that stood before its `{`, which find a place in it. */
  private writeBlock(body: Block, comments: readonly Comment[], indent: string): void {
    const inner = indent + INDENT;
    this.out += ' {';
    for (const comment of comments) {
      this.newLine(inner, false);
      this.writeComment(comment);
    }
    const from = body.start + 1;
    const hasItems = this.writeItems(body.items, from, body.end - 1, inner);
    if (hasItems || comments.length > 0) this.newLine(indent, false);
    this.out += '}';
  }

  private writeIf(item: IfStatement, indent: string): void {
    let end = item.start;
    for (const [index, arm] of item.arms.entries()) {
      const between = index === 0 ? [] : readGap(this.source, end, arm.start).comments;
      if (index > 0) this.out += ' ';
      const comments = this.writeWords(arm.start, arm.body.start, indent, false);
      this.writeBlock(arm.body, [...between, ...comments], indent);
      end = arm.body.end;
    }
    if (item.otherwise === null) return;
    this.out += ' else';
    const { comments } = readGap(this.source, end, item.otherwise.start);
    this.writeBlock(item.otherwise, comments, indent);
  }

  private writeMaps(item: ExpectMapsStatement, indent: string): void {
    const comments = this.writeWords(item.start, item.body.start, indent, false);
    const raw = this.source.slice(item.body.start + 1, item.body.end - 1).split('\n');
    const lines = raw.map((line) => line.trim()).filter((line) => line !== '');
    // In the braces a comment of this kind would be read as a line.
    const isInline = (text: string): boolean => text.startsWith('/*');
    const texts = comments.map((comment) => comment.text);
    for (const text of texts.filter(isInline)) this.out += ` ${text}`;
    this.out += ' {';
    const inner = [...texts.filter((text) => !isInline(text)), ...lines];
    for (const line of inner) {
      this.newLine(indent + INDENT, false);
      this.out += line;
    }
    if (inner.length > 0) this.newLine(indent, false);
    this.out += '}';
  }
}
