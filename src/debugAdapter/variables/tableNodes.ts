/**
 * Everything the machine knows, as it is kept: tables, rows, cells. What has no field in the language is found here, and
 * every cell can be watched and set. Only looks.
 */
import type { Column } from '../../machine/store';
import { formatHexadecimal, type Integer } from '../../program/integer';
import { listed, named, type Look, type Node, type Shown } from './shown';

/** Tables of which some rows are used, with the rows; of others (one column, or one row) all rows are. */
interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
}

/** The columns by table, in the order in which the machine declares them. The marks of `since` are left out. */
function tablesOf({ computer }: Look): readonly Table[] {
  const tables = new Map<string, Column[]>();
  for (const column of computer.store.columns) {
    const dot = column.name.lastIndexOf('.');
    const name = dot < 0 ? column.name : column.name.slice(0, dot);
    if (name === 'mark' || name.startsWith('mark.')) continue;
    const known = tables.get(name);
    if (known === undefined) tables.set(name, [column]);
    else known.push(column);
  }
  return [...tables].map(([name, columns]) => ({ name, columns }));
}

/** All tables. */
export function tablesNode(): Node {
  return named((look) =>
    tablesOf(look).map((table) => {
      const rows = rowsOf(table);
      return {
        name: table.name,
        value: `${rows.length} rows`,
        ...(rows.length === 0 ? {} : { node: rowsNode(table, rows) }),
      };
    }),
  );
}

/** The rows of a table that are used. */
function rowsOf({ columns }: Table): readonly number[] {
  const used = columns.find(({ name }) => name.endsWith('.used'));
  const length = Math.max(...columns.filter(isField).map(({ data }) => data.length), 0);
  if (used === undefined) return Array.from({ length }, (_, row) => row);
  const rows: number[] = [];
  for (let row = 1; row < length; row++) {
    if (((used.data[row >>> 5] ?? 0) & (1 << (row & 31))) !== 0) rows.push(row);
  }
  return rows;
}

/** Which rows are used is kept in columns too. */
function isField({ name }: Column): boolean {
  return !name.endsWith('.used') && !name.endsWith('.full');
}

function rowsNode({ name, columns }: Table, rows: readonly number[]): Node {
  const fields = columns.filter(isField);
  return listed(
    () => rows.length,
    (look, index) => {
      const row = rows[index] ?? 0;
      const [only] = fields;
      if (fields.length === 1 && only !== undefined) return shownCell(only, row, `[${row}]`);
      return { name: `[${row}]`, value: `${name} ${row}`, node: rowNode(look, name, row) };
    },
  );
}

/** One row of a table: a field for each column. */
export function rowNode(look: Look, table: string, row: number): Node {
  const columns = look.computer.store.columns.filter(
    (column) => column.name.startsWith(`${table}.`) && isField(column),
  );
  return named(() =>
    columns
      .filter(({ data }) => row < data.length)
      .map((column) => shownCell(column, row, column.name.slice(table.length + 1))),
  );
}

/** A cell. What may be an address is shown in hexadecimal too. */
export function shownCell(column: Column, row: number, name: string): Shown {
  const value = column.data[row] ?? 0;
  const text = Math.abs(value) < 4096 ? String(value) : `${value} (${formatHexadecimal(value)})`;
  return {
    name,
    value: text,
    type: column.kind === 'f64' ? 'integer of 53 bits' : 'integer of 32 bits',
    expression: `${column.name}[${row}]`,
    cells: [{ column: column.name, row }],
    set: (wanted) => setCell(column, row, wanted),
  };
}

function setCell(column: Column, row: number, wanted: Integer) {
  if (typeof wanted !== 'number') return `${wanted} does not fit a cell`;
  return [{ kind: 'cell', column: column.name, row, value: wanted } as const];
}
