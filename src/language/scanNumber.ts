// Reads an integer exactly: decimal, octal, hexadecimal, with K, M or G behind it. It must never
// round: what a double cannot hold becomes a bigint, and what 64 bits cannot hold is reported.

import type { MessageId } from './messages';

/**
 * Where `scanNumber` leaves what it read; one object is used again and again, because numbers are
 * frequent.
 */
export interface ScannedNumber {
  /** From 0 to 2^64-1. */
  value: number | bigint;
  radix: 8 | 10 | 16;
  end: number;
  /** What is wrong with it, or null. */
  problem: MessageId | null;
}

/** The largest integer of the language, 2^64-1. */
export const LARGEST_INTEGER = 0xffff_ffff_ffff_ffffn;

const ZERO = 48;
const LOWER_X = 120;

/**
 * Reads the integer that begins with the digit at `start`. Letters that stick to it are taken and
 * reported.
 */
export function scanNumber(
  source: string,
  start: number,
  limit: number,
  result: ScannedNumber,
): void {
  result.problem = null;
  const second = start + 1 < limit ? source.charCodeAt(start + 1) : 0;
  const isPrefixed = source.charCodeAt(start) === ZERO;
  if (isPrefixed && (second | 32) === LOWER_X) {
    result.radix = 16;
    scanDigits(source, start + 2, limit, 13, result);
    if (result.end === start + 2) result.problem = 'noHexDigits';
  } else if (isPrefixed && second >= 48 && second <= 57) {
    result.radix = 8;
    scanDigits(source, start + 1, limit, 17, result);
  } else {
    result.radix = 10;
    scanDigits(source, start, limit, 15, result);
  }
  if (result.end < limit && isNamePart(source.charCodeAt(result.end))) {
    scanSuffix(source, limit, result);
  }
}

/** Reads digits of `result.radix`, as a double while there are at most `safeDigits`. */
function scanDigits(
  source: string,
  start: number,
  limit: number,
  safeDigits: number,
  result: ScannedNumber,
): void {
  const { radix } = result;
  let value = 0;
  let at = start;
  for (; at < limit; at++) {
    const digit = digitValue(source.charCodeAt(at));
    if (digit >= radix) break;
    value = value * radix + digit;
  }
  result.end = at;
  result.value = at - start <= safeDigits ? value : exactValue(source, start, result);
}

function exactValue(source: string, start: number, result: ScannedNumber): number | bigint {
  // No integer in range has more digits than this, but leading zeros may make it longer.
  const digits = source.slice(start, result.end).replace(/^0+/, '');
  const prefix = result.radix === 16 ? '0x' : result.radix === 8 ? '0o' : '';
  if (digits.length > 22) return tooLarge(result);
  return narrow(BigInt(digits === '' ? 0 : prefix + digits), result);
}

function narrow(value: bigint, result: ScannedNumber): number | bigint {
  if (value > LARGEST_INTEGER) return tooLarge(result);
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}

function tooLarge(result: ScannedNumber): bigint {
  result.problem = 'integerTooLarge';
  return LARGEST_INTEGER;
}

function digitValue(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : 99;
}

const UNITS: Readonly<Record<string, number>> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

function scanSuffix(source: string, limit: number, result: ScannedNumber): void {
  const start = result.end;
  while (result.end < limit && isNamePart(source.charCodeAt(result.end))) result.end++;
  const suffix = source.slice(start, result.end);
  const unit = UNITS[suffix];
  if (unit !== undefined && result.radix === 10) {
    const product = typeof result.value === 'number' ? result.value * unit : Infinity;
    result.value = Number.isSafeInteger(product)
      ? product
      : narrow(BigInt(result.value) * BigInt(unit), result);
  } else if (result.problem === null) {
    result.problem = result.radix === 8 && /^[89]/.test(suffix) ? 'badOctal' : 'numberSuffix';
  }
}

/** Letters, digits and `_`. */
export function isNamePart(code: number): boolean {
  const lower = code | 32;
  return (lower >= 97 && lower <= 122) || (code >= 48 && code <= 57) || code === 95;
}
