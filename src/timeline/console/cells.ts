/**
 * Cells of the machine's tables, as people type them: `region.start[17]`, `vmproc.total[child]`, `ram[1024]`. Only looks.
 */
import type { Column } from '../../machine/store';
import type { Computer } from '../../program/computer';
import { rowOf, vmprocOf } from '../../program/processes';
import { isInteger, type Value } from '../../program/value';
import { Refusal, type Console } from './command';
import { valueOf } from './queries';

export interface Cell {
  readonly column: string;
  readonly row: number;
}

/** A table of the machine, with the columns that mean something. */
export interface MachineTable {
  readonly name: string;
  readonly columns: readonly Column[];
}

/** The tables in the order in which the machine declares them; without bitmaps of used rows, and the marks of `since`. */
export function tablesOf({ store }: Computer): readonly MachineTable[] {
  const tables = new Map<string, Column[]>();
  for (const column of store.columns) {
    const name = tableName(column);
    if (name === 'mark' || name.startsWith('mark.') || isBitmap(column)) continue;
    const known = tables.get(name);
    if (known === undefined) tables.set(name, [column]);
    else known.push(column);
  }
  return [...tables].map(([name, columns]) => ({ name, columns }));
}

/** A column's name within its table; empty for a table that is one column. */
export function columnName({ name }: Column): string {
  return name.slice(name.lastIndexOf('.') + 1) === name
    ? ''
    : name.slice(name.lastIndexOf('.') + 1);
}

function tableName({ name }: Column): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? name : name.slice(0, dot);
}

/** Which rows are used is kept in columns too. */
function isBitmap({ name }: Column): boolean {
  return name.endsWith('.used') || name.endsWith('.full');
}

/** The column that text in the form of a cell names; null: it names none. */
export function namedColumn({ store }: Computer, text: string): Column | null {
  const [, name] = CELL.exec(text.trim()) ?? [];
  return store.columns.find((one) => one.name === name) ?? null;
}

const CELL = /^([\w.]+)\s*\[(.+)\]$/;

/** The cell that was typed. */
export function cellOf(console: Console, text: string): Cell | Refusal {
  const { computer } = console.timeline;
  const [, , typedRow] = CELL.exec(text.trim()) ?? [];
  const column = namedColumn(computer, text);
  if (column === null || typedRow === undefined) return noCell(console, text.trim());
  const value = valueOf(console, typedRow);
  if (value instanceof Refusal) return value;
  const row = rowOfValue(computer, tableName(column), value);
  const last = column.data.length - 1;
  if (row === null) {
    const what = typeof value === 'object' ? `a ${value.kind}` : String(value);
    return new Refusal(
      `${typedRow} is ${what}, and no row of ${column.name}: rows are numbers, here 0 to ${last}`,
    );
  }
  if (row >= 0 && row <= last) return { column: column.name, row };
  return new Refusal(`${column.name} has no row ${typedRow}: rows are numbers, here 0 to ${last}`);
}

/** Tables whose rows are those of the processes. */
const OF_PROCESSES = new Set(['process', 'message', 'mproc', 'fproc', 'wait', 'wait.expected']);

/** The row that a value means: a number, or that of the object; null: an object of another table. */
function rowOfValue(computer: Computer, table: string, value: Value): number | null {
  if (isInteger(value)) return typeof value === 'number' ? value : null;
  switch (value.kind) {
    case 'process':
      if (table === 'vmproc') return vmprocOf(computer, value.endpoint) || null;
      return OF_PROCESSES.has(table) ? rowOf(computer, value.endpoint) || null : null;
    case 'region':
      return table === 'region' && value.row !== 0 ? value.row : null;
    case 'frame':
      return table === 'frame' || table === 'table' ? value.frame : null;
    case 'file':
      return table === 'file' ? value.row : null;
    case 'cpu':
      return table === 'cpu' ? value.cpu + 1 : null;
    default:
      return null;
  }
}

/** Cells that were probably meant, at most. */
const MOST_GUESSES = 3;

function noCell(console: Console, text: string): Refusal {
  if (text === '') return new Refusal('which cell? message.protection[14], ram[1024]');
  const [name = ''] = /^[\w.]*/.exec(text) ?? [];
  const tables = tablesOf(console.timeline.computer);
  const columns = tables.flatMap((table) => table.columns.map((column) => column.name));
  if (columns.includes(name)) return new Refusal(`${name}: which row? ${name}[1]`);
  const table = tables.find((one) => one.name === name);
  if (table !== undefined) {
    return new Refusal(`${name} is a table: tables ${name} lists its columns`);
  }
  const guesses = nearestColumns(console, name, tables, columns);
  const near = guesses.length === 0 ? '' : `; did you mean ${guesses.join(', ')}?`;
  if (name === '') return new Refusal(`${text} is no cell: one looks like message.protection[14]`);
  return new Refusal(`the machine has no column ${name}${near} (tables lists them)`);
}

/** The column nearest to a wrong name: in its table, in the table that is nearest, in any table. */
function nearestColumns(
  { language }: Console,
  name: string,
  tables: readonly MachineTable[],
  columns: readonly string[],
): readonly string[] {
  const dot = name.lastIndexOf('.');
  const [typedTable, typedColumn] = [name.slice(0, Math.max(dot, 0)), name.slice(dot + 1)];
  const names = tables.map((one) => one.name);
  const nearTable = names.includes(typedTable) ? typedTable : language.nearest(typedTable, names);
  const inTable = tables.find((one) => one.name === nearTable)?.columns ?? [];
  const nearest = language.nearest(typedColumn, inTable.map(columnName));
  const elsewhere = columns.filter((one) => one.endsWith(`.${typedColumn}`));
  const found = nearest === null ? elsewhere : [`${nearTable ?? ''}.${nearest}`];
  const whole = found.length === 0 ? language.nearest(name, [...columns, ...names]) : null;
  return [...new Set(whole === null ? found : [whole])].slice(0, MOST_GUESSES);
}
