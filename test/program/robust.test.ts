/** Whatever a program holds: nothing is thrown, looking changes nothing, the operating system stays sound. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CALLS } from '../../src/engine/calls';
import { ACCESSES } from '../../src/program/accesses';
import { evaluate } from '../../src/program/evaluation';
import { looking } from '../../src/program/evaluator';
import type { BinaryOperator, Expression } from '../../src/program/form';
import { formatValue } from '../../src/program/format';
import { MESSAGES, sentence } from '../../src/program/messages';
import { isFailure } from '../../src/program/value';
import { family } from './ask';
import {
  ANY,
  ANYTHING,
  field,
  fn,
  list,
  op,
  part,
  PLACE,
  ProgramBuilder,
  range,
  type Short,
} from './builder';

const OPERATORS: readonly BinaryOperator[] = [
  ...(['||', '&&', '==', '!=', '<', '<=', '>', '>=', '|', '^', '&', '<<'] as const),
  ...(['>>', '+', '-', '*', '/', '%'] as const),
];
const PARTS = [
  ...['frames', 'processes', 'events', 'disk', 'tlb', 'itlb', 'stlb', 'now', 'ticks', 'cycles'],
  ...['seed', 'sound', 'hash', 's', 'nothing'],
];
const FUNCTIONS = [
  ...['region', 'pte', 'frame', 'tlb', 'cpu', 'file', 'peek', 'ondisk', 'mapped', 'resident'],
  ...['min', 'max', 'pick', 'since', 'WIFEXITED', 'unknown'],
];
const FIELDS = [
  ...[
    'pid',
    'parent',
    'state',
    'exit',
    'killed',
    'rss',
    'pss',
    'regions',
    'stack',
    'heap',
    'faults',
  ],
  ...[
    'number',
    'zero',
    'start',
    'size',
    'perm',
    'type',
    'file',
    'offset',
    'present',
    'frame',
    'word',
  ],
  ...[
    'refs',
    'kind',
    'valid',
    'stale',
    'hits',
    'free',
    'largest',
    'cached',
    'reads',
    'signals',
    'x',
  ],
];
/** Numbers at the edges of pages, address spaces and integers. */
const EDGES: readonly (number | bigint)[] = [
  ...[0, 1, -1, 5, 64, 100, 101, 4095, 4096, 4097, 0x10000, 0x11fff, 0x13000, 0xeffff000, 2 ** 32],
  ...[-4096, 0x7ffffffff000, 2 ** 53 - 1, 2n ** 63n, 2n ** 64n - 1n, -(2n ** 63n)],
];

const [run, names] = family();
const PATH = names.text('/f');
const number = fc.constantFrom(...EDGES);
const leaf: fc.Arbitrary<Expression> = fc.oneof(
  number.map((value): Expression => ({ kind: 'integer', value, place: PLACE })),
  fc.constantFrom(names.v('p'), names.v('c'), names.v('unset'), PATH, ANYTHING),
  fc.constantFrom(...PARTS).map(part),
);
const { tree } = fc.letrec<{ tree: Expression }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    { arbitrary: leaf, weight: 3 },
    fc
      .tuple(fc.constantFrom(...OPERATORS), tie('tree'), tie('tree'))
      .map(([operator, left, right]) => op(operator, left, right)),
    fc.tuple(tie('tree'), fc.constantFrom(...FIELDS)).map(([of, name]) => field(of, name)),
    fc
      .tuple(fc.constantFrom(...FUNCTIONS), fc.array(tie('tree'), { maxLength: 3 }))
      .map(([name, given]) => fn(name, ...given)),
    fc.array(tie('tree'), { maxLength: 3 }).map((elements) => list(...elements)),
    fc
      .tuple(tie('tree'), tie('tree'))
      .map(([of, at]): Expression => ({ kind: 'index', of, index: at, place: PLACE })),
    fc
      .tuple(
        fc.constantFrom('count' as const, 'sum' as const, 'first' as const, 'last' as const),
        ...([tie('tree'), tie('tree'), fc.constantFrom(...FIELDS), fc.boolean()] as const),
      )
      .map(([name, of, where, key, grouped]): Expression => ({
        ...{ kind: 'comprehension', name, list: of, value: null, where, place: PLACE },
        by: grouped ? field(null, key) : null,
      })),
    fc.tuple(tie('tree'), tie('tree')).map(([from, to]) => fn('pick', range(from, to))),
  ),
}));

describe('looking', () => {
  it('gives a value or a failure for any expression, and changes nothing', () => {
    const before = run.machine.hash.all();
    const seen = new Set<string>();
    fc.assert(
      fc.property(tree, (expression) => {
        const result = evaluate(looking(run.machine, run.program), expression);
        if (isFailure(result)) {
          seen.add(result.id);
          expect(sentence(result)).not.toMatch(/\{\w+\}|undefined|NaN/);
        } else {
          expect(formatValue(run.machine, result)).not.toMatch(/undefined|NaN/);
        }
      }),
      { numRuns: 4000, seed: 1 },
    );
    expect(run.machine.hash.all()).toBe(before);
    expect(seen.size).toBeGreaterThan(25);
  });
});

describe('acting', () => {
  const argument: fc.Arbitrary<Short> = fc.oneof(
    { arbitrary: number, weight: 4 },
    fc.integer({ min: 0, max: 64 }),
    fc.constantFrom(ANYTHING, list(1, 2)),
  );
  const action = fc.record({
    who: fc.constantFrom('p', 'c', 'd'),
    name: fc.constantFrom(
      ...CALLS.filter(({ result }) => result !== 'never').map(({ name }) => name),
      ...ACCESSES.map(({ name }) => name),
    ),
    given: fc.array(argument, { maxLength: 6 }),
  });

  it('any calls and accesses with any arguments leave a sound machine', () => {
    fc.assert(
      fc.property(fc.array(action, { minLength: 1, maxLength: 12 }), (actions) => {
        const b = new ProgramBuilder({ memory: 1024 * 1024 }).spawn('p');
        b.call('p', 'mmap', [0x10000, 8 * 4096, 3, 0x32, -1, 0])
          .call('p', 'fork', [], { target: 'c' })
          .call('p', 'fork', [], { target: 'd' });
        for (const { who, name, given } of actions) {
          b.call(who, name, given, { outcome: ANY }).expect(part('sound'));
        }
        for (const failure of b.run().failures) {
          expect(failure).not.toMatch(/\{\w+\}|undefined|NaN|does not hold/);
        }
      }),
      { numRuns: 150, seed: 2 },
    );
  });
});

describe('messages', () => {
  it('have no two equal sentences', () => {
    const sentences = Object.values(MESSAGES);
    expect(new Set(sentences).size).toBe(sentences.length);
  });
});

describe('many processes', () => {
  it('ended ones stay readable after their slots were given to others, whose counters begin at 0', () => {
    const b = new ProgramBuilder({ memory: 2 * 1024 * 1024 }).spawn('p');
    b.call('p', 'mmap', [0x10000, 4096, 3, 0x32, -1, 0])
      .call('p', 'fork', [], { target: 'first' })
      .call('first', 'store', [0x10000, 1])
      .call('first', 'exit_group', [42])
      .call('p', 'wait4', [-1, 0, 0]);
    for (let i = 0; i < 300; i++) {
      b.call('p', 'fork', [], { target: 'child' })
        .expect(op('==', field(b.v('child'), 'faults', 'number'), 0))
        .call('child', 'store', [0x10000, 1])
        .call('child', 'exit_group', [0])
        .call('p', 'wait4', [-1, 0, 0]);
    }
    b.expect(op('==', field(b.v('first'), 'exit'), 42))
      .expect(op('==', field(b.v('first'), 'faults', 'zero'), 1))
      .expect(op('==', field(b.v('first'), 'parent'), b.v('p')))
      .call('first', 'getpid')
      .expect(part('sound'));
    expect(b.run().failures).toEqual(['pid 101 has ended: it can do nothing any more']);
  });
});
