/** Answers about processes, their regions and the pages of a region: what the tree *Processes* shows. */
import type { Answer, Hex, Marked, Paged } from './answer';

/** Page faults that a process took: minor or major, and by how they were served; `denied` ended in a signal. */
export interface FaultCounts {
  readonly minor: number;
  readonly major: number;
  readonly zero: number;
  readonly cow: number;
  readonly reuse: number;
  readonly file: number;
  readonly upgrade: number;
  readonly spurious: number;
  readonly denied: number;
}

export interface ProcessRow extends Marked {
  /** Its endpoint: names it in all requests, and never another one. */
  readonly process: number;
  readonly pid: number;
  /** What people call it: `vm`, `parent (pid 100)`, `pid 101`. */
  readonly name: string;
  readonly kind: 'server' | 'user';
  /** The process that made it; null: none, or it is gone. */
  readonly parent: number | null;
  readonly state: 'running' | 'ready' | 'blocked' | 'zombie' | 'ended';
  /** What keeps it from running, in words; empty for nothing. */
  readonly waits: string;
  /** From 0. */
  readonly cpu: number;
  /** The process in whose address space it runs, where that is not its own (threads, vfork). */
  readonly sharesWith: number | null;
  /** The signal that ended its last action; null: none. */
  readonly signal: string | null;
  /** Exit status of one that ended by itself. */
  readonly exit: number | null;
  /** Regions of its address space. Servers have none that are modelled. */
  readonly regions: number;
  /** Bytes of all regions, of those that are resident, and frames of its page tables, the root included. */
  readonly size: number;
  readonly resident: number;
  readonly tables: number;
  /** Physical address of the root of its page tables; null: it has none. */
  readonly root: Hex | null;
  /** Faults in all: minor, major and denied. */
  readonly faults: number;
  readonly faultsBy: FaultCounts;
}

/** In order of the family tree: parents before their children. */
export interface ProcessesBody extends Answer, Paged {
  readonly processes: readonly ProcessRow[];
  /** Names of those that were there at the stop before and are not any more. */
  readonly gone: readonly string[];
  /** Whether the accesses that a log does not show are assumed (`touches = assumed`). */
  readonly assumed: boolean;
}

export interface RegionRow extends Marked {
  /** The region's id: not given twice in a run. */
  readonly region: number;
  readonly start: Hex;
  /** Exclusive. */
  readonly end: Hex;
  /** Bytes, and of those the resident ones. */
  readonly size: number;
  readonly resident: number;
  /** `rw-p` as in /proc/PID/maps, and the most that mprotect may give: `rwx`. */
  readonly permissions: string;
  readonly most: string;
  /** anon, file, shared, stack, ... */
  readonly type: string;
  /** `[stack]`, `[heap]`, a path; empty for nothing. */
  readonly label: string;
  /** Where in the file it begins, in bytes; null: no file. */
  readonly offset: Hex | null;
}

/** In order of addresses. */
export interface RegionsBody extends Answer, Paged {
  readonly process: number;
  readonly name: string;
  readonly regions: readonly RegionRow[];
  /** Regions that were there at the stop before and are not any more, at most MOST_ROWS. */
  readonly gone: readonly RegionRow[];
}

/** One page that has a frame or an entry. */
export interface PageRow extends Marked {
  readonly kind: 'page';
  readonly address: Hex;
  /** The frame that VM has for it; null: none. */
  readonly frame: Hex | null;
  /** References to the frame: mappings, and the page cache. */
  readonly references: number;
  /** The page-table entry: its word, and the names of its bits that are set. Null: there is no table for it. */
  readonly word: Hex | null;
  readonly bits: readonly string[];
  /** What the page is: `copy-on-write`, `frame of zeros`, `in the page cache`, ...; empty for nothing special. */
  readonly note: string;
}

/** A run of pages without frame and entry. */
export interface PageFold {
  readonly kind: 'fold';
  readonly address: Hex;
  readonly pages: number;
}

export interface PagesBody extends Answer {
  readonly process: number;
  readonly region: RegionRow;
  /** Where this window begins: a page of the region, from 0. */
  readonly first: number;
  readonly pages: readonly (PageRow | PageFold)[];
  /** Where the next window begins; null: this one reaches the region's end. */
  readonly next: number | null;
}
