/** The timeline of real programs: stops with conditions, counts and logs, changes of all kinds, pauses, long statements. */
import { describe, expect, it } from 'vitest';
import { checkInvariants } from '../../src/engine/vm/sanitycheck';
import { compileScript } from '../../src/language/analyze';
import { compileQuery } from '../../src/language/compileQuery';
import { EVENT } from '../../src/machine/events';
import { evaluate } from '../../src/program/evaluation';
import { looking } from '../../src/program/evaluator';
import type { Expression } from '../../src/program/form';
import { formatValue } from '../../src/program/format';
import { sentence } from '../../src/program/messages';
import { isFailure } from '../../src/program/value';
import { functionNames, functionsNamed, sitesAt, sourceLine } from '../../src/timeline/builds';
import { finish } from '../../src/timeline/journey';
import { beforeStatement, momentText, parseMoment } from '../../src/timeline/moment';
import { callStack } from '../../src/timeline/stack';
import type { LogEntry } from '../../src/timeline/stopLookout';
import type { Stop } from '../../src/timeline/stops';
import { Timeline } from '../../src/timeline/timeline';
import { stateHere } from './laws';

function timelineOf(script: string): Timeline {
  const { programs, diagnostics } = compileScript(script, 'test.vms');
  expect(diagnostics).toEqual([]);
  const [program] = programs;
  if (program === undefined) throw new Error('no program');
  return new Timeline(program);
}

function query(timeline: Timeline, text: string): Expression {
  const compiled = compileQuery(text, timeline.recording.program);
  if (!compiled.ok) throw new Error(compiled.message);
  return compiled.expression;
}

function ask(timeline: Timeline, text: string): string {
  const { computer, program } = timeline.recording;
  const value = evaluate(looking(computer, program), query(timeline, text));
  return isFailure(value) ? sentence(value) : formatValue(computer, value);
}

const ALWAYS = { condition: null, hits: null } as const;

const LOOP = `spawn p
let n = 0
p: a = mmap(NULL, 16*PAGE, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)
for i in 0..10 {
  let n = i * 10
  p: store(a + i*PAGE, i)
}
`;

/** The loop's variable at each stop, forward, and then backward. */
function rounds(timeline: Timeline, stops: readonly Stop[]): [string[], string[]] {
  const found: [string[], string[]] = [[], []];
  for (;;) {
    if (finish(timeline.continue(stops)).reason === 'end') break;
    found[0].push(ask(timeline, 'n'));
  }
  for (;;) {
    if (finish(timeline.reverseContinue(stops)).reason === 'start') break;
    found[1].push(ask(timeline, 'n'));
  }
  return found;
}

describe('stops', () => {
  it('hold where their condition does, in both directions', () => {
    const timeline = timelineOf(LOOP);
    const condition = query(timeline, 'n >= 60 && n < 90');
    const stop: Stop = {
      ...ALWAYS,
      condition,
      id: 1,
      kind: 'event',
      event: EVENT.zero,
      rule: null,
    };
    expect(rounds(timeline, [stop])).toEqual([
      ['60', '70', '80'],
      ['80', '70', '60'],
    ]);
  });

  it('count their hits from the beginning of the run, in both directions', () => {
    const timeline = timelineOf(LOOP);
    const hits = { operator: '%', count: 3 } as const;
    const functions = new Set(functionsNamed('doPagefaults'));
    const stop: Stop = { ...ALWAYS, hits, id: 1, kind: 'function', functions };
    expect(rounds(timeline, [stop])).toEqual([
      ['20', '50', '80'],
      ['80', '50', '20'],
    ]);
  });

  it('do not hold where the condition has no value yet', () => {
    const timeline = timelineOf(LOOP);
    const condition = query(timeline, 'frame(p, a).number > 0');
    const stop: Stop = {
      ...ALWAYS,
      condition,
      id: 1,
      kind: 'event',
      event: EVENT.statement,
      rule: null,
    };
    finish(timeline.continue([stop]));
    // The first page has its frame after the first store: the next statement is the second round's.
    expect(ask(timeline, 'n')).toBe('0');
    expect(timeline.position.step).toBeGreaterThan(5);
  });

  it('that name no column never hit', () => {
    const timeline = timelineOf(LOOP);
    const stop: Stop = {
      ...ALWAYS,
      id: 1,
      kind: 'cells',
      cells: [{ column: 'no.column', row: 1 }],
    };
    expect(finish(timeline.continue([stop])).reason).toBe('end');
  });

  it('of calls by name and of lines of the script are statements', () => {
    const timeline = timelineOf(LOOP);
    const { instructions } = timeline.recording.program;
    const stores = instructions.flatMap((one, i) =>
      one.op === 'call' && one.name === 'store' ? [i] : [],
    );
    const stop: Stop = { ...ALWAYS, id: 1, kind: 'statement', instructions: new Set(stores) };
    expect(rounds(timeline, [stop])[0].length).toBe(10);
  });

  it('with a text tell it and go on; backward the last first', () => {
    const timeline = timelineOf(LOOP);
    const log = ['n is ', query(timeline, 'n'), ', x is ', query(timeline, 'n / 0')];
    const stop: Stop = { ...ALWAYS, id: 3, kind: 'event', event: EVENT.zero, rule: null, log };
    const told: LogEntry[] = [];
    expect(
      finish(timeline.move('continue', [stop], { tell: (entry) => told.push(entry) })).reason,
    ).toBe('end');
    expect(told.map(({ text }) => text.split(',')[0])).toEqual(
      Array.from({ length: 10 }, (_, i) => `n is ${i * 10}`),
    );
    expect(told[0]?.text).toMatch(/^n is 0, x is \{.+\}$/);
    const back: LogEntry[] = [];
    finish(timeline.move('reverseContinue', [stop], { tell: (entry) => back.push(entry) }));
    expect(back).toEqual(told.reverse());
  });

  it('hold during steps', () => {
    const timeline = timelineOf(LOOP);
    timeline.seek(beforeStatement(3));
    const stop: Stop = { ...ALWAYS, id: 7, kind: 'event', event: EVENT.region, rule: null };
    const arrival = finish(timeline.move('over', [stop]));
    expect([arrival.reason, arrival.stops, arrival.at.step]).toEqual(['stop', [7], 3]);
    expect(arrival.at.event).toBeGreaterThan(0);
    expect(callStack(timeline.recording)[0]?.kind).toBe('server');
  });
});

describe('steps', () => {
  it('lead into the servers, over their lines, and out of them', () => {
    const timeline = timelineOf(LOOP);
    timeline.seek(beforeStatement(3));
    const top = (): string => {
      const [frame] = callStack(timeline.recording);
      return frame?.kind === 'server' ? frame.function : '';
    };
    timeline.stepInto();
    expect(top()).toBe('trap');
    const names = new Set<string>();
    while (top() !== 'doMmap') {
      timeline.stepInto();
      names.add(top());
    }
    expect([...names]).toEqual(expect.arrayContaining(['beginTrap', 'vmMain', 'doMmap']));
    timeline.stepOver();
    expect(top()).toBe('doMmap');
    timeline.stepOut();
    expect(top()).not.toBe('doMmap');
    timeline.stepBackInto();
    while (top() !== 'doMmap') timeline.reverseOut();
    timeline.reverseOut();
    // VM's call table.
    expect(top()).toBe('call');
    timeline.stepInto();
    expect(top()).toBe('doMmap');
    timeline.seek(beforeStatement(3));
    expect(timeline.stepOver().at).toEqual(beforeStatement(4));
    expect(timeline.stepBack().at).toEqual(beforeStatement(3));
  });

  it('pass a def as one statement, lead into it and out of it', () => {
    const timeline = timelineOf(`spawn p
let x = 0
def twice(k) {
  let x = x + k
  let x = x + k
}
twice(3)
let x = x + 100
`);
    const line = (): number => {
      const { computer, program } = timeline.recording;
      return program.instructions[computer.interpreter.counter.get(1)]?.place.line ?? 0;
    };
    const walk = (...steps: ('stepOver' | 'stepInto' | 'stepOut' | 'stepBack' | 'reverseOut')[]) =>
      steps.map((step) => {
        timeline[step]();
        return line();
      });
    expect(walk('stepOver', 'stepOver')).toEqual([2, 7]);
    expect(walk('stepOver', 'stepBack', 'stepInto', 'stepOver')).toEqual([8, 7, 4, 5]);
    expect(walk('stepOut', 'stepBack')).toEqual([8, 7]);
    expect(walk('stepInto', 'stepInto', 'reverseOut')).toEqual([4, 5, 7]);
  });
});

describe('changes', () => {
  const script = `spawn p
let x = 1
p: a = mmap(NULL, PAGE, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)
p: store(a, "abcd")
let y = x + 1
p: z = load(a, 4)
p: c = fork() = ?
`;

  it('of a variable, of memory, and the end of a process, each begin a branch of its own', () => {
    const timeline = timelineOf(script);
    const end = timeline.recording.lastStep() + 1;
    const seek = (step: number): void => {
      timeline.seek(beforeStatement(step));
    };
    const answers = (): string[] => {
      seek(end);
      return ['y', 'z', 'count(processes where .alive)'].map((text) => ask(timeline, text));
    };
    expect(answers()).toEqual(['2', '"abcd"', '2']);
    seek(5);
    const x = timeline.recording.program.globals.find(({ name }) => name === 'x')?.index ?? -1;
    expect(timeline.edit({ kind: 'variable', cell: x, value: '9223372036854775806' })).toBe(null);
    expect(answers()).toEqual(['9223372036854775807', '"abcd"', '2']);
    seek(6);
    const frame = Number(ask(timeline, 'frame(p, a).number'));
    expect(timeline.edit({ kind: 'bytes', frame, offset: 1, bytes: [88, 89] })).toBe(null);
    expect(answers()).toEqual(['9223372036854775807', '"aXYd"', '2']);
    timeline.switchBranch(0);
    seek(6);
    const row = timeline.computer.cpus.process.get(1);
    expect(timeline.edit({ kind: 'kill', process: row })).toBe(null);
    expect(ask(timeline, 'p.alive')).toBe('0');
    expect(checkInvariants(timeline.computer)).toEqual([]);
    const killed = stateHere(timeline);
    const [y, z, alive] = answers();
    expect([y, alive]).toEqual(['2', '0']);
    // The load was refused: the dead do not act.
    expect(z).not.toBe('"abcd"');
    seek(6);
    expect(stateHere(timeline)).toBe(killed);
    expect(timeline.branches().map(({ parent }) => parent)).toEqual([null, 0, 1, 0]);
    expect(JSON.parse(JSON.stringify(timeline.branches()))).toEqual(timeline.branches());
    timeline.switchBranch(2);
    expect(answers()).toEqual(['9223372036854775807', '"aXYd"', '2']);
    expect(timeline.switchBranch(9)).toBe(false);
  });

  it('that are impossible are refused with a reason, and nothing is changed', () => {
    const timeline = timelineOf(script);
    timeline.seek(beforeStatement(4));
    const before = stateHere(timeline);
    const cell = { kind: 'cell', column: 'message.flags', row: 1 } as const;
    expect(timeline.edit({ ...cell, column: 'message.flag', value: 1 })).toBe(
      'there is no column message.flag',
    );
    expect(timeline.edit({ ...cell, row: -1, value: 1 })).toMatch(
      /^message.flags has the rows 0 to \d+$/,
    );
    expect(timeline.edit({ ...cell, value: 2 ** 31 })).toContain('signed integers of 32 bits');
    expect(timeline.edit({ ...cell, column: 'region.start', value: 0.5 })).toContain('53 bits');
    const bytes = { kind: 'bytes', frame: 0, offset: 4095, bytes: [1, 2] } as const;
    expect(timeline.edit(bytes)).toBe('2 bytes from 4095 on are not inside a frame');
    expect(timeline.edit({ ...bytes, frame: 1e9 })).toContain('there is no frame 1000000000');
    expect(timeline.edit({ ...bytes, offset: 0, bytes: [256] })).toContain('0 to 255');
    expect(timeline.edit({ kind: 'variable', cell: 0, value: '1.5' })).toBe('1.5 is no integer');
    expect(timeline.edit({ kind: 'variable', cell: 0, value: `${2n ** 64n}` })).toContain(
      '64 bits',
    );
    expect(timeline.edit({ kind: 'variable', cell: -1, value: '1' })).toBe(
      'there is no variable -1',
    );
    expect(timeline.edit({ kind: 'kill', process: 1 })).toBe('there is no process in row 1');
    expect(stateHere(timeline)).toBe(before);
    timeline.nextEvent();
    timeline.nextEvent();
    const process = timeline.computer.cpus.process.get(1);
    expect(timeline.edit({ kind: 'kill', process })).toContain('only between statements');
    expect(timeline.branches().length).toBe(1);
  });
});

describe('places in the source', () => {
  it('are found by name and line', () => {
    expect(functionNames()).toEqual(expect.arrayContaining(['doMmap', 'memCow', 'vmMain']));
    const [memCow] = functionsNamed('memCow');
    expect(memCow).toBeGreaterThan(-1);
    const line = Array.from({ length: 400 }, (_, i) => i + 1).find((at) =>
      sourceLine('engine/vm/pb.ts', at).includes('function memCow('),
    );
    expect(line).toBeGreaterThan(0);
    const first = Array.from({ length: 20 }, (_, i) => (line ?? 0) + i).find(
      (at) => sitesAt('vm/pb.ts', at).length > 0,
    );
    expect(sitesAt('engine/vm/pb.ts', first ?? 0)).toEqual(sitesAt('vm/pb.ts', first ?? 0));
    expect(sitesAt('b.ts', first ?? 0)).toEqual([]);
    expect(sourceLine('engine/none.ts', 1)).toBe('');
  });
});

describe('a moment', () => {
  it('is printed and read', () => {
    const texts = ['12', '12.3', '12.3:7', '1.0:4'];
    expect(
      texts.map((text) => parseMoment(text)).map((at) => (at === null ? '' : momentText(at))),
    ).toEqual(texts);
    for (const text of ['', '0', '-1', '1.', '1:2', 'x', '1.2:3:4', '1e3'])
      expect(parseMoment(text)).toBe(null);
  });
});
