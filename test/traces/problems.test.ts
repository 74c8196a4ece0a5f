/** What cannot be read or run is told with its place or its count, and the rest runs. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileLog, printLog } from '../../src/traces/log';
import { readLogText, runLog } from './logRun';

/** `line:column text` of what is wrong with a log. */
function problemsOf(lines: readonly string[]): string[] {
  return compileLog(lines.join('\n'), 'a.strace', []).problems.map(
    ({ line, column, text }) => `${line}:${column} ${text}`,
  );
}

const OVERTAKEN = `7 mmap(NULL, 4096, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0 <unfinished ...>
7 munmap(0x10000, 4096 <unfinished ...>
7 <... munmap resumed>) = 0
7 <... mmap resumed>) = 0x10000
7 brk(NULL) = 0x5000
`;

const ANONYMOUS = 'PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0';

describe('lines that cannot be read', () => {
  it.each([
    [
      'hello world',
      '2:1 expected a line of strace, as `28114 munmap(0x7ffff7fb5000, 41543) = 0`, found `hello world`',
    ],
    [
      '7 mmap(NULL, 4096',
      '2:18 expected `) = RESULT` or `<unfinished ...>` at the end of this call, found the end of the line',
    ],
    ['7 mmap(NULL, , 4096) = 0x1000', '2:14 expected a value as an argument of `mmap`, found `,`'],
    ['7 munmap(0x1000) = 0', '2:3 `munmap` takes 2 arguments, not 1: write `munmap(addr, length)`'],
    [`7 mmap(NULL, 4096, PROT_FOO, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x1000`, /^2:20 .*PROT_FOO/],
    ['7 <... mmap resumed>) = 0x1000', '2:3 this ends a call of mmap that no line before it began'],
    ['7 +++ went away +++', '2:3 expected `+++ exited with N +++` or `+++ killed by SIGNAL +++`'],
    ['7 brk(NULL) = 0x5000 what', /^2:22 .*found `what`/],
    ['### maps 7', /^2:1 expected `### maps PID after-exec`, .* found `### maps 7`/],
    ['### fork 7 x y', /^2:1 .*found `### fork 7 x y`/],
  ])('%j', (line, wanted) => {
    const lines = [
      `7 mmap(NULL, 4096, ${ANONYMOUS}) = 0x10000`,
      line,
      '7 munmap(0x10000, 4096) = 0',
    ];
    const [problem, ...others] = problemsOf(lines);
    expect(problem).toMatch(wanted);
    expect(others).toEqual([]);
    const { failures, program } = runLog(lines.join('\n'), ['memory=8M']);
    expect(failures).toEqual([]);
    expect(program.instructions.map(({ op, place }) => `${op} ${place.line}`)).toEqual([
      ...['spawn 1', 'call 1', 'call 3', 'end 3'],
    ]);
  });

  it('in a map are told where they stand, and so is a map without an end', () => {
    expect(
      problemsOf([
        '### maps 7 after-exec',
        '00400000-00401000 r--p 0 0 0',
        'what',
        '7 brk(NULL) = 0x5000',
      ]),
    ).toEqual(['3:1 expected a line of /proc/PID/maps or `### end`, found `what`']);
    expect(
      problemsOf(['7 brk(NULL) = 0x5000', '### maps 7 at-exit', '00400000-00401000 r--p 0 0 0']),
    ).toEqual(['2:1 this map has no `### end`']);
    const unaligned = [
      '7 execve("/x") = 0',
      '00400100-00401000 r--p 00000000 00:00 0',
      '7 brk(NULL) = 0x5000',
    ];
    expect(problemsOf(unaligned)[0]).toMatch(/^2:1 /);
  });

  it('are told up to 10,000, then reading stops', () => {
    const problems = problemsOf(['7 brk(NULL) = 0x5000', ...Array<string>(20_000).fill('junk')]);
    expect(problems).toHaveLength(10_001);
    expect(problems.at(-1)).toBe(
      '10001:1 more than 10000 lines cannot be read: what follows is not run',
    );
  });

  it('leave nothing to run in a text that is no log', () => {
    const { programs, problems } = compileLog('some\ntext\n', 'a', []);
    expect(programs).toEqual([]);
    expect(problems).toHaveLength(2);
    expect(compileLog('', 'a', []).problems).toEqual([
      { source: 0, line: 1, column: 1, text: 'the log has no call that can be run' },
    ]);
  });

  it('are left out of what is printed', () => {
    const { text, problems } = printLog('7 brk(NULL) = 0x5000\njunk\n7 mmap(1) = 0\n', 'a', []);
    expect(problems.map(({ line }) => line)).toEqual([2, 3]);
    expect(text.split('\n').slice(-2)).toEqual(['7 brk(NULL) = 0x5000', '']);
  });
});

describe('settings', () => {
  it('that are wrong leave nothing to run, and have their place', () => {
    const { programs, problems, sources } = compileLog('7 brk(NULL) = 0x5000\n', 'a', [
      'memory=7x',
    ]);
    expect(programs).toEqual([]);
    const [problem] = problems;
    expect(sources[problem?.source ?? 0]?.text).toBe('memory=7x');
  });

  it('win over those of a log', () => {
    const [program] = compileLog('7 brk(NULL) = 0x5000\n', 'a', ['memory=64M', 'seed=5']).programs;
    expect(program?.configuration).toMatchObject({
      ...{ memory: 64 * 1024 * 1024, seed: 5, personality: 'linux', placement: 'recorded' },
      touches: 'none',
    });
  });
});

describe('calls that are not run', () => {
  it('are counted by reason and name', () => {
    const { compiled, failures } = runLog(
      [
        '7 madvise(0x10000, 4096, MADV_DONTNEED) = 0',
        '7 madvise(0x10000, 4096, MADV_DONTNEED <unfinished ...>',
        '8 futex(0x10000, FUTEX_WAIT, 2, NULL <unfinished ...>',
        '7 <... madvise resumed>) = 0',
        '7 restart_syscall(<... resuming interrupted read ...>) = 0',
        '7 mmap(NULL, 4096, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = -1 ENOMEM (Cannot allocate memory)',
        '7 wait4(-1, 0x7ffe, 0, NULL) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)',
        '7 wait4(55, NULL, 0, NULL) = 55',
        '7 brk(NULL) = ? <unavailable>',
        '7 --- SIGRT_1 {si_signo=SIGRT_1} ---',
        '7 exit_group(0) = ?',
        '7 brk(NULL) = 0x5000',
      ].join('\n'),
    );
    expect(failures).toEqual([]);
    expect(compiled.problems).toEqual([]);
    expect(compiled.summary).toEqual([
      'not modelled: madvise 2, SIGRT_1 1, futex 1, restart_syscall 1',
      'failed in the log, so not run: mmap ENOMEM 1',
      'interrupted and begun again: wait4 1',
      'about processes that the log does not show: wait4 1',
      'never returned: brk 1',
      'by processes that had ended: brk 1',
    ]);
  });

  it('count madvise in the threads of a real program', () => {
    const { compiled } = runLog(readLogText('threads.maptrace'));
    expect(compiled.summary).toEqual(['not modelled: madvise 18']);
  });
});

describe('places', () => {
  it('of statements are those of the log, of a joined call its return', () => {
    const { program } = runLog(
      [
        '7   10:20:30 mmap(NULL, 4096, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1 <unfinished ...>',
        '7   10:20:30 <... mmap resumed>, 0)  = 0x10000',
      ].join('\n'),
    );
    const [, call] = program.instructions;
    expect(call?.place).toMatchObject({ source: 0, line: 2, column: 14 });
    if (call?.op !== 'call') throw new Error('no call');
    expect(call.arguments.map(({ value }) => `${value.place.line}:${value.place.column}`)).toEqual([
      ...['1:19', '1:25', '1:31', '1:42', '1:69', '2:34'],
    ]);
    expect(program.sources[0]?.text.startsWith('7   10:20:30 mmap')).toBe(true);
  });
});

describe('any text', () => {
  it('is read without an exception, and what remains of a damaged log runs', () => {
    const text = readLogText('bash-pipe.strace');
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            at: fc.nat(text.length),
            length: fc.nat(200),
            by: fc.string({ maxLength: 8 }),
          }),
          {
            maxLength: 6,
          },
        ),
        (edits) => {
          let damaged = text;
          for (const { at, length, by } of edits) {
            damaged = damaged.slice(0, at) + by + damaged.slice(at + length);
          }
          const { programs } = compileLog(damaged, 'a', ['memory=8M']);
          if (programs.length > 0) runLog(damaged, ['memory=8M']);
          printLog(damaged, 'a', []);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('of junk is read', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (lines) => {
        compileLog(lines.join('\n'), 'a', ['memory=8M']);
      }),
      { numRuns: 200 },
    );
  });
});

describe('a call that a process begins before its last one has ended', () => {
  it('overtakes it: that one is counted, and its end is no problem', () => {
    const { problems, summary } = compileLog(OVERTAKEN, 'a.strace', []);
    expect(problems).toEqual([]);
    expect(summary).toEqual(['not ended when their process began the next call: mmap 1']);
  });
});

describe('flags of parts that the machine has not', () => {
  it('are counted once for all calls, which run without them', () => {
    const flags = 'MAP_PRIVATE|MAP_ANONYMOUS|MAP_LOCKED';
    const lines = [
      `7 mmap(NULL, 4096, PROT_READ, ${flags}, -1, 0) = 0x10000`,
      `7 mmap(NULL, 4096, PROT_READ, ${flags}|MAP_HUGETLB, -1, 0) = 0x20000`,
      '',
    ];
    const { problems, programs, summary } = compileLog(lines.join('\n'), 'a.strace', []);
    expect(problems).toEqual([]);
    expect(summary).toEqual([
      'flags that are not modelled, in calls that were run without them: MAP_LOCKED 2, MAP_HUGETLB 1',
    ]);
    const calls = programs[0]?.instructions.filter(({ op }) => op === 'call') ?? [];
    expect(calls).toHaveLength(2);
  });
});
