/**
 * What is debugged: a program, its run in time, and what a stop needs to remember until the run moves on. Knows no
 * protocol.
 */
import type { Program } from '../program/form';
import { Timeline, type Arrival } from '../timeline/timeline';
import type { LaunchArguments, Loaded } from './launch';
import { Narrator, type Line } from '../timeline/narrator';
import { lookAt, type Look } from './variables/shown';
import { threadsOf, type Thread } from './threads';
import { Views } from './views/views';

export class Debuggee {
  readonly timeline: Timeline;
  readonly program: Program;
  readonly narrator: Narrator;
  readonly views: Views;
  /** Whether the client has said that it may run. */
  hasBegun = false;
  /** How the last move ended. */
  arrival: Arrival;
  private knownThreads: readonly Thread[] | null = null;

  constructor(
    readonly launch: LaunchArguments,
    readonly loaded: Loaded,
    say: (line: Line) => void,
  ) {
    this.program = loaded.program;
    this.timeline = new Timeline(loaded.program);
    this.views = new Views(this.timeline);
    this.narrator = new Narrator(this.timeline.recording, launch.noDebug, say);
    this.arrival = { at: this.timeline.position, reason: 'start', stops: [] };
  }

  /** The machine as it stands: for one request. */
  look(): Look {
    return lookAt(this.timeline);
  }

  /** The threads of this stop; while the run moves, those of the last one. */
  get threads(): readonly Thread[] {
    this.knownThreads ??= threadsOf(this.timeline.recording);
    return this.knownThreads;
  }

  /** The run has moved, or was changed: what was known of the stop is void. */
  forget(): void {
    this.knownThreads = null;
  }

  /** DAP's exit code: 0 all expectations hold, 1 one failed, as the command's exit status. */
  get exitCode(): number {
    const failed = this.timeline.computer.interpreter.failed.get(1) + this.loaded.unreadable;
    return failed === 0 ? 0 : 1;
  }
}
