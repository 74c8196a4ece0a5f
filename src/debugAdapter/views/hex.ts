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
