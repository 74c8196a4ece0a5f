/**
 * The interpreter's own state, in tables of the machine's store, so that it travels in time with the machine: where
 * the program stands, its variables, the calls that wait, what was expected and failed.
 *
 * All of it is of role `cursor`: a failed call leaves the operating system as it was, not the program that called.
 */
import { FloatColumn, Int32Column } from '../machine/columns';
import type { Store } from '../machine/store';
import { f64, handle, i32, table } from '../machine/table';
import { NR_PROCS } from '../engine/processNumbers';

/** Nested calls of `def`s. */
export const MOST_ACTIVATIONS = 256;
/** Cells of locals of all open activations together. */
export const MOST_LOCALS = 16384;
/** Elements, other than zeros, of all arrays together. */
const MOST_ELEMENTS = 1 << 18;
const MOST_ARRAYS = 4096;
/** Failed expectations that are listed; beyond, they are only counted. */
export const MOST_FAILURES = 256;
/** Arguments that are kept of the last action. */
export const MOST_ARGUMENTS = 12;

/** Columns of cells (cells.ts). */
function cellColumns(store: Store, name: string, count: number) {
  return {
    kind: new Int32Column(store, `${name}.kind`, 'cursor', count, 'link'),
    low: new Int32Column(store, `${name}.low`, 'cursor', count, 'link'),
    high: new FloatColumn(store, `${name}.high`, 'cursor', count),
  };
}

/** A cell as fields of a table. */
const CELL_FIELDS = { kind: i32('cursor'), low: i32('cursor'), high: f64('cursor') };

/** Events that a program's own record holds; later ones are missing in it, and it says so. */
export const MOST_EVENTS = 1 << 20;

/**
 * @param globals global variables of the program.
 * @param keepsEvents whether its statements ask for `events`.
 */
export function interpreterTables(store: Store, globals: number, keepsEvents: boolean) {
  const kept = keepsEvents ? MOST_EVENTS : 0;
  const processes = NR_PROCS + 1;
  return {
    /** One row (1). */
    interpreter: table(store, 'interpreter', 2, {
      /** The instruction that runs or runs next. */
      counter: i32('cursor'),
      /** Statements begun. */
      steps: f64('cursor'),
      finished: i32('cursor'),
      /** State of the generator that `pick` draws from. */
      random: i32('cursor'),
      /** Expectations judged, and of those the failed ones. */
      expectations: f64('cursor'),
      failed: f64('cursor'),
      /** Open activations, and the first free local cell. */
      depth: i32('cursor'),
      localsTop: i32('cursor'),
      /** Numbers given to activations and arrays, so that a later one is not taken for an earlier. */
      activations: i32('cursor'),
      arrays: i32('cursor'),
      /** Calls that wait. */
      waiting: i32('cursor'),
      /** 1 once `mark` or `ask` ran; the numbers of the mark. */
      marked: i32('cursor'),
      markedEvent: f64('cursor'),
      /** Events before the first statement, and those that were kept since. */
      firstEvent: f64('cursor'),
      keptEvents: f64('cursor'),
      /** The disk's latency without `inject`. */
      diskLatency: i32('cursor'),
      /** Report of the last statement: who acted (endpoint + 1, 0: nobody), how many arguments are kept, how it ended. */
      actor: i32('cursor'),
      argumentCount: i32('cursor'),
      /** ACTION.*; 0 when the statement was no action, or was refused. */
      ending: i32('cursor'),
    }),
    /** Global variables, then the locals of the open activations. */
    variables: cellColumns(store, 'variable', globals + MOST_LOCALS),
    /** The last action: row 0 its result, rows from 1 its arguments. */
    report: cellColumns(store, 'report', MOST_ARGUMENTS + 1),
    elements: table(store, 'element', MOST_ELEMENTS, CELL_FIELDS),
    arrays: table(store, 'array', MOST_ARRAYS, {
      length: f64('cursor'),
      /** Index to row of `elements`: a radix handle. */
      elements: handle('cursor'),
      serial: i32('cursor'),
    }),
    /** Row = depth, from 1. */
    activations: {
      /** The instruction to go on at. */
      returnTo: new Int32Column(store, 'activation.returnTo', 'cursor', MOST_ACTIVATIONS),
      /** Its first local, as an index among the locals. */
      base: new Int32Column(store, 'activation.base', 'cursor', MOST_ACTIVATIONS),
      /** Endpoint of `self`, plus 1; 0: none. */
      self: new Int32Column(store, 'activation.self', 'cursor', MOST_ACTIVATIONS),
      serial: new Int32Column(store, 'activation.serial', 'cursor', MOST_ACTIVATIONS),
    },
    /** Calls that wait, or wait to be looked at. Row = process. */
    waits: {
      /** The instruction that called, plus 1; 0: none. */
      instruction: new Int32Column(store, 'wait.instruction', 'cursor', processes),
      endpoint: new Int32Column(store, 'wait.endpoint', 'cursor', processes),
      /** 1: its line was `<unfinished ...>`, and a `resumed` line judges it. */
      unfinished: new Int32Column(store, 'wait.unfinished', 'cursor', processes),
      /** The variable for the result, plus 1 (0: none), an array's index (-1: none), and whose local it is. */
      target: new Int32Column(store, 'wait.target', 'cursor', processes),
      index: new FloatColumn(store, 'wait.index', 'cursor', processes),
      depth: new Int32Column(store, 'wait.depth', 'cursor', processes),
      serial: new Int32Column(store, 'wait.serial', 'cursor', processes),
      /** The result that is expected, evaluated when the call began. */
      expected: cellColumns(store, 'wait.expected', processes),
    },
    /** The events of the run, from the first statement on, if the program asks for them: as they were emitted. */
    events: {
      kind: new Int32Column(store, 'event.kind', 'cursor', kept),
      subject: new Int32Column(store, 'event.subject', 'cursor', kept),
      a: new FloatColumn(store, 'event.a', 'cursor', kept),
      b: new FloatColumn(store, 'event.b', 'cursor', kept),
      rule: new Int32Column(store, 'event.rule', 'cursor', kept),
      /** The instruction that ran, and the endpoint of the process that it was about, plus 1 (0: none). */
      instruction: new Int32Column(store, 'event.instruction', 'cursor', kept),
      actor: new Int32Column(store, 'event.actor', 'cursor', kept),
      /** The site of the servers that emitted it, plus 1, where the program asks for functions or lines; else 0. */
      site: new Int32Column(store, 'event.site', 'cursor', kept),
    },
    /** Failed expectations, in order; rows from 1. */
    failures: table(store, 'failure', MOST_FAILURES + 1, {
      instruction: i32('cursor'),
      /** Which expectation of the run it was, from 1, and in which statement. */
      expectation: f64('cursor'),
      step: f64('cursor'),
    }),
  };
}

export type InterpreterTables = ReturnType<typeof interpreterTables>;

/** A column of numbers, of either kind. */
export type NumberColumn = Int32Column | FloatColumn;

/**
 * A copy of each of these columns, to keep what they held at the mark (`since`). The map is fixed; what changes are
 * the copies.
 */
export function markColumns(
  store: Store,
  columns: readonly NumberColumn[],
): ReadonlyMap<NumberColumn, FloatColumn> {
  const copies = new Map<NumberColumn, FloatColumn>();
  for (const column of columns) {
    const copy = new FloatColumn(store, `mark.${column.name}`, 'cursor', column.data.length);
    copies.set(column, copy);
  }
  return copies;
}
