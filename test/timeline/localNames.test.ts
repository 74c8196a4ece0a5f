/** Names in questions mean what they mean where the run stands: parameters and `for` variables too. */
import { describe, expect, it } from 'vitest';
import { compileQuery } from '../../src/language/compileQuery';
import { finish } from '../../src/timeline/journey';
import { answers, ask, lineStop, timelineOf } from './questions';

const SHADOWED = `spawn p
let x = 111
def f(x) {
  mark
  say "inside {x}"
}
f(5)
mark
`;

const LOOPS = `spawn p
for i in 0..4 {
  mark
}
for j in 10..12 {
  for i in 20..22 {
    mark
  }
}
mark
`;

describe('a name in a question', () => {
  it('is the parameter inside its def, and the variable outside', () => {
    const timeline = timelineOf(SHADOWED);
    finish(timeline.continue([lineStop(timeline, 4)]));
    expect([ask(timeline, 'x'), ask(timeline, 'x == 5')]).toEqual(['5', '1']);
    timeline.stepOver();
    timeline.stepOver();
    expect(ask(timeline, 'x')).toBe('111');
    finish(timeline.reverseContinue([lineStop(timeline, 4)]));
    expect(ask(timeline, 'x')).toBe('5');
  });

  it('is looked up wherever a condition is asked', () => {
    const timeline = timelineOf(SHADOWED);
    const stops = [lineStop(timeline, 5, 'x == 5'), lineStop(timeline, 8, 'x == 111')];
    expect(answers(timeline, stops, 'x')).toEqual([
      ['5', '111'],
      ['111', '5'],
    ]);
  });

  it('is the innermost loop variable of that name', () => {
    const timeline = timelineOf(LOOPS);
    expect(answers(timeline, [lineStop(timeline, 3, 'i == 3')], 'i')).toEqual([['3'], ['3']]);
    const nested = lineStop(timeline, 7, 'i == 21 && j > 10');
    expect(answers(timeline, [nested], 'i + j')).toEqual([['32'], ['32']]);
  });

  it('means nothing before its loop begins and behind it', () => {
    const timeline = timelineOf(LOOPS);
    const nowhere = 'nothing is called i where the run stands';
    expect(ask(timeline, 'i')).toBe(nowhere);
    // Its slot still holds the counter of the loop before.
    finish(timeline.continue([lineStop(timeline, 5)]));
    expect([ask(timeline, 'i'), ask(timeline, 'j')]).toEqual([
      nowhere,
      'nothing is called j where the run stands',
    ]);
    finish(timeline.continue([lineStop(timeline, 6)]));
    expect([ask(timeline, 'i'), ask(timeline, 'j')]).toEqual([nowhere, '10']);
    finish(timeline.continue([lineStop(timeline, 9)]));
    expect(ask(timeline, 'i')).toBe(nowhere);
  });

  it('is an element of the list that a loop goes through', () => {
    const timeline = timelineOf('spawn p\nfor e in [7, 9] {\n  mark\n}\n');
    expect(answers(timeline, [lineStop(timeline, 3)], 'e')).toEqual([
      ['7', '9'],
      ['9', '7'],
    ]);
  });

  it('is refused where no place of the script has it', () => {
    const { program } = timelineOf(SHADOWED).recording;
    expect(compileQuery('y', program)).toEqual({
      ok: false,
      message: 'nothing is called `y`',
      column: 1,
    });
  });

  it('is self inside a def that a process runs', () => {
    const timeline = timelineOf('spawn p\ndef f() {\n  mark\n}\np: f()\n');
    expect(ask(timeline, 'self')).toContain('there is no `self` here');
    finish(timeline.continue([lineStop(timeline, 3)]));
    expect(ask(timeline, 'self == p')).toBe('1');
  });
});
