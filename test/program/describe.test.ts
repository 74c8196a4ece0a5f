/** Statements as strace prints them (strace(1), and the recorded logs' spelling), and maps as proc(5) prints them. */
import { describe, expect, it } from 'vitest';
import { CALLS } from '../../src/engine/calls';
import { ERRNO, SIGNAL } from '../../src/engine/errno';
import { x86_64 } from '../../src/arch/architecture';
import { createComputer } from '../../src/program/computer';
import { constantNumber, flagGroup, flagsText } from '../../src/program/constants';
import { describeStatement } from '../../src/program/describe';
import type { ExpectedMapping } from '../../src/program/form';
import { quote } from '../../src/program/format';
import { step } from '../../src/program/interpreter';
import { mappingsOf, mapsLine } from '../../src/program/maps';
import { FIRST_USER_ROW } from '../../src/engine/kernel/ipc';
import { ANY, ANYTHING, error, op, ProgramBuilder, signal, value } from './builder';

/** What each statement did, asked right after it. */
function told(b: ProgramBuilder): (string | null)[] {
  const program = b.build();
  const machine = createComputer(program);
  const lines: (string | null)[] = [];
  for (;;) {
    const position = machine.interpreter.counter.get(1);
    if (!step(machine, program)) return lines;
    const before = machine.hash.all();
    lines.push(describeStatement(machine, program, position));
    expect(machine.hash.all()).toBe(before);
  }
}

describe('a statement in one line', () => {
  it('has its arguments and outcome as strace prints them', () => {
    const b = new ProgramBuilder({ architecture: x86_64, memory: 16 * 1024 * 1024 }).spawn('p');
    const flags = { name: 'flags', value: op('|', 0x1200000, 17), output: null };
    b.call('p', 'mmap', [0, 8192, 3, 0x22, -1, 0], { target: 'a', outcome: ANY })
      .call('p', 'mmap', [0x10000, 4096, 0, 0x4032, -1, 0])
      .call('p', 'munmap', [0x10001, 4096], { outcome: error(ERRNO.EINVAL) })
      .call('p', 'store', [0x555, 1], { outcome: signal(SIGNAL.SIGSEGV) })
      .spawn('q')
      .call('q', 'brk', [0], { outcome: ANY })
      .call('q', 'openat', [-100, b.text('/none'), 0o101, 0o644], { outcome: value(3) })
      .call('q', 'clone', [0, flags], { target: 'c' })
      .call('q', 'wait4', [-1, 0, 0, ANYTHING], { outcome: ANY })
      .call('c', 'exit_group', [0], { outcome: ANY });
    const lines = told(b);
    const place = /0x[0-9a-f]+/;
    expect(lines[1]).toMatch(
      /^p \(pid 100\): mmap\(NULL, 8192, PROT_READ\|PROT_WRITE, MAP_PRIVATE\|MAP_ANONYMOUS, -1, 0\) = 0x7ff[0-9a-f]+$/,
    );
    expect(lines[2]).toBe(
      'p (pid 100): mmap(0x10000, 4096, PROT_NONE, MAP_PRIVATE|MAP_FIXED|MAP_ANONYMOUS|MAP_NORESERVE, -1, 0) = 0x10000',
    );
    expect(lines[3]).toBe('p (pid 100): munmap(0x10001, 4096) = -1 EINVAL (Invalid argument)');
    expect(lines[4]).toBe(
      'p (pid 100): store(0x555, 1) = SIGSEGV {si_code=SEGV_MAPERR, si_addr=0x555}',
    );
    expect(lines[5]).toBe('spawn q');
    expect(lines[6]).toMatch(place);
    expect(lines[7]).toBe('q (pid 101): openat(AT_FDCWD, "/none", O_WRONLY|O_CREAT, 0644) = 3');
    expect(lines[8]).toBe(
      'q (pid 101): clone(NULL, flags=CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD) = 102',
    );
    expect(lines[9]).toBe('q (pid 101): wait4(-1, NULL, 0, ...) = ? (waits)');
    expect(lines[10]).toBe('pid 102: exit_group(0) = ?');
  });

  it('has offsets in files in decimal, and from where they count by name', () => {
    const b = new ProgramBuilder().spawn('p');
    b.call('p', 'openat', [-100, b.text('/new'), 0o102, 0o644])
      .call('p', 'lseek', [3, 0x500000000, 0])
      .call('p', 'lseek', [3, -16, 1])
      .call('p', 'lseek', [3, 0, 2])
      .call('p', 'lseek', [3, 0, 7], { outcome: error(ERRNO.EINVAL) });
    expect(told(b).slice(2, 6)).toEqual([
      'p (pid 100): lseek(3, 21474836480, SEEK_SET) = 21474836480',
      'p (pid 100): lseek(3, -16, SEEK_CUR) = 21474836464',
      'p (pid 100): lseek(3, 0, SEEK_END) = 0',
      'p (pid 100): lseek(3, 0, 7) = -1 EINVAL (Invalid argument)',
    ]);
  });

  it('has names for the flags of every call that is not sent as it stands', () => {
    const withFlags = CALLS.filter(({ parameters }) =>
      parameters
        .flatMap((one) => (one.kind === 'struct' ? one.members : [one]))
        .some(({ kind }) => kind === 'flags'),
    );
    for (const { name } of withFlags) {
      if (!name.startsWith('VM_'))
        expect([name, flagGroup(name)]).toEqual([name, expect.any(String)]);
    }
  });

  it('shows what a load gave', () => {
    const b = new ProgramBuilder().spawn('p');
    b.call('p', 'mmap', [0x10000, 4096, 3, 0x32, -1, 0])
      .call('p', 'store', [0x10000, b.text('hello, world')])
      .call('p', 'load', [0x10000, 12])
      .call('p', 'load', [0x10000]);
    const lines = told(b);
    expect(lines[2]).toBe('p (pid 100): store(0x10000, "hello, world") = 0');
    expect(lines[3]).toBe('p (pid 100): load(0x10000, 12) = "hello, world"');
    expect(lines[4]).toBe('p (pid 100): load(0x10000) = "h"');
  });

  it('says what the script prints', () => {
    const b = new ProgramBuilder();
    b.let('x', 5).add('say', { parts: ['x is ', b.v('x'), ', not ', op('+', b.v('x'), 1)] });
    expect(told(b)[1]).toBe('x is 5, not 6');
  });
});

describe('strings and flags', () => {
  it('are escaped as in C, with as few octal digits as possible', () => {
    const bytes = Uint8Array.from([0x7f, 0x45, 2, 1, 0x31, 0, 10, 34, 92]);
    expect(quote(bytes, false)).toBe(String.raw`"\177E\2\0011\0\n\"\\"`);
    expect(quote(new Uint8Array(40).fill(97), false)).toBe(`"${'a'.repeat(32)}"...`);
  });

  it('have their names', () => {
    expect(flagsText('protection', 0)).toBe('PROT_NONE');
    expect(flagsText('open', 0o2000000)).toBe('O_RDONLY|O_CLOEXEC');
    expect(flagsText('map', 0x1000022)).toBe('MAP_PRIVATE|MAP_ANONYMOUS|0x1000000');
    expect(constantNumber('MAP_ANON')).toBe(0x20);
    expect(constantNumber('toString')).toBeUndefined();
  });
});

describe('maps', () => {
  const mapping = (
    start: number,
    end: number,
    permissions: string,
    object: string,
  ): ExpectedMapping => ({
    ...{ start, end, permissions, object, offset: null, growsDown: false },
    text: `${start.toString(16)}-${end.toString(16)} ${permissions} ${object}`,
  });
  const stack = (b: ProgramBuilder) => {
    const { machine } = b.run();
    const last = mappingsOf(machine, FIRST_USER_ROW).at(-1);
    return {
      ...mapping(0, (last?.end ?? 0) * 4096, 'rw-p', 'anon'),
      start: (last?.start ?? 0) * 4096,
      growsDown: true,
    };
  };
  const program = () => {
    const b = new ProgramBuilder().file('/lib/x', 9000).spawn('p');
    return b
      .call('p', 'openat', [-100, b.path('/lib/x'), 0], { target: 'fd' })
      .call('p', 'mmap', [0x10000, 9000, 5, 0x12, b.v('fd'), 0])
      .call('p', 'mmap', [0x20000, 4096, 3, 0x31, -1, 0])
      .call('p', 'mprotect', [0x11000, 4096, 1]);
  };

  it('are compared by ranges, rights and objects', () => {
    const good = [
      mapping(0x10000, 0x11000, 'r-xp', '/lib/x'),
      { ...mapping(0x11000, 0x12000, 'r--p', '/lib/x'), offset: 4096 },
      mapping(0x12000, 0x13000, 'r-xp', '/lib/x'),
      mapping(0x20000, 0x21000, 'rw-s', 'shm'),
      stack(program()),
    ];
    const judged = (mappings: readonly ExpectedMapping[]) => {
      const b = program();
      return b.add('expectMaps', { process: b.v('p'), mappings }).run().failures;
    };
    expect(judged(good)).toEqual([]);
    expect(judged(good.slice(1))[0]).toMatch(/^not expected, but mapped: 00010000-00011000 r-xp/);
    const wrong = mapping(0x20000, 0x21000, 'rw-p', 'anon');
    expect(judged(good.map((line) => (line.object === 'shm' ? wrong : line)))[0]).toMatch(
      /^expected 20000-21000 rw-p anon, found 00020000-00021000 rw-s/,
    );
    expect(judged([...good, mapping(0x30000, 0x31000, 'rw-p', 'anon')])[0]).toMatch(
      /^nothing is mapped where this line is expected/,
    );
    const offset = { ...mapping(0x11000, 0x12000, 'r--p', '/lib/x'), offset: 8192 };
    expect(judged(good.map((line) => (line.start === 0x11000 ? offset : line)))).toHaveLength(1);
  });

  it('are printed as proc(5) does', () => {
    const { machine } = program().run();
    const lines = mappingsOf(machine, FIRST_USER_ROW).map((one) => mapsLine(machine, one));
    expect(lines[1]).toBe(`${'00011000-00012000 r--p 00001000 00:00 0'.padEnd(73)}/lib/x`);
    expect(lines.at(-1)).toMatch(/ \[stack\]$/);
  });
});
