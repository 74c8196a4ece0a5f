/**
 * Programs put together by hand, so that the interpreter can be tested without the language: expressions as short
 * functions, statements one after the other.
 */
import type { Configuration } from '../../src/engine/configuration';
import { actionNumber } from '../../src/program/actions';
import { createComputer, type Computer } from '../../src/program/computer';
import { sentence } from '../../src/program/messages';
import type {
  Argument,
  BinaryOperator,
  Definition,
  Expression,
  FileDescription,
  Instruction,
  Outcome,
  Place,
  Program,
  Slot,
  Target,
  UnaryOperator,
} from '../../src/program/form';
import type { Integer } from '../../src/program/integer';
import { step } from '../../src/program/interpreter';
import { configurationWith } from '../engine/testMachine';

export const PLACE: Place = { source: 0, start: 0, end: 0, line: 1, column: 1 };

export type Short = Expression | number | bigint;

export function int(value: Integer): Expression {
  return { kind: 'integer', value, place: PLACE };
}

/** Numbers stand for themselves. */
export function expression(value: Short): Expression {
  return typeof value === 'object' ? value : int(value);
}

export function op(operator: BinaryOperator, left: Short, right: Short): Expression {
  const sides = { left: expression(left), right: expression(right) };
  return { kind: 'binary', operator, ...sides, place: PLACE };
}

export function not(operand: Expression, operator: UnaryOperator = '!'): Expression {
  return { kind: 'unary', operator, operand, place: PLACE };
}

export function fn(name: string, ...given: Short[]): Expression {
  return { kind: 'call', name, arguments: given.map(expression), place: PLACE };
}

/** `of.a.b`; of null: of the element of a comprehension. */
export function field(of: Expression | null, ...names: [string, ...string[]]): Expression {
  let result = of;
  for (const name of names) result = { kind: 'field', of: result, name, place: PLACE };
  return result ?? int(0);
}

export function part(name: string): Expression {
  return { kind: 'machine', name, place: PLACE };
}

export function list(...elements: Short[]): Expression {
  return { kind: 'list', elements: elements.map(expression), place: PLACE };
}

export function range(from: Short, to: Short): Expression {
  return { kind: 'range', from: expression(from), to: expression(to), place: PLACE };
}

export function index(of: Expression, at: Short): Expression {
  return { kind: 'index', of, index: expression(at), place: PLACE };
}

export const ANYTHING: Expression = { kind: 'anything', place: PLACE };
export const SUCCESS: Outcome = { kind: 'success' };
export const ANY: Outcome = { kind: 'any' };

export function value(result: Short): Outcome {
  return { kind: 'value', value: expression(result) };
}

export function error(errno: number, name = ''): Outcome {
  return { kind: 'error', errno, name };
}

export function signal(number: number, fields: Readonly<Record<string, Short>> = {}): Outcome {
  const listed = Object.entries(fields).map(([name, of]) => ({ name, value: expression(of) }));
  return { kind: 'signal', signal: number, fields: listed };
}

interface CallOptions {
  readonly target?: string;
  readonly index?: Short;
  readonly outcome?: Outcome;
  readonly unfinished?: boolean;
  readonly recorded?: Short;
}

type Part<O extends Instruction['op']> = Omit<
  Extract<Instruction, { readonly op: O }>,
  'place' | 'op'
>;

export class ProgramBuilder {
  readonly instructions: Instruction[] = [];
  private readonly strings: Uint8Array[] = [new Uint8Array(0)];
  private readonly names: string[] = [];
  private readonly definitions: Definition[] = [];
  private readonly files: FileDescription[] = [];
  /** Local slots of the main activation. */
  locals = 0;

  constructor(private readonly configuration: Partial<Configuration> = {}) {}

  /** The number of a string; each character is a byte. */
  string(text: string): number {
    this.strings.push(Uint8Array.from(text, (character) => character.charCodeAt(0)));
    return this.strings.length - 1;
  }

  text(text: string, open = false): Expression {
    return { kind: 'string', string: this.string(text), open, place: PLACE };
  }

  slot(name: string): Slot {
    if (!this.names.includes(name)) this.names.push(name);
    return { scope: 'global', index: this.names.indexOf(name) };
  }

  local(slot: number): Slot {
    this.locals = Math.max(this.locals, slot + 1);
    return { scope: 'local', index: slot };
  }

  v(name: string): Expression {
    return { kind: 'variable', slot: this.slot(name), name, place: PLACE };
  }

  localVariable(slot: number): Expression {
    return {
      kind: 'variable',
      slot: { scope: 'local', index: slot },
      name: `l${slot}`,
      place: PLACE,
    };
  }

  target(name: string, at: Short | null = null): Target {
    return { slot: this.slot(name), index: at === null ? null : expression(at), name };
  }

  file(path: string, size: number, fill = ''): this {
    const pageBytes = this.configuration.architecture?.pageBytes ?? 4096;
    this.files.push({
      name: this.string(path),
      sizePages: Math.floor(size / pageBytes),
      sizeOffset: size % pageBytes,
      fill: fill === '' ? 0 : this.string(fill),
      mode: 0o644,
      image: 0,
    });
    return this;
  }

  /** The path of a file that exists. */
  path(path: string): Expression {
    const known = this.strings.findIndex(
      (bytes) => String.fromCharCode(...bytes) === path && bytes.length > 0,
    );
    return { kind: 'string', string: known, open: false, place: PLACE };
  }

  add<O extends Instruction['op']>(kind: O, parts: Part<O>): this {
    // The parts are those of this kind of instruction.
    this.instructions.push({ op: kind, place: PLACE, ...parts } as unknown as Instruction);
    return this;
  }

  spawn(name: string, options: Partial<Record<'cpu' | 'uid' | 'pid' | 'stack', Short>> = {}): this {
    const of = (given: Short | undefined) => (given === undefined ? null : expression(given));
    const { cpu, uid, pid, stack } = options;
    const rest = { image: null, stack: of(stack), cpu: of(cpu), uid: of(uid), pid: of(pid) };
    return this.add('spawn', {
      target: this.target(name),
      spawn: { name: this.string(name), ...rest },
    });
  }

  call(
    process: string | Expression,
    name: string,
    given: readonly (Short | Argument)[] = [],
    options: CallOptions = {},
  ): this {
    const action = actionNumber(name);
    if (action === undefined) throw new Error(`no action ${name}`);
    const { target, recorded } = options;
    return this.add('call', {
      process: typeof process === 'string' ? this.v(process) : process,
      name,
      action,
      arguments: given.map(argument),
      target: target === undefined ? null : this.target(target, options.index ?? null),
      outcome: options.outcome ?? SUCCESS,
      recorded: recorded === undefined ? null : expression(recorded),
      unfinished: options.unfinished ?? false,
      assumed: false,
    });
  }

  resume(process: string, name: string, outcome: Outcome, given: readonly Short[] = []): this {
    const action = actionNumber(name) ?? 0;
    const parts = { process: this.v(process), name, action, arguments: given.map(argument) };
    return this.add('resume', { ...parts, target: null, outcome });
  }

  let(name: string, of: Short): this {
    return this.add('let', { target: this.target(name), value: expression(of) });
  }

  expect(condition: Expression): this {
    return this.add('expect', { condition, text: null });
  }

  define(definition: Definition): number {
    this.definitions.push(definition);
    return this.definitions.length - 1;
  }

  /** The program, with an end. */
  build(): Program {
    const instructions: Instruction[] = [...this.instructions, { op: 'end', place: PLACE }];
    return {
      name: 'test',
      configuration: configurationWith(this.configuration),
      sources: [],
      instructions,
      definitions: this.definitions,
      strings: this.strings,
      images: [{ mappings: [], breakPage: 0, breakOffset: 0 }],
      files: this.files,
      globals: this.names.map((name, at) => ({ name, index: at })),
      scopes: this.instructions.map(() => null),
      locals: this.locals,
    };
  }

  run(): Run {
    return new Run(this.build());
  }
}

function argument(given: Short | Argument): Argument {
  if (typeof given === 'object' && 'value' in given && !('kind' in given)) return given;
  return { name: null, value: expression(given), output: null };
}

/** A program that has run to its end. */
export class Run {
  readonly machine: Computer;
  /** What each failed expectation says. */
  readonly failures: string[] = [];

  constructor(readonly program: Program) {
    this.machine = createComputer(program);
    let failed = 0;
    while (step(this.machine, program)) {
      const now = this.machine.interpreter.failed.get(1);
      const { failure } = this.machine.judgement;
      if (now > failed && failure !== null) this.failures.push(sentence(failure));
      failed = now;
    }
  }

  get expectations(): number {
    return this.machine.interpreter.expectations.get(1);
  }
}
