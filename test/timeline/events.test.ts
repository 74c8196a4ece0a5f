/** `events` in questions, in conditions of stops and in statements of scripts. */
import { describe, expect, it } from 'vitest';
import { compileScript } from '../../src/language/analyze';
import { execute } from '../../src/cli/execute';
import { EVENT } from '../../src/machine/events';
import { finish } from '../../src/timeline/journey';
import type { Stop } from '../../src/timeline/stops';
import { answers, ask, lineStop, query, timelineOf } from './questions';

const THREE = `spawn p
p: a = mmap(NULL, 4*PAGE, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)
for i in 0..3 {
  p: store(a + i*PAGE, 1)
}
mark
`;

/** What a script says, and why its expectations failed. */
function run(script: string): { said: string[]; failures: string[] } {
  const { programs, diagnostics } = compileScript(script, 'test.vms');
  expect(diagnostics).toEqual([]);
  const [program] = programs;
  if (program === undefined) throw new Error('no program');
  const said: string[] = [];
  const { failures } = execute(program, { say: (text) => said.push(text) });
  return { said, failures: failures.map(({ line, message }) => `${String(line)}: ${message}`) };
}

describe('events in a question', () => {
  it('are those so far, wherever the run is put', () => {
    const timeline = timelineOf(THREE);
    const zeros = 'count(events where .kind == "zero")';
    expect(ask(timeline, zeros)).toBe('0');
    expect(answers(timeline, [lineStop(timeline, 4)], zeros)).toEqual([
      ['0', '1', '2'],
      ['2', '1', '0'],
    ]);
  });

  it('know the functions and lines of the servers', () => {
    const timeline = timelineOf(THREE);
    finish(timeline.continue([]));
    expect(ask(timeline, 'count(events where .kind == "zero" by .function)')).toBe(
      '{"firstTouch": 3}',
    );
    expect(ask(timeline, 'count(events where .kind == "zero" && .line > 0)')).toBe('3');
  });

  it('without the field that is asked for are not chosen', () => {
    const timeline = timelineOf(THREE);
    finish(timeline.continue([]));
    expect(ask(timeline, 'count(events where .address == a && .kind == "zero")')).toBe('1');
    expect(ask(timeline, 'count(events where .address != a && .kind == "zero")')).toBe('2');
    expect(ask(timeline, 'count(events where .kind == "call" || .address == a)')).not.toBe('0');
    expect(ask(timeline, 'count(events where .kind == "call" by .address)')).toBe('{}');
  });
});

describe('events in the condition of a stop', () => {
  it('are those so far at each place, in both directions', () => {
    const timeline = timelineOf(THREE);
    const stop = lineStop(timeline, 4, 'count(events where .kind == "zero") == 2');
    expect(answers(timeline, [stop], 'i')).toEqual([['2'], ['2']]);
  });

  it('hold in the middle of a statement', () => {
    const timeline = timelineOf(THREE);
    const condition = query(timeline, 'count(events where .function == "firstTouch") >= 2');
    const stop: Stop = {
      ...{ id: 1, condition, hits: null },
      ...{ kind: 'event', event: EVENT.zero, rule: null },
    };
    expect(answers(timeline, [stop], 'i')[1]?.at(-1)).toBe('1');
  });
});

describe('events in a statement', () => {
  it('know the functions and lines of the servers', () => {
    const { said, failures } = run(`${THREE}
say "{count(events where .kind == \\"zero\\" by .function)}"
expect count(events where .kind == "zero" && .line > 0) == 3
p: load(0x10) = SIGSEGV
expect count(events where .kind == "fault" && .address == a) == 1
`);
    expect(failures).toEqual([]);
    expect(said).toEqual(['{"firstTouch": 3}']);
  });

  it('come out the same in a timeline', () => {
    const timeline = timelineOf(
      `${THREE}expect count(events where .function == "firstTouch" && .kind == "zero") == 3\n`,
    );
    finish(timeline.continue([]));
    expect(timeline.computer.interpreter.failed.get(1)).toBe(0);
  });
});

describe('a text that cannot be evaluated', () => {
  it('is a failed expectation with its reason', () => {
    const { said, failures } = run(`spawn p
let k = count(processes by .pid)
say "{k} and {frame(p, 0).refs}"
ask "how many of {k}?" = region(p, 0).size { mark }
`);
    expect(said.slice(0, 2)).toEqual(['? and ?', 'how many of ??']);
    expect(failures).toEqual([
      '2: a variable cannot hold a table: compare or print it at once',
      '3: k has no value yet',
      '3: no frame is mapped at 0x0 of process 100',
      '4: k has no value yet',
      '4: no region of process 100 holds 0x0',
    ]);
  });
});
