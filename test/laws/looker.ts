/** Somebody who looks at a machine while it runs, in all ways that cost little: for law 3. */
import { peekBytes } from '../../src/engine/kernel/userMemory';
import { checkInvariants } from '../../src/engine/vm/sanitycheck';
import { compileQuery } from '../../src/language/compileQuery';
import type { Computer } from '../../src/program/computer';
import { describeStatement } from '../../src/program/describe';
import { evaluate } from '../../src/program/evaluation';
import { looking } from '../../src/program/evaluator';
import type { Expression, Program } from '../../src/program/form';
import { mapsLine, mappingsOf } from '../../src/program/maps';
import { questionsAbout } from './questions';
import { chooser } from './scripts';

/** Programs after which questions are about other addresses. */
const PROGRAMS_BETWEEN = 10;
/** Looks between two that take longer. */
const BETWEEN_LISTS = 16;
const BETWEEN_CHECKS = 50;
/** Lists of everything of a kind take longer than other questions. */
const LIST = /\b(frames|events|processes|regions|sound)\b/;

/** Compiles what can be asked in a program; each question must be understood. */
export function compileAll(program: Program, texts: readonly string[]): Expression[] {
  return texts.map((text) => {
    const query = compileQuery(text, program);
    if (!query.ok) throw new Error(`${text}: ${query.message}`);
    return query.expression;
  });
}

export class Looker {
  looks = 0;
  private programs = 0;
  private questions: readonly Expression[] = [];
  private lists: readonly Expression[] = [];
  private asked = 0;
  private listed = 0;

  constructor(
    private readonly computer: Computer,
    private readonly program: Program,
  ) {}

  /** A program begins. */
  begin(): void {
    if (this.programs++ % PROGRAMS_BETWEEN > 0) return;
    const texts = questionsAbout(this.program, chooser(this.programs));
    const isList = (text: string): boolean => LIST.test(text);
    this.lists = compileAll(this.program, texts.filter(isList));
    this.questions = compileAll(
      this.program,
      texts.filter((text) => !isList(text)),
    );
  }

  /** Asks the question whose turn it is. */
  ask(): void {
    this.evaluate(this.questions[this.asked++ % this.questions.length]);
  }

  /** Looks between two statements. */
  look(): void {
    const { computer, program } = this;
    this.ask();
    if (this.looks % BETWEEN_LISTS === 0) {
      this.evaluate(this.lists[this.listed++ % this.lists.length]);
    }
    if (this.looks % BETWEEN_CHECKS === 0) checkInvariants(computer);
    describeStatement(computer, program, computer.interpreter.counter.get(1));
    this.lookAtOne();
  }

  private evaluate(question: Expression | undefined): void {
    if (question === undefined) throw new Error('there is nothing to ask');
    evaluate(looking(this.computer, this.program), question);
    this.looks++;
  }

  /** One process's map and the beginning of one of its mappings. */
  private lookAtOne(): void {
    const { computer } = this;
    const { processes, architecture } = computer;
    const row = processes.nextRow(1 + (this.looks % processes.capacity));
    if (row === 0) return;
    const mappings = mappingsOf(computer, row);
    const mapping = mappings[this.looks % Math.max(1, mappings.length)];
    if (mapping === undefined) return;
    mapsLine(computer, mapping);
    peekBytes(computer, row, mapping.start, 5, new Uint8Array(architecture.pageBytes + 3));
  }
}
