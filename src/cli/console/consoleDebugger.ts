/**
 * The state of a console session: the scenario that is open, its timeline, the stops that were set, and how arrivals are
 * shown. What the commands are is in commands.ts.
 *
 * Whatever may take long goes through `slices`, so that Ctrl-C is answered at once and leaves the session usable.
 */
import { performance } from 'node:perf_hooks';
import type { Program } from '../../program/form';
import type { Move } from '../../timeline/goal';
import { isAtRest, momentText, type Moment } from '../../timeline/moment';
import { callStack } from '../../timeline/stack';
import type { Stop } from '../../timeline/stops';
import { Timeline, type Arrival } from '../../timeline/timeline';
import { counted } from '../counted';
import { lineOf } from '../../language/excerpt';
import { isAtOrBehind } from '../execute';
import { frameText } from './frameText';

/** A stop as it was typed. */
export interface TypedStop {
  readonly stop: Stop;
  readonly text: string;
}

/** Milliseconds of work after which keys and signals get their turn. */
const SLICE = 10;

export class ConsoleDebugger {
  readonly stops: TypedStop[] = [];
  /** Its position in `programs`. */
  scenario = 0;
  timeline: Timeline;
  /** `quit` was typed. */
  hasEnded = false;
  private nextStop = 1;
  private paused = false;
  private running = false;
  private turnAt = 0;

  /**
   * Opens the first program.
   * @param programs the scenarios of the file; at least one.
   */
  constructor(
    readonly programs: readonly [Program, ...Program[]],
    readonly print: (text: string) => void,
  ) {
    this.timeline = new Timeline(programs[0]);
  }

  /** Opens another scenario, at its beginning and without stops: they belong to the statements of one program. */
  open(scenario: number): boolean {
    const program = this.programs[scenario];
    if (program === undefined) return false;
    this.scenario = scenario;
    this.timeline = new Timeline(program);
    this.stops.length = 0;
    return true;
  }

  /** Ctrl-C. @returns false when nothing runs. */
  interrupt(): boolean {
    this.paused = true;
    return this.running;
  }

  addStop(make: (id: number) => Stop, text: string): void {
    const id = this.nextStop++;
    this.stops.push({ stop: make(id), text });
    this.print(`stop ${String(id)}: ${text}`);
  }

  /** Removes the stop with a number, or all when nothing was typed. */
  deleteStops(number: string): void {
    const kept =
      number === '' ? [] : this.stops.filter(({ stop }) => String(stop.id) !== number.trim());
    const gone = this.stops.length - kept.length;
    this.stops.length = 0;
    this.stops.push(...kept);
    if (number !== '' && gone === 0) this.print(`there is no stop ${number}: info lists them`);
    else this.print(`${String(gone)} removed`);
  }

  /** Moves so many times, to the first stop on the way, or to an end of the run; Ctrl-C ends it where it is. */
  async move(move: Move, times: number): Promise<void> {
    await this.arriveAfter(this.moves(move, times));
  }

  /** Travels to a moment, past all stops. */
  async travel(target: Moment): Promise<void> {
    await this.arriveAfter(this.timeline.travel(target));
  }

  /** Goes to before the first statement at or behind a line of the file, as `--until` does; or to the end. */
  async runToLine(line: number): Promise<void> {
    const { computer, program } = this.timeline.recording;
    const instructions = new Set(
      program.instructions.flatMap(({ place }, i) => (isAtOrBehind(place, line) ? [i] : [])),
    );
    if (instructions.has(computer.interpreter.counter.get(1))) return;
    const stop: Stop = { id: 0, condition: null, hits: null, kind: 'statement', instructions };
    if ((await this.slices(this.timeline.continue([stop]))) === null) this.timeline.pause();
  }

  /** Asks about the past; null when Ctrl-C ended it. The run stands where it stood. */
  async ask<T>(question: Generator<void, T>): Promise<T | null> {
    const answer = await this.slices(this.timeline.ask(question));
    if (answer !== null) return answer.value;
    this.timeline.pause();
    this.print('given up');
    return null;
  }

  private *moves(move: Move, times: number): Generator<void, Arrival> {
    const stops = this.stops.map(({ stop }) => stop);
    let arrival = yield* this.timeline.move(move, stops);
    for (let i = 1; i < times && arrival.reason === 'step'; i++) {
      yield;
      arrival = yield* this.timeline.move(move, stops);
    }
    return arrival;
  }

  private async arriveAfter(run: Generator<void, Arrival>): Promise<void> {
    const arrival = await this.slices(run);
    this.arrived(arrival?.value ?? this.timeline.pause());
  }

  /** Runs to the end, with turns for keys and signals; null when Ctrl-C was pressed meanwhile. */
  private async slices<T>(run: Generator<void, T>): Promise<{ readonly value: T } | null> {
    this.running = true;
    this.paused = false;
    try {
      for (;;) {
        const step = run.next();
        if (step.done === true) return step;
        await this.turn();
        if (this.isPaused()) return null;
      }
    } finally {
      this.running = false;
    }
  }

  private async turn(): Promise<void> {
    if (performance.now() - this.turnAt < SLICE) return;
    await new Promise((resume) => setImmediate(resume));
    this.turnAt = performance.now();
  }

  private isPaused(): boolean {
    return this.paused;
  }

  /** Shows where the run stands now, and why. */
  private arrived({ reason, stops }: Arrival): void {
    const why = {
      step: '',
      stop: `stop ${stops.join(', ')}: `,
      start: 'the beginning: ',
      end: 'the end: ',
      pause: 'paused: ',
    };
    this.showPlace(why[reason]);
  }

  showPlace(before = ''): void {
    const { recording } = this.timeline;
    const { computer, program } = recording;
    const at = momentText(recording.position);
    if (recording.isFinished) {
      const { expectations, failed } = computer.interpreter;
      this.print(
        `${before}${at}  the program has ended: ${counted(expectations.get(1), 'expectation')}, ${String(failed.get(1))} failed`,
      );
      return;
    }
    const instruction = program.instructions[computer.interpreter.counter.get(1)];
    if (instruction === undefined) return;
    const { op, place } = instruction;
    const source = program.sources[place.source];
    const text =
      op === 'end' ? 'behind the last statement' : lineOf(source?.text ?? '', place.line).trim();
    this.print(`${before}${at}  ${source?.name ?? ''}:${String(place.line)}  ${text}`);
    if (isAtRest(recording.position)) return;
    const [frame] = callStack(recording);
    if (frame?.kind === 'server') this.print(`    ${frameText(recording, frame)}`);
  }
}
