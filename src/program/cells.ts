/**
 * Cells: where values live while a program runs. A cell is a kind and two numbers in columns; bytes that do not fit
 * into them are a sparse array of words, and the elements of an array are cells of their own. So the variables travel
 * in time with the machine.
 *
 * Parts of the machine, events and tables of parts cannot be kept: a variable holds what a later moment can still read.
 */
import type { FloatColumn, Int32Column } from '../machine/columns';
import { RADIX_FULL } from '../machine/radix';
import type { Row } from '../machine/table';
import type { Computer } from './computer';
import { fail, type Failure } from './failure';
import { fromWords, highWordOf, lowWordOf } from './integer';
import type { ArrayValue, BytesValue, Value } from './value';

/** What a cell's kind is in its low byte. What stands above: a length, a level, a CPU. */
export const CELL = {
  NONE: 0,
  /** `high` is the integer. */
  INTEGER: 1,
  /** high * 2^32 + low. */
  LONG_INTEGER: 2,
  /** String number `low` of the program; `high` is 1 when only its beginning is given. */
  STRING: 3,
  /** `length` bytes (above), of which the first 8 are `low` and `high`. */
  SHORT_BYTES: 4,
  /** `high` bytes, as words in the sparse array `low`. */
  BYTES: 5,
  /** Endpoint `low`. */
  PROCESS: 6,
  /** Row `low`, id `high`. */
  REGION: 7,
  FRAME: 8,
  /** Endpoint `low`, page `high`, level above. */
  PTE: 9,
  /** Endpoint `low`, page `high`, CPU above. */
  TLB: 10,
  CPU: 11,
  FILE: 12,
  /** Array row `low`, which this cell owns; its serial number `high`. */
  ARRAY: 13,
  /** The same, owned by another cell: an array that was handed to a `def`. */
  ARRAY_REFERENCE: 14,
} as const;

/** Bytes that a cell holds itself. */
const SHORT = 8;
/** Longest bytes that a variable may hold. */
const MOST_BYTES = 1 << 20;

export interface Cells {
  readonly kind: Int32Column;
  readonly low: Int32Column;
  readonly high: FloatColumn;
}

/** The value of a cell; null when nothing was put there. */
export function readCell(machine: Computer, cells: Cells, row: number): Value | null {
  const kind = cells.kind.get(row);
  if (kind === CELL.INTEGER) return cells.high.get(row);
  const low = cells.low.get(row);
  const high = cells.high.get(row);
  switch (kind & 0xff) {
    case CELL.LONG_INTEGER:
      return fromWords(low >>> 0, high);
    case CELL.STRING:
      return stringValue(machine, low, high !== 0);
    case CELL.SHORT_BYTES:
      return {
        kind: 'bytes',
        bytes: shortBytes(kind >>> 8, low, high),
        string: 0,
        open: kind >>> 8 > SHORT,
      };
    case CELL.BYTES:
      return { kind: 'bytes', bytes: longBytes(machine, low, high), string: 0, open: false };
    case CELL.PROCESS:
      return { kind: 'process', endpoint: low };
    case CELL.REGION:
      return { kind: 'region', row: low, id: high, spot: null };
    case CELL.FRAME:
      return { kind: 'frame', frame: low, spot: null };
    case CELL.PTE:
      return { kind: 'pte', endpoint: low, page: high, level: kind >>> 8 };
    case CELL.TLB:
      return { kind: 'tlb', endpoint: low, page: high, cpu: kind >>> 8 };
    case CELL.CPU:
      return { kind: 'cpu', cpu: low };
    case CELL.FILE:
      return { kind: 'file', row: low };
    case CELL.ARRAY:
    case CELL.ARRAY_REFERENCE:
      return { kind: 'array', row: low, serial: high };
    default:
      return null;
  }
}

/** A string of the program as a value. */
export function stringValue(machine: Computer, string: number, open: boolean): BytesValue {
  return { kind: 'bytes', bytes: machine.strings[string] ?? new Uint8Array(0), string, open };
}

/**
 * Puts a value into a cell and gives up what the cell owned. A list is copied into an array of the cell's own.
 * @returns what is wrong, or null.
 */
export function writeCell(
  machine: Computer,
  cells: Cells,
  row: number,
  value: Value,
): Failure | null {
  if (typeof value === 'number') {
    releaseCell(machine, cells, row);
    put(cells, row, CELL.INTEGER, 0, value);
    return null;
  }
  if (typeof value === 'object') {
    if (value.kind === 'list') return writeList(machine, cells, row, value.elements);
    if (value.kind === 'array') return copyArray(machine, cells, row, value);
    if (value.kind === 'bytes' && value.string === 0 && value.bytes.length > SHORT) {
      return writeBytes(machine, cells, row, value.bytes);
    }
  }
  releaseCell(machine, cells, row);
  return putShort(cells, row, value);
}

/** As `writeCell`, but what is too long is cut off: for reports, which must own nothing. */
export function noteValue(cells: Cells, row: number, value: Value): void {
  if (typeof value === 'number') put(cells, row, CELL.INTEGER, 0, value);
  else if (putShort(cells, row, value) !== null) clearCell(cells, row);
}

/** Puts a reference to an array into a cell: the caller's array outlives the `def` that it is handed to. */
export function writeReference(
  machine: Computer,
  cells: Cells,
  row: number,
  value: ArrayValue,
): void {
  releaseCell(machine, cells, row);
  put(cells, row, CELL.ARRAY_REFERENCE, value.row, value.serial);
}

/** Empties a cell and gives up what it owned. */
export function releaseCell(machine: Computer, cells: Cells, row: number): void {
  const kind = cells.kind.get(row);
  if (kind === CELL.BYTES) machine.radix.free(cells.low.get(row));
  else if (kind === CELL.ARRAY) freeArray(machine, cells.low.get(row));
  if (kind !== CELL.NONE) clearCell(cells, row);
}

/** Empties a cell that owns nothing. */
export function clearCell(cells: Cells, row: number): void {
  put(cells, row, CELL.NONE, 0, 0);
}

/** A new array of zeros in a cell: it costs nothing until it is written, however long it is. */
export function writeNewArray(
  machine: Computer,
  cells: Cells,
  row: number,
  length: number,
): Failure | null {
  releaseCell(machine, cells, row);
  const array = machine.arrays.add();
  if (array === 0) return fail('noRoomForArray', { length });
  const serial = machine.interpreter.arrays.get(1) + 1;
  machine.interpreter.arrays.set(1, serial);
  machine.arrays.length.set(array, length);
  machine.arrays.serial.set(array, serial);
  put(cells, row, CELL.ARRAY, array, serial);
  return null;
}

/** Whether the array still exists. */
export function arrayExists(machine: Computer, value: ArrayValue): boolean {
  return machine.arrays.has(value.row) && machine.arrays.serial.get(value.row) === value.serial;
}

export function arrayLength(machine: Computer, value: ArrayValue): number {
  return machine.arrays.length.get(value.row);
}

/** The element at an index within the array: 0 when it was never written. */
export function readElement(machine: Computer, value: ArrayValue, index: number): Value {
  const element = machine.radix.get(machine.arrays.elements.get(value.row), index);
  return element === 0 ? 0 : (readCell(machine, machine.elements, element) ?? 0);
}

/** Writes the element at an index within the array. @returns what is wrong, or null. */
export function writeElement(
  machine: Computer,
  array: Row<'array'>,
  index: number,
  value: Value,
): Failure | null {
  if (typeof value === 'object' && (value.kind === 'list' || value.kind === 'array')) {
    return fail('arrayInArray');
  }
  const elements = machine.arrays.elements.get(array);
  let element: Row<'element'> = machine.radix.get(elements, index);
  if (element !== 0) return writeCell(machine, machine.elements, element, value);
  if (value === 0) return null;
  element = machine.elements.add();
  if (element === 0) return fail('noRoomForArray', { length: machine.arrays.length.get(array) });
  const handle = machine.radix.set(elements, index, element);
  if (handle === RADIX_FULL) {
    machine.elements.remove(element);
    return fail('noRoomForArray', { length: machine.arrays.length.get(array) });
  }
  machine.arrays.elements.set(array, handle);
  return writeCell(machine, machine.elements, element, value);
}

function put(cells: Cells, row: number, kind: number, low: number, high: number): void {
  cells.kind.set(row, kind);
  cells.low.set(row, low);
  cells.high.set(row, high);
}

function putShort(cells: Cells, row: number, value: Value): Failure | null {
  if (typeof value === 'number') put(cells, row, CELL.INTEGER, 0, value);
  else if (typeof value === 'bigint') {
    put(cells, row, CELL.LONG_INTEGER, lowWordOf(value) | 0, highWordOf(value));
  } else if (value.kind === 'bytes') putBytes(cells, row, value);
  else if (value.kind === 'process') put(cells, row, CELL.PROCESS, value.endpoint, 0);
  // A variable keeps how many there were, to be compared with how many there are later.
  else if (value.kind === 'faults') put(cells, row, CELL.INTEGER, 0, value.served);
  else if (value.kind === 'cpu') put(cells, row, CELL.CPU, value.cpu, 0);
  else if (value.kind === 'file') put(cells, row, CELL.FILE, value.row, 0);
  else if (value.kind === 'pte') {
    put(cells, row, CELL.PTE | (value.level << 8), value.endpoint, value.page);
  } else if (value.kind === 'tlb') {
    put(cells, row, CELL.TLB | (value.cpu << 8), value.endpoint, value.page);
  } else if (value.kind === 'region') {
    if (value.row === 0) return fail('nothingToKeep', { what: 'region' });
    put(cells, row, CELL.REGION, value.row, value.id);
  } else if (value.kind === 'frame') {
    if (value.frame === 0) return fail('nothingToKeep', { what: 'frame' });
    put(cells, row, CELL.FRAME, value.frame, 0);
  } else return fail('cannotKeep', { what: value.kind });
  return null;
}

function putBytes(cells: Cells, row: number, value: BytesValue): void {
  if (value.string !== 0) {
    put(cells, row, CELL.STRING, value.string, value.open ? 1 : 0);
    return;
  }
  const { bytes } = value;
  const kind = CELL.SHORT_BYTES | (Math.min(bytes.length, 0x7fffff) << 8);
  put(cells, row, kind, wordAt(bytes, 0), wordAt(bytes, 4));
}

function shortBytes(length: number, low: number, high: number): Uint8Array {
  const bytes = new Uint8Array(Math.min(length, SHORT));
  for (let i = 0; i < bytes.length; i++)
    bytes[i] = i < 4 ? low >>> (8 * i) : high >>> (8 * (i - 4));
  return bytes;
}

function wordAt(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] ?? 0) |
    ((bytes[at + 1] ?? 0) << 8) |
    ((bytes[at + 2] ?? 0) << 16) |
    ((bytes[at + 3] ?? 0) << 24)
  );
}

function writeBytes(
  machine: Computer,
  cells: Cells,
  row: number,
  bytes: Uint8Array,
): Failure | null {
  if (bytes.length > MOST_BYTES)
    return fail('tooManyBytes', { length: bytes.length, most: MOST_BYTES });
  let handle = 0;
  for (let at = 0; at < bytes.length; at += 4) {
    const word = wordAt(bytes, at);
    if (word === 0) continue;
    const next = machine.radix.set(handle, at >>> 2, word);
    if (next === RADIX_FULL) {
      machine.radix.free(handle);
      return fail('noRoomForBytes', { length: bytes.length });
    }
    handle = next;
  }
  releaseCell(machine, cells, row);
  put(cells, row, CELL.BYTES, handle, bytes.length);
  return null;
}

function longBytes(machine: Computer, handle: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = machine.radix.next(handle, 0); at >= 0; at = machine.radix.next(handle, at + 1)) {
    const word = machine.radix.get(handle, at);
    for (let i = 0; i < 4 && at * 4 + i < length; i++) bytes[at * 4 + i] = word >>> (8 * i);
  }
  return bytes;
}

function writeList(
  machine: Computer,
  cells: Cells,
  row: number,
  values: readonly Value[],
): Failure | null {
  const wrong = writeNewArray(machine, cells, row, values.length);
  if (wrong !== null) return wrong;
  const array = cells.low.get(row);
  for (const [index, value] of values.entries()) {
    const failure = writeElement(machine, array, index, value);
    if (failure !== null) return failure;
  }
  return null;
}

function copyArray(
  machine: Computer,
  cells: Cells,
  row: number,
  value: ArrayValue,
): Failure | null {
  if (!arrayExists(machine, value)) return fail('arrayGone');
  if (cells.kind.get(row) === CELL.ARRAY && cells.low.get(row) === value.row) return null;
  const { elements } = machine.arrays;
  const wrong = writeNewArray(machine, cells, row, arrayLength(machine, value));
  if (wrong !== null) return wrong;
  const copy = cells.low.get(row);
  const from = elements.get(value.row);
  for (let at = machine.radix.next(from, 0); at >= 0; at = machine.radix.next(from, at + 1)) {
    const failure = writeElement(machine, copy, at, readElement(machine, value, at));
    if (failure !== null) return failure;
  }
  return null;
}

function freeArray(machine: Computer, array: Row<'array'>): void {
  const handle = machine.arrays.elements.get(array);
  for (let at = machine.radix.next(handle, 0); at >= 0; at = machine.radix.next(handle, at + 1)) {
    const element = machine.radix.get(handle, at);
    releaseCell(machine, machine.elements, element);
    machine.elements.remove(element);
  }
  machine.radix.free(handle);
  machine.arrays.remove(array);
}
