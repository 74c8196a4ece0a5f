/** The console's commands that go through time. Every one of them but `goto` stops at the stops that are set. */
import type { Move } from '../goal';
import type { Stop } from '../stops';
import type { Listener } from '../stopLookout';
import type { Arrival, Timeline } from '../timeline';
import { Refusal, type Answer, type Command } from './command';
import { momentOf, refuseRest } from './queries';

function step(name: string, short: string, move: Move, about: string): Command {
  return {
    names: [name, short],
    forms: [['[N]', about]],
    run: (_, rest): Answer => {
      const times = rest === '' ? 1 : /^\d+$/.test(rest) ? Number(rest) : 0;
      if (Number.isSafeInteger(times) && times >= 1) return { kind: 'move', move, times };
      return new Refusal(`${name} ${rest}: how often is a whole number from 1`);
    },
  };
}

function run(name: string, short: string, move: Move, about: string): Command {
  return {
    names: [name, short],
    forms: [['', about]],
    run: (_, rest) => refuseRest(name, rest) ?? { kind: 'move', move, times: 1 },
  };
}

export const MOVING: readonly Command[] = [
  step('next', 'n', 'over', 'step over: next statement, or line of the function'),
  step('step', 's', 'into', 'step into: next line of kernel, servers, page walk'),
  step('out', 'o', 'out', 'step out to the caller'),
  step('back', 'b', 'back', 'the reverse of next: the statement or line before'),
  step('rstep', 'rs', 'backInto', 'the reverse of step: the line before'),
  step('rout', 'ro', 'reverseOut', 'back to the line that called this function'),
  step('event', 'e', 'nextEvent', 'to the next event'),
  step('revent', 're', 'previousEvent', 'to the event before'),
  run('continue', 'c', 'continue', 'run to the next stop, or to the end'),
  run('rcontinue', 'rc', 'reverseContinue', 'run back to the stop before, or to the beginning'),
  {
    names: ['goto', 'g'],
    forms: [
      ['MOMENT', 'travel to a moment: 12, 12.3 or 12.3:7'],
      ['end', 'travel to the end of the run'],
    ],
    run: (_, rest) => {
      const target = momentOf(rest);
      return target instanceof Refusal ? target : { kind: 'travel', target };
    },
  },
];

/**
 * Makes a move so many times, to the first stop on the way, or to an end of the run.
 * @param listener is told what happens on the way.
 */
export function* moveTimes(
  timeline: Timeline,
  { move, times }: { readonly move: Move; readonly times: number },
  stops: readonly Stop[],
  listener: Listener,
): Generator<void, Arrival> {
  let arrival = yield* timeline.move(move, stops, listener);
  for (let i = 1; i < times && arrival.reason === 'step'; i++) {
    yield;
    arrival = yield* timeline.move(move, stops, listener);
  }
  return arrival;
}
