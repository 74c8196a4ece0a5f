/** Programs from their first statement to their end: processes, calls, accesses, outcomes. */
import { describe, expect, it } from 'vitest';
import { ERRNO, SIGNAL, SIGNAL_CODE } from '../../src/engine/errno';
import { evaluate } from '../../src/program/evaluation';
import { looking } from '../../src/program/evaluator';
import { ANY, error, field, fn, op, part, ProgramBuilder, range, signal, value } from './builder';

const READ_WRITE = 3;
/** MAP_PRIVATE | MAP_ANONYMOUS. */
const PRIVATE = 0x22;

function withBuffer(pages = 2): ProgramBuilder {
  return new ProgramBuilder()
    .spawn('parent')
    .call('parent', 'mmap', [0, pages * 4096, READ_WRITE, PRIVATE, -1, 0], { target: 'buf' });
}

describe('copy-on-write, as in the first script of docs/language.md', () => {
  it('parent and child share a page until one writes', () => {
    const b = withBuffer();
    b.call('parent', 'store', [b.v('buf'), b.text('hello')])
      .call('parent', 'fork', [], { target: 'child' })
      .call('child', 'store', [b.v('buf'), b.text('HELLO')])
      .call('child', 'load', [b.v('buf'), 5], { outcome: value(b.text('HELLO')) })
      .call('parent', 'load', [b.v('buf'), 5], { outcome: value(b.text('hello')) })
      .call('parent', 'munmap', [op('+', b.v('buf'), 1), 4096], { outcome: error(ERRNO.EINVAL) })
      .call('child', 'store', [0x10, 1], { outcome: signal(SIGNAL.SIGSEGV) })
      .expect(op('==', field(b.v('child'), 'faults', 'cow'), 1))
      .expect(op('==', field(b.v('child'), 'killed'), SIGNAL.SIGSEGV))
      .expect(op('==', field(b.v('child'), 'alive'), 0))
      .expect(op('==', fn('peek', b.v('parent'), b.v('buf'), 5), b.text('hello')))
      .expect(part('sound'));
    const run = b.run();
    expect(run.failures).toEqual([]);
    expect(run.expectations).toBe(9);
  });

  it('frames differ after the copy', () => {
    const b = withBuffer();
    const frames = (operator: '==' | '!=') =>
      op(operator, fn('frame', b.v('parent'), b.v('buf')), fn('frame', b.v('child'), b.v('buf')));
    b.call('parent', 'store', [b.v('buf'), 1])
      .call('parent', 'fork', [], { target: 'child' })
      .expect(frames('=='))
      .expect(op('==', field(fn('frame', b.v('parent'), b.v('buf')), 'refs'), 2))
      .call('child', 'store', [b.v('buf'), 2])
      .expect(frames('!='))
      .expect(op('==', field(fn('frame', b.v('parent'), b.v('buf')), 'refs'), 1));
    expect(b.run().failures).toEqual([]);
  });
});

describe('outcomes', () => {
  it('a call with no outcome must succeed, and says so only when it fails', () => {
    const run = withBuffer().call('parent', 'munmap', [1, 4096]).run();
    expect(run.failures).toEqual(['it failed: -1 EINVAL (Invalid argument)']);
    expect(run.expectations).toBe(1);
  });

  it('both values are told when they differ', () => {
    const b = withBuffer();
    b.call('parent', 'store', [b.v('buf'), 7])
      .call('parent', 'load', [b.v('buf')], { outcome: value(8) })
      .call('parent', 'munmap', [b.v('buf'), 4096], { outcome: error(ERRNO.ENOMEM) })
      .call('parent', 'close', [77], { outcome: value(0) });
    expect(b.run().failures).toEqual([
      'expected 8, got "\\7"',
      'expected -1 ENOMEM (Cannot allocate memory), got 0',
      'expected 0, got -1 EBADF (Bad file descriptor)',
    ]);
  });

  it('a signal is judged by its fields, and those left out do not matter', () => {
    const b = withBuffer();
    const { SEGV_MAPERR, SEGV_ACCERR } = SIGNAL_CODE;
    b.call('parent', 'fork', [], { target: 'a' })
      .call('parent', 'fork', [], { target: 'b' })
      .call('parent', 'fork', [], { target: 'c' })
      .call('a', 'load', [0x123], {
        outcome: signal(SIGNAL.SIGSEGV, { si_code: SEGV_MAPERR, si_addr: 0x123 }),
      })
      .call('parent', 'mprotect', [b.v('buf'), 4096, 1])
      .call('b', 'mprotect', [b.v('buf'), 4096, 1])
      .call('b', 'store', [b.v('buf'), 1], {
        outcome: signal(SIGNAL.SIGSEGV, { si_code: SEGV_MAPERR }),
      })
      .call('parent', 'store', [b.v('buf'), 1], {
        outcome: signal(SIGNAL.SIGSEGV, { si_code: SEGV_ACCERR }),
      })
      .call('c', 'load', [b.v('buf')], { outcome: signal(SIGNAL.SIGBUS) })
      .call('c', 'load', [0], { outcome: value(0) });
    expect(b.run().failures).toEqual([
      'expected si_code=SEGV_MAPERR, got si_code=SEGV_ACCERR',
      'expected SIGBUS, but it returned "\\0"',
      'expected 0, but it ended in SIGSEGV {si_code=SEGV_MAPERR, si_addr=NULL}',
    ]);
  });

  it('anything goes with `?`', () => {
    const run = withBuffer().call('parent', 'munmap', [1, 1], { outcome: ANY }).run();
    expect([run.failures, run.expectations]).toEqual([[], 0]);
  });
});

describe('who may act', () => {
  it('an ended process does nothing, and its counters stay readable', () => {
    const b = withBuffer();
    b.call('parent', 'store', [b.v('buf'), 1])
      .call('parent', 'exit_group', [3])
      .call('parent', 'load', [b.v('buf')])
      .expect(op('==', field(b.v('parent'), 'exit'), 3))
      .expect(op('==', field(b.v('parent'), 'faults', 'zero'), 1))
      .expect(op('==', field(b.v('parent'), 'rss'), 0));
    const { failures } = b.run();
    expect(failures).toEqual([
      'parent (pid 100) has ended: it can do nothing any more',
      'process 100 has ended: it has no rss any more',
    ]);
  });

  it('a waiting call is judged when another process ends it', () => {
    const b = withBuffer();
    b.call('parent', 'fork', [], { target: 'child' })
      .call('parent', 'wait4', [-1], { target: 'who', outcome: value(b.v('child')) })
      .expect(op('==', field(b.v('parent'), 'state'), b.text('blocked')))
      .call('parent', 'getpid')
      .call('child', 'exit_group', [0])
      .expect(op('==', b.v('who'), field(b.v('child'), 'pid')));
    const run = b.run();
    expect(run.failures).toEqual([
      'parent (pid 100) still waits in its last call: another process must end that first',
    ]);
    expect(run.expectations).toBe(4);
  });

  it('what still waits at the end has failed', () => {
    const b = withBuffer();
    b.call('parent', 'fork', [], { target: 'child' }).call('parent', 'wait4', [-1]);
    expect(b.run().failures).toEqual([
      'wait4 of parent (pid 100) has not returned: nobody ended its waiting',
    ]);
  });

  it('the child of vfork has its name while the parent waits', () => {
    const b = withBuffer();
    b.call('parent', 'vfork', [], { target: 'child' })
      .call('child', 'store', [b.v('buf'), b.text('seen')])
      .call('child', 'exit_group', [0])
      .call('parent', 'load', [b.v('buf'), 4], { outcome: value(b.text('seen')) });
    expect(b.run().failures).toEqual([]);
  });

  it('an unfinished call is judged where it is resumed', () => {
    const b = withBuffer();
    b.call('parent', 'fork', [], { target: 'child' })
      .call('parent', 'wait4', [-1], { unfinished: true, outcome: ANY })
      .call('child', 'exit_group', [9])
      .resume('parent', 'wait4', value(b.v('child')))
      .resume('parent', 'wait4', value(0));
    const run = b.run();
    expect(run.failures).toEqual([
      'parent (pid 100) has no unfinished call that wait4 could resume',
    ]);
  });

  it('a pid names a process too', () => {
    const b = withBuffer();
    b.call(fn('max', 100), 'store', [b.v('buf'), 5]).expect(
      op('==', fn('peek', 100, b.v('buf')), 5),
    );
    expect(b.run().failures).toEqual([]);
  });
});

describe('accesses', () => {
  it('stores numbers little-endian, strings as they are, and fills up with zeros', () => {
    const b = withBuffer();
    b.call('parent', 'store', [b.v('buf'), 0x01020304, 4])
      .call('parent', 'load', [b.v('buf'), 4], { outcome: value(b.text('\x04\x03\x02\x01')) })
      .call('parent', 'load', [b.v('buf'), 4], { outcome: value(0x01020304) })
      .call('parent', 'store', [b.v('buf'), -1, 8])
      .call('parent', 'load', [b.v('buf'), 8], { outcome: value(-1) })
      .call('parent', 'load', [b.v('buf'), 8], { outcome: value(2n ** 64n - 1n) })
      .call('parent', 'store', [b.v('buf'), b.text('ab'), 4])
      .call('parent', 'load', [b.v('buf'), 5], { outcome: value(b.text('ab\0\0\xff')) })
      .call('parent', 'load', [b.v('buf'), 5], { outcome: value(b.text('ab', true)) });
    expect(b.run().failures).toEqual([]);
  });

  it('memset and memcpy go over pages, each translated once', () => {
    const b = withBuffer(4);
    const at = (offset: number) => op('+', b.v('buf'), offset);
    b.call('parent', 'memset', [at(100), 0x61, 4096 * 2])
      .expect(op('==', field(b.v('parent'), 'faults', 'zero'), 3))
      .call('parent', 'load', [at(99), 3], { outcome: value(b.text('\0aa')) })
      .call('parent', 'memcpy', [at(3 * 4096 + 10), at(100), 50])
      .call('parent', 'load', [at(3 * 4096 + 59), 2], { outcome: value(b.text('a\0')) })
      .call('parent', 'load', [at(3 * 4096 + 9), 2], { outcome: value(b.text('\0a')) });
    expect(b.run().failures).toEqual([]);
  });

  it('push moves the stack pointer and touches the lowest byte', () => {
    const b = new ProgramBuilder().spawn('p');
    b.let('top', field(b.v('p'), 'sp'))
      .call('p', 'push', [24], { target: 'sp' })
      .expect(op('==', b.v('sp'), op('-', b.v('top'), 24)))
      .expect(op('==', field(b.v('p'), 'sp'), b.v('sp')))
      .expect(op('==', field(b.v('p'), 'faults', 'zero'), 1))
      .call('p', 'pop', [24], { outcome: value(b.v('top')) })
      .expect(op('==', field(b.v('p'), 'faults', 'number'), 1));
    expect(b.run().failures).toEqual([]);
  });

  it('fetch needs the right to execute where the machine can forbid it', async () => {
    const { x86_64 } = await import('../../src/arch/architecture');
    const b = new ProgramBuilder({ architecture: x86_64, memory: 16 * 1024 * 1024 }).spawn('p');
    b.call('p', 'mmap', [0, 4096, 7, PRIVATE, -1, 0], { target: 'code' })
      .call('p', 'store', [b.v('code'), 0xc3])
      .call('p', 'fetch', [b.v('code')], { outcome: value(0xc3) })
      .call('p', 'mprotect', [b.v('code'), 4096, READ_WRITE])
      .call('p', 'fetch', [b.v('code')], {
        outcome: signal(SIGNAL.SIGSEGV, { si_code: SIGNAL_CODE.SEGV_ACCERR }),
      });
    expect(b.run().failures).toEqual([]);
  });
});

describe('outputs', () => {
  it('pipe, read and wait4 give what their lines say', () => {
    const b = withBuffer();
    const list = (...numbers: number[]) => ({
      kind: 'list' as const,
      elements: numbers.map((number) => fn('max', number)),
      place: b.v('buf').place,
    });
    b.call('parent', 'pipe', [list(3, 4)])
      .call('parent', 'write', [4, b.text('hello'), 5], { outcome: value(5) })
      .call('parent', 'read', [3, b.text('hello'), 5], { outcome: value(5) })
      .call('parent', 'pipe', [list(5, 7)])
      .call('parent', 'fork', [], { target: 'child' })
      .call('child', 'exit_group', [2])
      .call('parent', 'wait4', [-1, list(0x200)], { outcome: value(b.v('child')) });
    expect(b.run().failures).toEqual(['expected 7 as number 1 of pipefd, got 6']);
  });
});

describe('recorded runs', () => {
  it('take addresses, pids and descriptors where they are free', () => {
    const b = new ProgramBuilder({ placement: 'recorded' }).spawn('p', { pid: 4000 });
    b.call('p', 'mmap', [0, 4096, READ_WRITE, PRIVATE, -1, 0], { outcome: value(0x20000000) })
      .call('p', 'fork', [], { outcome: value(4711), target: 'child' })
      .call('p', 'openat', [-100, b.text('/lib/x'), 0], { outcome: value(5) })
      .expect(op('==', field(b.v('child'), 'pid'), 4711));
    expect(b.run().failures).toEqual([]);
  });

  it('a process that the log says has ended ends', () => {
    const b = new ProgramBuilder({ placement: 'recorded' }).spawn('p', { pid: 4000 });
    b.call('p', 'fork', [], { outcome: value(4001), target: 'child' })
      .add('ended', { process: b.v('child'), status: 0, signal: SIGNAL.SIGKILL })
      .add('ended', { process: b.v('p'), status: 3, signal: 0 })
      .expect(op('==', field(b.v('child'), 'killed'), SIGNAL.SIGKILL))
      .expect(op('==', field(b.v('p'), 'exit'), 3));
    expect(b.run().failures).toEqual([]);
  });
});

describe('pick', () => {
  it('draws the same from the same seed, within its bounds', () => {
    const draw = (seed: number) => {
      const b = new ProgramBuilder({ seed });
      for (let i = 0; i < 20; i++) b.let(`x${i}`, fn('pick', range(3, 9)));
      const run = b.run();
      expect(run.failures).toEqual([]);
      return Array.from({ length: 20 }, (_, i) => run.machine.variables.high.get(i));
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
    for (const x of draw(7)) expect(x >= 3 && x < 9).toBe(true);
  });

  it('draws nothing where an expression only looks', () => {
    const b = new ProgramBuilder().let('x', 1);
    const run = b.run();
    const before = run.machine.hash.all();
    const result = evaluate(looking(run.machine, run.program), fn('pick', range(0, 10)));
    expect(result).toMatchObject({ kind: 'failure', id: 'pickOnlyRuns' });
    expect(run.machine.hash.all()).toBe(before);
  });
});
