/** The commands of the console debugger, as a table in groups; `help` prints it. */
import { CHANGING } from './changing';
import type { Command } from './command';
import type { ConsoleDebugger } from './consoleDebugger';
import { LOOKING } from './looking';
import { MOVING } from './moving';
import { STOPPING } from './stopping';

const SESSION: readonly Command[] = [
  {
    names: ['scenario'],
    forms: [['[N]', 'list the scenarios of the file, or begin one']],
    run: chooseScenario,
  },
  {
    names: ['help', 'h'],
    forms: [['[COMMAND]', 'all commands, or one']],
    run: help,
  },
  {
    names: ['quit', 'q'],
    forms: [['', 'end the session']],
    run: (session) => {
      session.hasEnded = true;
    },
  },
];

/** What `help` prints below a group. */
const NOTES: Readonly<Record<string, string>> = {
  'Going through time': 'N is how often. All but goto halt at stops that are set. Ctrl-C pauses.',
  Stops: 'Behind them: if EXPR, then hits N (the Nth only), >=N or %N (every Nth).',
  Changing: 'A CELL is TABLE.COLUMN[ROW]: message.flags[14], ram[1024].',
  'The session': 'An empty line repeats the last command.',
};

const GROUPS: readonly (readonly [title: string, commands: readonly Command[]])[] = [
  ['Going through time', MOVING],
  ['Stops', STOPPING],
  ['Looking', LOOKING],
  ['Changing', CHANGING],
  ['The session', SESSION],
];

/** The command with a name; null when there is none. */
export function findCommand(word: string): Command | null {
  const all = GROUPS.flatMap(([, commands]) => commands);
  return all.find(({ names }) => names.includes(word)) ?? null;
}

function help(session: ConsoleDebugger, rest: string): void {
  if (rest !== '') {
    const command = findCommand(rest);
    if (command === null) session.print(`there is no command ${rest}: help lists them`);
    else for (const line of helpOf(command)) session.print(line);
    return;
  }
  for (const [title, commands] of GROUPS) {
    session.print(title);
    for (const line of commands.flatMap(helpOf)) session.print(line);
    const note = NOTES[title];
    if (note !== undefined) session.print(`  ${note}`);
  }
}

/** Where what a command does begins. */
const COLUMN = 27;

function helpOf({ names, forms }: Command): string[] {
  const [name = '', short] = names;
  return forms.map(([takes, about], i) => {
    const head = i === 0 && short !== undefined ? `${name}, ${short}` : name;
    return `  ${`${head} ${takes}`.padEnd(COLUMN)}${about}`;
  });
}

function chooseScenario(session: ConsoleDebugger, rest: string): void {
  if (rest === '') {
    session.programs.forEach(({ name }, i) => {
      session.print(`${i === session.scenario ? '*' : ' '}${String(i + 1)}  ${name}`);
    });
    return;
  }
  if (/^\d+$/.test(rest) && session.open(Number(rest) - 1)) session.showPlace();
  else session.print(`there is no scenario ${rest}: scenario lists them`);
}
