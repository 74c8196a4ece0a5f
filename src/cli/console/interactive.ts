/**
 * `pagewalk run --interactive`: the terminal of a console debugger. Reads commands from standard input, one a line, so
 * that it works in a terminal and from a script. The session runs in a thread of its own: so this one always has time
 * for Ctrl-C.
 */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import { print, printOpen } from '../output';
import { InputError } from '../readText';
import { Interrupt } from './interrupt';
import type { FromSession, Start, ToSession } from './sessionThread';

const PROMPT = '(pagewalk) ';

/**
 * Runs until the input ends or `quit`.
 * @param until the line up to which the run goes first.
 */
export async function interactive(
  file: string,
  until: number | undefined,
  overrides: readonly string[],
): Promise<void> {
  if (file === '-') {
    throw new InputError('-: with --interactive standard input has the commands: name a file');
  }
  const session = new SessionInThread(file, until, overrides);
  try {
    // Until then Ctrl-C ends the command.
    await session.loaded();
    await converse(session);
  } finally {
    await session.end();
  }
}

/** A session, seen from the terminal's thread. */
class SessionInThread {
  /** Whether it does something now. */
  isBusy = true;
  private readonly interrupted = new Interrupt();
  private readonly thread: Worker;
  private hasFailed = false;

  constructor(file: string, until: number | undefined, overrides: readonly string[]) {
    const start: Start = { file, until, overrides, interrupt: this.interrupted.memory };
    // The same file: main.ts sees in which thread it is.
    this.thread = new Worker(__filename, { workerData: start });
    this.thread.on('error', () => (this.hasFailed = true));
    // Its output cannot be written: it has said why.
    this.thread.on('exit', (status) => {
      if (status !== 0 && !this.hasFailed && this.isBusy) process.exit(status);
    });
  }

  /** Ctrl-C. @returns false when nothing runs. */
  interrupt(): boolean {
    if (this.isBusy) this.interrupted.press();
    return this.isBusy;
  }

  /** When it has loaded its program. @throws InputError when it cannot be run. */
  async loaded(): Promise<void> {
    await this.answer();
  }

  /** Does what it is sent. @returns whether the session has ended. */
  async obey(sent: ToSession): Promise<boolean> {
    this.isBusy = true;
    this.interrupted.forget();
    this.thread.postMessage(sent);
    return await this.answer();
  }

  async end(): Promise<void> {
    this.isBusy = false;
    await this.thread.terminate();
  }

  private async answer(): Promise<boolean> {
    const [message] = (await once(this.thread, 'message')) as [FromSession];
    this.isBusy = false;
    if (message.kind === 'refused') throw new InputError(message.why);
    return message.hasEnded;
  }
}

/** Does what the lines of standard input say, one after the other. */
async function converse(session: SessionInThread): Promise<void> {
  const { stdin, stdout } = process;
  const isTerminal = stdin.isTTY && stdout.isTTY;
  const reader = createInterface({
    input: stdin,
    prompt: PROMPT,
    ...(isTerminal ? { output: stdout } : {}),
  });
  // Taken at once: lines that come before somebody asks for them would be lost.
  const lines = reader[Symbol.asyncIterator]();
  const prompt = (): void => {
    if (isTerminal) reader.prompt();
    else printOpen(PROMPT);
  };
  const interrupt = (): void => {
    if (session.interrupt()) return;
    if (isTerminal) reader.write(null, { ctrl: true, name: 'u' });
    print('\n(quit or Ctrl-D ends the session)');
    prompt();
  };
  // In a terminal readline takes Ctrl-C, elsewhere it is a signal.
  reader.on('SIGINT', interrupt);
  process.on('SIGINT', interrupt);
  try {
    let last = '';
    let hasEnded = await session.obey(null);
    while (!hasEnded) {
      prompt();
      const line = await lines.next();
      if (line.done === true) break;
      const typed = line.value.trim();
      last = typed === '' ? last : typed;
      if (last !== '') hasEnded = await session.obey(last);
    }
  } finally {
    process.off('SIGINT', interrupt);
    reader.close();
    stdin.destroy();
  }
}
