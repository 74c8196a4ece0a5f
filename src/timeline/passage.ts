/**
 * What happens while one statement runs under observation: edits are applied at their moments, then whoever looks out
 * is told of the event or the line, and may stop the run there.
 *
 * Lines before the statement's first event (its operands are being looked at) are no moments.
 */
import { EVENT } from '../machine/events';
import { ALL_KINDS, type LineObserver, type Observer, type Trace } from '../machine/trace';
import type { Edit } from './edit';

/** Looks at a run from inside its statements. Only looks; true stops the run just there. */
export interface Lookout {
  /** Bits of the event kinds that it wants to see. More may be shown. */
  readonly kinds: number;
  /** Whether it wants to see lines: then the stepping build runs. */
  readonly needsLines: boolean;
  /** The statement is run again from its beginning: what was seen of it is to be forgotten. */
  again(): void;
  /** Just after an event, the `number`-th of its statement. */
  seesEvent(
    number: number,
    kind: number,
    subject: number,
    a: number,
    b: number,
    rule: number,
  ): boolean;
  /** Before a line, the `line`-th of its statement, when `number` events have happened. */
  seesLine(number: number, line: number, depth: number, site: number): boolean;
}

/** Bit of the event that every statement begins with. */
const FIRST = 1 << EVENT.statement;

export class Passage implements Observer, LineObserver {
  /** Whether the lookout stopped the run, and whether it did so at a line. */
  stopped = false;
  stoppedAtLine = false;
  private start = 0;
  private begun = false;
  private next = 0;
  private edits: readonly Edit[] = [];
  private lookout: Lookout | null = null;

  constructor(
    private readonly trace: Trace,
    private readonly apply: (edit: Edit) => void,
  ) {}

  /**
   * Arms the trace for one statement, which begins now.
   * @param edits those inside this statement, in order.
   * @param limit events after which the run stops, whoever looks.
   */
  arm(lookout: Lookout | null, edits: readonly Edit[], limit: number): void {
    const { trace } = this;
    this.lookout = lookout;
    this.edits = edits;
    this.next = 0;
    this.start = trace.now;
    this.begun = false;
    this.stopped = false;
    this.stoppedAtLine = false;
    const needsLines = lookout?.needsLines === true || edits.some(({ at }) => at.line > 0);
    const kinds = edits.length > 0 ? ALL_KINDS : (lookout?.kinds ?? 0) | (needsLines ? FIRST : 0);
    trace.arm(trace.now + limit, lookout === null && edits.length === 0 ? null : this, kinds);
    if (needsLines) trace.armLines(this);
  }

  onEvent(kind: number, subject: number, a: number, b: number, rule: number): boolean {
    this.begun = true;
    const number = this.trace.now - this.start;
    if (this.next < this.edits.length) this.applyUpTo(number, 0);
    if (this.lookout === null) return false;
    this.stopped = this.lookout.seesEvent(number, kind, subject, a, b, rule);
    return this.stopped;
  }

  onLine(depth: number, site: number): boolean {
    if (!this.begun) return false;
    const { line, now } = this.trace;
    const number = now - this.start;
    if (this.next < this.edits.length) this.applyUpTo(number, line);
    if (this.lookout?.needsLines !== true) return false;
    this.stopped = this.lookout.seesLine(number, line, depth, site);
    this.stoppedAtLine = this.stopped;
    return this.stopped;
  }

  /** Applies the edits of this moment. */
  private applyUpTo(event: number, line: number): void {
    for (let edit = this.edits[this.next]; edit !== undefined; edit = this.edits[this.next]) {
      const { at } = edit;
      if (at.event > event || (at.event === event && at.line > line)) return;
      this.next++;
      this.apply(edit);
    }
  }
}
