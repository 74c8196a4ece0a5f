/** Which rows of a list an answer holds. */
import { MOST_ROWS } from '../../protocol/answer';

export interface Window {
  readonly first: number;
  /** Exclusive. */
  readonly end: number;
}

/** The window that was asked for, cut to the list and to what a message holds. */
export function windowOf(
  asked: { readonly first?: number | undefined; readonly count?: number | undefined },
  total: number,
): Window {
  const first = Math.min(asked.first ?? 0, total);
  const count = Math.min(asked.count ?? MOST_ROWS, MOST_ROWS);
  return { first, end: Math.min(first + count, total) };
}
