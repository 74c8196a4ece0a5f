/**
 * Between the script's integers and the machine's pairs of page and offset. Nothing is cut off: an address beyond the
 * address space has a page beyond it, and it is the machine that says what becomes of it.
 *
 * Negative integers are addresses and lengths as C converts them: `-1` is the highest address of a machine word.
 */
import type { Architecture } from '../arch/architecture';
import { shorten, type Integer } from './integer';

/** Bits of a general register, thus of size_t: 64 where addresses have more than 32 bits, otherwise 32. */
export function wordBits(architecture: Architecture): number {
  return architecture.addressBits > 32 ? 64 : 32;
}

/** The page of an address, or whole pages of a length. Exact. */
export function pageOf(architecture: Architecture, address: Integer): number {
  if (typeof address === 'number' && address >= 0) {
    return Math.floor(address / architecture.pageBytes);
  }
  return Number(wrapped(architecture, address) >> BigInt(architecture.pageShift));
}

/** Bytes below a page. */
export function offsetOf(architecture: Architecture, address: Integer): number {
  if (typeof address === 'number' && address >= 0) return address % architecture.pageBytes;
  return Number(wrapped(architecture, address) & BigInt(architecture.pageBytes - 1));
}

/** The address of a page and an offset in bytes, of any size. */
export function addressOf(architecture: Architecture, page: number, offset: number): Integer {
  const short = page * architecture.pageBytes + offset;
  if (Number.isSafeInteger(short)) return short;
  return shorten((BigInt(page) << BigInt(architecture.pageShift)) + BigInt(offset));
}

/** An integer as a 32-bit argument of a call: descriptors, flags. Higher bits are cut off, as in C. */
export function int32Of(value: Integer): number {
  return typeof value === 'number' ? value | 0 : Number(BigInt.asIntN(32, value));
}

function wrapped(architecture: Architecture, address: Integer): bigint {
  const value = BigInt(address);
  return value < 0n ? BigInt.asUintN(wordBits(architecture), value) : value;
}
