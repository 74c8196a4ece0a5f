/**
 * An architecture in the form that the walker reads: small arrays and masks, made once for a machine.
 *
 * It holds nothing that `Architecture` does not say.
 */
import type { Architecture } from './architecture';
import { entryFlags, frameHighMask } from './entries';

/** Flags of a TLB entry's value are the bits below; the frame number stands above. */
export const VALUE_SHIFT = 7;
/** Frame numbers are below this; a processor with so many physical address bits takes others for reserved bits. */
export const MAX_FRAMES = 2 ** (31 - VALUE_SHIFT);
const MAX_FRAME_BITS = 31 - VALUE_SHIFT;

export interface WalkFormat {
  readonly levels: number;
  /** By level number: where its index begins in the page number, and its mask. */
  readonly shifts: Int32Array;
  readonly masks: Int32Array;
  /** Where all levels have the same number of index bits, that number, its mask and the root's shift; else 0. */
  readonly levelBits: number;
  readonly levelMask: number;
  readonly topShift: number;
  /** Bits of the low word: present and accessed; these and large; those that all levels must grant. */
  readonly used: number;
  readonly usedOrLarge: number;
  readonly shared: number;
  /** Words of a frame and of an entry, as powers of two. */
  readonly frameWordShift: number;
  readonly entryWordShift: number;
  readonly frameShift: number;
  /** ENTRY_* flags by an entry's bits below `frameShift`; the high word may take ENTRY_EXECUTABLE away. */
  readonly flags: Uint8Array;
  readonly flagMask: number;
  readonly noExecuteHigh: number;
  /** Bits of the high word that belong to the frame number, and those that must be 0. */
  readonly frameHighMask: number;
  readonly reservedHigh: number;
  /** Both. */
  readonly unusualHigh: number;
  /** Page number bits (low and high word) that must be 0, or, where `signExtended`, may all be 1. */
  readonly excessLow: number;
  readonly excessHigh: number;
  readonly signExtended: boolean;
  /** Page number bits within a large page; 0 when there are none. */
  readonly largeMask: number;
  readonly largeShift: number;
  /** Bit of the fault code that says "instruction fetch": 0 where the manual has none without execute-disable. */
  readonly fetchFault: number;
}

/** SDM 3A 4.7: the bit of an x86 page-fault code that is set for fetches, if execute-disable is there. */
const X86_FETCH = 16;

export function walkFormat(architecture: Architecture): WalkFormat {
  const { entry, levels, largePages, signExtended } = architecture;
  const { frameShift, noExecuteHigh } = entry;
  const shifts = new Int32Array(levels.length + 1);
  const masks = new Int32Array(levels.length + 1);
  for (const { number, bits, shift } of levels) {
    shifts[number] = shift;
    masks[number] = 2 ** bits - 1;
  }
  const flags = new Uint8Array(2 ** frameShift);
  for (let low = 0; low < flags.length; low++) flags[low] = entryFlags(architecture, low, 0);
  const pageBits = architecture.addressBits - architecture.pageShift;
  // A sign-extended page number has 52 bits, and its highest translated bit counts as sign.
  const checkedFrom = signExtended ? pageBits - 1 : pageBits;
  const kept = Math.max(0, MAX_FRAME_BITS - (32 - frameShift));
  const high = frameHighMask(architecture);
  const rootBits = levels[0]?.bits ?? 0;
  const levelBits = levels.every(({ bits }) => bits === rootBits) ? rootBits : 0;
  return {
    levels: levels.length,
    levelBits,
    levelMask: 2 ** levelBits - 1,
    topShift: levelBits * (levels.length - 1),
    used: entry.present | entry.accessed,
    usedOrLarge: entry.present | entry.accessed | entry.large,
    shared: entry.user | entry.writable,
    shifts,
    masks,
    frameWordShift: architecture.pageShift - 2,
    entryWordShift: entry.words - 1,
    frameShift,
    flags,
    flagMask: flags.length - 1,
    noExecuteHigh,
    frameHighMask: high & (2 ** kept - 1),
    reservedHigh: high & ~(2 ** kept - 1),
    unusualHigh: high,
    excessLow: checkedFrom >= 32 ? 0 : (-1 << checkedFrom) | 0,
    excessHigh: checkedFrom >= 32 ? 0xfffff & (-1 << (checkedFrom - 32)) : 0xfffff,
    signExtended,
    largeMask: largePages === 0 ? 0 : largePages - 1,
    largeShift: largePages === 0 ? 0 : Math.log2(largePages),
    fetchFault: noExecuteHigh === 0 ? 0 : X86_FETCH,
  };
}
