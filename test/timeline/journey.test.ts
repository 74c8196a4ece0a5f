/** The laws of time on a toy machine: whatever the run can be asked for is what somebody saw who wrote all down. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Move } from '../../src/timeline/goal';
import { finish, Journey } from '../../src/timeline/journey';
import type { Keeping } from '../../src/timeline/keeping';
import { compareMoments, type Moment } from '../../src/timeline/moment';
import { Run } from '../../src/timeline/run';
import { arm, drawnStop, state, stateOf, stopsIn, travel } from './toyStops';
import { arbitraryProgram, subjectOf, Toy, writeDown, type Seen, type ToyProgram } from './toy';

const RUNS = 300;

/** So little that programs of a dozen statements have many segments, slices, thinned checkpoints and long statements. */
const LITTLE: Keeping = { budget: 24_000, segmentEvents: 7, sliceEvents: 0.25 };

function journeyOf(program: ToyProgram, keeping = LITTLE): Journey<Toy> {
  return new Journey(new Run(subjectOf(new Toy(program)), keeping));
}

/** All states that a move leads to, one after the other, until it leads no further. */
function walk(journey: Journey<Toy>, move: Move, last: 'start' | 'end'): string[] {
  const states = [state(journey)];
  for (;;) {
    const arrival = finish(journey.move(move));
    states.push(state(journey));
    if (arrival.reason === last || compareMoments(arrival.at, START) === 0) return states;
  }
}

const START: Moment = { step: 1, event: 0, line: 0 };

/** Lines at which a step ends: those that differ from the line before. */
function isNewLine(program: ToyProgram, seen: readonly Seen[], i: number, depth: number): boolean {
  const here = seen[i];
  if (here === undefined || here.what !== 'line' || here.depth > depth) return false;
  for (let before = i - 1; before >= 0; before--) {
    const one = seen[before];
    if (one === undefined || one.at.step !== here.at.step) return true;
    if (one.what !== 'line' || one.depth > depth) continue;
    const subject = subjectOf(new Toy(program));
    return (
      one.depth !== here.depth ||
      subject.firstSite(one.site) !== subject.firstSite(here.site) ||
      subject.lineOf(one.site) !== subject.lineOf(here.site) ||
      here.site === subject.firstSite(here.site)
    );
  }
  return true;
}

describe('a run in time', () => {
  it('goes to every moment, in any order', () => {
    fc.assert(
      fc.property(arbitraryProgram(), fc.array(fc.nat(), { maxLength: 12 }), (program, order) => {
        const seen = writeDown(program);
        const journey = journeyOf(program);
        for (const n of order) {
          const one = seen[n % seen.length];
          if (one === undefined) continue;
          finish(journey.seek(one.at));
          expect(state(journey)).toBe(stateOf(one));
        }
      }),
      { numRuns: RUNS },
    );
  });

  it.each([
    ['statement', 'nextStatement', 'previousStatement'],
    ['event', 'nextEvent', 'previousEvent'],
    ['line', 'nextLine', 'previousLine'],
  ] as const)('steps forward and back by %s through the same states', (what, next, previous) => {
    fc.assert(
      fc.property(arbitraryProgram(), (program) => {
        const seen = writeDown(program);
        const wanted = seen.filter((one, i) => {
          if (one.what === 'statement') return what !== 'event' || i === 0 || i === seen.length - 1;
          return one.what === what && (what !== 'line' || isNewLine(program, seen, i, Infinity));
        });
        const journey = journeyOf(program);
        const forward = walk(journey, next, 'end');
        expect(forward).toEqual(wanted.map(stateOf));
        expect(walk(journey, previous, 'start')).toEqual(wanted.map(stateOf).reverse());
      }),
      { numRuns: RUNS },
    );
  });

  it('steps over and out, forward and back, as the list of lines says', () => {
    fc.assert(
      fc.property(arbitraryProgram(), fc.nat(), (program, n) => {
        const seen = writeDown(program);
        const from = n % seen.length;
        const here = seen[from];
        if (here === undefined) return;
        for (const [move, isForward, isOut] of [
          ['over', true, false],
          ['back', false, false],
          ['out', true, true],
          ['reverseOut', false, true],
        ] as const) {
          const journey = journeyOf(program);
          finish(journey.seek(here.at));
          const depth = journey.run.machine.trace.depth;
          finish(journey.move(move));
          const isGoal = (one: Seen, i: number): boolean => {
            if (i === (isForward ? seen.length - 1 : 0)) return true;
            if (depth > 0) {
              if (one.what === 'statement') return true;
              if (one.what !== 'line') return false;
              return isOut ? one.depth <= depth - 1 : isNewLine(program, seen, i, depth);
            }
            if (one.what !== 'statement') return false;
            if (here.what !== 'statement') return true;
            return one.nesting <= here.nesting - (isOut ? 1 : 0);
          };
          const goals = seen.filter(
            (one, i) => (isForward ? i > from : i < from) && isGoal(one, i),
          );
          const expected = (isForward ? goals[0] : goals.at(-1)) ?? here;
          expect(`${move} ${state(journey)}`).toBe(`${move} ${stateOf(expected)}`);
        }
      }),
      { numRuns: RUNS },
    );
  });
});

describe('continuing', () => {
  const drawn = fc.array(drawnStop, { minLength: 1, maxLength: 4 });

  it('stops where the list says, and backward at the same moments in reverse', () => {
    fc.assert(
      fc.property(arbitraryProgram(), drawn, (program, stops) => {
        const expected = stopsIn(writeDown(program), stops);
        const journey = journeyOf(program);
        const armed = stops.map((stop, id) => arm(journey.run.machine, stop, id));
        expect(travel(journey, 'continue', armed)).toEqual(expected);
        expect(travel(journey, 'reverseContinue', armed)).toEqual(expected.reverse());
      }),
      { numRuns: RUNS },
    );
  });

  it('finds the same from any moment, without having been elsewhere', () => {
    fc.assert(
      fc.property(arbitraryProgram(), drawn, fc.nat(), (program, stops, n) => {
        const seen = writeDown(program);
        const from = n % seen.length;
        const expected = stopsIn(seen, stops);
        const isBehind = new Set(seen.slice(from + 1).map(stateOf));
        const isBefore = new Set(seen.slice(0, from).map(stateOf));
        for (const move of ['continue', 'reverseContinue'] as const) {
          const journey = journeyOf(program);
          const armed = stops.map((stop, id) => arm(journey.run.machine, stop, id));
          finish(journey.seek(seen[from]?.at ?? START));
          const found = finish(journey.move(move, armed));
          const rest = expected.filter(({ state: one }) =>
            (move === 'continue' ? isBehind : isBefore).has(one),
          );
          const next = move === 'continue' ? rest[0] : rest.at(-1);
          const last = move === 'continue' ? seen.at(-1) : seen[0];
          expect(state(journey)).toBe(next?.state ?? (last === undefined ? '' : stateOf(last)));
          expect(found.reason).toBe(
            next === undefined ? (move === 'continue' ? 'end' : 'start') : 'stop',
          );
        }
      }),
      { numRuns: RUNS },
    );
  });
});
