/**
 * `pagewalk run --interactive`: a small console debugger on a timeline. Reads commands from standard input, one a line,
 * so that it works in a terminal and from a script; Ctrl-C pauses a run.
 */
import { createInterface } from 'node:readline';
import { loadInput } from '../input';
import { print, printOpen } from '../output';
import { InputError } from '../readText';
import { ConsoleDebugger } from './consoleDebugger';

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
  const { programs, notes } = loadInput(file, overrides);
  const [program, ...others] = programs;
  if (program === undefined) return;
  for (const note of notes) print(note);
  const session = new ConsoleDebugger([program, ...others], print);
  if (others.length > 0) {
    print(`${file}: ${String(programs.length)} scenarios; scenario lists them and opens another`);
  }
  print(
    `${program.name}: ${String(program.instructions.length)} instructions. Type help for the commands.`,
  );
  await converse(session, until);
}

/** Does what the lines of standard input say, one after the other. */
async function converse(session: ConsoleDebugger, until: number | undefined): Promise<void> {
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
  if (until !== undefined) await session.runToLine(until);
  session.showPlace();
  let last = '';
  do {
    prompt();
    const line = await lines.next();
    if (line.done === true) break;
    const typed = line.value.trim();
    last = typed === '' ? last : typed;
    if (last !== '') await session.obey(last);
  } while (!session.hasEnded);
  process.off('SIGINT', interrupt);
  reader.close();
  stdin.destroy();
}
