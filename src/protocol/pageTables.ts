/** Answers about page tables: the entries of one table, and the walk of one address. */
import type { Answer, Hex, Marked } from './answer';

/** A bit or field of an entry, as its manual names it. */
export interface BitName {
  readonly name: string;
  /** The lowest bit, and how many there are. */
  readonly bit: number;
  readonly bits: number;
  /** What it says when it is set: a word or two, a colon, a sentence. */
  readonly meaning: string;
}

/** One level of an architecture's tables. */
export interface LevelForm {
  /** From 1, the last, to the root's. */
  readonly level: number;
  /** `page directory`, `PML4`, `level 2`. */
  readonly table: string;
  /** `PDE`, `PML4E`, `entry`. */
  readonly entry: string;
  /** Entries of a table, and the bytes that one covers. */
  readonly entries: number;
  readonly covers: number;
  /** The bits of its entries, lowest first, the frame number among them. */
  readonly bits: readonly BitName[];
}

/** How an architecture's page tables look. */
export interface TableForm {
  readonly architecture: string;
  readonly pageBytes: number;
  readonly addressBits: number;
  readonly entryBytes: number;
  /** The manual that names the bits. */
  readonly manual: string;
  /** From the root to the last. */
  readonly levels: readonly LevelForm[];
}

/** An entry that holds something, or held something at the stop before. */
export interface EntryRow extends Marked {
  readonly kind: 'entry';
  readonly index: number;
  /** First virtual address that it covers. */
  readonly address: Hex;
  /** Physical address of the entry itself. */
  readonly place: Hex;
  readonly word: Hex;
  /** Names of the bits that are set, lowest first. */
  readonly bits: readonly string[];
  /** What it leads to; `nothing` when it is not present. */
  readonly leads: 'table' | 'page' | 'large page' | 'nothing';
  /** The frame number in it; null where it holds none. */
  readonly frame: Hex | null;
  /** References to that frame; null where VM counts none. */
  readonly references: number | null;
  /** The region around it, as `rw-p anon`; empty for none. */
  readonly region: string;
  /** `copy-on-write`, `kernel`, `kept, not present` ...; empty for nothing special. */
  readonly note: string;
  /** The other process's frame for the same address, when asked for; null: it has none there. */
  readonly beside?: Hex | null;
}

/** A run of entries that are 0. */
export interface EntryFold {
  readonly kind: 'fold';
  readonly first: number;
  readonly last: number;
  /** Whether a region lies there: then its pages are mapped, and not resident. */
  readonly region: string;
}

export type TableRow = EntryRow | EntryFold;

/** A window of one table. */
export interface PageTableBody extends Answer {
  readonly process: number;
  readonly name: string;
  readonly form: TableForm;
  readonly level: number;
  /** Physical address of the table; null: the process has none for that address at this level. */
  readonly table: Hex | null;
  /** First virtual address that the table covers. */
  readonly address: Hex;
  readonly rows: readonly TableRow[];
  /** The index at which the next window begins; null: this one reaches the table's end. */
  readonly next: number | null;
}

/** A field of the address, from the highest bits down. */
export interface AddressField {
  /** `directory`, `table`, ..., `offset`: as the manual names the fields. */
  readonly name: string;
  readonly bits: string;
  readonly value: Hex;
}

/** One level of a walk. */
export interface WalkStep {
  readonly level: number;
  readonly entry: string;
  readonly index: Hex;
  /** Physical addresses of the table and of the entry in it. */
  readonly table: Hex;
  readonly place: Hex;
  readonly word: Hex;
  readonly bits: readonly string[];
  readonly outcome: 'table' | 'page' | 'large page' | 'not present' | 'reserved bit';
  /** The word at the stop before, if it was another. */
  readonly was?: Hex;
}

/** What an access of one kind would meet. */
export interface AccessOutcome {
  readonly access: 'load' | 'store' | 'fetch';
  readonly allowed: boolean;
  /** The error code of the page fault, as the processor pushes it; null: no fault. */
  readonly code: Hex | null;
  /** What happens, in words. */
  readonly text: string;
}

/** What one TLB says of the address. */
export interface TlbLookup {
  /** `CPU 0, L1 data`. */
  readonly tlb: string;
  readonly set: number;
  readonly hit: boolean;
  readonly frame: Hex | null;
  /** Why the entry is stale; null: it is not, or there is none. */
  readonly stale: string | null;
}

export interface WalkBody extends Answer {
  readonly process: number;
  readonly name: string;
  readonly form: TableForm;
  /** The expression that was asked for, and its value. */
  readonly expression: string;
  readonly address: Hex;
  /** Whether the processor translates such an address at all (x86-64: canonical). */
  readonly translatable: boolean;
  readonly fields: readonly AddressField[];
  readonly tlbs: readonly TlbLookup[];
  /** Empty without a page table. */
  readonly steps: readonly WalkStep[];
  /** Where it ends: null without a translation. */
  readonly physical: Hex | null;
  readonly frame: Hex | null;
  /** What all levels together allow; null without a translation. */
  readonly rights: {
    readonly user: boolean;
    readonly writable: boolean;
    readonly executable: boolean;
  } | null;
  readonly accesses: readonly AccessOutcome[];
  /** The region around the address, as a line of /proc/PID/maps; empty: none. */
  readonly region: string;
}
