/**
 * Values whose change stops the run: cells of tables, words of page tables, memory of a process. Each has a name that
 * means the same at every stop and in every run of the program.
 */
import { compileQuery } from '../language/compileQuery';
import { offsetOf, pageOf } from '../program/address';
import { evaluate } from '../program/evaluation';
import type { Expression } from '../program/form';
import { isFailure, isInteger } from '../program/value';
import type { StopPlace } from '../timeline/stops';
import { cellsOfField, entryCells } from './variables/fieldCells';
import { variableCells } from './variables/scriptVariables';
import type { Cell, Look } from './variables/shown';

/** Bytes that one data breakpoint watches at most. */
export const MOST_WATCHED = 1 << 20;

const CELL = /^([\w.]+)\[(\d{1,10})\]$/;
const MEMORY = /^memory:(\d{1,10}):(\d{1,16}):(\d{1,9}):(\d{1,7})$/;

/** The name of cells. */
export function cellsId(cells: readonly Cell[]): string {
  return cells.map(({ column, row }) => `${column}[${row}]`).join(',');
}

/** The name of memory of a process (an endpoint), from an address on. */
export function memoryId(look: Look, endpoint: number, address: number | bigint, length: number) {
  const { architecture } = look.computer;
  const page = pageOf(architecture, address);
  return `memory:${endpoint}:${page}:${offsetOf(architecture, address)}:${length}`;
}

/** What a name means; null: nothing. */
export function placeOfData(dataId: string): StopPlace | null {
  const memory = MEMORY.exec(dataId);
  if (memory !== null) {
    const [endpoint = 0, page = 0, offset = 0, length = 0] = memory.slice(1).map(Number);
    return length < 1 || length > MOST_WATCHED
      ? null
      : { kind: 'memory', endpoint, page, offset, length };
  }
  const cells = dataId.split(',').map(cellOf);
  const known = cells.flatMap((one) => one ?? []);
  return known.length === cells.length ? { kind: 'cells', cells: known } : null;
}

/** `message.protection[14]`; null: this is no cell. */
export function cellOf(text: string): Cell | null {
  const [, column, row] = CELL.exec(text.trim()) ?? [];
  return column === undefined ? null : { column, row: Number(row) };
}

/** A cell of this machine; null: it has no such cell. */
export function existingCell({ computer }: Look, text: string): Cell | null {
  const cell = cellOf(text);
  const column = computer.store.columns.find(({ name }) => name === cell?.column);
  return cell !== null && column !== undefined && cell.row < column.data.length ? cell : null;
}

/** The cells that hold the value of an expression: of a variable, a field, a page-table entry, a cell; none: not known. */
export function cellsOfExpression(look: Look, text: string): readonly Cell[] {
  const cell = existingCell(look, text);
  if (cell !== null) return [cell];
  const query = compileQuery(text, look.program);
  return query.ok ? cellsOf(look, query.expression) : [];
}

function cellsOf(look: Look, expression: Expression): readonly Cell[] {
  if (expression.kind === 'variable' && expression.slot.scope === 'global') {
    return variableCells(expression.slot.index);
  }
  if (expression.kind === 'field' && expression.of !== null) {
    const of = evaluate(look.evaluation, expression.of);
    return isFailure(of) ? [] : cellsOfField(look, of, expression.name);
  }
  const value = evaluate(look.evaluation, expression);
  if (isFailure(value) || isInteger(value) || value.kind !== 'pte') return [];
  return entryCells(look, value);
}
