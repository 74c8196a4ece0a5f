/** Edits that make a machine which cannot run: they cost the edit, not the run. */
import { describe, expect, it } from 'vitest';
import { checkInvariants } from '../../src/engine/vm/sanitycheck';
import { compileScript } from '../../src/language/analyze';
import { EVENT } from '../../src/machine/events';
import { finish } from '../../src/timeline/journey';
import { beforeStatement } from '../../src/timeline/moment';
import type { Stop } from '../../src/timeline/stops';
import { Timeline } from '../../src/timeline/timeline';
import { stateHere } from './laws';

const SCRIPT = `spawn p
p: a = mmap(NULL, 4*PAGE, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)
for i in 0..4 { p: store(a + i*PAGE, i) }
p: munmap(a, 4*PAGE)
`;

/** Stands before the second store; with the row of `p`. */
function beforeStore(): { timeline: Timeline; row: number } {
  const [program] = compileScript(SCRIPT, 'test.vms').programs;
  if (program === undefined) throw new Error('no program');
  const timeline = new Timeline(program);
  timeline.seek(beforeStatement(5));
  return { timeline, row: timeline.computer.processes.lastRow() };
}

describe('an edit that the machine cannot run with', () => {
  it('is left behind: the run stands where the edit was made, on the branch before', () => {
    const { timeline, row } = beforeStore();
    const before = stateHere(timeline);
    expect(timeline.edit({ kind: 'cell', column: 'vmproc.root', row, value: 999_999 })).toBeNull();
    expect(() => timeline.seek(beforeStatement(99))).toThrow(RangeError);
    expect(timeline.retreat(new RangeError('no such frame'))).toMatch(/branch 1 \(no such frame\)/);
    expect(timeline.branch).toBe(0);
    expect(timeline.position).toEqual(beforeStatement(5));
    expect(stateHere(timeline)).toEqual(before);
    expect(timeline.seek(beforeStatement(99)).reason).toBe('end');
    expect(checkInvariants(timeline.computer)).toEqual([]);
    timeline.seek(beforeStatement(5));
    expect(stateHere(timeline)).toEqual(before);
  });

  it('leaves nothing armed when a search was under way', () => {
    const { timeline, row } = beforeStore();
    timeline.edit({ kind: 'cell', column: 'vmproc.root', row, value: 999_999 });
    const stops: Stop[] = [
      { id: 1, condition: null, hits: null, kind: 'event', event: EVENT.message, rule: null },
    ];
    expect(() => finish(timeline.continue(stops))).not.toThrow();
    expect(() => {
      for (;;) if (finish(timeline.continue(stops)).reason === 'end') break;
    }).toThrow(RangeError);
    expect(timeline.retreat('')).toMatch(/branch 1/);
    expect(timeline.seek(beforeStatement(99)).reason).toBe('end');
  });

  it('cannot be made where only the machine knows what hangs together', () => {
    const { timeline } = beforeStore();
    for (const column of ['region.lower', 'vmproc.slots', 'physRegion.block', 'radix.nodes']) {
      expect(timeline.edit({ kind: 'cell', column, row: 1, value: 1 })).toMatch(column);
    }
    expect(timeline.branches()).toHaveLength(1);
  });

  it('is none on the branch without edits', () => {
    expect(beforeStore().timeline.retreat('')).toBeNull();
  });
});
