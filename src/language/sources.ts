// The texts that a script is made of (itself, what it includes, the overrides), and what was found
// wrong in them, each with its place. It must never hold English.

import type { Place, Source } from '../program/form';
import type { Diagnostic, Fix, MessageArguments } from './diagnostic';
import type { MessageId } from './messages';
import type { Span } from './tree';

/** A diagnostic that says in which source it is, and in which line and column (from 1). */
export interface LocatedDiagnostic extends Diagnostic {
  readonly source: number;
  readonly line: number;
  readonly column: number;
}

/** No more diagnostics are kept than so many. */
const MOST_DIAGNOSTICS = 10_000;
/** The same complaint about the same thing is made so often; then it is known. */
const MOST_ALIKE = 20;

/** One source with what is needed to turn its offsets into places quickly, nearly in order. */
class SourceLines {
  private readonly starts: number[] = [0];
  /** The line (from 0) that was asked for last. */
  private line = 0;

  constructor(text: string) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
      this.starts.push(at + 1);
    }
  }

  /** Line (from 0) of an offset. */
  lineOf(offset: number): number {
    const { starts } = this;
    let { line } = this;
    if (offset < this.startOf(line) || offset >= this.startOf(line + 8)) line = this.search(offset);
    while (offset >= this.startOf(line + 1)) line++;
    this.line = line;
    return Math.min(line, starts.length - 1);
  }

  /** Where a line begins; beyond the last one, further than any offset. */
  startOf(line: number): number {
    return this.starts[line] ?? Number.MAX_SAFE_INTEGER;
  }

  private search(offset: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.startOf(middle) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** All sources of one script, and their diagnostics. */
export class Sources {
  readonly list: Source[] = [];
  private readonly lines: SourceLines[] = [];
  private readonly found: LocatedDiagnostic[] = [];
  private readonly places = new Set<string>();
  private readonly alike = new Map<string, number>();

  /** Adds a source. @returns its number. */
  add(name: string, text: string): number {
    this.list.push({ name, text });
    this.lines.push(new SourceLines(text));
    return this.list.length - 1;
  }

  /** The text of a stretch of a source. */
  slice(source: number, span: Span): string {
    return this.list[source]?.text.slice(span.start, span.end) ?? '';
  }

  /** The place of a stretch of a source. */
  place(source: number, span: Span): Place {
    const lines = this.lines[source];
    const line = lines?.lineOf(span.start) ?? 0;
    const column = span.start - (lines?.startOf(line) ?? 0) + 1;
    return { source, start: span.start, end: span.end, line: line + 1, column };
  }

  /** Reports something; what was reported at this place already is not reported again. */
  report(
    source: number,
    severity: Diagnostic['severity'],
    id: MessageId,
    args: MessageArguments,
    span: Span,
    fix?: Fix,
  ): void {
    const about = `${id} ${Object.values(args).join(' ')}`;
    const count = this.alike.get(about) ?? 0;
    if (count >= MOST_ALIKE || this.found.length >= MOST_DIAGNOSTICS) return;
    const key = `${source} ${span.start} ${span.end} ${id}`;
    if (this.places.has(key)) return;
    this.places.add(key);
    this.alike.set(about, count + 1);
    const { line, column } = this.place(source, span);
    const base = { id, args, severity, span: { start: span.start, end: span.end } };
    const located = { ...base, source, line, column };
    this.found.push(fix === undefined ? located : { ...located, fix });
  }

  /** Takes over what the parser found. */
  reportParsed(source: number, diagnostics: readonly Diagnostic[]): void {
    for (const diagnostic of diagnostics) {
      if (this.found.length > MOST_DIAGNOSTICS) return;
      const { line, column } = this.place(source, diagnostic.span);
      this.found.push({ ...diagnostic, source, line, column });
    }
  }

  get hasErrors(): boolean {
    return this.found.some(({ severity }) => severity === 'error');
  }

  /** Everything that was found, in order of sources and places. */
  diagnostics(): LocatedDiagnostic[] {
    return [...this.found].sort((a, b) => a.source - b.source || a.span.start - b.span.start);
  }
}
