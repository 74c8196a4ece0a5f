/** Variables, arrays, conditions, loops and `def` blocks, and that a suspended statement can be run again. */
import { describe, expect, it } from 'vitest';
import { Checkpoints } from '../../src/machine/checkpoints';
import { Suspended } from '../../src/machine/trace';
import { createComputer, type Computer } from '../../src/program/computer';
import type { Program } from '../../src/program/form';
import { step } from '../../src/program/interpreter';
import { expression, field, fn, index, list, op, part, ProgramBuilder, value } from './builder';

/** `for x in from..end step by { x is added to `sum`; n counts }`. */
function loop(from: number, end: number, by: number): ProgramBuilder {
  const b = new ProgramBuilder();
  const [counter, limit, step_] = [b.slot('x'), b.local(0), b.local(1)];
  return b
    .let('sum', 0)
    .let('n', 0)
    .add('loop', {
      ...{ counter, limit, step: step_ },
      ...{ from: expression(from), end: expression(end), by: expression(by), exit: 6 },
    })
    .let('sum', op('+', b.v('sum'), b.v('x')))
    .let('n', op('+', b.v('n'), 1))
    .add('next', { counter, limit, step: step_, body: 3 });
}

describe('loops', () => {
  it.each([
    [0, 5, 1, 10, 5],
    [0, 10, 3, 18, 4],
    [5, 0, -2, 9, 3],
    [3, 3, 1, 0, 0],
    [4, 3, 1, 0, 0],
  ])('from %i to %i by %i', (from, end, by, sum, n) => {
    const b = loop(from, end, by);
    b.expect(op('==', b.v('sum'), sum)).expect(op('==', b.v('n'), n));
    expect(b.run().failures).toEqual([]);
  });

  it('a step of 0 is a failed expectation, not a loop without end', () => {
    expect(loop(0, 5, 0).run().failures).toEqual(['the step of a loop must not be 0']);
  });

  it('counts exactly beyond 2^53', () => {
    const b = new ProgramBuilder();
    const slots = { counter: b.slot('x'), limit: b.local(0), step: b.local(1) };
    const from = 2n ** 63n;
    b.let('n', 0)
      .add('loop', {
        ...slots,
        ...{ from: expression(from), end: expression(from + 3n), by: expression(1), exit: 4 },
      })
      .let('n', op('+', b.v('n'), 1))
      .add('next', { ...slots, body: 2 })
      .expect(op('==', b.v('n'), 3))
      .expect(op('==', b.v('x'), from + 2n));
    expect(b.run().failures).toEqual([]);
  });
});

describe('conditions', () => {
  it('go on at the other branch, and jumps are no statements', () => {
    const b = new ProgramBuilder();
    b.let('x', 1)
      .add('unless', { condition: op('==', b.v('x'), 2), to: 4 })
      .let('way', 1)
      .add('jump', { to: 5 })
      .let('way', 2)
      .expect(op('==', b.v('way'), 2));
    const run = b.run();
    expect(run.failures).toEqual([]);
    expect(run.machine.interpreter.steps.get(1)).toBe(5);
  });

  it('one that cannot be computed is a failed expectation and counts as false', () => {
    const b = new ProgramBuilder();
    b.slot('nobody');
    b.let('way', 1)
      .add('unless', { condition: b.v('nobody'), to: 3 })
      .let('way', 2)
      .expect(op('==', b.v('way'), 1));
    expect(b.run().failures).toEqual(['nobody has no value yet']);
  });
});

describe('arrays', () => {
  it('are zeros until they are written, and cost nothing before', () => {
    const b = new ProgramBuilder();
    b.add('letArray', { target: b.target('a'), length: expression(1_000_000) });
    b.expect(op('==', index(b.v('a'), 999_999), 0))
      .add('let', { target: b.target('a', 70_000), value: expression(-5) })
      .add('let', { target: b.target('a', 1_000_000), value: expression(1) })
      .expect(op('==', index(b.v('a'), 70_000), -5))
      .expect(op('==', index(b.v('a'), -1), 0));
    expect(b.run().failures).toEqual([
      'the index 1000000 is outside: there are 1000000 elements, from 0 on',
      'the index -1 is outside: there are 1000000 elements, from 0 on',
    ]);
  });

  it('take any value, and a copy is another array', () => {
    const b = new ProgramBuilder().spawn('p');
    b.let('a', list(1, b.v('p'), b.text('a long text that no cell holds by itself')))
      .let('b', b.v('a'))
      .add('let', { target: b.target('b', 0), value: expression(2n ** 64n - 1n) })
      .expect(op('==', index(b.v('a'), 0), 1))
      .expect(op('==', index(b.v('b'), 0), 2n ** 64n - 1n))
      .expect(op('==', index(b.v('b'), 1), b.v('p')))
      .expect(op('!=', b.v('a'), b.v('b')))
      .let('b', 0);
    expect(b.run().failures).toEqual([]);
  });

  it('give back everything they took', () => {
    const b = new ProgramBuilder();
    b.add('letArray', { target: b.target('a'), length: expression(100) });
    for (let i = 0; i < 90; i += 9) {
      b.add('let', { target: b.target('a', i), value: expression(i + 1) });
    }
    b.let('a', fn('peek', b.text('/f'), 0, 5000)).let('a', 0);
    b.file('/f', 6000, 'abc');
    const { machine, failures } = b.run();
    expect(failures).toEqual([]);
    expect([machine.arrays.rowCount(), machine.elements.rowCount()]).toEqual([0, 0]);
    const fresh = createComputer(b.build());
    expect(machine.radix.nodesUsed()).toBe(fresh.radix.nodesUsed());
  });
});

describe('def blocks', () => {
  /** `def f(n, a) { if n { a[n] = n; f(n - 1, a) } }`, called with 5 and an array. */
  function recursive(): ProgramBuilder {
    const b = new ProgramBuilder();
    const n = b.localVariable(0);
    const target = {
      slot: { scope: 'local', index: 1 } as const,
      name: 'a',
      index: n,
    };
    b.define({ name: 'f', parameters: 2, locals: 2, entry: 4, expression: null });
    return b
      .add('letArray', { target: b.target('list'), length: expression(10) })
      .add('enter', { definition: 0, self: null, arguments: [expression(5), b.v('list')] })
      .expect(op('==', b.v('list'), list(0, 1, 2, 3, 4, 5, 0, 0, 0, 0)))
      .add('jump', { to: 8 })
      .add('unless', { condition: n, to: 7 })
      .add('let', { target, value: n })
      .add('enter', { definition: 0, self: null, arguments: [op('-', n, 1), b.localVariable(1)] })
      .add('leave', {});
  }

  it('have locals of their own, and arrays are handed over as they are', () => {
    const run = recursive().run();
    expect(run.failures).toEqual([]);
    const { interpreter, activations } = run.machine;
    expect([interpreter.depth.get(1), interpreter.localsTop.get(1)]).toEqual([0, 0]);
    expect([...activations.returnTo.data].every((cell) => cell === 0)).toBe(true);
  });

  it('`self` is the process that runs them', () => {
    const b = new ProgramBuilder().spawn('p');
    const self = { kind: 'process', name: 'self', place: b.v('p').place } as const;
    b.define({ name: 'f', parameters: 0, locals: 0, entry: 3, expression: null });
    b.add('enter', { definition: 0, self: b.v('p'), arguments: [] })
      .add('jump', { to: 5 })
      .call(self, 'getpid', [], { outcome: value(100) })
      .add('leave', {})
      .expect(op('==', self, 0));
    expect(b.run().failures).toEqual([
      'there is no `self` here: only inside a `def` that a process runs',
    ]);
  });

  it('that call themselves for ever end with a message', () => {
    const b = new ProgramBuilder();
    b.define({ name: 'f', parameters: 0, locals: 0, entry: 2, expression: null });
    b.add('enter', { definition: 0, self: null, arguments: [] })
      .add('jump', { to: 4 })
      .add('enter', { definition: 0, self: null, arguments: [] })
      .add('leave', {});
    expect(b.run().failures).toEqual(['f calls itself too often']);
  });
});

describe('time', () => {
  function program(): Program {
    const b = new ProgramBuilder({ memory: 1024 * 1024 }).file('/f', 5000, 'xyz').spawn('p');
    b.call('p', 'mmap', [0, 8192, 3, 0x22, -1, 0], { target: 'a' })
      .call('p', 'store', [b.v('a'), b.text('hello'), 5])
      .call('p', 'fork', [], { target: 'c' })
      .call('c', 'store', [op('+', b.v('a'), 4094), 0x01020304, 4])
      .call('c', 'openat', [-100, b.path('/f'), 0], { target: 'fd' })
      .call('c', 'read', [b.v('fd'), b.v('a'), 5000], { outcome: value(5000) })
      .let('list', list(1, 2, fn('pick', 5, 6, 7)))
      .expect(op('==', part('sound'), 1))
      .call('p', 'wait4', [-1], { target: 'who', outcome: value(b.v('c')) })
      .call('c', 'store', [0, 1], { outcome: { kind: 'signal', signal: 11, fields: [] } })
      .expect(op('==', field(b.v('c'), 'killed'), 11));
    return b.build();
  }

  /** Runs on to the end. */
  function finish(machine: Computer, of: Program): string {
    while (step(machine, of));
    return machine.hash.all();
  }

  it('a statement that was suspended at any event runs again from a checkpoint to the same end', () => {
    const of = program();
    const straight = createComputer(of);
    const end = finish(straight, of);
    expect(straight.interpreter.failed.get(1)).toBe(0);
    const events = straight.trace.now;
    const machine = createComputer(of);
    const checkpoints = new Checkpoints<number>(machine.store, machine.trace);
    checkpoints.take(0);
    for (let moment = machine.trace.now + 1; moment <= events; moment += 7) {
      checkpoints.restore(0);
      machine.trace.arm(moment, null);
      expect(() => finish(machine, of)).toThrow(Suspended);
      expect(machine.trace.now).toBe(moment);
      machine.trace.disarm();
    }
    checkpoints.restore(0);
    expect(finish(machine, of)).toBe(end);
    expect(machine.trace.now).toBe(events);
  });

  it('a checkpoint between statements holds all that the interpreter knows', () => {
    const of = program();
    const machine = createComputer(of);
    const checkpoints = new Checkpoints<number>(machine.store, machine.trace);
    const hashes: string[] = [];
    do {
      checkpoints.take(hashes.length);
      hashes.push(machine.hash.all());
    } while (step(machine, of));
    for (let at = hashes.length - 1; at >= 0; at--) {
      checkpoints.restore(at);
      expect(machine.hash.all()).toBe(hashes[at]);
      finish(machine, of);
      expect(machine.hash.all()).toBe(hashes.at(-1));
      checkpoints.restore(at);
    }
  });
});
