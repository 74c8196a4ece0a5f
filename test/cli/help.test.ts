/** `--help` reads well, and says the same as docs/cli.md. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pagewalk } from './command';

const MANUAL = readFileSync(join(__dirname, '../../docs/cli.md'), 'utf8');
const PACKAGE = readFileSync(join(__dirname, '../../package.json'), 'utf8');

describe.each([[[]], [['run']], [['test']], [['import']], [['dap']]])('--help of %j', (command) => {
  it('fits 80 columns, and names no defaults that are none', async () => {
    const { status, output, errors } = await pagewalk([...command, '--help']);
    expect(status).toBe(0);
    expect(errors).toBe('');
    for (const line of output.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(output).not.toMatch(/default: (false|none)/);
  });

  it('has options that the manual has', async () => {
    const { output } = await pagewalk([...command, '--help']);
    const options = Array.from(output.matchAll(/^ {2}(?:-\w, )?(--\w+)/gm), ([, name]) => name);
    expect(options).toContain('--help');
    for (const option of options) expect(MANUAL).toContain(option);
  });
});

describe('pagewalk', () => {
  it('prints the version of the package, whoever runs it', async () => {
    const { version } = JSON.parse(PACKAGE) as { version: string };
    const before = process.env['npm_package_version'];
    process.env['npm_package_version'] = '99.0.0';
    const { output } = await pagewalk(['--version']);
    if (before === undefined) delete process.env['npm_package_version'];
    else process.env['npm_package_version'] = before;
    expect(output.trim()).toBe(version);
  });

  it.each([[[]], [['frobnicate']], [['run']], [['run', 'a', 'b']], [['test']], [['import', 'x']]])(
    'with %j says what is wrong, with status 2',
    async (args) => {
      const { status, output, errors } = await pagewalk(args);
      expect(status).toBe(2);
      expect(output).toBe('');
      expect(errors).not.toBe('');
    },
  );

  it('help COMMAND is COMMAND --help', async () => {
    const { output } = await pagewalk(['help', 'run']);
    expect(output).toBe((await pagewalk(['run', '--help'])).output);
  });
});
