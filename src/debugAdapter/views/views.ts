/**
 * The views of one session: answers the `pagewalk/...` requests, and remembers the stop before, so that answers can say
 * what changed. Looking is pure: nothing here changes the machine, or where the run stands afterwards.
 */
import type { ViewBodies, ViewRequest } from '../../protocol/requests';
import type { Timeline } from '../../timeline/timeline';
import { ANSWERS } from './answers';
import { checkArguments } from './checkArguments';
import { isWrong, momentOf, wrong, type Looking, type Wrong } from './looking';
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
   * host lets it go on in slices, as with moves.
   * @param given the arguments as they came.
   */
  *answer<R extends ViewRequest>(
    request: R,
    given: unknown,
  ): Generator<void, ViewBodies[R] | Wrong> {
    const asked = checkArguments(request, given);
    if (isWrong(asked)) return asked;
    this.isUsed = true;
    this.here ??= this.remember();
    const { recording, computer } = this.timeline;
    const look: Looking = {
      computer,
      program: recording.program,
      at: momentOf(this.timeline.position),
      before: this.before,
      here: this.here,
    };
    const answering = ANSWERS[request];
    return answering === undefined ? wrong(`no answer to ${request}`) : answering(look, asked);
  }

  private remember(): Snapshot {
    const { computer, position } = this.timeline;
    return new Snapshot(computer, momentOf(position), processRows(computer));
  }
}
