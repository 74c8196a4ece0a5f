/** Lists and what is asked of them, `since`, and recorded events (docs/language.md, "What can be asked"). */
import { describe, expect, it } from 'vitest';
import { Checkpoints } from '../../src/machine/checkpoints';
import { EVENT } from '../../src/machine/events';
import { createComputer } from '../../src/program/computer';
import type { EventSource, RecordedEvent } from '../../src/program/eventSource';
import type { Expression } from '../../src/program/form';
import { step } from '../../src/program/interpreter';
import { ask, count, family, PRIVATE, READ_WRITE } from './ask';
import { field, fn, index, list, op, part, ProgramBuilder, Run } from './builder';

describe('lists', () => {
  const [run, b] = family();
  const processes = part('processes');

  it('are counted, summed, searched, grouped', () => {
    expect(ask(run, count(processes))).toBe('2');
    const sum = {
      ...count(processes),
      name: 'sum',
      value: field(null, 'faults', 'number'),
    } as const;
    expect(ask(run, sum)).toBe('3');
    const first = {
      ...count(processes),
      name: 'first',
      where: op('!=', field(null, 'uid'), 7),
    } as const;
    expect(ask(run, first)).toBe('first found no element');
    const last = { ...count(processes), name: 'last' } as const;
    expect(ask(run, field(last, 'pid'))).toBe('101');
    const table = count(part('frames'), null, field(null, 'kind'));
    expect(ask(run, index(table, b.text('anon')))).toBe('3');
    expect(ask(run, index(table, b.text('nothing')))).toBe('0');
  });

  it('numbers in lists', () => {
    const numbers = list(3, 1, 2);
    expect([ask(run, fn('min', numbers)), ask(run, fn('max', 1, 5, 2))]).toEqual(['1', '5']);
    expect(ask(run, { ...count(numbers), name: 'sum' })).toBe('6');
    expect(ask(run, op('==', numbers, list(3, 1, 2)))).toBe('1');
    expect(ask(run, index(numbers, 3))).toBe(
      'the index 3 is outside: there are 3 elements, from 0 on',
    );
    expect(ask(run, count(fn('max', 1)))).toBe('a number is no list');
  });
});

describe('since', () => {
  it('says by how much a counter grew since the mark', () => {
    const b = new ProgramBuilder().spawn('p');
    const grown = (of: Expression, by: number) => op('==', fn('since', of), by);
    const p = (...names: [string, ...string[]]) => field(b.v('p'), ...names);
    b.call('p', 'mmap', [0x10000, 5 * 4096, READ_WRITE, PRIVATE, -1, 0])
      .call('p', 'store', [0x10000, 1])
      .call('p', 'fork', [], { target: 'old' })
      .expect(fn('since', p('rss')))
      .add('mark', {})
      .call('p', 'store', [0x11000, 1])
      .call('p', 'store', [0x12000, 1])
      .expect(grown(p('faults', 'zero'), 2))
      .expect(grown(p('rss'), 8192))
      .expect(grown(part('now'), 0))
      .call('old', 'store', [0x10000, 1])
      .call('old', 'exit_group', [0])
      .expect(grown(field(b.v('old'), 'faults', 'cow'), 1))
      .call('p', 'fork', [], { target: 'new' })
      .call('new', 'store', [0x14000, 1])
      .expect(grown(field(b.v('new'), 'faults', 'zero'), 1))
      .expect(op('>', fn('since', field(part('tlb'), 'misses')), 0))
      .expect(fn('since', field(fn('region', b.v('p'), 0x10000), 'perm')));
    const { failures } = b.run();
    expect(failures).toEqual([
      '`since` needs a `mark` before it',
      expect.stringMatching(/^this does not hold: the left side is \d+, the right side is 0$/),
      expect.stringContaining('was not kept at the mark'),
    ]);
  });
});

describe('events', () => {
  const [run, b] = family();
  const event = (kind: number, subject: number, a: number, second: number): RecordedEvent => ({
    ...{ number: 5, kind, subject, a, b: second, rule: 503, endpoint: -1, cpu: 0 },
    ...{ call: 'store', function: 'memCow', line: 12 },
  });
  const kept = [
    event(EVENT.fault, 13, 0x10, 7),
    event(EVENT.cow, 1, 5, 6),
    event(EVENT.fault, 13, 0x11, 7),
  ];
  const source: EventSource = {
    count: kept.length,
    missing: 0,
    hasLines: true,
    event: (position) => kept[position],
    rule: (id) => `rule ${String(id)}`,
  };

  it('are a list of those that somebody recorded', () => {
    const faults = op('==', field(null, 'kind'), b.text('fault'));
    expect(ask(run, count(part('events'), faults), source)).toBe('2');
    expect(ask(run, count(part('events'), faults))).toBe('no events were recorded here');
    const table = count(part('events'), null, field(null, 'function'));
    expect(ask(run, index(table, b.text('memCow')), source)).toBe('3');
    const last = { ...count(part('events')), name: 'last' } as const;
    expect(ask(run, field(last, 'address'), source)).toBe(String(0x11000));
    expect(ask(run, field(last, 'rule'), source)).toBe('"rule 503"');
    expect(ask(run, field(last, 'frame'), source)).toBe('an event of kind fault has no frame');
  });

  it('are kept by the machine itself when a statement asks for them, through checkpoints too', () => {
    const program = () => {
      const builder = new ProgramBuilder().spawn('p');
      const ofKind = (name: string) =>
        count(part('events'), op('==', field(null, 'kind'), builder.text(name)));
      const ofProcess = op('==', field(null, 'process'), builder.v('c'));
      builder
        .call('p', 'mmap', [0x10000, 3 * 4096, READ_WRITE, PRIVATE | 0x10, -1, 0])
        .call('p', 'store', [0x10000, 1])
        .call('p', 'fork', [], { target: 'c' })
        .call('c', 'store', [0x10000, 2])
        .expect(op('==', ofKind('cow'), 1))
        .expect(op('==', ofKind('zero'), 1))
        .expect(op('==', ofKind('fault'), 2))
        .expect(op('==', count(part('events'), op('&&', ofProcess, fieldIs('cow'))), 1))
        .expect(op('==', field({ ...count(part('events')), name: 'last' }, 'function'), 0));
      function fieldIs(name: string): Expression {
        return op('==', field(null, 'kind'), builder.text(name));
      }
      return builder.build();
    };
    const straight = new Run(program());
    expect(straight.failures).toEqual(['.function of this event was not recorded']);
    const again = program();
    const machine = createComputer(again);
    const checkpoints = new Checkpoints<number>(machine.store, machine.trace);
    checkpoints.take(0);
    for (let i = 0; i < 4; i++) step(machine, again);
    checkpoints.restore(0);
    while (step(machine, again));
    expect(machine.interpreter.failed.get(1)).toBe(1);
    expect(machine.hash.all()).toBe(straight.machine.hash.all());
  });
});
