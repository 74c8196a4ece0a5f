/**
 * The events of a run in tables of its own machine, for programs whose statements ask for `events`: so that an
 * expectation on them comes out the same wherever the run was put before.
 */
import { ruleOf } from '../engine/rules';
import type { Observer } from '../machine/trace';
import type { Computer, ServerLine } from './computer';
import type { EventSource, RecordedEvent } from './eventSource';
import type { Program } from './form';
import { MOST_EVENTS } from './interpreterTables';
import { rowOf } from './processes';

export class OwnEvents implements Observer, EventSource {
  /** @param keepsLines whether the program asks for functions and lines, which the stepping build knows. */
  constructor(
    private readonly machine: Computer,
    private readonly program: Program,
    private readonly keepsLines: boolean,
  ) {}

  get hasLines(): boolean {
    return this.keepsLines && this.machine.serverLine !== null;
  }

  get count(): number {
    return this.machine.interpreter.keptEvents.get(1);
  }

  get missing(): number {
    const { interpreter, trace } = this.machine;
    return trace.now - interpreter.firstEvent.get(1) - this.count;
  }

  onEvent(kind: number, subject: number, a: number, b: number, rule: number): boolean {
    const { events, interpreter } = this.machine;
    const at = interpreter.keptEvents.get(1);
    if (at >= MOST_EVENTS) return false;
    interpreter.keptEvents.set(1, at + 1);
    events.kind.set(at, kind);
    events.subject.set(at, subject);
    events.a.set(at, a);
    events.b.set(at, b);
    events.rule.set(at, rule);
    events.instruction.set(at, interpreter.counter.get(1));
    events.actor.set(at, interpreter.actor.get(1));
    const { depth, spanSite } = this.machine.trace;
    if (this.keepsLines && depth > 0) events.site.set(at, (spanSite[depth] ?? -1) + 1);
    return false;
  }

  event(position: number): RecordedEvent | undefined {
    const { events, interpreter, processes } = this.machine;
    if (position < 0 || position >= this.count) return undefined;
    const endpoint = events.actor.get(position) - 1;
    const row = endpoint < 0 ? 0 : rowOf(this.machine, endpoint);
    const instruction = this.program.instructions[events.instruction.get(position)];
    const isAction = instruction?.op === 'call' || instruction?.op === 'resume';
    return {
      number: interpreter.firstEvent.get(1) + position + 1,
      kind: events.kind.get(position),
      subject: events.subject.get(position),
      a: events.a.get(position),
      b: events.b.get(position),
      rule: events.rule.get(position),
      endpoint,
      cpu: row === 0 ? 0 : processes.cpu.get(row) - 1,
      call: isAction ? instruction.name : '',
      ...(this.machine.serverLine?.(events.site.get(position) - 1) ?? NO_LINE),
    };
  }

  rule(id: number): string {
    return ruleOf(id)?.sentence ?? '';
  }
}

const NO_LINE: ServerLine = { function: '', line: 0 };
