/** Requests that move the run, forward and back. */
import type { Move } from '../timeline/goal';
import { isAtRest } from '../timeline/moment';
import type { Arguments } from './arguments';
import type { Answer, Call } from './dispatcher';
import { RequestError } from './errors';
import type { Session } from './session';

type Handler = (session: Session, args: Arguments, call: Call) => Answer;

/** Which move a request means, by what a step is to be: of the top frame's kind, a line, or an event. */
interface Moves {
  readonly statement: Move;
  readonly line: Move;
  readonly instruction: Move;
}

const NEXT: Moves = { statement: 'over', line: 'nextLine', instruction: 'nextEvent' };
const INTO: Moves = { statement: 'into', line: 'nextLine', instruction: 'nextEvent' };
const OUT: Moves = { statement: 'out', line: 'out', instruction: 'out' };

export const EXECUTION_REQUESTS: Readonly<Record<string, Handler>> = {
  continue(session, _args, call) {
    goOn(session, call, 'continue');
    return { allThreadsContinued: true };
  },
  next: (session, args, call) => goOn(session, call, movesBy(args, NEXT)),
  stepIn(session, args, call) {
    const target = args.optionalInteger('targetId');
    if (target === null) {
      goOn(session, call, movesBy(args, INTO));
      return;
    }
    session.checkStopped();
    const moment = session.targets.get(target);
    call.after(() => {
      session.move(() => session.debuggee.timeline.travel(moment), 'step');
    });
    return undefined;
  },
  stepOut: (session, args, call) => goOn(session, call, movesBy(args, OUT)),
  stepBack: (session, args, call) => session.back(movesBy(args, backMoves(session)), call),
  reverseContinue: (session, _args, call) => session.back('reverseContinue', call),
  pause(session, _args, call) {
    call.after(() => {
      session.pause();
    });
    return undefined;
  },
};

/**
 * Back goes where stepping in would have come from: in the script to the statement before, never into the servers; in
 * the servers to the line before.
 */
function backMoves({ debuggee }: Session): Moves {
  const isInside = !isAtRest(debuggee.timeline.position);
  const statement = isInside ? 'previousLine' : 'previousStatement';
  return { statement, line: 'previousLine', instruction: 'previousEvent' };
}

function movesBy(args: Arguments, moves: Moves): Move {
  const granularity = args.optionalText('granularity') ?? 'statement';
  if (granularity === 'statement' || granularity === 'line' || granularity === 'instruction') {
    return moves[granularity];
  }
  throw new RequestError(`granularity is statement, line or instruction, not ${granularity}`);
}

/** Forward. At the end of the run the session ends. */
function goOn(session: Session, call: Call, move: Move): undefined {
  const { recording } = session.debuggee.timeline;
  session.checkStopped();
  call.after(() => {
    if (recording.isFinished) session.end();
    else session.travel(move);
  });
  return undefined;
}
