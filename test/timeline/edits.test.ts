/** Edits, branches, log points, pauses and looks elsewhere, on the toy machine. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVENT } from '../../src/machine/events';
import type { ArmedStop } from '../../src/timeline/armedStop';
import { Edits, type Change, type Edit } from '../../src/timeline/edit';
import { finish, Journey } from '../../src/timeline/journey';
import type { Keeping } from '../../src/timeline/keeping';
import { beforeStatement, compareMoments, isAtRest } from '../../src/timeline/moment';
import { Run } from '../../src/timeline/run';
import type { LogEntry } from '../../src/timeline/stopLookout';
import { arm, drawnStop, state, stateOf, stopsIn, travel } from './toyStops';
import {
  arbitraryProgram,
  CELLS,
  subjectOf,
  Toy,
  writeDown,
  type Seen,
  type ToyProgram,
} from './toy';

const LITTLE: Keeping = { budget: 24_000, segmentEvents: 7, sliceEvents: 0.25 };
const RUNS = 200;

function journeyOf(program: ToyProgram): Journey<Toy> {
  return new Journey(new Run(subjectOf(new Toy(program)), LITTLE));
}

/** Changes a cell that the program uses, or where it goes on; or does what must not be done twice. */
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({
    kind: fc.constant('cell' as const),
    column: fc.constant('toy.cells'),
    row: fc.oneof(fc.nat({ max: 7 }), fc.constant(CELLS)),
    value: fc.nat({ max: 5 }),
  }),
  fc.record({ kind: fc.constant('kill' as const), process: fc.nat({ max: 7 }) }),
);

describe('an edit', () => {
  it('is made at its moment whenever the run passes it, and begins a branch', () => {
    fc.assert(
      fc.property(
        arbitraryProgram(),
        fc.array(fc.tuple(fc.nat(), change), { minLength: 1, maxLength: 4 }),
        fc.array(fc.nat(), { maxLength: 6 }),
        (program, drawn, order) => {
          const journey = journeyOf(program);
          const branches: Edit[][] = [[]];
          let edits: Edit[] = [];
          let seen = writeDown(program);
          for (const [n, one] of drawn) {
            const at = seen[n % seen.length]?.at ?? beforeStatement(1);
            if (one.kind === 'kill' && !isAtRest(at)) continue;
            finish(journey.seek(at));
            finish(journey.edit(one));
            edits = [
              ...edits.filter((edit) => compareMoments(edit.at, at) <= 0),
              { at, change: one },
            ];
            branches.push(edits);
            seen = writeDown(program, edits);
            const here = seen.find((moment) => compareMoments(moment.at, at) === 0);
            expect(state(journey)).toBe(here === undefined ? '' : stateOf(here));
            expect(journey.branch).toBe(branches.length - 1);
          }
          expect(journey.branches().map((branch) => branch.edits)).toEqual(branches);
          for (const n of order) {
            const branch = n % branches.length;
            finish(journey.switchBranch(branch));
            const all = writeDown(program, branches[branch]);
            const target = all[n % all.length];
            if (target === undefined) continue;
            finish(journey.seek(target.at));
            expect(state(journey)).toBe(stateOf(target));
            finish(journey.move('continue'));
            expect(state(journey)).toBe(stateOf(all.at(-1) ?? target));
          }
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('lets stops hit as the edited run says, in both directions', () => {
    fc.assert(
      fc.property(
        arbitraryProgram(),
        fc.array(fc.tuple(fc.nat(), change), { minLength: 1, maxLength: 3 }),
        fc.array(drawnStop, { minLength: 1, maxLength: 3 }),
        (program, drawn, stops) => {
          const journey = journeyOf(program);
          const armed = stops.map((stop, id) => arm(journey.run.machine, stop, id));
          let edits: Edit[] = [];
          let seen = writeDown(program);
          for (const [n, one] of drawn) {
            const at = seen[n % seen.length]?.at ?? beforeStatement(1);
            if (one.kind === 'kill' && !isAtRest(at)) continue;
            finish(journey.seek(at));
            const first = finish(journey.edit(one));
            for (const { counts } of armed) {
              for (const known of counts.keys()) if (known >= first) counts.delete(known);
            }
            edits = [
              ...edits.filter((edit) => compareMoments(edit.at, at) <= 0),
              { at, change: one },
            ];
            seen = writeDown(program, edits);
            const expected = stopsIn(seen, stops);
            finish(journey.seek(beforeStatement(1)));
            expect(travel(journey, 'continue', armed)).toEqual(expected);
            expect(travel(journey, 'reverseContinue', armed)).toEqual(expected.reverse());
          }
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('belongs to the same branch as the one before when the run has not moved between', () => {
    const program: ToyProgram = {
      functions: [],
      statements: [{ op: 'nothing' }, { op: 'nothing' }],
    };
    const journey = journeyOf(program);
    const set = (row: number) => ({ kind: 'cell', column: 'toy.cells', row, value: 1 }) as const;
    finish(journey.edit(set(1)));
    finish(journey.edit(set(2)));
    expect(journey.branches().map(({ edits }) => edits.length)).toEqual([0, 2]);
    finish(journey.move('nextStatement'));
    finish(journey.edit(set(3)));
    expect(journey.branches().map(({ parent, at }) => [parent, at?.step])).toEqual([
      [null, undefined],
      [0, 1],
      [1, 2],
    ]);
    expect([...journey.run.machine.cells.data.subarray(0, 4)]).toEqual([0, 1, 1, 1]);
  });

  it('is found by its statement', () => {
    const at = (step: number, event: number): Edit => ({
      at: { step, event, line: 0 },
      change: { kind: 'cell', column: 'toy.cells', row: 0, value: 0 },
    });
    const edits = new Edits([at(2, 0), at(2, 1), at(5, 3)]);
    expect(edits.beforeStatement(2)).toEqual([at(2, 0)]);
    expect(edits.insideStatement(2)).toEqual([at(2, 1)]);
    expect([0, 2, 3, 6].map((step) => edits.next(step))).toEqual([2, 2, 5, Infinity]);
    expect(edits.with(at(2, 1)).list).toEqual([at(2, 0), at(2, 1), at(2, 1)]);
  });
});

function logPoint(toy: Toy): ArmedStop {
  return {
    id: 5,
    place: { kind: 'event', event: EVENT.pte, rule: null, accepts: null },
    holds: null,
    hits: null,
    counts: new Map(),
    log: () => String(toy.cells.get(0)),
  };
}

describe('a log point', () => {
  it('tells each hit once, in the order in which the run passes it, up to where the run stops', () => {
    fc.assert(
      fc.property(arbitraryProgram(), fc.nat(), (program, n) => {
        const seen = writeDown(program);
        const from = n % seen.length;
        const journey = journeyOf(program);
        const here = seen[from]?.at ?? beforeStatement(1);
        const entry = ({ at, cells }: Seen): LogEntry => ({ stop: 5, at, text: String(cells[0]) });
        const isHit = ({ what, kind }: Seen): boolean => what === 'event' && kind === EVENT.pte;
        for (const move of ['continue', 'reverseContinue'] as const) {
          finish(journey.seek(here));
          const told: LogEntry[] = [];
          const point = logPoint(journey.run.machine);
          const place = { kind: 'event', event: EVENT.cow, rule: null, accepts: null } as const;
          const stop = { ...point, id: 6, place, log: null };
          finish(journey.move(move, [point, stop], { tell: (one) => told.push(one) }));
          const ahead = move === 'continue' ? seen.slice(from + 1) : seen.slice(0, from).reverse();
          const end = ahead.findIndex(({ what, kind }) => what === 'event' && kind === EVENT.cow);
          const passed = end < 0 ? ahead : ahead.slice(0, end);
          expect(told).toEqual(passed.filter(isHit).map(entry));
        }
      }),
      { numRuns: RUNS },
    );
  });
});

describe('a move that is given up', () => {
  it('leaves the run at a moment, from which everything goes on as if it had never begun', () => {
    fc.assert(
      fc.property(
        arbitraryProgram(),
        fc.nat(),
        fc.nat({ max: 12 }),
        fc.constantFrom('continue' as const, 'reverseContinue' as const),
        (program, n, turns, move) => {
          const seen = writeDown(program);
          const journey = journeyOf(program);
          const from = seen[n % seen.length]?.at ?? beforeStatement(1);
          finish(journey.seek(from));
          const stop = logPoint(journey.run.machine);
          const going = journey.move(move, [stop]);
          for (let i = 0; i < turns; i++) if (going.next().done === true) return;
          const { at, reason } = finish(journey.pause());
          expect(reason).toBe('pause');
          const order = compareMoments(at, from);
          expect(move === 'continue' ? order >= 0 : order <= 0).toBe(true);
          const here = seen.find((one) => compareMoments(one.at, at) === 0);
          expect(state(journey)).toBe(here === undefined ? '' : stateOf(here));
          finish(journey.move('continue'));
          const end = seen.at(-1);
          expect(state(journey)).toBe(end === undefined ? '' : stateOf(end));
        },
      ),
      { numRuns: RUNS },
    );
  });
});

describe('looking elsewhere', () => {
  it('brings the run back, also when the look is given up', () => {
    fc.assert(
      fc.property(
        arbitraryProgram(),
        fc.nat(),
        fc.nat(),
        fc.boolean(),
        (program, n, m, givesUp) => {
          const seen = writeDown(program);
          const here = seen[n % seen.length];
          const there = seen[m % seen.length];
          if (here === undefined || there === undefined) return;
          const journey = journeyOf(program);
          finish(journey.seek(here.at));
          const look = journey.elsewhere(journey.run.seek(there.at));
          if (givesUp) look.next();
          else finish(look);
          expect(compareMoments(journey.position, here.at)).toBe(0);
          if (givesUp) finish(journey.pause());
          expect(state(journey)).toBe(stateOf(here));
        },
      ),
      { numRuns: RUNS },
    );
  });
});

describe('checkpoints', () => {
  it('keep within their budget, and the run its moments, however little that is', () => {
    fc.assert(
      fc.property(
        arbitraryProgram(20),
        fc.array(fc.nat(), { maxLength: 10 }),
        fc.integer({ min: 100, max: 4000 }),
        (program, order, budget) => {
          const seen = writeDown(program);
          const run = new Run(subjectOf(new Toy(program)), { ...LITTLE, budget });
          const journey = new Journey(run);
          for (const n of order) {
            const one = seen[n % seen.length];
            if (one === undefined) continue;
            finish(journey.seek(one.at));
            expect(state(journey)).toBe(stateOf(one));
            // The first one is always there: the toy's is empty.
            expect(run.checkpoints.bytes <= budget).toBe(true);
          }
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('of the statements before a stop are 1, 2, 4, 8 ... statements away', () => {
    const statements = Array.from({ length: 300 }, () => ({ op: 'nothing' as const }));
    const keeping = { budget: 1e9, segmentEvents: 1e9, sliceEvents: 1e9 };
    const run = new Run(subjectOf(new Toy({ functions: [], statements })), keeping);
    finish(run.seek(beforeStatement(201)));
    const before = run.checkpoints.list.map(({ label }) => 201 - label.statement);
    expect(before).toEqual([200, 128, 64, 32, 16, 8, 4, 2, 1, 0]);
    let most = 0;
    for (let step = 200; step > 100; step--) {
      const near = run.checkpoints.list.map(({ label }) => label.statement);
      most = Math.max(most, step - Math.max(...near.filter((statement) => statement <= step)));
      finish(run.seek(beforeStatement(step)));
    }
    // Of a hundred steps back none runs more than the gap between two of them.
    expect(most < 64).toBe(true);
    expect(run.checkpoints.list.length < 20).toBe(true);
  });
});
