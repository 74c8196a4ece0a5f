/** The changes that somebody may make in a computer: whether one is possible, and making it. */
import { KERNEL_RULES } from '../engine/kernel/rules';
import { runServers } from '../engine/kernel/scheduler';
import { sysKill } from '../engine/kernel/signals';
import { SIGNAL } from '../engine/errno';
import { FIRST_USER_ROW } from '../engine/kernel/ipc';
import { writeCell } from '../program/cells';
import type { Computer } from '../program/computer';
import { GREATEST_INTEGER, LEAST_INTEGER, shorten } from '../program/integer';
import { isLive } from '../program/processes';
import type { Change } from './edit';
import { isAtRest, type Moment } from './moment';

type Of<K extends Change['kind']> = Extract<Change, { readonly kind: K }>;

/** What is wrong with a change of this computer at this moment, or null. */
export function checkChange(computer: Computer, change: Change, at: Moment): string | null {
  switch (change.kind) {
    case 'cell':
      return checkCell(computer, change);
    case 'bytes':
      return checkBytes(computer, change);
    case 'variable':
      return checkVariable(computer, change);
    case 'kill':
      return checkKill(computer, change, at);
  }
}

function checkCell({ store }: Computer, { column: name, row, value }: Of<'cell'>): string | null {
  const column = store.columns.find((one) => one.name === name);
  if (column === undefined) return `there is no column ${name}`;
  if (column.meaning === 'link') {
    return `${name} says how the machine's tables hang together, which only the machine may change`;
  }
  const last = column.data.length - 1;
  if (!Number.isInteger(row) || row < 0 || row > last) return `${name} has the rows 0 to ${last}`;
  const isPossible =
    column.kind === 'f64'
      ? Number.isSafeInteger(value)
      : Number.isInteger(value) && value === (value | 0);
  if (isPossible) return null;
  const bits = column.kind === 'f64' ? 53 : 32;
  return `${name} holds signed integers of ${bits} bits, and ${value} is none`;
}

function checkBytes({ ram }: Computer, { frame, offset, bytes }: Of<'bytes'>): string | null {
  if (!Number.isInteger(frame) || frame < 0 || frame >= ram.frames) {
    return `there is no frame ${frame}: memory has the frames 0 to ${ram.frames - 1}`;
  }
  const isInside =
    Number.isInteger(offset) && offset >= 0 && offset + bytes.length <= ram.frameBytes;
  if (!isInside) return `${bytes.length} bytes from ${offset} on are not inside a frame`;
  return bytes.every((byte) => Number.isInteger(byte) && byte >= 0 && byte <= 255)
    ? null
    : 'a byte is a number from 0 to 255';
}

function checkVariable({ variables }: Computer, { cell, value }: Of<'variable'>): string | null {
  if (!Number.isInteger(cell) || cell < 0 || cell >= variables.kind.data.length) {
    return `there is no variable ${cell}`;
  }
  if (!/^-?\d{1,20}$/.test(value)) return `${value} is no integer`;
  const integer = BigInt(value);
  return integer >= LEAST_INTEGER && integer <= GREATEST_INTEGER
    ? null
    : `${value} does not fit 64 bits`;
}

function checkKill(computer: Computer, { process }: Of<'kill'>, at: Moment): string | null {
  if (!isAtRest(at)) return 'a process can be killed only between statements';
  if (process < FIRST_USER_ROW || !computer.processes.has(process)) {
    return `there is no process in row ${process}`;
  }
  return isLive(computer, process) ? null : 'this process has ended already';
}

/** Makes a change that is possible. */
export function applyChange(computer: Computer, change: Change): void {
  switch (change.kind) {
    case 'cell':
      computer.store.columns
        .find(({ name }) => name === change.column)
        ?.set(change.row, change.value);
      return;
    case 'bytes':
      computer.ram.writeBytes(change.frame, change.offset, Uint8Array.from(change.bytes));
      return;
    case 'variable':
      writeCell(computer, computer.variables, change.cell, shorten(BigInt(change.value)));
      return;
    case 'kill':
      sysKill(computer, change.process, SIGNAL.SIGKILL, 0, 0, 0, KERNEL_RULES.signalEnds.id);
      runServers(computer);
  }
}
