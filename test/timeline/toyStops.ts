/** Stops on the toy machine: drawn at random, armed, found on the run, and found in the list of all that happens. */
import fc from 'fast-check';
import { watchedCells, type ArmedStop } from '../../src/timeline/armedStop';
import { finish, type Arrival, type Journey } from '../../src/timeline/journey';
import { momentText } from '../../src/timeline/moment';
import { hitStops, type HitRule } from '../../src/timeline/stops';
import type { Seen, Toy } from './toy';

/** Where the run stands, and its hash. */
export function state(journey: Journey<Toy>): string {
  return `${momentText(journey.position)} ${journey.run.machine.hash.all()}`;
}

export function stateOf({ at, hash }: Seen): string {
  return `${momentText(at)} ${hash}`;
}

/** A stop as it is drawn: what it waits for, a condition on cell 0, and which hits count. */
export interface Drawn {
  readonly kind: 'statement' | 'event' | 'site' | 'watch';
  readonly number: number;
  readonly rule: number | null;
  readonly least: number | null;
  readonly hits: HitRule | null;
}

export const drawnStop: fc.Arbitrary<Drawn> = fc.record({
  kind: fc.constantFrom('statement', 'event', 'site', 'watch'),
  number: fc.nat({ max: 8 }),
  rule: fc.option(fc.nat({ max: 2 })),
  least: fc.option(fc.nat({ max: 2 }), { freq: 2 }),
  hits: fc.option(
    fc.record({
      operator: fc.constantFrom('=', '>=', '<', '%'),
      count: fc.integer({ min: 1, max: 4 }),
    }),
    { freq: 2 },
  ),
});

const KINDS = [4, 5, 6, 7];

export function arm(toy: Toy, drawn: Drawn, id: number): ArmedStop {
  const { kind, number, least, hits, rule } = drawn;
  const place =
    kind === 'statement'
      ? { kind, instructions: new Set([number]) }
      : kind === 'event'
        ? { kind, event: KINDS[number % 4] ?? 4, rule, accepts: null }
        : kind === 'site'
          ? { kind, sites: new Set([(number % 4) * 100 + (number >>> 2)]) }
          : { kind, watched: watchedCells([{ column: toy.cells, row: number % 8 }]) };
  const holds = least === null ? null : () => toy.cells.get(0) >= least;
  return { id, place, holds, hits, counts: new Map(), log: null };
}

/** The stops of a run, from the list of everything that happens. */
export function stopsIn(
  seen: readonly Seen[],
  stops: readonly Drawn[],
): { state: string; ids: number[] }[] {
  const counts = stops.map(() => 0);
  const found: { state: string; ids: number[] }[] = [];
  let cells = seen[0]?.cells ?? [];
  seen.forEach((one, i) => {
    if (i === 0) return;
    const isLast = i === seen.length - 1;
    const ids: number[] = [];
    stops.forEach((stop, id) => {
      const cell = stop.number % 8;
      const matches =
        (stop.kind === 'statement' &&
          one.what === 'statement' &&
          !isLast &&
          one.instruction === stop.number) ||
        (stop.kind === 'event' &&
          one.what === 'event' &&
          one.kind === KINDS[stop.number % 4] &&
          (stop.rule === null || stop.rule === one.rule)) ||
        (stop.kind === 'site' && one.site === (stop.number % 4) * 100 + (stop.number >>> 2)) ||
        (stop.kind === 'watch' && one.what !== 'line' && one.cells[cell] !== cells[cell]);
      if (!matches || (stop.least !== null && (one.cells[0] ?? 0) < stop.least)) return;
      counts[id] = (counts[id] ?? 0) + 1;
      if (hitStops(stop.hits, counts[id] ?? 0)) ids.push(id);
    });
    if (one.what !== 'line') cells = one.cells;
    if (ids.length > 0 && !isLast) found.push({ state: stateOf(one), ids });
  });
  return found;
}

export function travel(
  journey: Journey<Toy>,
  move: 'continue' | 'reverseContinue',
  stops: readonly ArmedStop[],
): { state: string; ids: number[] }[] {
  const found: { state: string; ids: number[] }[] = [];
  for (;;) {
    const arrival: Arrival = finish(journey.move(move, stops));
    if (arrival.reason === 'end' || arrival.reason === 'start') return found;
    found.push({ state: state(journey), ids: [...arrival.stops].sort((a, b) => a - b) });
  }
}
