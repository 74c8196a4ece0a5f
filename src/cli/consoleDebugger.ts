/**
 * The state of a console session: the timeline, the stops that were set, and how arrivals are shown. What the commands
 * are is commands.ts.
 */
import { EVENT_NAMES } from '../machine/events';
import { ruleOf } from '../engine/rules';
import { sourceLine } from '../timeline/builds';
import type { LoggedEvent } from '../timeline/lines';
import { isAtRest, momentText } from '../timeline/moment';
import { callStack, type Frame } from '../timeline/stack';
import type { Stop } from '../timeline/stops';
import type { Arrival, Timeline } from '../timeline/timeline';

/** A stop as it was typed. */
export interface TypedStop {
  readonly stop: Stop;
  readonly text: string;
}

export class ConsoleDebugger {
  readonly stops: TypedStop[] = [];
  private nextStop = 1;
  private paused = false;
  private running = false;

  constructor(
    readonly timeline: Timeline,
    readonly print: (text: string) => void,
  ) {}

  /** Ctrl-C. @returns false when nothing runs: then the session ends. */
  interrupt(): boolean {
    this.paused = true;
    return this.running;
  }

  addStop(make: (id: number) => Stop, text: string): void {
    const id = this.nextStop++;
    this.stops.push({ stop: make(id), text });
    this.print(`stop ${String(id)}: ${text}`);
  }

  /** Removes a stop, or all. */
  deleteStop(id: number | null): void {
    const kept = id === null ? [] : this.stops.filter(({ stop }) => stop.id !== id);
    const gone = this.stops.length - kept.length;
    this.stops.length = 0;
    this.stops.push(...kept);
    this.print(`${String(gone)} removed`);
  }

  /** Lets a run go on in slices until it arrives; Ctrl-C ends it where it is. */
  async drive(run: Generator<void, Arrival>): Promise<void> {
    this.running = true;
    this.paused = false;
    for (;;) {
      const step = run.next();
      if (step.done === true) {
        this.running = false;
        this.arrived(step.value);
        return;
      }
      await new Promise((resume) => setImmediate(resume));
      if (this.isPaused()) {
        this.running = false;
        this.arrived(this.timeline.pause());
        return;
      }
    }
  }

  /** Whether Ctrl-C was pressed meanwhile. */
  private isPaused(): boolean {
    return this.paused;
  }

  /** Shows where the run stands now, and why. */
  arrived({ reason, stops }: Arrival): void {
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
        `${before}${at}  the program has ended: ${String(expectations.get(1))} expectations, ${String(failed.get(1))} failed`,
      );
      return;
    }
    const instruction = program.instructions[computer.interpreter.counter.get(1)];
    if (instruction === undefined) return;
    const { place } = instruction;
    const source = program.sources[place.source];
    const text = (source?.text.split('\n', place.line)[place.line - 1] ?? '').trim();
    this.print(`${before}${at}  ${source?.name ?? ''}:${String(place.line)}  ${text}`);
    if (isAtRest(recording.position)) return;
    const [frame] = callStack(recording);
    if (frame !== undefined && frame.kind === 'server') this.print(`    ${frameText(frame)}`);
  }
}

/** One frame of a call stack as a line. */
export function frameText(frame: Frame): string {
  if (frame.kind === 'message') return `${frame.type} from process row ${String(frame.process)}`;
  if (frame.kind === 'statement') {
    const { line, column } = frame.place;
    const inside = frame.definition === null ? '' : ` calls ${frame.definition}`;
    return `line ${String(line)}, column ${String(column)}${inside}`;
  }
  const values = frame.arguments.map(({ name, value }) => `${name}=${argumentText(value)}`);
  const code = sourceLine(frame.file, frame.line);
  return `${frame.function}(${values.join(', ')}) at ${frame.file}:${String(frame.line)}  ${code}`;
}

function argumentText(value: number): string {
  if (Number.isNaN(value)) return '...';
  return value >= 4096 ? `0x${value.toString(16)}` : String(value);
}

/** One event as a line: its kind, its numbers, and the rule that decided it. */
export function eventText({ kind, subject, a, b, rule }: LoggedEvent): string {
  const name = EVENT_NAMES[kind] ?? String(kind);
  const numbers = [subject, a, b].map(argumentText).join(' ');
  const sentence = ruleOf(rule)
    ?.sentence.replaceAll('{subject}', argumentText(subject))
    .replaceAll('{a}', argumentText(a))
    .replaceAll('{b}', argumentText(b));
  return sentence === undefined ? `${name} ${numbers}` : `${name} ${numbers}: ${sentence}`;
}
