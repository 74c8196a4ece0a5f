/** Entries and indexes, against values worked out from the manuals' formats. */
import { describe, expect, it } from 'vitest';
import { i386, x86_64 } from '../../src/arch/architecture';
import { custom, isFinding } from '../../src/arch/customArchitecture';
import {
  ENTRY_EXECUTABLE,
  ENTRY_PRESENT,
  ENTRY_USER,
  ENTRY_WRITABLE,
  entryBits,
  entryFlags,
  entryFrame,
  entryHigh,
  entryIndex,
  entryLow,
} from '../../src/arch/entries';

const USER = ENTRY_PRESENT | ENTRY_USER | ENTRY_EXECUTABLE;

describe('entries of i386 (SDM 3A, table 4-6)', () => {
  it('have the frame from bit 12 and P, R/W, U/S in bits 0 to 2', () => {
    expect(entryLow(i386, 0x345, USER | ENTRY_WRITABLE)).toBe(0x00345007);
    expect(entryLow(i386, 0x345, USER)).toBe(0x00345005);
    expect(entryFrame(i386, 0x00345067, 0)).toBe(0x345);
    expect(entryBits(i386, 1, 0x00345067, 0).map(({ name }) => name)).toEqual([
      'P',
      'R/W',
      'U/S',
      'A',
      'D',
    ]);
  });

  it('are found by ten bits at each level', () => {
    const page = 0xefbfd000 / 4096;
    expect(i386.levels.map((level) => entryIndex(level, page))).toEqual([958, 1021]);
  });
});

describe('entries of x86-64 (SDM 3A, table 4-20)', () => {
  it('have XD in bit 63, set where fetching is not allowed', () => {
    const readOnly = ENTRY_PRESENT | ENTRY_USER;
    expect(entryHigh(x86_64, 0x345, readOnly) >>> 0).toBe(0x80000000);
    expect(entryHigh(x86_64, 0x345, USER)).toBe(0);
    expect(entryFlags(x86_64, 0x00345005, 0x80000000 | 0) & ENTRY_EXECUTABLE).toBe(0);
  });

  it('are found by nine bits at each level', () => {
    // 0x7ffff7dd3000 = 255 | 511 | 446 | 467 | 0.
    const page = 0x7ffff7dd3000 / 4096;
    expect(x86_64.levels.map((level) => entryIndex(level, page))).toEqual([255, 511, 446, 467]);
  });
});

describe('custom machines', () => {
  it('have bits 0 to 4 and the frame above', () => {
    const board = custom({ address: 14, page: 64, levels: [4, 4], entry: 4 });
    if (isFinding(board)) throw new Error(board.id);
    expect(entryLow(board, 3, ENTRY_PRESENT | ENTRY_WRITABLE | ENTRY_USER)).toBe(3 * 32 + 7);
    expect(board.userPages).toBe(256);
    expect(board.levels.map((level) => entryIndex(level, 0x800 / 64))).toEqual([2, 0]);
  });

  it.each([
    { address: 14, page: 48, levels: [4, 4], entry: 4 },
    { address: 15, page: 64, levels: [4, 4], entry: 4 },
    { address: 14, page: 64, levels: [], entry: 4 },
    { address: 14, page: 64, levels: [4, 4], entry: 5 },
    { address: 14, page: 64, levels: [7, 1], entry: 8 },
  ])('refuse sizes that cannot be: %o', (shape) => {
    expect(isFinding(custom(shape))).toBe(true);
  });
});
