/**
 * Runs a program to its end without a timeline, and collects what people are told of it: what it said, which
 * expectations failed, and the maps of its processes.
 */
import { EVENT } from '../machine/events';
import { NEVER } from '../machine/trace';
import { createComputer, type Computer } from '../program/computer';
import { describeStatement } from '../program/describe';
import type { Message } from '../program/failure';
import type { Instruction, Place, Program } from '../program/form';
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
    if (!watch.step(instruction, position)) break;
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
  private failed = 0;
  private readonly build: Step;
  /** What failed in the statement that runs. */
  private news: { readonly message: Message | null; readonly instruction: number }[] = [];

  constructor(
    private readonly computer: Computer,
    private readonly program: Program,
    private readonly options: RunOptions,
  ) {
    this.build = buildOf(program);
  }

  /** Runs a statement. @returns false when the program had ended. */
  step(instruction: Instruction, position: number): boolean {
    const { computer, program, options } = this;
    const isWatched = options.maps !== undefined || this.mayFailTwice(instruction);
    if (isWatched) {
      const kinds = (1 << EVENT.expect) | (1 << EVENT.process);
      computer.trace.arm(NEVER, this, kinds);
    }
    const ran = this.build(computer, program);
    if (isWatched) computer.trace.disarm();
    else if (computer.interpreter.failed.get(1) > this.failed) this.note();
    if (this.news.length > 0) this.keepNews(position);
    return ran;
  }

  onEvent(kind: number, subject: number, a: number): boolean {
    if (a !== 0) return false;
    if (kind === EVENT.expect) this.note();
    else if (kind === EVENT.process) {
      this.options.maps?.(processMap(this.computer, this.program, subject, 'exit'));
    }
    return false;
  }

  /**
   * Whether more than one expectation may fail in a statement. Others are not watched: an access of many pages is
   * counted as a whole then, and much faster.
   */
  private mayFailTwice(instruction: Instruction): boolean {
    const isAccess = instruction.op === 'call' && instruction.action < 0;
    if (!isAccess) return true;
    return instruction.target !== null || this.computer.interpreter.waiting.get(1) > 0;
  }

  private note(): void {
    const { failure, instruction } = this.computer.judgement;
    this.news.push({ message: failure, instruction });
  }

  private keepNews(position: number): void {
    for (const one of this.news) this.keep(one, position);
    this.failed = this.computer.interpreter.failed.get(1);
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
