/** Numbers as people read them. */
import type { Hex } from '../../src/protocol/answer';

const KIB = 1024;
const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** `0x0804_9000`: digits in groups of four. @param digits how many there are at least */
export function groupedHex(value: Hex, digits = 0): string {
  const bare = value.slice(2).padStart(digits, '0');
  return `0x${bare.replace(/\B(?=(?:[0-9a-f]{4})+$)/g, '_')}`;
}

/** Digits of an address, at most as many as 32 bits have: longer ones show as many as they need. */
export function addressDigits(addressBits: number): number {
  return Math.min(8, Math.ceil(addressBits / 4));
}

/** The same of an earlier value of a field, which may be one. */
export function groupedText(value: string): string {
  return isHex(value) ? groupedHex(value) : value;
}

function isHex(value: string): value is Hex {
  return value.startsWith('0x');
}

/** A position in a table: `0x3fe`. */
export function shortHex(value: number, digits = 0): string {
  return `0x${value.toString(16).padStart(digits, '0')}`;
}

/** `1,204`. */
export function counted(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `4 KiB`, `512 GiB`: exact, or with one decimal. */
export function sizeText(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= KIB && unit < UNITS.length - 1) {
    size /= KIB;
    unit++;
  }
  return `${Number.isInteger(size) ? size : size.toFixed(1)} ${UNITS[unit] ?? ''}`;
}

/** `4.8 %`; empty where there is nothing to divide by. */
export function shareText(part: number, whole: number): string {
  return whole === 0 ? '' : `${((part * 100) / whole).toFixed(1)} %`;
}
