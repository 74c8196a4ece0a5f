/**
 * The blackboard machine: an address space small enough to draw, with page tables of any shape. The bits present,
 * writable, user, accessed and dirty are bits 0 to 4 of an entry and the frame number stands above them.
 *
 * Sizes come from a person, so impossible ones are answered with what is wrong, never with an exception.
 */
import { bit, levelsOf, type Architecture } from './architecture';
import type { Finding } from './finding';

/** What the person chose. */
export interface CustomShape {
  /** Bits of an address. */
  readonly address: number;
  /** Bytes of a page: a power of two from 16 to 64 KiB. */
  readonly page: number;
  /** Index bits of each level, from the root. */
  readonly levels: readonly number[];
  /** Bytes of an entry: 4 or 8. */
  readonly entry: number;
}

const MIN_PAGE = 16;
const MAX_PAGE = 65536;
const MAX_ADDRESS_BITS = 48;
const MAX_LEVELS = 6;

/**
 * The architecture of this shape, or what is wrong with it:
 * `customPage {page}`, `customEntry {entry}`, `customAddress {address}`, `customLevels {levels}` (how many),
 * `customLevelBits {bits}`, `customBits {sum, address, page, offset}` (the levels' bits plus the offset's are not the
 * address's), `customTable {bits, bytes, page}` (a table of a level does not fit into one frame).
 *
 * The whole address space is the user's; the stack may take an eighth of it.
 */
export function custom(shape: CustomShape): Architecture | Finding {
  const wrong = findWrong(shape);
  if (wrong !== null) return wrong;
  const pageShift = Math.log2(shape.page);
  const pages = 2 ** (shape.address - pageShift);
  return {
    name: 'custom',
    pageShift,
    pageBytes: shape.page,
    addressBits: shape.address,
    signExtended: false,
    levels: levelsOf(shape.levels),
    entry: {
      words: shape.entry === 8 ? 2 : 1,
      present: 1 << 0,
      writable: 1 << 1,
      user: 1 << 2,
      accessed: 1 << 3,
      dirty: 1 << 4,
      large: 0,
      global: 0,
      noExecuteHigh: 0,
      software: 0,
      frameShift: 5,
      names: [bit('P', 0), bit('W', 1), bit('U', 2), bit('A', 3), bit('D', 4)],
    },
    largePages: 0,
    userPages: pages,
    stackTopPage: pages,
    stackPages: Math.max(1, Math.floor(pages / 8)),
    kernel: null,
    writeImpliesRead: true,
    readImpliesExecute: true,
  };
}

/** Whether `custom` answered with what is wrong. */
export function isFinding(answer: Architecture | Finding): answer is Finding {
  return 'id' in answer;
}

function findWrong({ address, page, levels, entry }: CustomShape): Finding | null {
  if (page < MIN_PAGE || page > MAX_PAGE || !isPowerOfTwo(page)) {
    return { id: 'customPage', args: { page: String(page) } };
  }
  if (entry !== 4 && entry !== 8) return { id: 'customEntry', args: { entry: String(entry) } };
  const offset = Math.log2(page);
  if (!Number.isInteger(address) || address <= offset || address > MAX_ADDRESS_BITS) {
    return { id: 'customAddress', args: { address: String(address) } };
  }
  if (levels.length < 1 || levels.length > MAX_LEVELS) {
    return { id: 'customLevels', args: { levels: String(levels.length) } };
  }
  for (const bits of levels) {
    if (!Number.isInteger(bits) || bits < 1) {
      return { id: 'customLevelBits', args: { bits: String(bits) } };
    }
  }
  const sum = levels.reduce((total, bits) => total + bits, 0);
  if (sum + offset !== address) {
    return {
      id: 'customBits',
      args: {
        sum: String(sum),
        address: String(address),
        page: String(page),
        offset: String(offset),
      },
    };
  }
  for (const bits of levels) {
    const bytes = 2 ** bits * entry;
    if (bytes > page) {
      return {
        id: 'customTable',
        args: { bits: String(bits), bytes: String(bytes), page: String(page) },
      };
    }
  }
  return null;
}

function isPowerOfTwo(value: number): boolean {
  return Number.isInteger(value) && (value & (value - 1)) === 0;
}
