/**
 * Runs a program to its end without a timeline, and collects what people are told of it: what it said, which
 * expectations failed, and the maps of its processes.
 */
import { EVENT } from '../machine/events';
import { NEVER } from '../machine/trace';
import { createComputer, type Computer } from '../program/computer';
import { describeStatement } from '../program/describe';
import type { Message } from '../program/failure';
import type { Place, Program } from '../program/form';
import { sentence } from '../program/messages';
import { buildOf, type Step } from '../timeline/builds';
import { mapsOfLiving, processMap, type ProcessMap } from './processMaps';

/** A failed expectation. */
export interface Failed {
  readonly source: string;
  readonly line: number;
  readonly column: number;
  /** What was wrong, in a sentence. */
  readonly message: string;
  /** The statement as it went; null if it was no action, or began before the statement that ran when it failed. */
  readonly statement: string | null;
}

export interface Run {
  readonly computer: Computer;
  readonly statements: number;
  readonly expectations: number;
  /** All that failed. */
  readonly failed: number;
  /** The first of them. */
  readonly failures: readonly Failed[];
}

export interface RunOptions {
  /** Stop before the first statement at or behind this line. */
  readonly until?: number;
  /** Prints a line that the script says. */
  readonly say?: (text: string) => void;
  /** Gets the map of each process: when it exits, and at the end of those alive. */
  readonly maps?: (map: ProcessMap) => void;
}

/** Failures that are kept; all are counted. */
const MOST_FAILURES = 1000;

/** Whether a statement stands at or behind a line (from 1) of the file itself, not of one that it includes. */
export function isAtOrBehind({ source, line }: Place, until: number): boolean {
  return source === 0 && line >= until;
}

/** Runs a program from its beginning. */
export function execute(program: Program, options: RunOptions = {}): Run {
  const computer = createComputer(program);
  const { interpreter } = computer;
  const watch = new Watch(computer, program, options);
  let position = interpreter.counter.get(1);
  // The end of the program is a step of the interpreter, but no statement of the script.
  let ends = 0;
  for (;;) {
    const instruction = program.instructions[position];
    if (instruction === undefined) break;
    const { until } = options;
    if (until !== undefined && isAtOrBehind(instruction.place, until)) break;
    if (!watch.step(position)) break;
    if (instruction.op === 'end') ends++;
    if (instruction.op === 'say' || instruction.op === 'ask') {
      options.say?.(describeStatement(computer, program, position) ?? '');
    }
    position = interpreter.counter.get(1);
  }
  for (const map of options.maps === undefined ? [] : mapsOfLiving(computer, program)) {
    options.maps?.(map);
  }
  return {
    computer,
    statements: interpreter.steps.get(1) - ends,
    expectations: interpreter.expectations.get(1),
    failed: interpreter.failed.get(1),
    failures: watch.failures,
  };
}

/** Sees what expectations fail and which processes exit while statements run. */
class Watch {
  readonly failures: Failed[] = [];
  private readonly build: Step;
  /** What failed in the statement that runs. */
  private news: { readonly message: Message | null; readonly instruction: number }[] = [];

  constructor(
    private readonly computer: Computer,
    private readonly program: Program,
    private readonly options: RunOptions,
  ) {
    this.build = buildOf(program);
    computer.judgement.onFailure = () => {
      this.note();
    };
    if (options.maps !== undefined) computer.trace.arm(NEVER, this, 1 << EVENT.process);
  }

  /** Runs the statement at `position`. @returns false when the program had ended. */
  step(position: number): boolean {
    const ran = this.build(this.computer, this.program);
    if (this.news.length > 0) this.keepNews(position);
    return ran;
  }

  onEvent(_kind: number, subject: number, a: number): boolean {
    // Only who exits.
    if (a === 0) this.options.maps?.(processMap(this.computer, this.program, subject, 'exit'));
    return false;
  }

  private note(): void {
    const { failure, instruction } = this.computer.judgement;
    this.news.push({ message: failure, instruction });
  }

  private keepNews(position: number): void {
    for (const one of this.news) this.keep(one, position);
    this.news = [];
  }

  private keep({ message, instruction }: (typeof this.news)[number], position: number): void {
    if (this.failures.length >= MOST_FAILURES) return;
    const { computer, program } = this;
    const place = program.instructions[instruction]?.place;
    this.failures.push({
      source: program.sources[place?.source ?? 0]?.name ?? '',
      line: place?.line ?? 0,
      column: place?.column ?? 0,
      message: message === null ? 'the expectation failed' : sentence(message),
      statement: instruction === position ? describeStatement(computer, program, position) : null,
    });
  }
}
