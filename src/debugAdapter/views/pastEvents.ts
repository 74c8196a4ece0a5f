/** Events of the past as answers show them. What goes there moves the run: ask through `Timeline.ask`. */
import { EVENT_NAMES } from '../../machine/events';
import { describeEvent } from '../../program/describeEvent';
import type { Program } from '../../program/form';
import { textOfPlace } from '../../program/placeText';
import type { OriginFrame, PastEvent, StatementPlace } from '../../protocol/origin';
import { reasonFor, type PastEvent as Past } from '../../timeline/history';
import type { Recording } from '../../timeline/recording';
import { callStack } from '../../timeline/stack';
import { momentOf } from './looking';

/** The statement that an instruction belongs to; null: the program has no such instruction. */
export function statementPlace(program: Program, instruction: number): StatementPlace | null {
  const place = program.instructions[instruction]?.place;
  const source = place === undefined ? undefined : program.sources[place.source];
  if (place === undefined || source === undefined) return null;
  return { text: textOfPlace(source.text, place), source: source.name, line: place.line };
}

/** Goes to just after an event and says what it was. */
export function* visitEvent(recording: Recording, past: Past): Generator<void, PastEvent> {
  yield* recording.seek(past.at);
  const { computer, program } = recording;
  return {
    at: momentOf(past.at),
    kind: EVENT_NAMES[past.event.kind] ?? String(past.event.kind),
    text: describeEvent(computer, past.event),
    reason: reasonFor(past.event),
    statement: statementPlace(program, computer.interpreter.counter.get(1)),
  };
}

/** The functions of the servers that are at work where the run stands, innermost first. */
export function serverFrames(recording: Recording): OriginFrame[] {
  return callStack(recording).flatMap((frame) =>
    frame.kind === 'server'
      ? [{ function: frame.function, file: frame.file, line: frame.line }]
      : [],
  );
}
