/** Runs the built command as a user does: a process with arguments, standard input, output and an exit status. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const CLI = join(ROOT, 'dist/cli.js');

export interface Outcome {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly errors: string;
}

/** @param interruptAfter milliseconds after which Ctrl-C is pressed. */
export async function pagewalk(
  args: readonly string[],
  input = '',
  interruptAfter?: number,
): Promise<Outcome> {
  const session = new Session(args);
  session.finish(input);
  if (interruptAfter !== undefined) {
    await session.wait(interruptAfter);
    session.interrupt();
  }
  return session.end();
}

/** A process of the command that somebody types into. */
export class Session {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly closed: Promise<Outcome>;
  private output = '';
  private errors = '';
  /** How much of the output was read as answers. */
  private read = 0;
  private changed: () => void = () => undefined;

  constructor(args: readonly string[]) {
    if (!existsSync(CLI)) throw new Error('dist/cli.js is missing: npm run build makes it');
    this.child = spawn(process.execPath, [CLI, ...args], { cwd: ROOT });
    const { stdin, stdout, stderr } = this.child;
    stdout.on('data', (data: Buffer) => {
      this.output += data.toString();
      this.changed();
    });
    stderr.on('data', (data: Buffer) => (this.errors += data.toString()));
    stdin.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      this.child.on('close', (status, signal) => {
        resolve({ status, signal, output: this.output, errors: this.errors });
        this.changed();
      });
    });
  }

  type(line: string): void {
    this.child.stdin.write(`${line}\n`);
  }

  /** Everything that is typed. */
  finish(input: string): void {
    this.child.stdin.end(input);
  }

  interrupt(): void {
    this.child.kill('SIGINT');
  }

  /** Nobody reads standard output any more. */
  closeOutput(): void {
    this.child.stdout.destroy();
  }

  /** When something was printed. */
  async firstOutput(): Promise<void> {
    while (this.output === '' && this.child.exitCode === null) await this.change();
  }

  wait(milliseconds: number): Promise<void> {
    return new Promise((resume) => setTimeout(resume, milliseconds));
  }

  /** What is printed up to the next prompt of the console debugger. */
  async answer(): Promise<string> {
    for (;;) {
      const end = this.output.indexOf(PROMPT, this.read);
      if (end >= 0 || this.child.exitCode !== null) {
        const text = this.output.slice(this.read, end < 0 ? undefined : end);
        this.read = end < 0 ? this.output.length : end + PROMPT.length;
        return text.trim();
      }
      await this.change();
    }
  }

  private change(): Promise<void> {
    return new Promise((resume) => (this.changed = resume));
  }

  /** When the process has ended. */
  end(): Promise<Outcome> {
    return this.closed;
  }
}

const PROMPT = '(pagewalk) ';
