/**
 * Questions about the past of a run: the events of a statement, why the last one happened, all events about one object,
 * and what differs between two moments. The computer is put back to where it stood.
 */
import type { Column } from '../machine/store';
import { GRANULE_ELEMENTS } from '../machine/store';
import { PLAIN } from './builds';
import { logStatement, type LoggedEvent } from './lines';
import type { Moment } from './moment';
import type { Recording } from './recording';

/** The events of a statement, in order. */
export function eventsOf(recording: Recording, step: number): readonly LoggedEvent[] {
  return here(recording, () => logStatement(recording, step).events);
}

/** The last event before the moment at which the run stands, with its moment; null at the beginning. */
export function lastEvent(recording: Recording): { at: Moment; event: LoggedEvent } | null {
  const { step, event } = recording.position;
  const of = event > 0 ? step : step - 1;
  if (of < 1) return null;
  const events = eventsOf(recording, of);
  const number = event > 0 ? event : events.length;
  const found = events[number - 1];
  return found === undefined ? null : { at: { step: of, event: number, line: 0 }, event: found };
}

/** The moments of all events up to here that `concerns` picks, the newest last; at most so many. */
export function historyOf(
  recording: Recording,
  concerns: (kind: number, subject: number, a: number, b: number) => boolean,
  most: number,
): readonly { readonly at: Moment; readonly event: LoggedEvent }[] {
  const found: { at: Moment; event: LoggedEvent }[] = [];
  const end = recording.position;
  return here(recording, () => {
    recording.restore(0);
    const { trace } = recording.computer;
    while (recording.position.step <= end.step) {
      const { step } = recording.position;
      const start = trace.now;
      recording.observeStatement(
        PLAIN,
        {
          onEvent(kind, subject, a, b, rule) {
            const event = trace.now - start;
            const isPast = step < end.step || event <= end.event;
            if (isPast && concerns(kind, subject, a, b)) {
              found.push({
                at: { step, event, line: 0 },
                event: { kind, subject, a, b, rule, site: -1 },
              });
              if (found.length > most) found.shift();
            }
            return false;
          },
        },
        null,
      );
      if (recording.isFinished || recording.position.step === step) break;
    }
    return found;
  });
}

/** One cell that differs. */
export interface Difference {
  readonly column: string;
  readonly row: number;
  readonly before: number;
  readonly after: number;
}

/** The cells that differ between two moments, at most so many; RAM by words. */
export function differences(
  recording: Recording,
  from: Moment,
  to: Moment,
  most: number,
): readonly Difference[] {
  return here(recording, () => {
    recording.seek(from);
    const { store } = recording.computer;
    const before = store.columns.map((column) => column.data.slice());
    recording.seek(to);
    const found: Difference[] = [];
    store.columns.forEach((column, i) => {
      const old = before[i];
      if (old !== undefined && found.length < most) compare(column, old, found, most);
    });
    return found;
  });
}

function compare(
  column: Column,
  old: Int32Array | Float64Array,
  found: Difference[],
  most: number,
): void {
  const { data } = column;
  for (let from = 0; from < data.length; from += GRANULE_ELEMENTS) {
    const end = Math.min(data.length, from + GRANULE_ELEMENTS);
    for (let row = from; row < end; row++) {
      const before = old[row] ?? 0;
      const after = data[row] ?? 0;
      if (before === after) continue;
      found.push({ column: column.name, row, before, after });
      if (found.length >= most) return;
    }
  }
}

/** Does something that moves the run, and puts it back. */
function here<T>(recording: Recording, action: () => T): T {
  const position = recording.position;
  const result = action();
  recording.seek(position);
  return result;
}
