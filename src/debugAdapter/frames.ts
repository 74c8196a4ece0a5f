/** The stack frames of a thread as a client is shown them. Only looks. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Place } from '../program/form';
import { textOfPlace } from '../program/placeText';
import { nameOfProcess } from '../program/processNames';
import { processState } from '../program/processState';
import { rowOf } from '../program/processes';
import type { Recording } from '../timeline/recording';
import type { Frame } from '../timeline/stack';
import { scriptSource, serverSource, type Counting } from './sources';
import type { Thread } from './threads';

/** A frame of a stop. */
export interface StoppedFrame {
  readonly thread: Thread;
  /** Null: the process is not at work, and there is only a word for its state. */
  readonly frame: Frame | null;
}

type Shape = Omit<DebugProtocol.StackFrame, 'id'>;

/** Characters of a statement that are shown as its name. */
const MOST_NAME = 80;

/** The frames of a thread, innermost first; at least one. */
export function framesOf(recording: Recording, thread: Thread): readonly StoppedFrame[] {
  const frames = thread.frames ?? waitingFrames(recording, thread.endpoint);
  if (frames.length === 0) return [{ thread, frame: null }];
  return frames.map((frame) => ({ thread, frame }));
}

/** The call in which a process waits. */
function waitingFrames({ computer, program }: Recording, endpoint: number): readonly Frame[] {
  const row = rowOf(computer, endpoint);
  const call = program.instructions[computer.waits.instruction.get(row) - 1];
  if (row === 0 || call === undefined) return [];
  return [{ kind: 'statement', place: call.place, definition: null }];
}

/** What a client is told of a frame. */
export function describeFrame(
  recording: Recording,
  { thread, frame }: StoppedFrame,
  counting: Counting,
): Shape {
  const { computer } = recording;
  if (frame === null) {
    const name = thread.endpoint < 0 ? 'ended' : processState(computer, thread.endpoint);
    return { name, line: 0, column: 0, presentationHint: 'label' };
  }
  switch (frame.kind) {
    case 'message': {
      const sender = nameOfProcess(computer, computer.processes.endpoint.get(frame.process));
      const name = `${frame.type} from ${sender}`;
      return { name, line: 0, column: 0, presentationHint: 'label' };
    }
    case 'server':
      return {
        name: frame.function,
        source: serverSource(frame.file),
        line: counting.line(frame.line),
        column: counting.column(1),
        canRestart: true,
      };
    case 'statement':
      return statementShape(recording, frame.place, frame.definition, counting);
  }
}

function statementShape(
  { program }: Recording,
  place: Place,
  definition: string | null,
  counting: Counting,
): Shape {
  const text = textOfPlace(program.sources[place.source]?.text ?? '', place);
  const name = definition === null ? text : `${definition} called by ${text}`;
  const isOneLine = place.end > place.start && text.length === place.end - place.start;
  return {
    name: name.length > MOST_NAME ? `${name.slice(0, MOST_NAME - 3)}...` : name,
    source: scriptSource(program, place.source),
    line: counting.line(place.line),
    column: counting.column(place.column),
    ...(isOneLine
      ? {
          endLine: counting.line(place.line),
          endColumn: counting.column(place.column + place.end - place.start),
        }
      : {}),
    canRestart: true,
  };
}
