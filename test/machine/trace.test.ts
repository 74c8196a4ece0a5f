/** Events, where a run stops, who is shown what, and the spans of the stepping build. */
import { describe, expect, it } from 'vitest';
import { ALL_KINDS, NEVER, SPAN_ARGUMENTS, Suspended, Trace } from '../../src/machine/trace';

function run(trace: Trace, kinds: readonly number[]): boolean {
  try {
    for (const kind of kinds) trace.event(kind, 0, 0, 0, 0);
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(Suspended);
    return false;
  }
}

/** Arms an observer that writes down the events it sees and stops at the kind 9. */
function observe(trace: Trace, moment: number, kinds?: number): number[] {
  const seen: number[] = [];
  trace.arm(
    moment,
    {
      onEvent: (kind) => {
        seen.push(kind);
        return kind === 9;
      },
    },
    kinds,
  );
  return seen;
}

describe('events', () => {
  it('are counted, and their kinds noted', () => {
    const trace = new Trace();
    run(trace, [1, 5, 5, 31]);
    expect(trace.now).toBe(4);
    expect(trace.kinds).toBe((1 << 1) | (1 << 5) | (1 << 31));
  });

  it('go on behind the one it was armed for as long as somebody says so', () => {
    const trace = new Trace();
    const asked: number[] = [];
    trace.onLimit = () => {
      asked.push(trace.now);
      return asked.length < 3 ? 2 : 0;
    };
    trace.arm(3, null);
    expect(trace.quiet()).toBe(2);
    expect(run(trace, [1, 1, 1])).toBe(true);
    expect(trace.quiet()).toBe(1);
    expect(run(trace, [1, 1, 1, 1, 1, 1, 1])).toBe(false);
    expect(asked).toEqual([3, 5, 7]);
    expect(trace.now).toBe(7);
  });

  it('are asked about in the same way while somebody sees them', () => {
    const trace = new Trace();
    const asked: number[] = [];
    trace.onLimit = () => {
      asked.push(trace.now);
      return 4;
    };
    const seen = observe(trace, 2, 1 << 5);
    expect(run(trace, [5, 1, 5, 1, 1, 5, 9, 9])).toBe(true);
    expect(seen).toEqual([5, 5, 5]);
    expect(asked).toEqual([2, 6]);
  });

  it('stop the run just after the one it was armed for', () => {
    const trace = new Trace();
    trace.arm(3, null);
    expect(run(trace, [1, 1])).toBe(true);
    expect(run(trace, [1, 1])).toBe(false);
    expect(trace.now).toBe(3);
  });

  it('are shown to an observer by kind; it may stop the run at any it sees', () => {
    const trace = new Trace();
    const all = observe(trace, NEVER);
    expect(run(trace, [1, 31, 9, 1])).toBe(false);
    expect(all).toEqual([1, 31, 9]);
    expect(trace.now).toBe(3);
    const some = observe(trace, NEVER, (1 << 2) | (1 << 31));
    expect(run(trace, [1, 2, 9, 31])).toBe(true);
    expect(some).toEqual([2, 31]);
  });

  it('still stop at the moment when nobody wants to see that one', () => {
    const trace = new Trace();
    observe(trace, 2, 1 << 5);
    expect(run(trace, [1, 1, 1])).toBe(false);
    expect(trace.now).toBe(2);
  });

  it('wake an observer for one event, whatever its kind', () => {
    const trace = new Trace();
    const seen = observe(trace, NEVER, 0);
    run(trace, [1, 2]);
    trace.wake();
    run(trace, [3, 4]);
    expect(seen).toEqual([3]);
    trace.wake();
    trace.disarm();
    run(trace, [5]);
    expect(seen).toEqual([3]);
  });

  it('may be counted in one go only while nobody looks and none is waited for', () => {
    const trace = new Trace();
    trace.arm(10, null);
    run(trace, [1, 1]);
    // Event 10 must be emitted: 7 may be counted.
    expect(trace.quiet()).toBe(7);
    trace.skip(7, 1 << 13);
    expect(trace.now).toBe(9);
    expect(trace.kinds).toBe((1 << 1) | (1 << 13));
    expect(trace.quiet()).toBe(0);
    expect(run(trace, [1])).toBe(false);
    expect(trace.isObserved).toBe(false);
    observe(trace, NEVER, 0);
    expect(trace.quiet()).toBe(0);
    expect(trace.isObserved).toBe(true);
  });

  it('stay unknown to the segment when none was counted', () => {
    const trace = new Trace();
    trace.skip(0, ALL_KINDS);
    expect(trace.kinds).toBe(0);
  });
});

describe('spans', () => {
  it('know the open functions, their arguments and lines', () => {
    const trace = new Trace();
    trace.beginStatement();
    const outer = trace.open(7, 1, true, 'no number', undefined, 5, 6, 7, 8);
    trace.at(outer, 70);
    const inner = trace.open(8, -3);
    trace.at(inner, 81);
    expect(trace.depth).toBe(2);
    expect([trace.spanFunction[1], trace.spanSite[1]]).toEqual([7, 70]);
    expect([trace.spanFunction[2], trace.spanSite[2]]).toEqual([8, 81]);
    const given = trace.spanArguments;
    expect([...given.subarray(SPAN_ARGUMENTS, 2 * SPAN_ARGUMENTS)]).toEqual([
      1,
      1,
      NaN,
      0,
      5,
      6,
      7,
      8,
    ]);
    expect([...given.subarray(2 * SPAN_ARGUMENTS, 3 * SPAN_ARGUMENTS)]).toEqual([
      -3, 0, 0, 0, 0, 0, 0, 0,
    ]);
    expect(trace.close(inner, 5)).toBe(5);
    expect(trace.depth).toBe(1);
    trace.at(outer, 71);
    expect([trace.line, trace.spanSite[1]]).toEqual([3, 71]);
    trace.beginStatement();
    expect([trace.depth, trace.line]).toEqual([0, 0]);
  });

  it('show each line before it runs, and stop there if asked', () => {
    const trace = new Trace();
    const seen: string[] = [];
    trace.armLines({
      onLine: (depth, site) => {
        seen.push(`${depth}:${site}`);
        return site === 3;
      },
    });
    const depth = trace.open(1);
    trace.at(depth, 2);
    expect(() => {
      trace.at(depth, 3);
    }).toThrow(Suspended);
    trace.disarm();
    trace.at(depth, 4);
    expect(seen).toEqual(['1:2', '1:3']);
    expect(trace.line).toBe(3);
  });

  it('do not overflow however deep functions are nested', () => {
    const trace = new Trace();
    for (let i = 0; i < 2000; i++) trace.at(trace.open(i), i);
    expect(trace.spanFunction[trace.depth]).toBe(1999);
  });
});
