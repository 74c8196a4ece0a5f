/** A run with its views, moved as a debugger moves it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isWrong } from '../../../src/debugAdapter/views/looking';
import { Views } from '../../../src/debugAdapter/views/views';
import { compileScript } from '../../../src/language/analyze';
import type { ViewArguments, ViewBodies, ViewRequest } from '../../../src/protocol/requests';
import { finish } from '../../../src/timeline/journey';
import { Timeline } from '../../../src/timeline/timeline';

const EXAMPLES = join(__dirname, '../../../examples');

export class Viewed {
  readonly timeline: Timeline;
  readonly views: Views;
  private readonly lines: readonly string[];

  constructor(text: string, name = 'test.vms') {
    const [program] = compileScript(text, name).programs;
    if (program === undefined) throw new Error(`${name} does not compile`);
    this.timeline = new Timeline(program);
    this.views = new Views(this.timeline);
    this.lines = text.split('\n');
  }

  static example(name: string): Viewed {
    return new Viewed(readFileSync(join(EXAMPLES, name), 'utf8'), name);
  }

  /** Steps to the next statement whose line contains a text, one stop. */
  stopBefore(text: string): this {
    const { timeline } = this;
    do {
      if (timeline.stepOver().reason === 'end') throw new Error(`there is no ${text} ahead`);
    } while (!this.line.includes(text));
    this.views.stopped();
    return this;
  }

  /** One step over, and the stop after it. */
  step(): this {
    this.timeline.stepOver();
    this.views.stopped();
    return this;
  }

  /** Moves somewhere else, and stops there. */
  go(move: (timeline: Timeline) => void): this {
    move(this.timeline);
    this.views.stopped();
    return this;
  }

  /** The line of the script that runs next. */
  get line(): string {
    const { computer, recording } = this.timeline;
    const at = recording.program.instructions[computer.interpreter.counter.get(1)];
    return at === undefined ? '' : (this.lines[at.place.line - 1] ?? '');
  }

  ask<R extends ViewRequest>(request: R, asked: ViewArguments<R>): ViewBodies[R] {
    const answer = finish(this.views.answer(request, asked));
    if (isWrong(answer)) throw new Error(answer.wrong);
    return answer;
  }

  /** What is said of a request that cannot be answered. */
  refusal(request: ViewRequest, asked: unknown): string {
    const answer = finish(this.views.answer(request, asked));
    return isWrong(answer) ? answer.wrong : '';
  }

  /** The endpoint of the process called so, with or without its pid. */
  process(name: string): number {
    const { processes } = this.ask('pagewalk/processes', {});
    const found = processes.find((row) => row.name === name || row.name.startsWith(`${name} (`));
    if (found === undefined) throw new Error(`there is no process ${name}`);
    return found.process;
  }
}
