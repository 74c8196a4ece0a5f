/** The rows of a list that comes in windows: as many of them as were looked at. */

/** A window of a list. */
export interface Tile<R> {
  readonly rows: readonly R[];
  /** Where the next window begins; null: there is none. */
  readonly next: number | null;
}

export class Tiles<R, T extends Tile<R>> {
  rows: readonly R[] = [];
  /** The first window; null: nothing was asked for yet. */
  first: T | null = null;
  private next: number | null = null;
  private ask: ((first: number) => Promise<T>) | null = null;
  private isLoading = false;

  /** @param loaded more rows are there */
  constructor(private readonly loaded: () => void) {}

  get hasMore(): boolean {
    return this.next !== null;
  }

  /** Asks for a list, as many of its rows as there were of the one before. Fails as `ask` does. */
  async load(ask: (first: number) => Promise<T>): Promise<void> {
    const wanted = this.rows.length;
    const tile = await ask(0);
    const rows = [...tile.rows];
    let { next } = tile;
    while (next !== null && rows.length < wanted) {
      const window = await ask(next);
      rows.push(...window.rows);
      next = window.next;
    }
    this.first = tile;
    this.rows = rows;
    this.next = next;
    this.ask = ask;
  }

  /** Forgets the list. */
  clear(): void {
    this.rows = [];
    this.first = null;
    this.next = null;
    this.ask = null;
  }

  /** Asks for the next window. */
  more(): void {
    if (this.next !== null && !this.isLoading) void this.loadNext(this.next);
  }

  private async loadNext(next: number): Promise<void> {
    const { ask } = this;
    if (ask === null) return;
    this.isLoading = true;
    // What cannot be asked now is asked when somebody looks again.
    const window = await ask(next).catch(() => null);
    this.isLoading = false;
    // Another list, or another moment, may be shown by now.
    if (window === null || this.next !== next || this.ask !== ask) return;
    this.rows = [...this.rows, ...window.rows];
    this.next = window.next;
    this.loaded();
  }
}
