/**
 * A machine of a few cells whose programs are data, so that laws of time can be tried on thousands of random runs and
 * checked against a list of everything that happens. Its "servers" are nested lists of operations: functions of the
 * same number always have the same lines.
 */
import fc from 'fast-check';
import { Int32Column } from '../../src/machine/columns';
import { EVENT } from '../../src/machine/events';
import { MachineHash } from '../../src/machine/hash';
import { Store } from '../../src/machine/store';
import { Trace } from '../../src/machine/trace';
import type { Change, Edit } from '../../src/timeline/edit';
import { compareMoments, type Moment } from '../../src/timeline/moment';
import type { Subject } from '../../src/timeline/subject';

/** What a function of the toy does on one line. */
export type Operation =
  | { readonly op: 'write'; readonly cell: number; readonly value: number }
  | { readonly op: 'add'; readonly cell: number; readonly value: number }
  | { readonly op: 'event'; readonly kind: number; readonly rule: number }
  | { readonly op: 'call'; readonly function: number }
  /** Two operations that stand on one line of the source. */
  | { readonly op: 'same'; readonly line: number };

export type Statement =
  | { readonly op: 'run'; readonly function: number }
  | { readonly op: 'after'; readonly cell: number; readonly value: number }
  | { readonly op: 'again'; readonly to: number; readonly times: number; readonly counter: number }
  | { readonly op: 'enter' }
  | { readonly op: 'leave' }
  | { readonly op: 'nothing' };

export interface ToyProgram {
  /** A function calls only functions with greater numbers. */
  readonly functions: readonly (readonly Operation[])[];
  readonly statements: readonly Statement[];
}

export const CELLS = 2000;
/** Cells that the toy's own state takes, behind the others. */
const COUNTER = CELLS;
const FINISHED = CELLS + 1;
const NESTING = CELLS + 2;
const LOOPS = CELLS + 256;

export class Toy {
  readonly store = new Store();
  readonly trace = new Trace();
  readonly cells = new Int32Column(this.store, 'toy.cells', 'state', CELLS + 600);
  readonly hash: MachineHash;

  constructor(readonly program: ToyProgram) {
    this.store.seal();
    this.hash = new MachineHash(this.store);
  }
}

/** Sites: 100 to each function, from its first line on. */
const SITES = 100;

export function lineOfSite(program: ToyProgram, site: number): number {
  const list = program.functions[Math.floor(site / SITES)] ?? [];
  let at = site % SITES;
  // What stands on the line of the operation before has that one's line.
  while (at > 0 && list[at]?.op === 'same') at--;
  return at;
}

function perform(toy: Toy, number: number, isStepping: boolean): void {
  const { trace, cells, program } = toy;
  const depth = isStepping ? trace.open(number) : 0;
  for (const [line, operation] of (program.functions[number] ?? []).entries()) {
    if (isStepping) trace.at(depth, number * SITES + line);
    if (operation.op === 'write') cells.set(operation.cell, operation.value);
    else if (operation.op === 'add') {
      cells.set(operation.cell, cells.get(operation.cell) + operation.value);
    } else if (operation.op === 'event') {
      trace.event(operation.kind, cells.get(0), 0, 0, operation.rule);
    } else if (operation.op === 'call') perform(toy, operation.function, isStepping);
  }
  if (isStepping) trace.close(depth);
}

function peek(trace: Trace): void {
  const depth = trace.open(0);
  trace.at(depth, 0);
  trace.close(depth);
}

function step(toy: Toy, isStepping: boolean): boolean {
  const { cells, trace, program } = toy;
  if (cells.get(FINISHED) !== 0) return false;
  const at = cells.get(COUNTER);
  const statement = program.statements[at];
  // Operands are looked at before the statement begins: lines that are no moments.
  if (isStepping) for (let i = 0; i < 2; i++) peek(trace);
  trace.beginStatement();
  trace.event(EVENT.statement, at, 0, 0, 0);
  let next = at + 1;
  if (statement?.op === 'run') perform(toy, statement.function, isStepping);
  else if (statement?.op === 'after') cells.set(statement.cell, statement.value);
  else if (statement?.op === 'again') {
    const counter = LOOPS + statement.counter;
    if (cells.get(counter) < statement.times) {
      cells.set(counter, cells.get(counter) + 1);
      next = statement.to;
    } else cells.set(counter, 0);
  } else if (statement?.op === 'enter') cells.set(NESTING, cells.get(NESTING) + 1);
  else if (statement?.op === 'leave') cells.set(NESTING, Math.max(0, cells.get(NESTING) - 1));
  cells.set(COUNTER, next);
  if (next >= program.statements.length) cells.set(FINISHED, 1);
  return true;
}

export function subjectOf(toy: Toy): Subject<Toy> {
  return {
    machine: toy,
    plain: (machine) => step(machine, false),
    stepping: (machine) => step(machine, true),
    isFinished: ({ cells }) => cells.get(FINISHED) !== 0,
    instruction: ({ cells }) => cells.get(COUNTER),
    nesting: ({ cells }) => cells.get(NESTING),
    firstSite: (site) => Math.floor(site / SITES) * SITES,
    lineOf: (site) => lineOfSite(toy.program, site),
    change: makeChange,
  };
}

/** To `kill` is to add 1 to a cell, with an event: made twice it would be another change. */
function makeChange(toy: Toy, change: Change): void {
  const { cells, trace } = toy;
  if (change.kind === 'cell') cells.set(change.row, change.value);
  if (change.kind !== 'kill') return;
  cells.set(change.process, cells.get(change.process) + 1);
  trace.event(EVENT.kill, change.process, 0, 0, 0);
}

/** One moment of a run as it was seen by somebody who wrote everything down. */
export interface Seen {
  readonly at: Moment;
  readonly what: 'statement' | 'event' | 'line';
  readonly hash: string;
  readonly kind: number;
  readonly rule: number;
  readonly site: number;
  readonly depth: number;
  readonly instruction: number;
  readonly nesting: number;
  /** The first cells. */
  readonly cells: readonly number[];
}

const SEEN_CELLS = 8;

/**
 * Everything that happens in a run, in order, from the beginning to the end.
 * @param edits cells that somebody sets at moments, in order.
 */
export function writeDown(program: ToyProgram, edits: readonly Edit[] = []): Seen[] {
  const toy = new Toy(program);
  let edited = 0;
  const seen: Seen[] = [];
  const { cells, trace, hash } = toy;
  let number = 1;
  let start = 0;
  const note = (what: Seen['what'], event: number, line: number, rest: Partial<Seen> = {}) => {
    const at = { step: number, event, line };
    for (let edit = edits[edited]; edit !== undefined; edit = edits[++edited]) {
      if (compareMoments(edit.at, at) > 0) break;
      trace.disarm();
      makeChange(toy, edit.change);
      watch();
      // What a change tells is no event of the statement.
      if (what === 'statement') start = trace.now;
    }
    seen.push({
      at,
      what,
      hash: hash.all(),
      ...{ kind: 0, rule: 0, site: -1, depth: 0 },
      instruction: cells.get(COUNTER),
      nesting: cells.get(NESTING),
      cells: [...cells.data.subarray(0, SEEN_CELLS)],
      ...rest,
    });
  };
  const watch = (): void => {
    trace.arm(Number.MAX_SAFE_INTEGER, {
      onEvent: (kind, _subject, _a, _b, rule) => {
        note('event', trace.now - start, 0, { kind, rule });
        return false;
      },
    });
    trace.armLines({
      onLine: (depth, site) => {
        if (trace.now > start) note('line', trace.now - start, trace.line, { site, depth });
        return false;
      },
    });
  };
  watch();
  start = trace.now;
  note('statement', 0, 0);
  for (;;) {
    if (!step(toy, true)) return seen;
    number++;
    start = trace.now;
    note('statement', 0, 0);
  }
}

const KINDS = [EVENT.fault, EVENT.zero, EVENT.cow, EVENT.pte];

/** Random programs, small enough to write down and rich enough to loop, nest and call. */
export function arbitraryProgram(statements = 12): fc.Arbitrary<ToyProgram> {
  const cell = fc.oneof(fc.nat({ max: SEEN_CELLS - 1 }), fc.nat({ max: CELLS - 1 }));
  const value = fc.integer({ min: 0, max: 3 });
  const operation = (from: number): fc.Arbitrary<Operation> =>
    fc.oneof(
      fc.record({ op: fc.constant('write' as const), cell, value }),
      fc.record({ op: fc.constant('add' as const), cell, value }),
      fc.record({
        op: fc.constant('event' as const),
        kind: fc.constantFrom(...KINDS),
        rule: fc.nat({ max: 2 }),
      }),
      fc.record({
        op: fc.constant('call' as const),
        function: fc.integer({ min: from + 1, max: FUNCTIONS }),
      }),
      fc.record({ op: fc.constant('same' as const), line: fc.constant(0) }),
    );
  const functions = fc.tuple(
    ...Array.from({ length: FUNCTIONS }, (_, i) =>
      fc.array(operation(i), { minLength: 1, maxLength: 5 }),
    ),
  );
  const statement = (at: number): fc.Arbitrary<Statement> =>
    fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({
          op: fc.constant('run' as const),
          function: fc.nat({ max: FUNCTIONS - 1 }),
        }),
      },
      { weight: 2, arbitrary: fc.record({ op: fc.constant('after' as const), cell, value }) },
      {
        weight: 1,
        arbitrary: fc.record({
          op: fc.constant('again' as const),
          to: fc.integer({ min: Math.max(0, at - 3), max: at }),
          times: fc.integer({ min: 1, max: 3 }),
          counter: fc.constant(at),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.constantFrom<Statement>({ op: 'enter' }, { op: 'leave' }, { op: 'nothing' }),
      },
    );
  const list = fc
    .integer({ min: 1, max: statements })
    .chain((length) => fc.tuple(...Array.from({ length }, (_, at) => statement(at))));
  return fc.record({ functions, statements: list });
}

const FUNCTIONS = 4;
