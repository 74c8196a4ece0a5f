/**
 * A computer with a program on it: the machine of the engine plus the interpreter's tables in the same store. What it
 * is made of never changes; nothing has run yet.
 */
import { createMachine } from '../engine/create';
import type { Machine } from '../engine/machine';
import type { FloatColumn } from '../machine/columns';
import { MachineHash } from '../machine/hash';
import type { Store } from '../machine/store';
import { messageColumns, planCalls, type CallPlan } from './callPlans';
import type { EventSource } from './eventSource';
import type { Message } from './failure';
import type { Program } from './form';
import {
  interpreterTables,
  markColumns,
  type InterpreterTables,
  type NumberColumn,
} from './interpreterTables';
import { mentionsEventLines, mentionsEvents } from './mentions';
import { OwnEvents } from './ownEvents';

/**
 * What the last failed expectation said: for whoever is told of it by its event. No state: the machine never reads it,
 * and running the statement again says the same.
 */
export interface Judgement {
  failure: Message | null;
  instruction: number;
  /**
   * Is told of each failed expectation just before its event, and only looks. For who needs nothing but these: an
   * observer of events makes everything run step by step.
   */
  onFailure: (() => void) | null;
}

/** Where in the servers something happened; '' and 0: outside of them. */
export interface ServerLine {
  readonly function: string;
  readonly line: number;
}

export interface Computer extends Machine, InterpreterTables {
  readonly hash: MachineHash;
  /** For each column that `since` may ask for: what it held at the mark. */
  readonly markCopies: ReadonlyMap<NumberColumn, FloatColumn>;
  readonly judgement: Judgement;
  /** The call table, resolved to this machine's columns. */
  readonly callPlans: readonly CallPlan[];
  readonly messageColumns: ReturnType<typeof messageColumns>;
  /** The events so far, if the program's statements ask for them. */
  readonly ownEvents: EventSource | null;
  /** What the sites of the stepping build mean; null until that runs. */
  serverLine: ((site: number) => ServerLine) | null;
}

/** Columns that are no statistics but that `since` may ask for. */
const MARKED = new Set([
  ...['process.endpoint', 'process.vmproc', 'vmproc.total', 'vmproc.sizePages', 'vmproc.tables'],
  ...['vmGlobal.freeFrames', 'vmGlobal.cachedCount', 'kernel.ticks'],
]);

/** Makes the computer that a program asks for, booted, with the program loaded and nothing run. */
export function createComputer(program: Program): Computer {
  const keepsEvents = mentionsEvents(program);
  const parts: Parts = { tables: null, copies: new Map() };
  const machine = createMachine(program, (store) => {
    parts.tables = interpreterTables(store, program.globals.length, keepsEvents);
    parts.copies = markColumns(store, columnsToMark(store));
  });
  const { tables } = parts;
  if (tables === null) throw new TypeError('the machine registered no tables of the interpreter');
  const computer: Computer & { ownEvents: EventSource | null } = {
    ...machine,
    ...tables,
    hash: new MachineHash(machine.store),
    markCopies: parts.copies,
    judgement: { failure: null, instruction: 0, onFailure: null },
    callPlans: planCalls(machine),
    messageColumns: messageColumns(machine),
    ownEvents: null,
    serverLine: null,
  };
  load(computer, program);
  if (keepsEvents) {
    const ownEvents = new OwnEvents(computer, program, mentionsEventLines(program));
    computer.ownEvents = ownEvents;
    computer.trace.keep(ownEvents);
  }
  return computer;
}

interface Parts {
  tables: InterpreterTables | null;
  copies: ReadonlyMap<NumberColumn, FloatColumn>;
}

function columnsToMark(store: Store): NumberColumn[] {
  const columns: NumberColumn[] = [];
  for (const column of store.columns) {
    if (column.kind === 'ram' || column.name.startsWith('departed.')) continue;
    if (column.role === 'statistic' || MARKED.has(column.name)) columns.push(column);
  }
  return columns;
}

/** The interpreter before its first statement. */
function load(machine: Computer, program: Program): void {
  const { interpreter } = machine;
  interpreter.add();
  interpreter.firstEvent.set(1, machine.trace.now);
  interpreter.random.set(1, program.configuration.seed | 0);
  interpreter.localsTop.set(1, program.locals);
  interpreter.diskLatency.set(1, machine.diskState.latency.get(1));
  interpreter.counter.set(1, firstStatement(program, 0));
}

/** The first instruction from `from` on that is a statement: jumps are followed. */
export function firstStatement(program: Program, from: number): number {
  let at = from;
  for (let hops = 0; hops <= program.instructions.length; hops++) {
    const instruction = program.instructions[at];
    if (instruction?.op !== 'jump') return at;
    at = instruction.to;
  }
  return at;
}
