/** The command that lists what can be named: in expressions, and as tables and cells. Only looks. */
import { columnText } from '../builds';
import { columnName, tablesOf, type MachineTable } from './cells';
import { lines, Refusal, type Command, type Console, type Lines } from './command';
import type { NameGroup } from './language';
import { TABLE_TEXTS } from './tableTexts';

export const NAMING: readonly Command[] = [
  {
    names: ['tables'],
    forms: [
      ['', 'what print, if, watch and set can name'],
      ['NAME', 'the fields and columns of one of them'],
    ],
    run: (console, rest) => lines(rest === '' ? overview(console) : namesOf(console, rest)),
  },
];

/** Where meanings begin. */
const COLUMN = 18;

function named(name: string, text: string): string {
  return text === '' ? `  ${name}` : `  ${name.padEnd(COLUMN - 1)} ${text}`;
}

function overview({ language, timeline }: Console): Lines {
  const tables = tablesOf(timeline.computer);
  return [
    'Expressions (print, if, history) name',
    ...language.names.map(({ name, about }) => named(name, about)),
    'Cells (watch, set, print) are TABLE.COLUMN[ROW], of the tables',
    ...tables.map(({ name }) => named(name, TABLE_TEXTS[name] ?? '')),
    'tables NAME lists the names of one of these.',
  ];
}

function namesOf(console: Console, name: string): Lines | Refusal {
  const { language, timeline } = console;
  const tables = tablesOf(timeline.computer);
  const group = language.names.find((one) => one.name === name);
  const table = tables.find((one) => one.name === name);
  if (group !== undefined || table !== undefined) {
    return [
      ...(group === undefined ? [] : groupLines(group)),
      ...(table === undefined ? [] : tableLines(table)),
    ];
  }
  const known = [...language.names, ...tables].map((one) => one.name);
  const near = language.nearest(name, known) ?? known.find((one) => one.includes(name));
  const guess = near === undefined ? '' : ` did you mean ${near}?`;
  return new Refusal(`nothing is called ${name}:${guess} tables alone lists all`);
}

function groupLines({ name, about, names }: NameGroup): Lines {
  return [`${name}: ${about}`, ...names.map((one) => named(one.name, one.text))];
}

function tableLines({ name, columns }: MachineTable): Lines {
  const last = Math.max(...columns.map(({ data }) => data.length)) - 1;
  const [only] = columns;
  const [example = name] = columns.map((column) => column.name);
  const about = TABLE_TEXTS[name] ?? '';
  return [
    `table ${name}: ${about}`,
    `  cells: ${example}[ROW], with the rows 0 to ${last}`,
    ...(only !== undefined && columns.length === 1 && columnName(only) === ''
      ? []
      : columns.map((column) => named(columnName(column), columnText(column.name) ?? ''))),
  ];
}
