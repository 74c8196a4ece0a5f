/**
 * Statements that run for long: their host gets its turn in the middle of them, can give up the run there, and what
 * happens stays what it is.
 */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { compileScript } from '../../src/language/analyze';
import { EVENT } from '../../src/machine/events';
import type { Program } from '../../src/program/form';
import { finish } from '../../src/timeline/journey';
import { KEEPING } from '../../src/timeline/keeping';
import { beforeStatement } from '../../src/timeline/moment';
import type { Stop } from '../../src/timeline/stops';
import { Timeline } from '../../src/timeline/timeline';
import { stateHere } from './laws';

const SLICE = 200;
/** The statement that touches 2,560 pages, each with a fault of several events. */
const LONG = 3;
const PAGES = 2560;

const PROGRAM = compiled(`machine { memory = 16M }
spawn p
p: a = mmap(NULL, 10M, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)
p: memset(a, 1, 10M)
p: munmap(a, 10M)
`);

function compiled(text: string): Program {
  const [program] = compileScript(text, 'long.vms').programs;
  if (program === undefined) throw new Error('a script is a program');
  return program;
}

/** Where the program ends. */
const END = (() => {
  const timeline = new Timeline(PROGRAM);
  finish(timeline.continue([]));
  return stateHere(timeline);
})();

/** A stop at an event that never comes, so that all are looked at. */
const NOWHERE: Stop = {
  ...{ id: 1, condition: null, hits: null, kind: 'event', event: EVENT.signal, rule: null },
};

describe('a host that cannot tell whether it needs its turn', () => {
  it('gets it in the middle of a long statement, and can give up there', () => {
    const timeline = new Timeline(PROGRAM, { ...KEEPING, sliceEvents: SLICE });
    const going = timeline.continue([]);
    let turns = 0;
    while (going.next().done !== true) turns++;
    // 1600 events, then 3200, and so on.
    expect(turns).toBeGreaterThan(3);
    expect(stateHere(timeline)).toBe(END);
    timeline.seek(beforeStatement(LONG));
    const again = timeline.continue([]);
    again.next();
    const { at, reason } = timeline.pause();
    expect([reason, at.step]).toEqual(['pause', LONG]);
    finish(timeline.continue([]));
    expect(stateHere(timeline)).toBe(END);
  });
});

describe('a host that is asked', () => {
  /** Events that had happened each time; how often it says no before it wants its turn. */
  let asked: number[] = [];
  let patience = Infinity;
  let timeline: Timeline;

  beforeEach(() => {
    asked = [];
    patience = Infinity;
    const wantsTurn = (): boolean => {
      asked.push(timeline.computer.trace.now);
      return asked.length > patience;
    };
    timeline = new Timeline(PROGRAM, { ...KEEPING, sliceEvents: SLICE, wantsTurn });
  });

  /** The most events that the host was not asked while the long statement ran. */
  function longestWait(): number {
    let longest = 0;
    asked.forEach((now, i) => {
      const before = asked[i - 1];
      if (before !== undefined) longest = Math.max(longest, now - before);
    });
    return longest;
  }

  it.each([
    ['nobody looks', []],
    ['every event is looked at', [NOWHERE]],
  ] as const)('is asked after each slice, and nothing runs twice: %s', (_, stops) => {
    const event = vi.spyOn(timeline.computer.trace, 'event');
    let turns = 0;
    const going = timeline.continue(stops);
    while (going.next().done !== true) turns++;
    const { now } = timeline.computer.trace;
    expect(event.mock.calls.length).toBeLessThanOrEqual(now);
    expect(asked.length).toBeGreaterThan((PAGES * 3) / SLICE);
    expect(longestWait()).toBeLessThan(3 * SLICE);
    expect(turns).toBeLessThan(8);
    expect(stateHere(timeline)).toBe(END);
  });

  it.each(['continue', 'lines', 'nextStatement'] as const)(
    'gets its turn at once when it wants it, and the run stands soon: %s',
    (move) => {
      patience = 20;
      timeline.seek(beforeStatement(LONG));
      asked = [];
      const start = timeline.computer.trace.now;
      const going = move === 'lines' ? throughLines(timeline) : timeline.move(move, [NOWHERE]);
      while (asked.length <= patience) expect(going.next().done).not.toBe(true);
      expect(timeline.computer.trace.now).toBe(asked.at(-1));
      expect(timeline.computer.trace.now - start).toBeLessThan((patience + 3) * SLICE);
      const event = vi.spyOn(timeline.computer.trace, 'event');
      const { at, reason } = timeline.pause();
      expect([reason, at.step]).toEqual(['pause', LONG]);
      expect(event.mock.calls.length).toBeLessThan(SLICE);
      patience = Infinity;
      finish(timeline.continue([]));
      expect(stateHere(timeline)).toBe(END);
    },
  );

  it('may go on after its turn', () => {
    patience = 0;
    finish(timeline.continue([]));
    expect(stateHere(timeline)).toBe(END);
  });

  it('is asked while the events are recorded for a question', () => {
    finish(timeline.continue([]));
    const { length } = asked;
    expect(timeline.look().events?.count).toBeGreaterThan(PAGES * 3);
    expect(asked.length - length).toBeGreaterThan((PAGES * 3) / SLICE);
  });
});

/** To a line that there is not: all lines of the servers are looked at. */
function throughLines(timeline: Timeline) {
  const stop: Stop = {
    ...{ id: 2, condition: null, hits: null },
    kind: 'line',
    sites: new Set([-7]),
  };
  return timeline.move('continue', [stop]);
}
