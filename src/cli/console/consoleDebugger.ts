/**
 * The state of a console session: the scenario that is open, its timeline, and the stops that were set. Does what the
 * commands of src/timeline/console answer, and prints.
 *
 * Whatever may take long goes through `slices`, and asks for Ctrl-C on the way: so that is answered at once and leaves the
 * session usable.
 */
import { ASKING } from '../../language/features/askable';
import type { Program } from '../../program/form';
import { Refusal, type Act, type Console, type NewStop } from '../../timeline/console/command';
import { obey, unknownCommand } from '../../timeline/console/commands';
import { failureLines } from '../../timeline/console/failureText';
import type { Language } from '../../timeline/console/language';
import { moveTimes } from '../../timeline/console/moving';
import { arrivalLines, placeLines } from '../../timeline/console/placeText';
import { KEEPING } from '../../timeline/keeping';
import { Narrator, type Line } from '../../timeline/narrator';
import type { Stop } from '../../timeline/stops';
import { Timeline, type Arrival } from '../../timeline/timeline';
import { isAtOrBehind } from '../execute';
import type { Interrupt } from './interrupt';

interface SetStop {
  readonly id: number;
  readonly text: string;
  readonly stop: Stop;
}

export class ConsoleDebugger implements Console {
  readonly language: Language = ASKING;
  readonly scenarios: readonly string[];
  scenario = 0;
  timeline: Timeline;
  /** `quit` was typed. */
  hasEnded = false;
  private set: readonly SetStop[] = [];
  private nextStop = 1;
  private narrator: Narrator;

  /**
   * Opens the first program.
   * @param programs the scenarios of the file; at least one.
   */
  constructor(
    private readonly programs: readonly [Program, ...Program[]],
    private readonly print: (text: string) => void,
    private readonly interrupt: Interrupt,
  ) {
    this.scenarios = programs.map(({ name }) => name);
    this.timeline = this.newTimeline(programs[0]);
    this.narrator = this.newNarrator();
  }

  get stops(): readonly SetStop[] {
    return this.set;
  }

  /** Does what a line says. An edit can make a machine that nobody thought of: what throws then costs the edit. */
  obey(typed: string): void {
    try {
      this.answer(typed);
    } catch (error) {
      const words = this.timeline.retreat(error);
      if (words === null) throw error;
      this.print(words);
      this.showPlace();
    }
  }

  /** Goes to before the first statement at or behind a line of the file, as `--until` does; or to the end. */
  runToLine(line: number): void {
    const { computer, program } = this.timeline.recording;
    const instructions = new Set(
      program.instructions.flatMap(({ place }, i) => (isAtOrBehind(place, line) ? [i] : [])),
    );
    if (instructions.has(computer.interpreter.counter.get(1))) return;
    const stop: Stop = { id: 0, condition: null, hits: null, kind: 'statement', instructions };
    const run = moveTimes(
      this.timeline,
      { move: 'continue', times: 1 },
      [stop],
      this.beginNarration(),
    );
    if (this.slices(run) === null) this.timeline.pause();
    this.narrator.end();
  }

  showPlace(): void {
    this.printAll(placeLines(this.timeline.recording));
  }

  private answer(typed: string): void {
    const answer = obey(this, typed);
    if (answer === null) this.print(unknownCommand(this, typed));
    else if (answer instanceof Refusal) this.print(answer.text);
    else if (answer.kind === 'lines') this.printAll(answer.lines);
    else if (answer.kind === 'question') {
      const found = this.slices(this.timeline.ask(answer.question));
      if (found === null) {
        this.timeline.pause();
        this.print('given up');
      } else if (found.value instanceof Refusal) this.print(found.value.text);
      else this.printAll(found.value);
    } else this.act(answer);
  }

  private act(act: Act): void {
    const { timeline } = this;
    switch (act.kind) {
      case 'move': {
        const stops = this.set.map(({ stop }) => stop);
        this.arriveAfter(moveTimes(timeline, act, stops, this.beginNarration()));
        return;
      }
      case 'travel':
        this.arriveAfter(timeline.travel(act.target));
        return;
      case 'edit':
        this.print(timeline.edit(act.change) ?? `branch ${String(timeline.branch)}`);
        return;
      case 'branch':
        timeline.switchBranch(act.branch);
        this.showPlace();
        return;
      case 'stop':
        this.addStop(act.stop);
        return;
      case 'delete':
        this.deleteStops(act.id);
        return;
      case 'scenario':
        this.open(act.scenario);
        return;
      case 'quit':
        this.hasEnded = true;
    }
  }

  private addStop({ text, place, limits }: NewStop): void {
    const id = this.nextStop++;
    this.set = [...this.set, { id, text, stop: { id, ...limits, ...place } }];
    this.print(`stop ${String(id)}: ${text}`);
  }

  private deleteStops(id: number | null): void {
    const kept = id === null ? [] : this.set.filter((one) => one.id !== id);
    this.print(`${String(this.set.length - kept.length)} removed`);
    this.set = kept;
  }

  /** Opens another scenario, at its beginning and without stops: they belong to the statements of one program. */
  private open(scenario: number): void {
    this.scenario = scenario;
    this.timeline = this.newTimeline(this.programs[scenario] ?? this.programs[0]);
    this.narrator = this.newNarrator();
    this.set = [];
    this.showPlace();
  }

  private newTimeline(program: Program): Timeline {
    return new Timeline(program, { ...KEEPING, wantsTurn: () => this.interrupt.isPressed });
  }

  private newNarrator(): Narrator {
    return new Narrator(this.timeline.recording, true, (line) => {
      this.tell(line);
    });
  }

  /** From here on what the script says is printed. */
  private beginNarration() {
    const { narrator } = this;
    narrator.begin();
    return {
      passed: () => {
        narrator.passed();
      },
    };
  }

  /** Prints what the script says or asks, and what failed. The machine stands right behind the statement. */
  private tell({ text, isFailure }: Line): void {
    if (!isFailure) {
      this.print(text);
      return;
    }
    const { computer, program } = this.timeline.recording;
    const { failure, instruction } = computer.judgement;
    const [where = '', ...values] = failureLines(program, instruction, failure);
    this.printAll([`failed: ${where}`, ...values]);
  }

  private printAll(lines: readonly string[]): void {
    for (const line of lines) this.print(line);
  }

  private arriveAfter(run: Generator<void, Arrival>): void {
    const arrival = this.slices(run)?.value ?? this.timeline.pause();
    this.narrator.end();
    this.printAll(arrivalLines(this.timeline, arrival));
  }

  /** Runs to the end; null when Ctrl-C was pressed meanwhile. */
  private slices<T>(run: Generator<void, T>): { readonly value: T } | null {
    for (;;) {
      const step = run.next();
      if (step.done === true) return step;
      if (!this.interrupt.isPressed) continue;
      this.interrupt.forget();
      return null;
    }
  }
}
