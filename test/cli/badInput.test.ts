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

  it('100 MB of nonsense', async () => {
    const path = file('large.vms', `spawn p\n${'x y z ??? !!\n'.repeat(8_000_000)}`);
    const { status, errors } = await pagewalk(['run', path]);
    expect(status).toBe(2);
    expect(errors).toMatch(/large\.vms:2:\d+: /);
    expect(errors).toContain('more');
    expect(errors.split('\n').length).toBeLessThan(100);
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

  it('deep nesting', async () => {
    const text = `expect ${'('.repeat(100_000)}1${')'.repeat(100_000)}\n`;
    const { status, errors } = await pagewalk(['run', file('deep.vms', text)]);
    expect(status).toBe(2);
    expect(errors).toContain('nested too deeply');
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
