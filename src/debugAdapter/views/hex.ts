/** Numbers as `0x` strings: JSON has no integers above 2^53, and addresses do. */
import type { Architecture } from '../../arch/architecture';
import { addressOf } from '../../program/address';
import type { Hex } from '../../protocol/answer';

/** @param value 0 or more. */
export function hex(value: number | bigint): Hex {
  return `0x${value.toString(16)}`;
}

/** The address of a page. */
export function hexAddress(architecture: Architecture, page: number, offset = 0): Hex {
  return hex(addressOf(architecture, page, offset));
}
/** An entry of one or two 32-bit words, with all its digits. */
export function hexWord(low: number, high: number, words: 1 | 2): Hex {
  const digits = (low >>> 0).toString(16).padStart(8, '0');
  return words === 1 ? `0x${digits}` : `0x${(high >>> 0).toString(16).padStart(8, '0')}${digits}`;
}
