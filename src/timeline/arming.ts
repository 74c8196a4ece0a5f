/** From stops as they were set to stops that a search can use: names resolved, conditions as functions. */
import { FIRST_USER_ROW } from '../engine/kernel/ipc';
import { holds, evaluate, type Evaluation } from '../program/evaluation';
import type { Expression } from '../program/form';
import { formatValue } from '../program/format';
import { sentence } from '../program/messages';
import { isFailure } from '../program/value';
import { watchedCells, type ArmedStop, type Cell, type Place } from './armedStop';
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
        return { kind: 'event', event: stop.event, rule: stop.rule, accepts: acceptsOf(stop) };
      case 'memory':
        return { kind: 'watch', watched: watchedMemory(this.recording.computer, stop) };
      case 'cells': {
        const cells = stop.cells.flatMap((one) => this.cell(one) ?? []);
        if (cells.length === 0) return NOWHERE;
        return { kind: 'watch', watched: watchedCells(cells) };
      }
    }
  }

  private cell({ column: name, row }: { column: string; row: number }): Cell | null {
    const column = this.recording.computer.store.columns.find((one) => one.name === name);
    return column === undefined ? null : { column, row };
  }

  private textOf(part: string | Expression): string {
    if (typeof part === 'string') return part;
    const value = evaluate(this.look(), part);
    return isFailure(value) ? `{${sentence(value)}}` : formatValue(this.recording.computer, value);
  }
}

const NOWHERE: Place = { kind: 'statement', instructions: new Set() };

/** What an event must be besides its kind and rule. */
function acceptsOf({ a: wanted, failedCall }: Extract<Stop, { readonly kind: 'event' }>) {
  if (failedCall === true) {
    return (subject: number, a: number) =>
      a < 0 && subject >= FIRST_USER_ROW && (wanted === undefined || a === wanted);
  }
  return wanted === undefined ? null : (_subject: number, a: number) => a === wanted;
}
