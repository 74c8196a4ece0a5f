/** Answers about TLBs: their counters, and one of them set by set. */
import type { Answer, Hex, Marked } from './answer';

/** One TLB and its counters. */
export interface TlbSummary extends Marked {
  /** Names it in requests, from 1. */
  readonly tlb: number;
  /** From 0. */
  readonly cpu: number;
  /** `L1`, `L1 code`, `L1 data` or `L2`. */
  readonly name: string;
  readonly entries: number;
  readonly ways: number;
  readonly sets: number;
  /** Entries that are valid. */
  readonly valid: number;
  readonly hits: number;
  readonly misses: number;
  readonly fills: number;
  readonly evictions: number;
  readonly flushes: number;
  readonly invalidations: number;
  readonly shootdowns: number;
}

export interface TlbEntry extends Marked {
  /** Its way in the set, from 0, and its place in the order of use: 0 was used last. */
  readonly way: number;
  readonly rank: number;
  /** Address of its page; of a large page, of the first. */
  readonly address: Hex;
  readonly frame: Hex;
  /** Pages that it translates: 1, or those of a large page. */
  readonly pages: number;
  readonly user: boolean;
  readonly writable: boolean;
  readonly executable: boolean;
  readonly dirty: boolean;
  readonly global: boolean;
  /** Whose address space it belongs to; null: everyone's, or nobody's that lives. */
  readonly process: number | null;
  readonly name: string;
  /** In which way the page table says otherwise, as a sentence; null: it does not. */
  readonly stale: string | null;
}

/** A set with its entries, the most recently used first; those that are gone since the stop before come last. */
export interface TlbSet {
  readonly kind: 'set';
  readonly set: number;
  readonly entries: readonly TlbEntry[];
  /** Ways that hold nothing. */
  readonly empty: number;
}

/** A run of empty sets. */
export interface TlbFold {
  readonly kind: 'fold';
  readonly first: number;
  readonly last: number;
}

export interface TlbBody extends Answer {
  /** All TLBs of the machine. */
  readonly tlbs: readonly TlbSummary[];
  /** The one that the rows are of. */
  readonly tlb: number;
  /** What selects a set: `page mod 16`. */
  readonly rule: string;
  /** Whether entries are tagged with their address space. */
  readonly tagged: boolean;
  /** Bits of an address that are translated. */
  readonly addressBits: number;
  /** Whether the accesses that a log does not show are assumed (`touches = assumed`). */
  readonly assumed: boolean;
  readonly rows: readonly (TlbSet | TlbFold)[];
  /** Stale entries of the whole TLB. */
  readonly stale: number;
  /** Entries of the whole TLB that the last step filled, changed and dropped. */
  readonly filled: number;
  readonly changed: number;
  readonly dropped: number;
  /** The set at which the next window begins; null: this one reaches the end. */
  readonly next: number | null;
}
