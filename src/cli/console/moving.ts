/** The console debugger's commands that go through time. Every one of them stops at the stops that are set. */
import { beforeStatement, parseMoment } from '../../timeline/moment';
import type { Move } from '../../timeline/goal';
import type { Command } from './command';
import type { ConsoleDebugger } from './consoleDebugger';
import { NO_MOMENT } from './queries';

function step(name: string, short: string, move: Move, about: string): Command {
  return {
    names: [name, short],
    forms: [['[N]', about]],
    run: async (session, rest) => {
      const times = rest === '' ? 1 : Number(rest);
      if (Number.isSafeInteger(times) && times >= 1) await session.move(move, times);
      else session.print(`${rest}: how often is a whole number from 1`);
    },
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
  {
    names: ['continue', 'c'],
    forms: [['', 'run to the next stop, or to the end']],
    run: (session) => session.move('continue', 1),
  },
  {
    names: ['rcontinue', 'rc'],
    forms: [['', 'run back to the stop before, or to the beginning']],
    run: (session) => session.move('reverseContinue', 1),
  },
  {
    names: ['goto', 'g'],
    forms: [
      ['MOMENT', 'travel to a moment: 12, 12.3 or 12.3:7'],
      ['end', 'travel to the end of the run'],
    ],
    run: goTo,
  },
];

async function goTo(session: ConsoleDebugger, rest: string): Promise<void> {
  const target = rest === 'end' ? beforeStatement(Number.MAX_SAFE_INTEGER) : parseMoment(rest);
  if (target === null) session.print(`${rest}: ${NO_MOMENT}`);
  else await session.travel(target);
}
