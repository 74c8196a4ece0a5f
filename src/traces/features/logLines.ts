/**
 * The lines of an strace log as an editor asks about them: where each begins, what it is, and which halves of a call
 * belong together. One for each version of a document; each part is worked out when it is first asked for.
 */
import { isUnfinished, readLine, type LogLine } from '../logLine';

/** A line with its place among the others. */
export interface DocumentLine extends LogLine {
  /** The number of the line, from 0. */
  readonly number: number;
}

export class LogLines {
  private readonly starts: number[] = [0];
  private readonly known: (DocumentLine | undefined)[] = [];
  private pairs: ReadonlyMap<number, number> | null = null;

  constructor(readonly text: string) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
      this.starts.push(at + 1);
    }
  }

  /** How many lines there are. */
  get count(): number {
    return this.starts.length;
  }

  /** The line of a number from 0. */
  line(number: number): DocumentLine {
    const known = this.known[number];
    if (known !== undefined) return known;
    const start = this.startOf(number);
    const end = (this.starts[number + 1] ?? this.text.length + 1) - 1;
    const line = { ...readLine(this.text, start, end), number };
    this.known[number] = line;
    return line;
  }

  /** Where a line begins, from 0; beyond the last one the end of the text. */
  startOf(number: number): number {
    return this.starts[number] ?? this.text.length;
  }

  /** The line at an offset. */
  lineAt(offset: number): DocumentLine {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? Infinity) <= offset) low = middle;
      else high = middle - 1;
    }
    return this.line(low);
  }

  *all(): Iterable<DocumentLine> {
    for (let number = 0; number < this.count; number++) yield this.line(number);
  }

  /** The text of a line without what stands around it. */
  textOf({ from, to }: LogLine): string {
    return this.text.slice(from, to);
  }

  /** The other half of an unfinished or resumed call, or null. */
  otherHalf(line: DocumentLine): DocumentLine | null {
    this.pairs ??= this.pairUp();
    const other = this.pairs.get(line.number);
    return other === undefined ? null : this.line(other);
  }

  private pairUp(): Map<number, number> {
    const pairs = new Map<number, number>();
    const open = new Map<number, DocumentLine>();
    for (const line of this.all()) {
      if (line.kind === 'call') {
        if (isUnfinished(this.textOf(line))) open.set(line.pid, line);
        continue;
      }
      if (line.kind !== 'resumed') continue;
      const begun = open.get(line.pid) ?? (line.pid === 0 ? [...open.values()][0] : open.get(0));
      if (begun?.name !== line.name) continue;
      open.delete(begun.pid);
      pairs.set(begun.number, line.number);
      pairs.set(line.number, begun.number);
    }
    return pairs;
  }
}
