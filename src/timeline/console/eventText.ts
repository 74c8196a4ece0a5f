/** One event as a line of the console: its kind, what happened, and the rule that decided it. Only looks. */
import { EVENT_NAMES } from '../../machine/events';
import { describeEvent } from '../../program/describeEvent';
import { reasonFor } from '../history';
import type { LoggedEvent } from '../lines';
import type { Recording } from '../recording';
import { nameOfRow, processName } from '../processName';

/** `cow  frame 4072 copied to frame 4066: copied because another mapping has the frame too`. */
export function eventText({ computer, program }: Recording, event: LoggedEvent): string {
  const words = describeEvent(computer, event, {
    process: (machine, endpoint) => processName(machine, program, endpoint),
    // As `print frame(...)` and `history frame N` have them.
    frame: String,
  });
  const reason = reasonFor(event, (row) => nameOfRow(computer, program, row));
  const line = `${EVENT_NAMES[event.kind] ?? ''}  ${words}`;
  return reason === null ? line : `${line}: ${reason}`;
}
