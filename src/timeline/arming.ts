/** From stops as they were set to stops that a search can use: names resolved, conditions as functions. */
import { holds, evaluate, type Evaluation } from '../program/evaluation';
import type { Expression } from '../program/form';
import { formatValue } from '../program/format';
import { sentence } from '../program/messages';
import { isFailure } from '../program/value';
import { watchedCell, type ArmedStop, type Place } from './armedStop';
import { firstSiteOf } from './builds';
import { watchedMemory } from './memoryWatch';
import type { Recording } from './recording';
import type { Stop } from './stops';

/** Arms stops, and keeps what was counted of each one as long as it is set. */
export class Arming {
  private known = new Map<Stop, ArmedStop>();

  /** @param look makes an evaluation of the moment at hand. */
  constructor(
    private readonly recording: Recording,
    private readonly look: () => Evaluation,
  ) {}

  /** The stops that are set now. Those that name something that does not exist never hit. */
  arm(stops: readonly Stop[]): readonly ArmedStop[] {
    const known = new Map<Stop, ArmedStop>();
    for (const stop of stops) known.set(stop, this.known.get(stop) ?? this.armed(stop));
    this.known = known;
    return [...known.values()];
  }

  /** The run may differ from a statement on: what was counted behind it is void. */
  forget(statement: number): void {
    for (const { counts } of this.known.values()) {
      for (const at of counts.keys()) if (at >= statement) counts.delete(at);
    }
  }

  private armed(stop: Stop): ArmedStop {
    const { condition, hits, log, id } = stop;
    return {
      id,
      hits,
      place: this.place(stop),
      counts: new Map(),
      holds: condition === null ? null : () => holds(this.look(), condition) === true,
      log: log === undefined ? null : () => log.map((part) => this.textOf(part)).join(''),
    };
  }

  private place(stop: Stop): Place {
    switch (stop.kind) {
      case 'statement':
        return { kind: 'statement', instructions: stop.instructions };
      case 'function': {
        const sites = new Set([...stop.functions].map(firstSiteOf));
        return { kind: 'site', sites };
      }
      case 'line':
        return { kind: 'site', sites: stop.sites };
      case 'event':
        return { kind: 'event', event: stop.event, rule: stop.rule, a: stop.a ?? null };
      case 'memory':
        return { kind: 'watch', watched: watchedMemory(this.recording.computer, stop) };
      case 'watch': {
        const { columns } = this.recording.computer.store;
        const column = columns.find(({ name }) => name === stop.column);
        if (column === undefined) return { kind: 'statement', instructions: new Set() };
        return { kind: 'watch', watched: watchedCell({ column, row: stop.row }) };
      }
    }
  }

  private textOf(part: string | Expression): string {
    if (typeof part === 'string') return part;
    const value = evaluate(this.look(), part);
    return isFailure(value) ? `{${sentence(value)}}` : formatValue(this.recording.computer, value);
  }
}
