/** The commands of the console, as a table in groups; `help` lists it, and what is typed is looked up in it. */
import { CHANGING } from './changing';
import { lines, Refusal, type Answer, type Command, type Console } from './command';
import { LOOKING } from './looking';
import { MOVING } from './moving';
import { NAMING } from './naming';
import { refuseRest } from './queries';
import { STOPPING } from './stopping';

const SESSION: readonly Command[] = [
  {
    names: ['scenario'],
    forms: [['[N]', 'list the scenarios of the file, or begin one']],
    run: chooseScenario,
  },
  {
    names: ['help', 'h'],
    forms: [
      ['[COMMAND]', 'all commands, or one'],
      ['tables', 'the names of values, tables and columns: as tables'],
    ],
    run: help,
  },
  {
    names: ['quit', 'q'],
    forms: [['', 'end the session']],
    run: (_, rest) => refuseRest('quit', rest) ?? { kind: 'quit' },
  },
];

/** What `help` prints below a group. */
const NOTES: Readonly<Record<string, string>> = {
  'Going through time': 'N is how often. All but goto halt at stops that are set.',
  Stops: 'Behind them: if EXPR, then hits N (the Nth only), >=N or %N (every Nth).',
  Changing: 'A CELL is TABLE.COLUMN[ROW]: vmproc.total[p], message.flags[14], ram[1024].',
};

const GROUPS: readonly (readonly [title: string, commands: readonly Command[]])[] = [
  ['Going through time', MOVING],
  ['Stops', STOPPING],
  ['Looking', [...LOOKING, ...NAMING]],
  ['Changing', CHANGING],
  ['The session', SESSION],
];

export const COMMANDS: readonly Command[] = GROUPS.flatMap(([, commands]) => commands);

function findCommand(word: string): Command | null {
  return COMMANDS.find(({ names }) => names.includes(word)) ?? null;
}

/** Does what was typed; null: it begins with no command. */
export function obey(console: Console, typed: string): Answer | null {
  const [, word = '', rest = ''] = /^(\S+)\s*([^]*)$/.exec(typed.trim()) ?? [];
  return findCommand(word)?.run(console, rest) ?? null;
}

/** What to say of a line that begins with no command. */
export function unknownCommand({ language }: Console, typed: string): string {
  const [word = ''] = typed.trim().split(/\s/, 1);
  const near = language.nearest(
    word,
    COMMANDS.flatMap(({ names }) => names),
  );
  const guess = near === null ? '' : ` did you mean ${near}?`;
  return `there is no command ${word}:${guess} help lists them`;
}

function help(console: Console, rest: string): Answer {
  const [word = '', ...more] = rest.split(/\s+/);
  if (word === 'tables') return obey(console, rest) ?? lines([]);
  if (rest !== '') {
    if (more.length > 0) return new Refusal('help takes one command: help break');
    const command = findCommand(word);
    return command === null ? new Refusal(unknownCommand(console, rest)) : lines(helpOf(command));
  }
  return lines(
    GROUPS.flatMap(([title, commands]) => {
      const note = NOTES[title];
      return [title, ...commands.flatMap(helpOf), ...(note === undefined ? [] : [`  ${note}`])];
    }),
  );
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

function chooseScenario({ scenarios, scenario }: Console, rest: string): Answer {
  if (rest === '') {
    return lines(scenarios.map((name, i) => `${i === scenario ? '*' : ' '}${i + 1}  ${name}`));
  }
  const wanted = /^\d+$/.test(rest) ? Number(rest) - 1 : -1;
  if (wanted in scenarios) return { kind: 'scenario', scenario: wanted };
  return new Refusal(`there is no scenario ${rest}: scenario lists them`);
}
