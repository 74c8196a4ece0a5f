/**
 * Architectures as data: what a memory management unit looks like to the software that fills its page tables. One
 * table-driven walker (walk.ts) serves all of them.
 *
 * An architecture is an immutable record. It must never hold anything that a run changes.
 */

/** One level of page tables. Level 1 is the last; the root has the highest number. */
export interface Level {
  readonly number: number;
  /** Bits of the page number that select an entry. */
  readonly bits: number;
  /** Where they begin in the page number. */
  readonly shift: number;
}

/** A bit of an entry's low word as its manual names it, or of the high word. */
export interface BitName {
  readonly name: string;
  readonly mask: number;
  readonly word: 'low' | 'high';
  /** Whether entries of the last level have it, and those above. */
  readonly last: boolean;
  readonly above: boolean;
}

/** Where an entry keeps what. Masks are of its low 32-bit word; 0 means that it has no such bit. */
export interface EntryFormat {
  /** 32-bit words: 1 or 2. */
  readonly words: 1 | 2;
  readonly present: number;
  readonly writable: number;
  readonly user: number;
  readonly accessed: number;
  readonly dirty: number;
  /** In an entry of level 2: it maps a large page, not a table. */
  readonly large: number;
  /** The translation survives a load of the root. */
  readonly global: number;
  /** Of the high word: no instruction may be fetched. */
  readonly noExecuteHigh: number;
  /** Bits that the processor ignores and software may use. */
  readonly software: number;
  /** The frame number begins at this bit. */
  readonly frameShift: number;
  readonly names: readonly BitName[];
}

/** The kernel's part of every address space, mapped by large pages that user mode cannot use. */
export interface KernelRange {
  readonly firstPage: number;
  readonly pages: number;
}

export interface Architecture {
  readonly name: string;
  /** A page, and a frame, has 2 ** pageShift bytes. */
  readonly pageShift: number;
  readonly pageBytes: number;
  /** Bits of an address that are translated. */
  readonly addressBits: number;
  /** Addresses whose bits above `addressBits` all equal the highest translated one are valid (x86-64: canonical). */
  readonly signExtended: boolean;
  /** From the root to the last. */
  readonly levels: readonly Level[];
  readonly entry: EntryFormat;
  /** Pages of a large page; 0 when there are none. */
  readonly largePages: number;
  /** User addresses are the pages [0, userPages). */
  readonly userPages: number;
  /** The first page above the stack of a new process. */
  readonly stackTopPage: number;
  /** Most pages that a stack may take. */
  readonly stackPages: number;
  readonly kernel: KernelRange | null;
  /** What may be written may be read: there is no bit that forbids reading. */
  readonly writeImpliesRead: boolean;
  /** What may be read may be executed: there is no bit that forbids fetching. */
  readonly readImpliesExecute: boolean;
}

const KIB = 1024;
const MIB = 1024 * KIB;

/** Intel 64 and IA-32 Architectures Software Developer's Manual, volume 3A, tables 4-4 to 4-6 and 4-14 to 4-20. */
const X86_NAMES: readonly BitName[] = [
  bit('P', 0),
  bit('R/W', 1),
  bit('U/S', 2),
  bit('PWT', 3),
  bit('PCD', 4),
  bit('A', 5),
  bit('D', 6),
  { name: 'PAT', mask: 1 << 7, word: 'low', last: true, above: false },
  { name: 'PS', mask: 1 << 7, word: 'low', last: false, above: true },
  bit('G', 8),
];

const X86_ENTRY: Omit<EntryFormat, 'words' | 'noExecuteHigh' | 'names'> = {
  present: 1 << 0,
  writable: 1 << 1,
  user: 1 << 2,
  accessed: 1 << 5,
  dirty: 1 << 6,
  large: 1 << 7,
  global: 1 << 8,
  software: 0xe00,
  frameShift: 12,
};

/**
 * 32-bit paging of IA-32 (SDM 3A, 4.3) with 4 MiB pages (CR4.PSE), laid out as MINIX does: user space ends at
 * 0xF0000000 (USR_DATATOP), the kernel is one 4 MiB page at 0xF0400000, a stack has at most 4 MiB.
 */
export const i386: Architecture = {
  name: 'i386',
  pageShift: 12,
  pageBytes: 4 * KIB,
  addressBits: 32,
  signExtended: false,
  levels: levelsOf([10, 10]),
  entry: { ...X86_ENTRY, words: 1, noExecuteHigh: 0, names: X86_NAMES },
  largePages: 1024,
  userPages: 0xf0000,
  stackTopPage: 0xf0000,
  stackPages: (4 * MIB) / (4 * KIB),
  kernel: { firstPage: 0xf0400, pages: 1024 },
  writeImpliesRead: true,
  readImpliesExecute: true,
};

/**
 * 4-level paging of Intel 64 (SDM 3A, 4.5) with 2 MiB pages and execute-disable. User space ends where Linux ends it
 * (0x7ffffffff000), so that recorded addresses fit; the kernel has 4 MiB from 0xffffffff80400000; a stack has at most
 * 8 MiB (Linux's RLIMIT_STACK).
 */
export const x86_64: Architecture = {
  name: 'x86-64',
  pageShift: 12,
  pageBytes: 4 * KIB,
  addressBits: 48,
  signExtended: true,
  levels: levelsOf([9, 9, 9, 9]),
  entry: {
    ...X86_ENTRY,
    words: 2,
    noExecuteHigh: 1 << 31,
    names: [...X86_NAMES, { name: 'XD', mask: 1 << 31, word: 'high', last: true, above: true }],
  },
  largePages: 512,
  userPages: 0x7ffffffff,
  stackTopPage: 0x7ffffffff,
  stackPages: (8 * MIB) / (4 * KIB),
  kernel: { firstPage: 0xffffffff80400, pages: 1024 },
  writeImpliesRead: true,
  readImpliesExecute: false,
};

/** Levels with these index bits, from the root. */
export function levelsOf(bits: readonly number[]): readonly Level[] {
  let shift = bits.reduce((sum, count) => sum + count, 0);
  return bits.map((count, i) => {
    shift -= count;
    return { number: bits.length - i, bits: count, shift };
  });
}

/** A bit of the low word that entries of all levels have. */
export function bit(name: string, position: number): BitName {
  return { name, mask: 1 << position, word: 'low', last: true, above: true };
}
