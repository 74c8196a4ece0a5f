/**
 * A record of the events of a run, for expressions that ask for `events`: made by running the statements again, because
 * the machine keeps none. Columns, not objects: a run has millions.
 */
import { EVENT } from '../machine/events';
import { ALL_KINDS } from '../machine/trace';
import { ruleOf } from '../engine/rules';
import type { EventSource, RecordedEvent } from '../program/eventSource';
import { serverLine } from './builds';
import { isAtRest } from './moment';
import type { Lookout } from './passage';
import type { Recording } from './recording';

/**
 * Records the events up to where the run stands, at most the last `most`; moves the run.
 * @param needsLines whether the functions and lines of the servers are wanted: the stepping build is slower.
 */
export function* recordEvents(
  recording: Recording,
  most: number,
  needsLines: boolean,
): Generator<void, EventSource> {
  const end = recording.position;
  const newest = recording.computer.trace.now;
  const { list } = recording.checkpoints;
  let index = recording.indexBefore(end.step);
  while (index > 0 && (list[index]?.moment ?? 0) > newest - most) index--;
  recording.restore(index);
  recording.beginSlice();
  const record = new EventRecord(recording, needsLines, newest);
  while (recording.position.step < end.step || !isAtRest(end)) {
    const { step } = recording.position;
    if (step > end.step || (yield* recording.runStatement(record)) !== 'whole') break;
    yield* recording.slice();
  }
  record.keepLast(most);
  return record;
}

class EventRecord implements Lookout, EventSource {
  readonly kinds = ALL_KINDS;
  /** Whoever asks for the last events knows that there were others. */
  readonly missing = 0;
  private readonly numbers: number[] = [];
  private readonly ints: number[] = [];
  private readonly statements: { endpoint: number; cpu: number; call: string }[] = [];
  private first = 0;
  private before = { events: 0, statements: 0 };

  constructor(
    private readonly recording: Recording,
    readonly needsLines: boolean,
    private readonly newest: number,
  ) {}

  get count(): number {
    return this.numbers.length - this.first;
  }

  get hasLines(): boolean {
    return this.needsLines;
  }

  keepLast(most: number): void {
    this.first = Math.max(0, this.numbers.length - most);
  }

  event(position: number): RecordedEvent | undefined {
    const at = position + this.first;
    const number = this.numbers[at];
    if (number === undefined || position < 0) return undefined;
    const [kind = 0, subject = 0, a = 0, b = 0, rule = 0, statement = 0, site = -1] =
      this.ints.slice(at * FIELDS, (at + 1) * FIELDS);
    const { endpoint, cpu, call } = this.statements[statement] ?? NOBODY;
    const { function: name, line } = serverLine(site);
    return { number, kind, subject, a, b, rule, endpoint, cpu, call, function: name, line };
  }

  rule(id: number): string {
    return ruleOf(id)?.sentence ?? '';
  }

  again(): void {
    this.numbers.length = this.before.events;
    this.ints.length = this.before.events * FIELDS;
    this.statements.length = this.before.statements;
  }

  seesEvent(
    number: number,
    kind: number,
    subject: number,
    a: number,
    b: number,
    rule: number,
  ): boolean {
    const { trace } = this.recording.computer;
    if (number === 1) {
      this.before = { events: this.numbers.length, statements: this.statements.length };
      this.statements.push(this.statementOf(kind, subject, a));
    }
    if (trace.now > this.newest) return false;
    const site = trace.depth > 0 ? (trace.spanSite[trace.depth] ?? -1) : -1;
    this.numbers.push(trace.now);
    this.ints.push(kind, subject, a, b, rule, this.statements.length - 1, site);
    return false;
  }

  seesLine(): boolean {
    return false;
  }

  /** Who acts in a statement, by its first event. */
  private statementOf(kind: number, subject: number, row: number) {
    if (kind !== EVENT.statement) return NOBODY;
    const { computer, program } = this.recording;
    const { processes } = computer;
    const instruction = program.instructions[subject];
    const isCall = instruction?.op === 'call' || instruction?.op === 'resume';
    return {
      endpoint: row === 0 ? -1 : processes.endpoint.get(row),
      cpu: row === 0 ? 0 : Math.max(0, processes.cpu.get(row) - 1),
      call: isCall ? instruction.name : '',
    };
  }
}

const FIELDS = 7;
const NOBODY = { endpoint: -1, cpu: 0, call: '' };
