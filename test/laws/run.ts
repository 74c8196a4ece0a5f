/**
 * A random program that runs statement by statement beside the model, and is compared with it: law 6. Each statement is
 * made when its turn comes, because addresses that the system chose are known only then.
 */
import { ERRNO } from '../../src/engine/errno';
import { ACTION, rowOfEndpoint } from '../../src/engine/processNumbers';
import type { ProcessRow } from '../../src/engine/machine';
import { checkInvariants } from '../../src/engine/vm/sanitycheck';
import { Checkpoints } from '../../src/machine/checkpoints';
import { readCell } from '../../src/program/cells';
import { createComputer, type Computer } from '../../src/program/computer';
import type { Instruction, Program } from '../../src/program/form';
import { step } from '../../src/program/interpreter';
import { mappingsOf } from '../../src/program/maps';
import { sentence } from '../../src/program/messages';
import { isInteger, type Value } from '../../src/program/value';
import { ANY, ANYTHING, expression, int, ProgramBuilder, type Short } from '../program/builder';
import { compareFork, compareWithModel } from './comparison';
import { nextStatement } from './generator';
import { occupy } from './memoryCalls';
import { MOST_NAMES } from './processCalls';
import { SharedObject, type Outcome } from './reference';
import { Disagreement, textOf, type Prediction, type Statement } from './statements';
import { MODE, Process, type OpenFile } from './system';
import { bytesOf, FILES, Model, type World } from './world';

/** What the engine did. */
export type Actual =
  | { readonly kind: 'value'; readonly value: number }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | {
      readonly kind: 'signal';
      readonly signal: number;
      readonly code: number;
      readonly address: number;
    }
  | { readonly kind: 'waits' };

const SIGNALS = { SIGSEGV: 11, SIGBUS: 7 } as const;
const SEGV_MAPERR = 1;
/** With more frames than this to be had, a lack of memory is an error of the engine. */
const SHORT_OF_FRAMES = 24;
/** Statements between two comparisons of everything. */
const COMPARE_EACH = 20;

export class Run {
  readonly computer: Computer;
  readonly program: Program;
  model: Model;
  /** The statements so far, as a script has them. */
  readonly texts: string[] = [];
  /** How often the engine lacked memory. */
  shortages = 0;
  private readonly builder: ProgramBuilder;
  private readonly instructions: Instruction[] = [];
  private readonly checkpoints: Checkpoints<null>;
  private readonly strings = new Map<string, number>();

  constructor(readonly world: World) {
    const { builder, program } = emptyProgram(world, this.instructions);
    this.builder = builder;
    this.program = program;
    for (const [path] of FILES) {
      const known = builder.path(path);
      if (known.kind === 'string') this.strings.set(path, known.string);
    }
    this.computer = createComputer(program);
    this.checkpoints = new Checkpoints(this.computer.store, this.computer.trace);
    this.checkpoints.take(null);
    this.model = new Model(world);
  }

  /** Back to the beginning. */
  restart(): void {
    this.checkpoints.truncate(0);
    this.checkpoints.restore(0);
    this.instructions.length = 0;
    this.texts.length = 0;
    this.model = new Model(this.world);
    this.spawn();
    const [first] = this.model.system.processes;
    const { occupied } = this.world;
    if (first !== undefined && occupied > 0) this.execute(occupy(this.model, first, occupied));
    for (const [path, mode] of [
      ['/a', MODE.BOTH],
      ['/a', MODE.READ],
      ['/b', MODE.BOTH],
    ] as const) {
      this.openFirst(path, mode);
    }
  }

  /** Makes the next statement and runs it, as `execute` says. Throws Disagreement. */
  advance(
    numbers: readonly number[],
    execute = (statement: Statement): void => {
      this.execute(statement);
    },
  ): void {
    const statement = nextStatement(this.model, numbers);
    if (statement === null) this.spawn();
    else execute(statement);
    if (this.texts.length % COMPARE_EACH === 0) this.compare();
  }

  /** @param mayHaveGrown stacks may have grown. */
  compare(mayHaveGrown = false): void {
    compareWithModel(this.computer, this.model, (name) => this.rowOf(name), mayHaveGrown);
  }

  private openFirst(path: string, mode: number): void {
    const process = this.model.system.processes[0];
    const object = this.model.files.get(path);
    if (process === undefined || object === undefined) throw new Error('the first process lives');
    const descriptor = process.freeDescriptor();
    const text = mode === MODE.BOTH ? 'O_RDWR' : 'O_RDONLY';
    const commit = (): void => {
      process.descriptors.set(descriptor, { object, mode, position: 0 });
    };
    this.execute({
      ...{ process, name: 'open', target: null, isAccess: false },
      given: [
        { text: `"${path}"`, value: path },
        { text, value: mode },
      ],
      prediction: { outcomes: [{ kind: 'value', value: descriptor }], commit },
    });
  }

  execute(statement: Statement): void {
    this.append(statement);
    const { isShort } = this;
    this.conclude(statement, this.perform(statement), isShort);
  }

  /** Whether the engine may lack frames now. */
  get isShort(): boolean {
    return availableFrames(this.computer) <= SHORT_OF_FRAMES;
  }

  /** Lets the model do what came of a statement. @param isShort before it. */
  conclude(statement: Statement, actual: Actual, isShort: boolean): void {
    if (this.commit(statement, actual)) return;
    if (!isShort || !this.commitShortage(statement, actual)) {
      throw new Disagreement(disagreement(statement.prediction, actual));
    }
    this.shortages++;
    this.compare();
    this.checkAnswered();
  }

  /** Runs the statement that comes next, once or again, and changes nothing in the model. */
  perform({ process }: Statement): Actual {
    const row = this.rowOf(process.name);
    this.step();
    return this.actual(row);
  }

  /** What came of a statement takes place in the model. @returns false: it is not what was predicted. */
  private commit(statement: Statement, actual: Actual): boolean {
    const { prediction, process } = statement;
    const { system } = this.model;
    const outcome = prediction.outcomes.find((one) => agrees(one, actual));
    if (outcome === undefined) return false;
    system.answered = [];
    prediction.commit(this.chosen(actual, statement));
    if (outcome.kind === 'signal') system.exitAll(process, SIGNALS[outcome.name]);
    // Linux leaves out what the child can fault in again.
    if (statement.name === 'fork' && this.computer.personality.forkCopiesFileEntries) {
      compareFork(this.computer, this.rowOf(process.name), this.rowOf(statement.target ?? ''));
    }
    this.checkAnswered();
    return true;
  }

  /** Keeps the moment between two statements. @returns its number, for `goBack`. */
  keep(): number {
    return this.checkpoints.take(null);
  }

  goBack(kept: number): void {
    this.checkpoints.restore(kept);
  }

  /** The engine lacked memory: what then may have happened. @returns false: something else. */
  private commitShortage({ process, prediction }: Statement, actual: Actual): boolean {
    this.model.system.answered = [];
    const { commitPart, refused } = prediction;
    if (actual.kind === 'signal') {
      const isKill = actual.signal === SIGNALS.SIGSEGV && actual.code === SEGV_MAPERR;
      if (!isKill || commitPart === undefined) return false;
      commitPart(actual.address);
      this.model.system.exitAll(process, SIGNALS.SIGSEGV);
      return true;
    }
    if (actual.kind !== 'value') return false;
    if (actual.value === -ERRNO.ENOMEM) return true;
    if (refused !== undefined && agrees(refused, actual)) return true;
    const [wanted] = prediction.outcomes;
    if (commitPart === undefined || wanted?.kind !== 'value') return false;
    if (actual.value <= 0 || actual.value >= wanted.value) return false;
    commitPart(actual.value);
    return true;
  }

  /** Calls that waited for another process and have ended. */
  private checkAnswered(): void {
    const { computer, model } = this;
    for (const { process, pid } of model.system.answered) {
      if (!process.lives) continue;
      const row = this.rowOf(process.name);
      const { processes } = computer;
      if (processes.action.get(row) === ACTION.DONE && processes.result.get(row) === pid) continue;
      const found = `${processes.action.get(row)} ${processes.result.get(row)}`;
      throw new Disagreement(`${process.name} waited for ${pid}, and has action ${found}`);
    }
  }

  /** The number that the system chose. */
  private chosen(actual: Actual, { target }: Statement): number {
    if (target !== null) return this.pidOf(target);
    return actual.kind === 'value' ? actual.value : 0;
  }

  private pidOf(name: string): number {
    return this.computer.mprocs.pid.get(this.rowOf(name));
  }

  /** A process that no process made. Without memory for it there is none, and the next statement tries again. */
  private spawn(): void {
    const { model, world, computer } = this;
    const name = model.newName();
    const stack = world.stackLimit * model.pageBytes;
    const cpu = (model.made - 1) % computer.configuration.cpus;
    this.texts.push(`spawn ${name} { stack = ${stack}, cpu = ${cpu} }`);
    this.builder.spawn(name, { stack, cpu });
    this.instructions.push(...this.builder.instructions.splice(0));
    const failed = computer.interpreter.failed.get(1);
    const available = availableFrames(computer);
    this.run();
    if (computer.interpreter.failed.get(1) > failed) {
      if (available > SHORT_OF_FRAMES) throw new Disagreement('spawn failed');
      model.made--;
      return;
    }
    const [mapping, ...others] = mappingsOf(computer, this.rowOf(name));
    if (mapping === undefined || others.length > 0) throw new Disagreement('spawn maps a stack');
    const space = model.newSpace(mapping.start, mapping.end - mapping.start);
    const process = new Process(name, this.pidOf(name), null, null, space, terminal(model));
    model.system.processes.push(process);
  }

  /** Puts a statement behind the program. */
  append(statement: Statement): void {
    const { builder } = this;
    this.texts.push(textOf(statement));
    const given = statement.given.map(({ value }): Short => {
      if (value === null) return ANYTHING;
      return typeof value === 'number' ? int(value) : this.string(value);
    });
    const { target } = statement;
    const options = target === null ? { outcome: ANY } : { outcome: ANY, target };
    builder.call(statement.process.name, statement.name, given, options);
    this.instructions.push(...builder.instructions.splice(0));
  }

  private string(text: string): Short {
    let number = this.strings.get(text);
    if (number === undefined) {
      number = this.builder.string(text);
      this.strings.set(text, number);
    }
    return expression({ kind: 'string', string: number, open: false, place: int(0).place });
  }

  private step(): void {
    const { interpreter, judgement } = this.computer;
    const failed = interpreter.failed.get(1);
    this.run();
    if (interpreter.failed.get(1) === failed) return;
    const { failure } = judgement;
    throw new Disagreement(failure === null ? 'a statement failed' : sentence(failure));
  }

  private run(): void {
    if (!step(this.computer, this.program)) throw new Error('the program has ended');
    const violations = checkInvariants(this.computer);
    if (violations.length > 0) throw new Disagreement(JSON.stringify(violations));
  }

  private actual(row: ProcessRow): Actual {
    const { interpreter, processes, report } = this.computer;
    const ending = interpreter.ending.get(1);
    if (ending === ACTION.WAITING) return { kind: 'waits' };
    if (ending === ACTION.SIGNALLED) {
      const page = processes.signalPage.get(row);
      return {
        kind: 'signal',
        signal: processes.signal.get(row),
        code: processes.signalCode.get(row),
        address: page * this.model.pageBytes + processes.signalOffset.get(row),
      };
    }
    return actualValue(readCell(this.computer, report, 0));
  }

  /** The row of the process that a variable names. */
  rowOf(name: string): ProcessRow {
    const value = readCell(this.computer, this.computer.variables, this.builder.slot(name).index);
    if (typeof value !== 'object' || value?.kind !== 'process') return 0;
    return rowOfEndpoint(value.endpoint);
  }
}

/** The program that ran, as a script. */
export function scriptOf({ world, texts }: Run): string {
  const { pageBytes } = world.configuration.architecture;
  const files = FILES.map(
    ([path, pages, fill]) => `file "${path}" { size = ${pages * pageBytes}, fill = "${fill}" }`,
  );
  return [`machine { ${world.block} }`, ...files, ...texts, ''].join('\n');
}

/** A program of a world with nothing in it; statements are put into `instructions`. */
function emptyProgram(
  world: World,
  instructions: Instruction[],
): { readonly builder: ProgramBuilder; readonly program: Program } {
  const builder = new ProgramBuilder(world.configuration);
  for (const [path, pages, fill] of FILES) {
    builder.file(path, pages * world.configuration.architecture.pageBytes, fill);
  }
  for (let i = 0; i < MOST_NAMES; i++) builder.slot(`p${i}`);
  return { builder, program: { ...builder.build(), instructions } };
}

/** Descriptors 0 to 2. */
function terminal(model: Model): Map<number, OpenFile> {
  const object = new SharedObject(null, 0, bytesOf(''), model.pageBytes);
  const open = { object, mode: MODE.BOTH, position: 0 };
  return new Map([0, 1, 2].map((descriptor) => [descriptor, open]));
}

function actualValue(value: Value | null): Actual {
  if (value === null) throw new Disagreement('a call left no result');
  if (typeof value === 'number') return { kind: 'value', value };
  if (typeof value === 'object' && value.kind === 'bytes') {
    return { kind: 'bytes', bytes: value.bytes };
  }
  if (typeof value === 'object' && value.kind === 'process') return { kind: 'value', value: 1 };
  if (isInteger(value)) return { kind: 'value', value: Number(value) };
  throw new Disagreement('a call gave something that is no number');
}

export function agrees(outcome: Outcome, actual: Actual): boolean {
  switch (outcome.kind) {
    case 'value':
      return actual.kind === 'value' && actual.value === outcome.value;
    case 'chosen':
      return actual.kind === 'value' && actual.value >= 0;
    case 'error':
      return actual.kind === 'value' && actual.value === -errno(outcome.name);
    case 'signal':
      return (
        actual.kind === 'signal' &&
        actual.signal === SIGNALS[outcome.name] &&
        actual.code === outcome.code &&
        actual.address === outcome.address
      );
    case 'bytes':
      return actual.kind === 'bytes' && Buffer.compare(actual.bytes, outcome.bytes) === 0;
    case 'waits':
      return actual.kind === 'waits';
  }
}

function errno(name: string): number {
  const found = Object.entries(ERRNO).find(([known]) => known === name);
  if (found === undefined) throw new Error(`no error ${name}`);
  return found[1];
}

export function disagreement({ outcomes }: Prediction, actual: Actual): string {
  return `expected ${outcomes.map(show).join(' or ')}, found ${show(actual)}`;
}

function show(value: Outcome | Actual): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part instanceof Uint8Array ? [...part].join(' ') : part,
  );
}

/** Frames that the allocator can still give: free, spare, or only in the page cache. */
function availableFrames({ globals, cachedPages, physBlocks }: Computer): number {
  let frames = globals.freeFrames.get(1) + globals.spares.get(1);
  for (let entry = cachedPages.nextRow(1); entry !== 0; entry = cachedPages.nextRow(entry + 1)) {
    if (physBlocks.refcount.get(cachedPages.block.get(entry)) === 1) frames++;
  }
  return frames;
}
