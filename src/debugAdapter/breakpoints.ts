/**
 * The breakpoints of a session, as the client set them, and the stops of the timeline that they are. A client sets all
 * breakpoints of a source, or of a kind, at once and each time anew: one that is as it was stays the same, with its
 * number and the hits that were counted.
 *
 * Breakpoints outlive the run: when it is started again from another text, they are looked for again.
 */
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Program } from '../program/form';
import type { Stop } from '../timeline/stops';
import type { Found, Resolved, Wanted } from './breakpointKinds';
import { resolve } from './breakpointKinds';

/** A breakpoint that was set. */
export interface Breakpoint {
  readonly id: number;
  readonly wanted: Wanted;
  /** Where it is in this run; it may be nowhere. */
  readonly found: Found;
}

export class Breakpoints {
  private readonly groups = new Map<string, readonly Breakpoint[]>();
  private last = 0;

  /** Sets all breakpoints of a group. */
  set(group: string, wanted: readonly Wanted[], program: Program | null): readonly Breakpoint[] {
    const before = [...(this.groups.get(group) ?? [])];
    const now = wanted.map((one) => {
      const content = JSON.stringify(one);
      const index = before.findIndex((known) => JSON.stringify(known.wanted) === content);
      const [known] = index < 0 ? [] : before.splice(index, 1);
      return known ?? this.made(++this.last, one, program);
    });
    this.groups.set(group, now);
    return now;
  }

  /** Adds one to a group. */
  add(group: string, wanted: Wanted, program: Program | null): Breakpoint {
    const added = this.made(++this.last, wanted, program);
    this.groups.set(group, [...(this.groups.get(group) ?? []), added]);
    return added;
  }

  /** @returns the breakpoint that was removed; undefined: there was none with this number. */
  remove(id: number): Breakpoint | undefined {
    const removed = this.all().find((one) => one.id === id);
    for (const [group, list] of this.groups) {
      this.groups.set(
        group,
        list.filter((one) => one.id !== id),
      );
    }
    return removed;
  }

  /** Looks for all of them in another program. */
  resolveAgain(program: Program): readonly Breakpoint[] {
    for (const [group, list] of this.groups) {
      this.groups.set(
        group,
        list.map(({ id, wanted }) => this.made(id, wanted, program)),
      );
    }
    return this.all();
  }

  all(): readonly Breakpoint[] {
    return [...this.groups.values()].flat();
  }

  find(id: number): Breakpoint | undefined {
    return this.all().find((one) => one.id === id);
  }

  /** Whether a run may be let go: exception filters are no reason, for most clients set some by default. */
  get hasPlaces(): boolean {
    return this.all().some(
      ({ wanted, found }) => wanted.kind !== 'exception' && found.stops.length > 0,
    );
  }

  stops(): readonly Stop[] {
    return this.all().flatMap(({ found }) => found.stops);
  }

  private made(id: number, wanted: Wanted, program: Program | null): Breakpoint {
    const resolved: Resolved =
      program === null
        ? { places: [], message: 'the run has not begun', isPending: true }
        : resolve(wanted, program);
    const { places, condition = null, hits = null, log, ...rest } = resolved;
    const limits = { condition, hits, ...(log === undefined ? {} : { log }) };
    const stops = places.map((place): Stop => ({ id, ...limits, ...place }));
    return { id, wanted, found: { stops, ...rest } };
  }
}

/** What a client is told of a breakpoint. Lines and columns are ours. */
export function describeBreakpoint({ id, found }: Breakpoint): DebugProtocol.Breakpoint {
  const { stops, message, isPending, line, column } = found;
  const verified = stops.length > 0;
  return {
    ...{ id, verified },
    ...(message === undefined ? {} : { message }),
    ...(verified ? {} : { reason: isPending === true ? 'pending' : 'failed' }),
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
  };
}
