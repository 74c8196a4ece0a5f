/** `pagewalk/now`: where the run stands, what it did last, and why. Moves the run and puts it back. */
import { describeStatement } from '../../program/describe';
import type { NowBody, OriginFrame, PastEvent, StatementPlace } from '../../protocol/origin';
import { logStatement } from '../../timeline/lines';
import { beforeStatement, isAtRest } from '../../timeline/moment';
import type { Recording } from '../../timeline/recording';
import { hex } from './hex';
import { header, type Looking } from './looking';
import { serverFrames, statementPlace, visitEvent } from './pastEvents';

export function* nowBody(look: Looking): Generator<void, NowBody> {
  const { timeline, computer, program, at } = look;
  const { recording } = timeline;
  const { globals, kernel, ram } = computer;
  const finished = recording.isFinished;
  const isInside = !isAtRest(timeline.position);
  const counter = computer.interpreter.counter.get(1);
  const statement = finished ? null : statementPlace(program, counter);
  const [inside = null] = isInside ? serverFrames(recording) : [];
  const instruction = isInside ? counter : yield* timeline.ask(instructionBefore(recording));
  const did = instruction < 0 ? '' : (describeStatement(computer, program, instruction) ?? '');
  const event = yield* timeline.ask(lastEvent(recording));
  return {
    ...header(look),
    statement,
    finished,
    inside,
    did,
    event,
    text: sentenceOf(at.text, statement, inside, did),
    ticks: kernel.ticks.get(1),
    memory: {
      frames: ram.frames,
      free: globals.freeFrames.get(1),
      frameBytes: ram.frameBytes,
      size: hex(ram.frames * ram.frameBytes),
    },
  };
}

/** The instruction of the statement that ended last; -1: there was none. */
function* instructionBefore(recording: Recording): Generator<void, number> {
  const { step } = recording.position;
  if (step <= 1) return -1;
  yield* recording.seek(beforeStatement(step - 1));
  return recording.computer.interpreter.counter.get(1);
}

/** The last event before the moment at which the run stands; null at the beginning. */
function* lastEvent(recording: Recording): Generator<void, PastEvent | null> {
  const { step, event } = recording.position;
  const of = event > 0 ? step : step - 1;
  if (of < 1) return null;
  const { events } = yield* logStatement(recording, of);
  const number = event > 0 ? event : events.length;
  const last = events[number - 1];
  if (last === undefined) return null;
  return yield* visitEvent(recording, { at: { step: of, event: number, line: 0 }, event: last });
}

function sentenceOf(
  moment: string,
  statement: StatementPlace | null,
  inside: OriginFrame | null,
  did: string,
): string {
  if (statement === null) return `The program has ended.${did === '' ? '' : ` Last: ${did}.`}`;
  const { text, source, line } = statement;
  const what = `${source.split(/[\\/]/).at(-1) ?? source} line ${line}: ${text}`;
  if (inside !== null) {
    const { file, line: at } = inside;
    return `At ${moment} in ${inside.function}, ${file} line ${at}, for ${what}`;
  }
  const before = did === '' ? '' : ` Before it: ${did}.`;
  return `Before statement ${moment}, ${what}.${before}`;
}
