/**
 * Watched values during a search. A write to a granule of a watched cell wakes the trace; at the next event, or between
 * statements, the values are compared with what they were.
 */
import { granuleOf, type Store, type Watcher } from '../machine/store';
import type { Trace } from '../machine/trace';
import type { Cell, Watched } from './armedStop';

export class Watching implements Watcher {
  private readonly values: (number | string)[] = [];
  /** The granules on which the values depended when the search began here. */
  granulesAtStart: ReadonlySet<number> = new Set();
  private cells: Cell[] = [];
  private isTouched = false;

  constructor(
    private readonly store: Store,
    private readonly trace: Trace,
    private readonly watched: readonly Watched[],
  ) {}

  /** The machine was put where it stands: changes count from here. */
  begin(): void {
    if (this.watched.length === 0) return;
    this.unwatch();
    this.isTouched = false;
    this.watched.forEach((watched, i) => {
      this.values[i] = watched.read();
    });
    this.watch();
    this.granulesAtStart = new Set(this.cells.map(({ column, row }) => granuleOf(column, row)));
  }

  /** Nobody is told of writes any more. */
  end(): void {
    if (this.watched.length === 0) return;
    this.unwatch();
    this.store.watcher = null;
  }

  onWrite(): void {
    this.isTouched = true;
    this.trace.wake();
  }

  /** The watched values that changed since the last look. */
  changed(): readonly Watched[] {
    if (!this.isTouched) return NONE;
    this.isTouched = false;
    const changed = this.watched.filter((watched, i) => {
      const value = watched.read();
      if (value === this.values[i]) return false;
      this.values[i] = value;
      return true;
    });
    this.unwatch();
    this.watch();
    return changed;
  }

  private watch(): void {
    this.store.watcher = this;
    this.cells = this.watched.flatMap((watched) => watched.cells());
    for (const { column, row } of this.cells) this.store.watch(column, row);
  }

  private unwatch(): void {
    for (const { column, row } of this.cells) this.store.unwatch(column, row);
    this.cells = [];
  }
}

const NONE: readonly Watched[] = [];
