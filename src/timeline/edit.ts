/**
 * Edits: what somebody changed in the machine at a moment. They are inputs of the run, as the program is, and are
 * applied again whenever the run passes their moment. Plain data.
 */
import type { Computer } from '../program/computer';
import type { Moment } from './moment';

export type Change =
  /** Sets one cell of a table: `message.protection` of row 14, a variable's cell, a page-table word (`ram`). */
  | { readonly kind: 'cell'; readonly column: string; readonly row: number; readonly value: number }
  /** Sets one byte of a frame. */
  | {
      readonly kind: 'byte';
      readonly frame: number;
      readonly offset: number;
      readonly value: number;
    };

export interface Edit {
  readonly at: Moment;
  readonly change: Change;
}

/** What is wrong with a change for this machine, or null. */
export function checkChange(machine: Computer, change: Change): string | null {
  if (change.kind === 'byte') {
    const isInside = change.frame >= 0 && change.frame < machine.ram.frames;
    return isInside && change.offset >= 0 && change.offset < machine.ram.frameBytes
      ? null
      : `there is no byte ${String(change.offset)} of frame ${String(change.frame)}`;
  }
  const column = machine.store.columns.find(({ name }) => name === change.column);
  if (column === undefined) return `there is no column ${change.column}`;
  return change.row >= 0 && change.row < column.data.length
    ? null
    : `${change.column} has no row ${String(change.row)}`;
}

/** Makes the change. It must be possible: see `checkChange`. */
export function applyEdit(machine: Computer, { change }: Edit): void {
  if (change.kind === 'byte') {
    machine.ram.setByte(change.frame, change.offset, change.value);
    return;
  }
  const column = machine.store.columns.find(({ name }) => name === change.column);
  if (column !== undefined) column.set(change.row, change.value);
}
