/**
 * Which checkpoints are kept. Along the run one each so many events, thinned as they age; near the stop those of
 * the 1, 2, 4, 8 ... statements before, so that its neighbours are near. Only decides; run.ts takes and drops.
 *
 * All is decided by counts of events and bytes, never by a clock: the same run keeps the same checkpoints.
 */
import type { Checkpoint } from '../machine/checkpoints';

export interface Label {
  /** The statement that comes next. */
  readonly statement: number;
  /** Kept along the run; false: only while the stop is near. */
  readonly kept: boolean;
}

/** How much of a run is kept, and in which portions it runs. None of it changes what happens. */
export interface Keeping {
  /** Bytes that the checkpoints of a run may take in all. */
  readonly budget: number;
  /** Events between two checkpoints along the run. */
  readonly segmentEvents: number;
  /** Events after which the host gets its turn. */
  readonly sliceEvents: number;
  /**
   * Asked after each slice of a statement that is longer: whether the host needs its turn now. Only then is the
   * statement suspended, and must be run again from its beginning to go on. Absent: the host cannot tell, and gets its
   * turn as LONG_STATEMENT says.
   */
  readonly wantsTurn?: () => boolean;
}

/**
 * An event costs 0.1 to 0.5 us with all that happens between two of them (docs/performance.md), so that running a
 * segment again takes some 10 ms, and a slice a few.
 */
export const KEEPING: Keeping = {
  budget: 256 * 1024 * 1024,
  segmentEvents: 40960,
  sliceEvents: 8192,
};
/**
 * For a host that cannot tell whether it needs its turn: a statement with more events than so many slices is suspended
 * and run again, each time with twice as many.
 */
export const LONG_STATEMENT = 8;
/** Within this nothing is thinned out, however short the run. */
const FREE_BYTES = 24 * 1024 * 1024;
/** Beyond, checkpoints take at most this for each statement of the run. */
const BYTES_A_STATEMENT = 40;

/** Bytes that checkpoints may take when so many statements were run. */
export function allowance(statements: number, budget: number): number {
  return Math.min(budget, Math.max(FREE_BYTES, statements * BYTES_A_STATEMENT));
}

/**
 * The checkpoint along the run that is missed least: whose gap, without it, would be smallest for its age. So gaps grow
 * with age, and the number of checkpoints with the logarithm of the run's length.
 * @param newest events that had happened at the end of what is recorded.
 * @returns its index, or -1 when none may go: the first, the last and `base` stay.
 */
export function missedLeast(
  list: readonly Checkpoint<Label>[],
  base: number,
  newest: number,
): number {
  let found = -1;
  let least = Infinity;
  for (let i = 1; i + 1 < list.length; i++) {
    if (i === base) continue;
    const before = list[i - 1]?.moment ?? 0;
    const after = list[i + 1]?.moment ?? 0;
    const loss = (after - before) / (1 + newest - (list[i]?.moment ?? 0));
    if (loss < least) {
      least = loss;
      found = i;
    }
  }
  return found;
}

/**
 * The near checkpoints that a stop before `statement` does not need: those behind it, and all but the oldest of those
 * that are 2^i to 2^(i+1) - 1 statements before it.
 * @returns their indexes, highest first.
 */
export function notNear(list: readonly Checkpoint<Label>[], statement: number): number[] {
  const gone: number[] = [];
  let last = -1;
  for (let i = 1; i < list.length; i++) {
    const label = list[i]?.label;
    if (label === undefined || label.kept) continue;
    const distance = statement - label.statement;
    const range = distance < 0 ? -1 : 32 - Math.clz32(distance);
    if (distance < 0 || range === last) gone.push(i);
    last = range;
  }
  return gone.reverse();
}

/** How many statements before a stop the next near checkpoint lies, when `left` are left: 0, 1, 2, 4, 8 ... */
export function nextMark(left: number): number {
  if (left <= 1) return 0;
  let mark = 1;
  while (mark * 2 < left) mark *= 2;
  return mark;
}
