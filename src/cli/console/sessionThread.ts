/**
 * The thread of a console session: loads the program, and does what the terminal's thread reads. It prints for itself,
 * and reads nothing: whatever runs here runs to its end, and only the interrupt reaches it.
 */
import { parentPort, type MessagePort } from 'node:worker_threads';
import { loadInput } from '../input';
import { print } from '../output';
import { InputError } from '../readText';
import { ConsoleDebugger } from './consoleDebugger';
import { Interrupt } from './interrupt';

/** What it is told when it is made. */
export interface Start {
  readonly file: string;
  /** The line up to which the run goes first. */
  readonly until: number | undefined;
  readonly overrides: readonly string[];
  readonly interrupt: SharedArrayBuffer;
}

/** What it is sent: a line that was typed; null: it may begin, Ctrl-C reaches it now. */
export type ToSession = string | null;

/** What it says: when its program is loaded, and when it has done what it was sent. */
export type FromSession =
  | { readonly kind: 'done'; readonly hasEnded: boolean }
  /** The input cannot be run: lines that say where and why. */
  | { readonly kind: 'refused'; readonly why: string };

/** Serves the thread that made this one. */
export function serveSession(start: Start): void {
  if (parentPort === null) throw new Error('a session runs in a thread of its own');
  const port = parentPort;
  try {
    begin(start, port);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    say(port, { kind: 'refused', why: error.message });
    port.close();
  }
}

function begin({ file, until, overrides, interrupt: memory }: Start, port: MessagePort): void {
  const { programs, notes } = loadInput(file, overrides);
  const [program, ...others] = programs;
  if (program === undefined) throw new InputError(`${file}: there is nothing in it to run`);
  for (const note of notes) print(note);
  const session = new ConsoleDebugger([program, ...others], print, new Interrupt(memory));
  if (others.length > 0) {
    print(`${file}: ${String(programs.length)} scenarios; scenario lists them and opens another`);
  }
  print(
    `${program.name}: ${String(program.instructions.length)} instructions. Type help for the commands.`,
  );
  port.on('message', (line: ToSession) => {
    if (line !== null) session.obey(line);
    else {
      if (until !== undefined) session.runToLine(until);
      session.showPlace();
    }
    say(port, { kind: 'done', hasEnded: session.hasEnded });
    if (session.hasEnded) port.close();
  });
  say(port, { kind: 'done', hasEnded: false });
}

function say(port: MessagePort, message: FromSession): void {
  port.postMessage(message);
}
