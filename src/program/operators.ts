/**
 * Operators on values: what counts as a number, what is equal, what is true. A process counts as its pid, a frame as
 * its number, `p.faults` as the faults served, up to 8 bytes as a little-endian number. Whatever makes no sense is a
 * failure that says so.
 */
import type { Computer } from './computer';
import { arrayExists, arrayLength, readElement } from './cells';
import { fail, type Failure } from './failure';
import type { BinaryOperator, UnaryOperator } from './form';
import * as integer from './integer';
import type { Integer } from './integer';
import { pidOf } from './processes';
import { isFailure, isInteger, truth, type BytesValue, type Result, type Value } from './value';

export const COMPARISONS: ReadonlySet<BinaryOperator> = new Set<BinaryOperator>([
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
]);

/** Longest bytes that count as a number. */
const NUMBER_BYTES = 8;

export function unary(machine: Computer, operator: UnaryOperator, value: Value): Result {
  if (operator === '!') {
    const holds = truthOf(machine, value);
    return typeof holds === 'boolean' ? truth(!holds) : holds;
  }
  const number = asInteger(machine, value);
  if (!isInteger(number)) return number;
  return operator === '-' ? integer.negate(number) : integer.complement(number);
}

/** Both operands are values already: `&&` and `||` are the evaluator's. */
export function binary(
  machine: Computer,
  operator: BinaryOperator,
  left: Value,
  right: Value,
): Result {
  if (operator === '==' || operator === '!=') {
    const equal = equals(machine, left, right);
    return typeof equal === 'boolean' ? truth(equal === (operator === '==')) : equal;
  }
  const a = asInteger(machine, left);
  if (!isInteger(a)) return a;
  const b = asInteger(machine, right);
  if (!isInteger(b)) return b;
  return calculate(operator, a, b);
}

function calculate(operator: BinaryOperator, a: Integer, b: Integer): Result {
  switch (operator) {
    case '+':
      return integer.add(a, b);
    case '-':
      return integer.subtract(a, b);
    case '*':
      return integer.multiply(a, b);
    case '/':
      return integer.divide(a, b);
    case '%':
      return integer.remainder(a, b);
    case '&':
      return integer.and(a, b);
    case '|':
      return integer.or(a, b);
    case '^':
      return integer.xor(a, b);
    case '<<':
      return integer.shiftLeft(a, b);
    case '>>':
      return integer.shiftRight(a, b);
    default:
      return truth(inOrder(operator, integer.compare(a, b)));
  }
}

function inOrder(operator: BinaryOperator, order: number): boolean {
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  return operator === '>' ? order > 0 : order >= 0;
}

/** The number that a value counts as. */
export function asInteger(machine: Computer, value: Value): Integer | Failure {
  if (typeof value !== 'object') return value;
  switch (value.kind) {
    case 'bytes':
      if (value.bytes.length <= NUMBER_BYTES) return integer.fromBytes(value.bytes);
      return fail('bytesNoNumber', { length: value.bytes.length });
    case 'process':
      return pidOf(machine, value.endpoint);
    case 'frame':
      return value.frame === 0 ? fail('noFrame', spotArguments(machine, value.spot)) : value.frame;
    case 'cpu':
      return value.cpu;
    case 'faults':
      return value.served;
    default:
      return fail('noNumber', { what: value.kind });
  }
}

/** Whether a condition holds. */
export function truthOf(machine: Computer, value: Value): boolean | Failure {
  const number = asInteger(machine, value);
  return isInteger(number) ? !integer.isZero(number) : number;
}

/** Whether two values are the same. */
export function equals(machine: Computer, left: Value, right: Value): boolean | Failure {
  if (typeof left !== 'object' && typeof right !== 'object') return left === right;
  if (typeof left !== 'object') return equals(machine, right, left);
  if (typeof right === 'object' && left.kind !== right.kind) {
    return equalLists(machine, left, right);
  }
  switch (left.kind) {
    case 'bytes':
      if (typeof right === 'object') return right.kind === 'bytes' && sameBytes(left, right);
      return bytesAreNumber(left.bytes, right);
    case 'process':
      if (typeof right !== 'object') return pidOf(machine, left.endpoint) === right;
      return right.kind === 'process' && left.endpoint === right.endpoint;
    case 'region':
      if (left.row === 0) return fail('noRegion', spotArguments(machine, left.spot));
      if (typeof right !== 'object' || right.kind !== 'region') return incomparable(left, right);
      if (right.row === 0) return fail('noRegion', spotArguments(machine, right.spot));
      return left.row === right.row && left.id === right.id;
    case 'frame':
    case 'cpu':
    case 'faults':
      return equalNumbers(machine, left, right);
    case 'file':
      return typeof right === 'object' && right.kind === 'file' && left.row === right.row;
    default:
      return equalLists(machine, left, right);
  }
}

function equalNumbers(machine: Computer, left: Value, right: Value): boolean | Failure {
  const a = asInteger(machine, left);
  if (!isInteger(a)) return a;
  const b = asInteger(machine, right);
  return isInteger(b) ? a === b : b;
}

function equalLists(machine: Computer, left: Value, right: Value): boolean | Failure {
  const a = elementsOf(machine, left);
  const b = elementsOf(machine, right);
  if (a === null || b === null) return incomparable(left, right);
  if (!Array.isArray(a)) return a;
  if (!Array.isArray(b)) return b;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    const equal = equals(machine, a[i] ?? 0, b[i] ?? 0);
    if (equal !== true) return equal;
  }
  return true;
}

/** The elements of a list or an array; null for anything else. */
export function elementsOf(machine: Computer, value: Value): Value[] | Failure | null {
  if (typeof value !== 'object') return null;
  if (value.kind === 'list') return [...value.elements];
  if (value.kind !== 'array') return null;
  if (!arrayExists(machine, value)) return fail('arrayGone');
  const length = arrayLength(machine, value);
  if (length > MOST_ELEMENTS) return fail('listTooLong', { length, most: MOST_ELEMENTS });
  return Array.from({ length }, (_, index) => readElement(machine, value, index));
}

/** Longest list that an expression goes through. */
export const MOST_ELEMENTS = 1 << 22;

function sameBytes(left: BytesValue, right: BytesValue): boolean {
  const a = left.bytes;
  const b = right.bytes;
  if (left.open) return startsWith(b, a);
  if (right.open) return startsWith(a, b);
  return a.length === b.length && startsWith(a, b);
}

export function startsWith(whole: Uint8Array, beginning: Uint8Array): boolean {
  if (whole.length < beginning.length) return false;
  for (let i = 0; i < beginning.length; i++) if (whole[i] !== beginning[i]) return false;
  return true;
}

/** Whether little-endian bytes hold a number: as unsigned, or for a negative one in two's complement. */
function bytesAreNumber(bytes: Uint8Array, value: Integer): boolean {
  if (bytes.length < NUMBER_BYTES) {
    const bits = 8 * bytes.length;
    if (value >= 2 ** bits || value < -(2 ** (bits - 1))) return false;
  }
  return startsWith(bytes, integer.toBytes(value, bytes.length));
}

function incomparable(left: Value, right: Value): Failure {
  return fail('incomparable', { left: kindName(left), right: kindName(right) });
}

function kindName(value: Value): string {
  return typeof value === 'object' ? value.kind : 'number';
}

/** The arguments of a message about a place where nothing is. */
export function spotArguments(
  machine: Computer,
  spot: { readonly endpoint: number; readonly page: number } | null,
): Readonly<Record<string, string | number>> {
  if (spot === null) return { pid: '?', address: '?' };
  const { pageBytes } = machine.architecture;
  const address = integer.multiply(spot.page, pageBytes);
  const text = isFailure(address) ? '?' : integer.formatHexadecimal(address);
  return { pid: pidOf(machine, spot.endpoint), address: text };
}
