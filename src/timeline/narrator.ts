/**
 * Says what statements did, a line each, while the run moves forward. Of many it says the first and the last ones; what
 * the script says, and failed expectations, are never left out. Only looks.
 */
import type { Instruction, Place } from '../program/form';
import { describeStatement } from '../program/describe';
import type { Message } from '../program/failure';
import { sentence } from '../program/messages';
import { textOfPlace } from '../program/placeText';
import { beforeStatement, isAtRest, type Moment } from './moment';
import type { Recording } from './recording';

export interface Line {
  readonly text: string;
  readonly isFailure: boolean;
  readonly place: Place | null;
  /** Just before the statement. */
  readonly at: Moment | null;
  /** Of a failed expectation: what was expected and what came, where both can be written down. */
  readonly difference?: Difference;
}

export interface Difference {
  readonly expected: string;
  readonly actual: string;
}

/** Statements of one move of which it says what they did, besides the last one. */
const MOST_LINES = 100;
/** Lines that must be said, in one move. */
const MOST_URGENT = 10_000;

export class Narrator {
  private instruction = 0;
  private failed = 0;
  private lines = 0;
  private urgent = 0;
  private omitted = 0;
  /** The instruction of the last statement, if that was left out; -1: it was not. */
  private last = -1;

  /** @param isBrief says only what must be said. */
  constructor(
    private readonly recording: Recording,
    private readonly isBrief: boolean,
    private readonly say: (line: Line) => void,
  ) {}

  /** A move begins where the run stands. */
  begin(): void {
    const { interpreter } = this.recording.computer;
    this.instruction = interpreter.counter.get(1);
    this.failed = interpreter.failed.get(1);
    this.lines = 0;
    this.urgent = 0;
    this.omitted = 0;
    this.last = -1;
  }

  /** A statement has ended, and the machine stands right behind it. */
  passed(): void {
    const { computer, program } = this.recording;
    const { interpreter } = computer;
    const position = this.instruction;
    this.instruction = interpreter.counter.get(1);
    const instruction = program.instructions[position];
    if (instruction === undefined) return;
    const failures = interpreter.failed.get(1) - this.failed;
    this.failed += failures;
    if (failures > 0 || isSaid(instruction)) this.passUrgent(instruction, position, failures);
    else if (!this.isBrief) this.pass(instruction, position);
  }

  /** The move is over. */
  end(): void {
    const { computer, program, position } = this.recording;
    const instruction = program.instructions[this.last];
    // Only right behind it the tables still hold what it did.
    const isBehind = isAtRest(position) && position.step === computer.interpreter.steps.get(1) + 1;
    const line = instruction !== undefined && isBehind ? this.lineOf(instruction, this.last) : null;
    const hidden = this.omitted - (line === null ? 0 : 1);
    if (hidden > 0) this.sayPlain(`... ${hidden} more statements`);
    if (line !== null) this.say(line);
    const unsaid = this.urgent - MOST_URGENT;
    if (unsaid > 0) this.sayPlain(`... ${unsaid} more statements that said something or failed`);
    this.omitted = 0;
    this.urgent = 0;
  }

  private sayPlain(text: string): void {
    this.say({ text, isFailure: false, place: null, at: null });
  }

  private passUrgent(instruction: Instruction, position: number, failures: number): void {
    this.last = -1;
    if (++this.urgent > MOST_URGENT) return;
    // A failed `expect` is told with its text.
    const isTold = this.isBrief && instruction.op === 'expect';
    const line = isTold ? null : this.lineOf(instruction, position);
    if (line !== null) this.say(line);
    if (failures > 0) this.say(this.failureLine(instruction));
    if (failures > 1) this.sayPlain(`${failures} expectations of this statement failed`);
  }

  private pass(instruction: Instruction, position: number): void {
    if (this.lines >= MOST_LINES) {
      this.omitted++;
      this.last = position;
      return;
    }
    const line = this.lineOf(instruction, position);
    if (line === null) return;
    this.lines++;
    this.say(line);
  }

  private failureLine(instruction: Instruction): Line {
    const { computer, program } = this.recording;
    const { failure, instruction: judged } = computer.judgement;
    const place = program.instructions[judged]?.place ?? instruction.place;
    const text = failure === null ? 'the expectation failed' : sentence(failure);
    const difference = failure === null ? null : differenceOf(failure);
    return {
      ...{ text: `expectation failed: ${text}`, isFailure: true, place, at: this.moment() },
      ...(difference === null ? {} : { difference }),
    };
  }

  private lineOf(instruction: Instruction, position: number): Line | null {
    const text = statementText(this.recording, instruction, position);
    const { place } = instruction;
    return text === null ? null : { text, isFailure: false, place, at: this.moment() };
  }

  /** The statement that has just ended. */
  private moment(): Moment {
    return beforeStatement(this.recording.computer.interpreter.steps.get(1));
  }
}

/** The two sides of a failure, whatever its sentence calls them. */
function differenceOf({ id, args }: Message): Difference | null {
  const { expected, actual, found, left, right, signal } = args;
  const wanted = expected ?? right ?? (id === 'noSignal' ? signal : undefined);
  const got = actual ?? found ?? left ?? signal;
  if (wanted === undefined || got === undefined) return null;
  return { expected: String(wanted), actual: String(got) };
}

/** What people must hear, however long the run. */
function isSaid({ op }: Instruction): boolean {
  return op === 'say' || op === 'ask' || op === 'answer' || op === 'stop';
}

/** What a statement did, right behind it; null: nothing to speak of. */
export function statementText(
  { computer, program }: Recording,
  instruction: Instruction,
  position: number,
): string | null {
  if (instruction.op === 'expect') {
    return textOfPlace(program.sources[instruction.place.source]?.text ?? '', instruction.place);
  }
  const text = describeStatement(computer, program, position);
  return instruction.op === 'answer' && text !== null ? `the answer is ${text}` : text;
}
