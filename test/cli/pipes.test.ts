/** Readers that go away, and standard input that does not end. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { pagewalk, Session } from './command';

const FOLDER = mkdtempSync(join(tmpdir(), 'pagewalk-'));
afterAll(() => {
  rmSync(FOLDER, { recursive: true });
});

const LOOP = join(FOLDER, 'loop.vms');
writeFileSync(LOOP, 'spawn p\nrepeat 9000000000000 { say "hello" }\n');

/** 128 + SIGPIPE. */
const BROKEN_PIPE = 141;

describe('a reader that goes away', () => {
  it.each([[['run', LOOP]], [['run', '--interactive', LOOP]]])(
    'ends %j without a message',
    async (args) => {
      const session = new Session(args);
      await session.firstOutput();
      session.closeOutput();
      session.finish('next\n'.repeat(10_000));
      const { status, errors } = await session.end();
      expect(status).toBe(BROKEN_PIPE);
      expect(errors).toBe('');
    },
  );

  it('of a result that was printed before changes nothing', async () => {
    const session = new Session(['run', 'examples/cow.vms', '--json']);
    await session.firstOutput();
    session.closeOutput();
    expect((await session.end()).status).toBe(0);
  });
});

describe('standard output that is full', () => {
  it.each([[['run', LOOP]], [['run', '--help']], [['test', 'examples/cow.vms']]])(
    'ends %j with a message',
    async (args) => {
      const shell = spawn('sh', ['-c', 'node dist/cli.js "$@" > /dev/full', 'sh', ...args], {
        cwd: join(__dirname, '../..'),
      });
      let errors = '';
      shell.stderr.on('data', (data: Buffer) => (errors += data.toString()));
      const status = await new Promise((resolve) => shell.on('close', resolve));
      expect(status).toBe(2);
      expect(errors).toMatch(/^standard output: .*no space left/);
      expect(errors.trim().split('\n')).toHaveLength(1);
    },
  );
});

describe('standard input', () => {
  it('may come late and in parts', async () => {
    const session = new Session(['run', '-']);
    await session.wait(1000);
    session.type('spawn p');
    await session.wait(500);
    session.finish('say "late"\n');
    const { status, output } = await session.end();
    expect(status).toBe(0);
    expect(output).toBe('late\n');
  });

  it('without end is refused', async () => {
    const shell = spawn('sh', ['-c', 'yes "spawn p" | node dist/cli.js run -'], {
      cwd: join(__dirname, '../..'),
    });
    let errors = '';
    shell.stderr.on('data', (data: Buffer) => (errors += data.toString()));
    const status = await new Promise((resolve) => shell.on('close', resolve));
    expect(status).toBe(2);
    expect(errors).toBe('standard input: this is too large: at most 256 MiB are read\n');
  });

  it('that is closed is empty', async () => {
    const { status, errors } = await pagewalk(['run', '-']);
    expect(status).toBe(2);
    expect(errors).toContain('standard input: it is empty');
  });
});
