/** The executions of some statements that are nearest to where the run stands, before and behind it. Moves the run. */
import { goalOf } from './goal';
import { isAtRest, type Moment } from './moment';
import type { Recording } from './recording';
import { Search } from './search';

/**
 * The moments just before these instructions run, in the order of the run; that where it stands is among them.
 * Ask through `Timeline.ask`.
 * @param most how many in each direction.
 */
export function* nearestExecutions(
  recording: Recording,
  instructions: ReadonlySet<number>,
  most: number,
): Generator<void, readonly Moment[]> {
  const start = recording.position;
  const isHere = isAtRest(start) && instructions.has(recording.computer.interpreter.counter.get(1));
  const before = yield* executions(recording, instructions, 'reverseContinue', most);
  yield* recording.seek(start);
  const behind = yield* executions(recording, instructions, 'continue', most);
  return [...before.reverse(), ...(isHere ? [start] : []), ...behind];
}

function* executions(
  recording: Recording,
  instructions: ReadonlySet<number>,
  move: 'continue' | 'reverseContinue',
  most: number,
): Generator<void, Moment[]> {
  const stop = {
    ...{ id: 1, holds: null, hits: null, counts: new Map<number, number>(), log: null },
    place: { kind: 'statement', instructions } as const,
  };
  const found: Moment[] = [];
  while (found.length < most) {
    const hit = yield* new Search(recording, [stop], goalOf(move, recording), {}).find();
    if (hit === null) break;
    found.push(hit.at);
    yield* recording.seek(hit.at);
  }
  return found;
}
