/** Where the run stands, as lines of the console. Only looks. */
import { EVENT } from '../../machine/events';
import { counted } from '../../program/counted';
import { lineOf } from '../../program/placeText';
import { lastEvent } from '../history';
import { isAtRest, momentText } from '../moment';
import type { Recording } from '../recording';
import { callStack } from '../stack';
import type { Arrival, Timeline } from '../timeline';
import { failureLines } from './failureText';
import { frameText } from './frameText';

/** Where the run arrived, and why; after a failed expectation, also what was wrong. */
export function arrivalLines(timeline: Timeline, { reason, stops }: Arrival): readonly string[] {
  const why = {
    step: '',
    stop: `stop ${stops.join(', ')}: `,
    start: 'the beginning: ',
    end: 'the end: ',
    pause: 'paused: ',
  };
  const { recording } = timeline;
  const place = placeLines(recording, why[reason]);
  return reason === 'stop' ? [...place, ...failureHere(recording)] : place;
}

/** Where the run stands. */
export function placeLines(recording: Recording, before = ''): readonly string[] {
  const { computer, program } = recording;
  const at = momentText(recording.position);
  if (recording.isFinished) {
    const { expectations, failed } = computer.interpreter;
    const judged = counted(expectations.get(1), 'expectation');
    return [`${before}${at}  the program has ended: ${judged}, ${failed.get(1)} failed`];
  }
  const instruction = program.instructions[computer.interpreter.counter.get(1)];
  if (instruction === undefined) return [];
  const { op, place } = instruction;
  const source = program.sources[place.source];
  const text =
    op === 'end' ? 'behind the last statement' : lineOf(source?.text ?? '', place.line).trim();
  const line = `${before}${at}  ${source?.name ?? ''}:${place.line}  ${text}`;
  if (isAtRest(recording.position)) return [line];
  const [frame] = callStack(recording);
  return frame?.kind === 'server' ? [line, `    ${frameText(recording, frame)}`] : [line];
}

/** The expectation that has failed just here. */
function failureHere(recording: Recording): readonly string[] {
  if (isAtRest(recording.position)) return [];
  const last = lastEvent(recording);
  if (last?.event.kind !== EVENT.expect || last.event.a !== 0) return [];
  const { failure, instruction } = recording.computer.judgement;
  const [where = '', ...values] = failureLines(recording.program, instruction, failure);
  return [`failed: ${where}`, ...values];
}
