/**
 * The script's integers: exact from -2^63 to 2^64-1. An integer is a number while that is a safe integer, otherwise a
 * bigint, so that equal integers are `===`. A result out of range is a failure; nothing ever wraps around silently.
 */
import { fail, type Failure } from './failure';

export type Integer = number | bigint;

export const LEAST_INTEGER = -(2n ** 63n);
export const GREATEST_INTEGER = 2n ** 64n - 1n;
const TWO_32 = 0x1_0000_0000;

/** The integer of a bigint in its normal form; a failure when it is out of range. */
export function normalise(value: bigint): Integer | Failure {
  if (value < LEAST_INTEGER || value > GREATEST_INTEGER) return overflow(value);
  return shorten(value);
}

/** The normal form of a bigint that is in range. */
export function shorten(value: bigint): Integer {
  const short = Number(value);
  return Number.isSafeInteger(short) ? short : value;
}

export function add(a: Integer, b: Integer): Integer | Failure {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return normalise(BigInt(a) + BigInt(b));
}

export function subtract(a: Integer, b: Integer): Integer | Failure {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = a - b;
    if (Number.isSafeInteger(difference)) return difference;
  }
  return normalise(BigInt(a) - BigInt(b));
}

export function multiply(a: Integer, b: Integer): Integer | Failure {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b;
    // Adding 0 makes -0, which is no integer of its own, 0.
    if (Number.isSafeInteger(product)) return product + 0;
  }
  return normalise(BigInt(a) * BigInt(b));
}

/** The quotient, cut towards zero as in C. */
export function divide(a: Integer, b: Integer): Integer | Failure {
  if (isZero(b)) return fail('divisionByZero', { value: format(a) });
  if (typeof a === 'number' && typeof b === 'number') return Math.trunc(a / b) + 0;
  return normalise(BigInt(a) / BigInt(b));
}

/** What `divide` leaves; it has the sign of `a`, as in C. */
export function remainder(a: Integer, b: Integer): Integer | Failure {
  if (isZero(b)) return fail('divisionByZero', { value: format(a) });
  if (typeof a === 'number' && typeof b === 'number') return (a % b) + 0;
  return normalise(BigInt(a) % BigInt(b));
}

export function negate(a: Integer): Integer | Failure {
  return typeof a === 'number' ? 0 - a : normalise(-a);
}

/** All bits turned over: -1 - a, as if integers had infinitely many bits. */
export function complement(a: Integer): Integer | Failure {
  return subtract(-1, a);
}

export function shiftLeft(a: Integer, by: Integer): Integer | Failure {
  const count = shiftCount(by);
  if (typeof count !== 'number') return count;
  if (typeof a === 'number') {
    const shifted = a * 2 ** count;
    if (Number.isSafeInteger(shifted)) return shifted;
  }
  return normalise(BigInt(a) << BigInt(count));
}

/** The quotient by a power of two, rounded down: the sign is kept. */
export function shiftRight(a: Integer, by: Integer): Integer | Failure {
  const count = shiftCount(by);
  if (typeof count !== 'number') return count;
  if (typeof a === 'number') return Math.floor(a / 2 ** count);
  return normalise(a >> BigInt(count));
}

export function and(a: Integer, b: Integer): Integer | Failure {
  if (typeof a === 'number' && typeof b === 'number') {
    return joined(highWord(a) & highWord(b), (a & b) >>> 0);
  }
  return normalise(BigInt(a) & BigInt(b));
}

export function or(a: Integer, b: Integer): Integer | Failure {
  if (typeof a === 'number' && typeof b === 'number') {
    return joined(highWord(a) | highWord(b), (a | b) >>> 0);
  }
  return normalise(BigInt(a) | BigInt(b));
}

export function xor(a: Integer, b: Integer): Integer | Failure {
  if (typeof a === 'number' && typeof b === 'number') {
    return joined(highWord(a) ^ highWord(b), (a ^ b) >>> 0);
  }
  return normalise(BigInt(a) ^ BigInt(b));
}

/** Negative when a < b, positive when a > b, 0 when they are equal. */
export function compare(a: Integer, b: Integer): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

export function isZero(a: Integer): boolean {
  return a === 0;
}

/** In decimal. */
export function format(a: Integer): string {
  return a.toString();
}

/** `0x` and hexadecimal digits; a negative integer keeps its sign. */
export function formatHexadecimal(a: Integer): string {
  return a < 0 ? `-0x${(-a).toString(16)}` : `0x${a.toString(16)}`;
}

/** The integer of little-endian bytes, unsigned; at most 8 of them. */
export function fromBytes(bytes: Uint8Array): Integer {
  let low = 0;
  let high = 0;
  for (let i = bytes.length - 1; i >= 0; i--) {
    const byte = bytes[i] ?? 0;
    if (i >= 4) high = high * 256 + byte;
    else low = low * 256 + byte;
  }
  return fromWords(low, high);
}

/** high * 2^32 + low. */
export function fromWords(low: number, high: number): Integer {
  const short = high * TWO_32 + low;
  return Number.isSafeInteger(short) ? short : (BigInt(high) << 32n) + BigInt(low);
}

/** The lowest 32 bits of the two's complement, unsigned. */
export function lowWordOf(a: Integer): number {
  return typeof a === 'number' ? a >>> 0 : Number(BigInt.asUintN(32, a));
}

/** What is above the lowest 32 bits: floor(a / 2^32), from -2^31 to 2^32-1. */
export function highWordOf(a: Integer): number {
  return typeof a === 'number' ? highWord(a) : Number(a >> 32n);
}

/** The lowest `count` bytes of the two's complement, little-endian; beyond 8 the sign is repeated. */
export function toBytes(a: Integer, count: number): Uint8Array {
  const bytes = new Uint8Array(count);
  if (count > 8 && a < 0) bytes.fill(0xff);
  const low = lowWordOf(a);
  const high = highWordOf(a) >>> 0;
  for (let i = 0; i < Math.min(count, 8); i++) {
    bytes[i] = i < 4 ? low >>> (8 * i) : high >>> (8 * (i - 4));
  }
  return bytes;
}

/** Two's complement above bit 31 of a safe integer: between -2^21 and 2^21-1. */
function highWord(a: number): number {
  return Math.floor(a / TWO_32);
}

function joined(high: number, low: number): Integer {
  return fromWords(low, high);
}

function shiftCount(by: Integer): number | Failure {
  if (typeof by === 'number' && by >= 0 && by < 64) return by;
  return fail('shiftCount', { count: format(by) });
}

function overflow(value: bigint): Failure {
  return fail('overflow', { value: format(value) });
}

export function isNegative(a: Integer): boolean {
  return a < 0;
}
