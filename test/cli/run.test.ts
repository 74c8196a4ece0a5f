/** What `run` and `test` count and tell, and the exit status that says so. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { pagewalk } from './command';

const FOLDER = mkdtempSync(join(tmpdir(), 'pagewalk-'));
afterAll(() => {
  rmSync(FOLDER, { recursive: true });
});

function file(name: string, text: string): string {
  const path = join(FOLDER, name);
  writeFileSync(path, text);
  return path;
}

describe('a line of a log that cannot be read', () => {
  const LINE = '100 brk(NULL) = 0x555555559000\n';
  const path = file('bad.strace', `${LINE}100 mmap(NULL, 4096, = nonsense\n${LINE}`);

  it('makes run fail, and the rest runs', async () => {
    const { status, errors } = await pagewalk(['run', path]);
    expect(status).toBe(1);
    expect(errors).toContain('bad.strace:2:');
    expect(errors).toContain('0 failed');
  });

  it.each([
    ['spec', 'FAIL'],
    ['summary', 'FAIL'],
    ['tap', 'not ok 1'],
    ['junit', '<failure message='],
    ['json', '"error": null'],
  ])('makes test fail with reporter %s, and the rest runs', async (reporter, sign) => {
    const { status, output } = await pagewalk(['test', '--reporter', reporter, path]);
    expect(status).toBe(1);
    expect(output).toContain(sign);
    expect(output).toContain('bad.strace:2:');
  });

  it('is told in the JSON', async () => {
    const { output } = await pagewalk(['test', '--reporter', 'json', path]);
    expect(JSON.parse(output)).toMatchObject({
      results: [
        {
          error: null,
          unreadable: [expect.stringContaining('bad.strace:2:') as string],
          // The process is made, and two calls of three can be read.
          statements: 3,
          failed: 0,
        },
      ],
    });
  });

  it('is worth less than a file that cannot be run', async () => {
    const broken = file('broken.vms', 'p: foo(');
    const { status, output } = await pagewalk(['test', path, broken]);
    expect(status).toBe(2);
    expect(output).toContain('2 failed');
  });
});

describe('more failed expectations than are shown', () => {
  // Two of three judged expectations fail, 1,200 times.
  const path = file(
    'many.vms',
    'repeat 1200 {\n  expect 1 == 2\n  expect 1 == 1\n  expect 3 == 4\n}\n',
  );

  it('are all counted by run', async () => {
    const { status, errors } = await pagewalk(['run', path]);
    expect(status).toBe(1);
    expect(errors).toContain('3600 expectations, 2400 failed');
    expect(errors.match(/many\.vms:\d+:\d+: /g)).toHaveLength(1000);
    expect(errors).toContain('... and 1400 more failed expectations');
  });

  it('are all counted in the JSON', async () => {
    const { output } = await pagewalk(['run', '--json', path]);
    const state = JSON.parse(output) as { failures: unknown[] };
    expect(state).toMatchObject({ expectations: { total: 3600, failed: 2400 } });
    expect(state.failures).toHaveLength(1000);
  });

  it.each(['spec', 'summary', 'tap', 'junit'])('are all counted by reporter %s', async (name) => {
    const { output } = await pagewalk(['test', '--reporter', name, path]);
    expect(output).toContain('... and 1400 more failed expectations');
    if (name === 'summary') expect(output).toContain('3600 expectations, 2400 failed');
  });
});

describe('expectations that fail together', () => {
  it('are told one by one', async () => {
    // At the end two parents still wait: each is a failed expectation of its own line.
    const text =
      'spawn p\np: c = fork()\nspawn q\nq: d = fork()\np: wait4(c, NULL, 0, NULL) = c\nq: wait4(d, NULL, 0, NULL) = d\n';
    const { status, errors } = await pagewalk(['run', '-'], text);
    expect(status).toBe(1);
    expect(errors).toContain('standard input:5:');
    expect(errors).toContain('standard input:6:');
    expect(errors).toContain('2 failed');
  });

  it('of which one belongs to an earlier line show no statement for it', async () => {
    const text = 'spawn p\np: c = fork()\np: wait4(c, NULL, 0, NULL) = 7\nc: exit(0)\n';
    const { errors } = await pagewalk(['run', '-'], text);
    expect(errors).toContain('standard input:3:');
    expect(errors).not.toContain('exit(0)');
  });
});

describe('--until', () => {
  it('stops before the first statement on or behind the line', async () => {
    const text = 'say "one"\n\nsay "two"\nsay "three"\n';
    expect((await pagewalk(['run', '-', '--until', '2'], text)).output).toBe('one\n');
    expect((await pagewalk(['run', '-', '--until', '4'], text)).output).toBe('one\ntwo\n');
    expect((await pagewalk(['run', '-', '--until', '5'], text)).output).toBe('one\ntwo\nthree\n');
  });

  it.each(['0', '-1', '1.5', 'x', ''])('%s is refused', async (line) => {
    const { status, errors } = await pagewalk(['run', '-', `--until=${line}`], 'spawn p\n');
    expect(status).toBe(2);
    expect(errors).toContain('a line number is a whole number from 1');
  });
});

describe('--seed', () => {
  it.each(['-1', '4294967296', 'x', ''])('%s is refused', async (seed) => {
    const { status, errors } = await pagewalk(['run', '-', `--seed=${seed}`], 'spawn p\n');
    expect(status).toBe(2);
    expect(errors).toContain('a seed is a whole number from 0 to 4294967295');
  });
});
