/** Bad input: each a clear message and the right exit status, no hang and no crash. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { pagewalk } from './command';

const FOLDER = mkdtempSync(join(tmpdir(), 'pagewalk-'));
afterAll(() => {
  rmSync(FOLDER, { recursive: true });
});

function file(name: string, content: string | Uint8Array): string {
  const path = join(FOLDER, name);
  writeFileSync(path, content);
  return path;
}

describe('bad input', () => {
  it('a missing file', async () => {
    const { status, errors } = await pagewalk(['run', join(FOLDER, 'nowhere.vms')]);
    expect(status).toBe(2);
    expect(errors).toContain('there is no such file');
    expect(errors.trim().split('\n')).toHaveLength(1);
  });

  it('a folder', async () => {
    const { status, errors } = await pagewalk(['run', FOLDER]);
    expect(status).toBe(2);
    expect(errors).toContain('a folder, not a file');
  });

  it.each(['', '\n\n  \n', '# only a comment\n'])('a script with nothing to run', async (text) => {
    const { status, errors } = await pagewalk(['run', file('empty.vms', text)]);
    expect(status).toBe(2);
    expect(errors).toContain('nothing to run');
  });

  it('binary data', async () => {
    const bytes = Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256);
    const { status, errors } = await pagewalk(['run', file('binary.vms', bytes)]);
    expect(status).toBe(2);
    expect(errors).toContain('this is no text');
  });

  it('a file that says it is packed and is not', async () => {
    const { status, errors } = await pagewalk(['run', file('broken.strace.gz', 'hello')]);
    expect(status).toBe(2);
    expect(errors).toContain('no gzip file');
  });

  it.each([
    ['nonsense.vms', 'x y z ??? !!\n'],
    ['statements.vms', 'expect 1 == 1\n'],
    ['lines.strace', '100 brk(NULL) = 0x1000\n'],
  ])('100 MB: %s', async (name, line) => {
    const path = file(name, line.repeat(100e6 / line.length));
    const { status, errors } = await pagewalk(['run', path]);
    expect(status).toBe(2);
    expect(errors).toMatch(/^\S+: 95 MiB is too large: /);
    expect(errors.trim().split('\n')).toHaveLength(1);
    rmSync(path);
  });

  it('a megabyte of nonsense', async () => {
    const path = file('large.vms', `spawn p\n${'x y z ??? !!\n'.repeat(80_000)}`);
    const { status, errors } = await pagewalk(['run', path]);
    expect(status).toBe(2);
    expect(errors).toMatch(/large\.vms:2:\d+: /);
    expect(errors).toContain('more');
    expect(errors.split('\n').length).toBeLessThan(100);
  });

  it.each(['/dev/zero', '/dev/null'])('a device: %s', async (path) => {
    const { status, errors } = await pagewalk(['run', path]);
    expect(status).toBe(2);
    expect(errors).toContain(path === '/dev/zero' ? 'this is no text' : 'it is empty');
  });

  it('an include of what has no end', async () => {
    const { status, errors } = await pagewalk(['run', '-'], 'include "/dev/zero"\nspawn p\n');
    expect(status).toBe(2);
    expect(errors).toContain('standard input:1:9: the file `/dev/zero` cannot be read');
  });

  it('a name that is none', async () => {
    expect((await pagewalk(['run', ''])).errors).toContain('the name of the file is empty');
    const below = join(file('plain.vms', 'spawn p\n'), 'x.vms');
    expect((await pagewalk(['run', below])).errors).toContain('there is no such file');
    const { status, errors } = await pagewalk(['test', join(FOLDER, 'nowhere')]);
    expect(status).toBe(2);
    expect(errors).toContain('there is no such file');
  });

  it('a script with 1,000 errors', async () => {
    const lines = Array.from({ length: 1000 }, (_, i) => `p: mmapp${String(i)}(NULL, 4096)`);
    const text = `spawn p\n${lines.join('\n')}\n`;
    const { status, errors } = await pagewalk(['run', file('errors.vms', text)]);
    expect(status).toBe(2);
    expect(errors).toContain('errors.vms:2:4: ');
    expect(errors).toContain('there is no call');
    expect(errors).toMatch(/and \d+ more/);
  });

  it.each([
    ['parentheses', `expect ${'('.repeat(100_000)}1${')'.repeat(100_000)}\n`],
    ['brackets', `let x = ${'['.repeat(100_000)}${']'.repeat(100_000)}\n`],
    ['signs', `expect ${'-'.repeat(100_000)}1\n`],
    ['sums', `expect ${'1+'.repeat(100_000)}1\n`],
    ['fields', `spawn p\nexpect p${'.parent'.repeat(100_000)}\n`],
    ['braces', `${'repeat 1 {\n'.repeat(100_000)}${'}\n'.repeat(100_000)}`],
    ['open braces', 'if 1 {'.repeat(100_000)],
  ])('deep nesting of %s', async (_name, text) => {
    const { status, errors } = await pagewalk(['run', file('deep.vms', text)]);
    expect(status).toBe(2);
    expect(errors).toContain('nested too deeply');
    for (const line of errors.split('\n')) expect(line.length).toBeLessThan(200);
  });

  it('an address beyond the address space ends the process, as on the real machine', async () => {
    const text = 'spawn p\np: load(0xffffffffffffffff) = SIGSEGV\n';
    const { status } = await pagewalk(['run', '-'], text);
    expect(status).toBe(0);
  });

  it.each([
    ['memory = 0', 'memory'],
    ['memory = 100G', 'memory'],
    ['memory = 4097', 'memory'],
    ['tlb = 10/4', 'tlb'],
    ['cpus = 0', 'cpus'],
    ['arch = custom { address = 14, page = 60, levels = [4, 4], entry = 4 }', 'page'],
    ['arch = custom { address = 15, page = 64, levels = [4, 4], entry = 4 }', 'levels'],
  ])('a machine that cannot be: %s', async (settings, about) => {
    const { status, errors } = await pagewalk(['run', '-'], `machine { ${settings} }\nspawn p\n`);
    expect(status).toBe(2);
    expect(errors).toContain(about);
    expect(errors).toMatch(/standard input:1:\d+: /);
  });

  it('a setting that does not exist', async () => {
    const { status, errors } = await pagewalk(['run', 'examples/cow.vms', '--set', 'memroy=1M']);
    expect(status).toBe(2);
    expect(errors).toContain('memory');
  });

  it('a log of which nothing can be read', async () => {
    const { status, output, errors } = await pagewalk(['import', 'strace', 'examples/cow.vms']);
    expect(status).toBe(2);
    expect(output).toBe('');
    expect(errors).toContain('examples/cow.vms:8:1: ');
    expect(errors).toMatch(/and \d+ more/);
  });

  it('an option that does not exist', async () => {
    const { status, errors } = await pagewalk(['run', 'examples/cow.vms', '--jsn']);
    expect(status).toBe(2);
    expect(errors).toContain('--jsn');
  });

  it('a loop without end answers Ctrl-C at once', async () => {
    const text = 'spawn p\nlet i = 0\nrepeat 9000000000000 { let i = i + 1 }\n';
    const start = process.hrtime.bigint();
    const { status, signal } = await pagewalk(['run', file('loop.vms', text)], '', 2500);
    const seconds = Number(process.hrtime.bigint() - start) / 1e9;
    expect(signal === 'SIGINT' || status === 130).toBe(true);
    expect(seconds).toBeLessThan(60);
  });

  it('a failed expectation is status 1, and is told with its place', async () => {
    const { status, errors } = await pagewalk(
      ['run', '-'],
      'spawn p\nexpect 1 == 2 "one is two"\n',
    );
    expect(status).toBe(1);
    expect(errors).toContain('standard input:2:');
  });

  it('a malformed line of a log is an error with its place, and the rest runs', async () => {
    const log =
      '100 brk(NULL) = 0x555555559000\n100 mmap(NULL, 4096, = nonsense\n100 brk(NULL) = 0x555555559000\n';
    const { status, errors } = await pagewalk(['run', file('bad.strace', log)]);
    expect(status).toBe(1);
    expect(errors).toMatch(/bad\.strace:2:\d+: /);
    expect(errors).toContain('0 failed');
  });
});
