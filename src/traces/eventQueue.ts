/**
 * The events of a log as queues, one for each process, so that an event can be done before its turn. An event is done
 * once.
 */
import type { CallEvent, LogEvent } from './logEvents';

export class EventQueue {
  private readonly done: Uint8Array;
  /** The next event of the same process, -1 for none. */
  private readonly following: Int32Array;
  /** The first event of each process that may not be done. */
  private readonly heads = new Map<number, number>();
  /** Calls that made each pid, the last first. */
  private readonly makers = new Map<number, number[]>();

  constructor(private readonly events: readonly LogEvent[]) {
    this.done = new Uint8Array(events.length);
    this.following = new Int32Array(events.length).fill(-1);
    for (let i = events.length - 1; i >= 0; i--) {
      const event = events[i];
      if (event === undefined) continue;
      this.following[i] = this.heads.get(event.pid) ?? -1;
      this.heads.set(event.pid, i);
      if (event.kind !== 'call' || event.child === 0) continue;
      const makers = this.makers.get(event.child) ?? [];
      this.makers.set(event.child, makers);
      makers.push(i);
    }
  }

  /** The event at a position, which is done now; undefined if it was done before. */
  take(i: number): LogEvent | undefined {
    if (this.done[i] !== 0) return undefined;
    this.done[i] = 1;
    return this.events[i];
  }

  /** The first call that made this pid and is not done, or -1. */
  makerOf(pid: number): number {
    const makers = this.makers.get(pid) ?? [];
    for (let maker = makers.at(-1); maker !== undefined; maker = makers.at(-1)) {
      if (this.done[maker] === 0) return maker;
      makers.pop();
    }
    return -1;
  }

  /** The next event of a process that is not done, or -1. */
  nextOf(pid: number): number {
    let next = this.heads.get(pid) ?? -1;
    while (next >= 0 && this.done[next] !== 0) next = this.following[next] ?? -1;
    this.heads.set(pid, next);
    return next;
  }

  /** The first call of a process that is not done and has this name, before any called `stop`; null for none. */
  nextCall(pid: number, name: string, stop: string): CallEvent | null {
    for (let i = this.nextOf(pid); i >= 0; i = this.following[i] ?? -1) {
      const event = this.events[i];
      if (event?.kind !== 'call' || this.done[i] !== 0) continue;
      if (event.name === name) return event;
      if (event.name === stop) return null;
    }
    return null;
  }
}
