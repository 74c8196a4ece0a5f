// Turns offsets into lines and columns, on demand: the tree and the diagnostics hold offsets only.

/** A place for people: both from 1, the column in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Where each line of a source begins. */
export class LineTable {
  private readonly starts: number[] = [0];

  constructor(readonly source: string) {
    for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) {
      this.starts.push(at + 1);
    }
  }

  /** How many lines there are; an empty source has one. */
  get lineCount(): number {
    return this.starts.length;
  }

  /** The position of `offset`; offsets outside the source count as its nearest end. */
  positionAt(offset: number): Position {
    const place = Math.max(0, Math.min(offset, this.source.length));
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.lineStart(middle + 1) <= place) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: place - this.lineStart(low + 1) + 1 };
  }

  /** The offset of a position; a column beyond the line's end counts as its end. */
  offsetAt(line: number, column: number): number {
    const start = this.lineStart(line);
    return Math.max(start, Math.min(start + column - 1, this.lineEnd(line)));
  }

  /** The text of line `line` (from 1), without its line end. */
  lineText(line: number): string {
    return this.source.slice(this.lineStart(line), this.lineEnd(line));
  }

  private lineStart(line: number): number {
    return line < 1 ? 0 : (this.starts[line - 1] ?? this.source.length);
  }

  private lineEnd(line: number): number {
    const next = this.starts[line];
    if (next === undefined) return this.source.length;
    return this.source.charCodeAt(next - 2) === 13 ? next - 2 : next - 1;
  }
}
