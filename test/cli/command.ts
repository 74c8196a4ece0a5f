/** Runs the built command as a user does: a process with arguments, standard input, output and an exit status. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const CLI = join(__dirname, '../../dist/cli.js');

export interface Outcome {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly errors: string;
}

/** @param interruptAfter milliseconds after which Ctrl-C is pressed. */
export function pagewalk(
  args: readonly string[],
  input = '',
  interruptAfter?: number,
): Promise<Outcome> {
  if (!existsSync(CLI)) throw new Error('dist/cli.js is missing: npm run build makes it');
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [CLI, ...args], { cwd: join(__dirname, '../..') });
    let output = '';
    let errors = '';
    child.stdout.on('data', (data: Buffer) => (output += data.toString()));
    child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    if (interruptAfter !== undefined) setTimeout(() => child.kill('SIGINT'), interruptAfter);
    child.on('close', (status, signal) => {
      resolve({ status, signal, output, errors });
    });
  });
}
