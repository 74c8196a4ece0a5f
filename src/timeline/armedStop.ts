/**
 * Stops as a search uses them: with everything resolved that a machine can resolve, and conditions as functions that
 * only look.
 */
import type { Column } from '../machine/store';
import type { HitRule } from './stops';

/** A cell of a table, or a word of memory. */
export interface Cell {
  readonly column: Column;
  readonly row: number;
}

/** A value of the machine that is watched. */
export interface Watched {
  /** The cells on which the value depends now: while none of them is written, it stays. */
  cells(): readonly Cell[];
  /** The value now; two that are equal count as unchanged. */
  read(): number | string;
}

export type Place =
  | { readonly kind: 'statement'; readonly instructions: ReadonlySet<number> }
  | { readonly kind: 'site'; readonly sites: ReadonlySet<number> }
  | {
      readonly kind: 'event';
      readonly event: number;
      readonly rule: number | null;
      /** What the event must be besides; null: anything. */
      readonly accepts: ((subject: number, a: number) => boolean) | null;
    }
  | { readonly kind: 'watch'; readonly watched: Watched };

export interface ArmedStop {
  readonly id: number;
  readonly place: Place;
  /** Null: always. */
  readonly holds: (() => boolean) | null;
  readonly hits: HitRule | null;
  /** What is known of its hits: how many there were up to the beginning of a statement, that moment included. */
  readonly counts: Map<number, number>;
  /** The text of a log point; null: it stops. */
  readonly log: (() => string) | null;
}

/** Cells that make up one value. */
export function watchedCells(cells: readonly Cell[]): Watched {
  return {
    cells: () => cells,
    read: () => cells.map(({ column, row }) => column.data[row] ?? 0).join(),
  };
}
