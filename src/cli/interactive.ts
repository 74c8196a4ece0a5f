/**
 * `pagewalk run --interactive`: a small console debugger on a timeline. Reads commands from standard input, one a line,
 * so that it works in a terminal and from a script; Ctrl-C pauses a run.
 */
import { createInterface } from 'node:readline';
import { Timeline } from '../timeline/timeline';
import { findCommand } from './commands';
import { ConsoleDebugger } from './consoleDebugger';
import { loadInput } from './input';

/** Runs until the input ends or `quit`. */
export function interactive(file: string, overrides: readonly string[]): void {
  const input = loadInput(file, overrides);
  const [program] = input.programs;
  if (program === undefined) return;
  const print = (text: string): void => {
    process.stdout.write(`${text}\n`);
  };
  for (const note of input.notes) print(note);
  const session = new ConsoleDebugger(new Timeline(program), print);
  print(
    `${program.name}: ${String(program.instructions.length)} instructions. Type help for the commands.`,
  );
  session.showPlace();
  const reader = createInterface({
    input: process.stdin,
    output: process.stdout,
    prompt: '(pagewalk) ',
  });
  reader.on('SIGINT', () => {
    if (!session.interrupt()) reader.close();
  });
  process.on('SIGINT', () => {
    if (!session.interrupt()) reader.close();
  });
  let last = '';
  let queue: Promise<void> = Promise.resolve();
  reader.on('line', (typed) => {
    queue = queue.then(async () => {
      const line = typed.trim() === '' ? last : typed.trim();
      last = line;
      if (await obey(session, line, print)) reader.close();
      else reader.prompt();
    });
  });
  reader.on('close', () => {
    void queue.then(() => process.stdin.destroy());
  });
  reader.prompt();
}

/** Does what a line says. @returns true to quit. */
async function obey(
  session: ConsoleDebugger,
  line: string,
  print: (text: string) => void,
): Promise<boolean> {
  if (line === '') return false;
  const space = line.search(/\s/);
  const word = space < 0 ? line : line.slice(0, space);
  const rest = space < 0 ? '' : line.slice(space).trim();
  if (word === 'quit' || word === 'q') return true;
  const command = findCommand(word);
  if (command === null) {
    print(`there is no command ${word}: help lists them`);
    return false;
  }
  await command.run(session, rest);
  return false;
}
