/**
 * Which addresses of a process a log has shown to be mapped: sorted, disjoint ranges in bytes. Knows nothing of what is
 * mapped there; the machine does. Two processes that share an address space share one of these.
 */

export interface Range {
  readonly start: number;
  /** Not included. */
  readonly end: number;
}

export class SeenRanges {
  private ranges: Range[] = [];

  /** @param isComplete the log told the whole map, so that what is not here is not mapped. */
  constructor(readonly isComplete: boolean) {}

  copy(): SeenRanges {
    const copy = new SeenRanges(this.isComplete);
    copy.ranges = [...this.ranges];
    return copy;
  }

  add(start: number, end: number): void {
    if (end <= start) return;
    const from = this.firstEndingAt(start);
    let to = from;
    let low = start;
    let high = end;
    for (; to < this.ranges.length; to++) {
      const range = this.ranges[to];
      if (range === undefined || range.start > end) break;
      low = Math.min(low, range.start);
      high = Math.max(high, range.end);
    }
    this.ranges.splice(from, to - from, { start: low, end: high });
  }

  remove(start: number, end: number): void {
    const from = this.firstEndingAt(start);
    const kept: Range[] = [];
    let to = from;
    for (; to < this.ranges.length; to++) {
      const range = this.ranges[to];
      if (range === undefined || range.start >= end) break;
      if (range.start < start) kept.push({ start: range.start, end: start });
      if (range.end > end) kept.push({ start: end, end: range.end });
    }
    this.ranges.splice(from, to - from, ...kept);
  }

  /** The parts of [start, end) that are here. */
  within(start: number, end: number): Range[] {
    const found: Range[] = [];
    for (let at = this.firstEndingAt(start); at < this.ranges.length; at++) {
      const range = this.ranges[at];
      if (range === undefined || range.start >= end) break;
      const part = { start: Math.max(start, range.start), end: Math.min(end, range.end) };
      if (part.end > part.start) found.push(part);
    }
    return found;
  }

  /** The parts of [start, end) that are not here. */
  gaps(start: number, end: number): Range[] {
    const gaps: Range[] = [];
    let at = start;
    for (const range of this.within(start, end)) {
      if (range.start > at) gaps.push({ start: at, end: range.start });
      at = range.end;
    }
    if (at < end) gaps.push({ start: at, end });
    return gaps;
  }

  /** The position of the first range that ends at or behind an address. */
  private firstEndingAt(address: number): number {
    let low = 0;
    let high = this.ranges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.ranges[middle]?.end ?? 0) < address) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
