/**
 * The views of one session: answers the `pagewalk/...` requests, and remembers the stop before, so that answers can say
 * what changed. Looking is pure: nothing here changes the machine, or where the run stands afterwards.
 */
import type { ViewRequest } from '../../protocol/requests';
import type { Timeline } from '../../timeline/timeline';
import { ANSWERS, type Answered, type Answering } from './answers';
import { checkArguments } from './checkArguments';
import { isWrong, momentOf, type Looking } from './looking';
import { processRows } from './processesView';
import { Snapshot } from './snapshot';

export class Views {
  private before: Snapshot | null = null;
  private here: Snapshot | null = null;
  private isUsed = false;

  constructor(private readonly timeline: Timeline) {}

  /**
   * The run has come to another stop. Call it each time, before the client hears of it. What is marked as changed in the
   * answers from now on has changed since the stop before.
   */
  stopped(): void {
    this.before = this.here;
    this.here = this.isUsed ? this.remember() : null;
  }

  /**
   * Answers a request at the stop where the run stands. What asks about the past moves the run and puts it back: a
   * host lets it go on in slices, as with moves, and answers nothing else meanwhile.
   * @param given the arguments as they came.
   */
  *answer<R extends ViewRequest>(request: R, given: unknown): Generator<void, Answered<R>> {
    const asked = checkArguments(request, given);
    if (isWrong(asked)) return asked;
    this.isUsed = true;
    this.here ??= this.remember();
    const { timeline } = this;
    const look: Looking = {
      timeline,
      computer: timeline.computer,
      program: timeline.recording.program,
      at: momentOf(timeline.position),
      before: this.before,
      here: this.here,
    };
    const answering: Answering<R> = ANSWERS[request];
    const answer = answering(look, asked);
    return isGenerator(answer) ? yield* answer : answer;
  }

  private remember(): Snapshot {
    const { computer, position } = this.timeline;
    return new Snapshot(computer, momentOf(position), processRows(computer));
  }
}

function isGenerator<T extends object>(
  answer: T | Generator<void, T>,
): answer is Generator<void, T> {
  return Symbol.iterator in answer;
}
