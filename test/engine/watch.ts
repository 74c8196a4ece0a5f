/** Writes down the events of a run, for tests of what happens in which order. */
import { EVENT_NAMES } from '../../src/machine/events';
import type { Machine } from '../../src/engine/machine';

export interface Seen {
  readonly kind: string;
  readonly subject: number;
  readonly a: number;
  readonly b: number;
  readonly rule: number;
}

/** The events that `action` causes. */
export function eventsOf(machine: Machine, action: () => void): readonly Seen[] {
  const seen: Seen[] = [];
  machine.trace.arm(Number.MAX_SAFE_INTEGER, {
    onEvent(kind, subject, a, b, rule) {
      seen.push({ kind: EVENT_NAMES[kind] ?? String(kind), subject, a, b, rule });
      return false;
    },
  });
  action();
  machine.trace.disarm();
  return seen;
}

/** Their kinds only. */
export function kindsOf(machine: Machine, action: () => void): readonly string[] {
  return eventsOf(machine, action).map(({ kind }) => kind);
}
