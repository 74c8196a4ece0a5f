/**
 * The events of a run up to where it stands, for questions that ask for `events`: the machine keeps none. They are
 * recorded by a second machine that runs the same program with the same edits, when somebody asks, so that asking never
 * moves the run itself. Columns, not objects: a run has millions.
 */
import { ruleOf } from '../engine/rules';
import { EVENT } from '../machine/events';
import { ALL_KINDS } from '../machine/trace';
import type { EventSource, RecordedEvent } from '../program/eventSource';
import { MOST_ELEMENTS } from '../program/operators';
import { serverLine } from './builds';
import { finish } from './journey';
import type { Lookout } from './passage';
import { Recording } from './recording';

export class RunEvents implements EventSource {
  private readonly record: EventRecord;
  /** Runs the program again to see its events; null until somebody asks. */
  private second: Recording | null = null;

  /** @param most events that are kept; more is longer than the longest list of an expression. */
  constructor(
    private readonly recording: Recording,
    most = MOST_ELEMENTS,
  ) {
    this.record = new EventRecord(most);
  }

  get count(): number {
    finish(this.catchUp());
    return this.record.countUpTo(this.recording.computer.trace.now);
  }

  get missing(): number {
    return this.record.missingUpTo(this.recording.computer.trace.now);
  }

  /** Whoever asks for functions and lines gets them: what was recorded without them is recorded again. */
  get hasLines(): boolean {
    if (!this.record.needsLines) {
      this.record.needsLines = true;
      this.record.keepUpTo(0);
      this.second?.restore(0);
      finish(this.catchUp());
    }
    return true;
  }

  event(position: number): RecordedEvent | undefined {
    return this.record.event(position);
  }

  rule(id: number): string {
    return ruleOf(id)?.sentence ?? '';
  }

  /** Records the events up to where the run stands: takes long when it has come far. */
  *catchUp(): Generator<void, void> {
    const second = this.secondRun();
    const { now } = this.recording.computer.trace;
    second.beginSlice();
    while (second.computer.trace.now < now) {
      this.record.beginStatement(second);
      if ((yield* second.runStatement(this.record)) !== 'whole') return;
      yield* second.slice();
    }
  }

  /** The second machine, on the branch of the run. */
  private secondRun(): Recording {
    this.second ??= new Recording(this.recording.program, this.recording.keeping);
    const { second, recording } = this;
    if (second.edits !== recording.edits && second.setEdits(recording.edits) !== Infinity) {
      this.record.keepUpTo(second.computer.trace.now);
    }
    return second;
  }
}

class EventRecord implements Lookout {
  readonly kinds = ALL_KINDS;
  /** The stepping build knows functions and lines, and is slower. */
  needsLines = false;
  private readonly numbers: number[] = [];
  private readonly ints: number[] = [];
  private readonly statements: { endpoint: number; cpu: number; call: string }[] = [];
  /** Events recorded before the statement that runs. */
  private before = 0;
  private recording: Recording | null = null;

  constructor(private readonly most: number) {}

  /** How many of the recorded events have a number up to `newest`. */
  countUpTo(newest: number): number {
    const { numbers } = this;
    let low = 0;
    let high = numbers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((numbers[middle] ?? 0) <= newest) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  missingUpTo(newest: number): number {
    if (this.numbers.length < this.most) return 0;
    return Math.max(0, newest - (this.numbers.at(-1) ?? 0));
  }

  /** Forgets the events behind a number. */
  keepUpTo(newest: number): void {
    this.truncate(this.countUpTo(newest));
  }

  beginStatement(recording: Recording): void {
    this.recording = recording;
    this.before = this.numbers.length;
  }

  event(position: number): RecordedEvent | undefined {
    const number = this.numbers[position];
    if (number === undefined || position < 0) return undefined;
    const [kind = 0, subject = 0, a = 0, b = 0, rule = 0, statement = 0, site = -1] =
      this.ints.slice(position * FIELDS, (position + 1) * FIELDS);
    const { endpoint, cpu, call } = this.statements[statement] ?? NOBODY;
    const { function: name, line } = serverLine(site);
    return { number, kind, subject, a, b, rule, endpoint, cpu, call, function: name, line };
  }

  again(): void {
    this.truncate(this.before);
  }

  seesEvent(
    number: number,
    kind: number,
    subject: number,
    a: number,
    b: number,
    rule: number,
  ): boolean {
    const { recording } = this;
    if (recording === null || this.numbers.length >= this.most) return false;
    const { trace } = recording.computer;
    if (number === 1) this.statements.push(statementOf(recording, kind, subject, a));
    const site = trace.depth > 0 ? (trace.spanSite[trace.depth] ?? -1) : -1;
    this.numbers.push(trace.now);
    this.ints.push(kind, subject, a, b, rule, this.statements.length - 1, site);
    return false;
  }

  seesLine(): boolean {
    return false;
  }

  private truncate(count: number): void {
    this.statements.length = count === 0 ? 0 : (this.ints[count * FIELDS - 2] ?? -1) + 1;
    this.numbers.length = count;
    this.ints.length = count * FIELDS;
  }
}

/** Who acts in a statement, by its first event. */
function statementOf({ computer, program }: Recording, kind: number, subject: number, row: number) {
  if (kind !== EVENT.statement) return NOBODY;
  const { processes } = computer;
  const instruction = program.instructions[subject];
  const isCall = instruction?.op === 'call' || instruction?.op === 'resume';
  return {
    endpoint: row === 0 ? -1 : processes.endpoint.get(row),
    cpu: row === 0 ? 0 : Math.max(0, processes.cpu.get(row) - 1),
    call: isCall ? instruction.name : '',
  };
}

const FIELDS = 7;
const NOBODY = { endpoint: -1, cpu: 0, call: '' };
