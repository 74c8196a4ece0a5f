/**
 * The tables of the operating system: kernel, PM, VFS, file system and disk, VM server. Every field says what it is.
 *
 * Columns are declared in tables/ and nowhere else. A column's role (state, statistic, cursor: src/machine/store.ts) decides
 * whether a failed call must leave it as it was. Addresses and lengths are pairs: pages, and bytes below a page.
 */
import type { Hardware } from '../arch/hardware';
import type { Store } from '../machine/store';
import type { Configuration } from './configuration';
import type { Personality } from './personality';
import type { Capacities } from './sizing';
import { kernelTables } from './tables/kernelTables';
import { pmTables } from './tables/pmTables';
import { vfsTables } from './tables/vfsTables';
import { vmTables } from './tables/vmTables';

export type {
  CachedPageRow,
  DiskRequestRow,
  FdrefRow,
  FileRow,
  OpenFileRow,
  PhysBlockRow,
  PhysRegionRow,
  ProcessRow,
  RegionRow,
  SharedObjectRow,
  SlabRow,
  VfsRequestRow,
  VmprocRow,
} from './rows';
export { PIPE_FRAMES } from './tables/vfsTables';
export { NR_SYS_PROCS, ACL_WORDS } from './tables/vmTables';

/** All tables of the operating system, in the order of the layers above. */
export function engineTables(
  store: Store,
  capacity: Capacities,
  frames: number,
  frameBytes: number,
) {
  return {
    ...kernelTables(store, capacity),
    ...pmTables(store, capacity),
    ...vfsTables(store, capacity, frameBytes),
    ...vmTables(store, capacity, frames),
  };
}

export type EngineTables = ReturnType<typeof engineTables>;

/** What a server does with one message of its queue: its main function. */
export type ServerMain = (machine: Machine) => void;

/** The servers' main functions: the kernel reaches them through the machine, so that no module needs the others. */
export interface Servers {
  readonly vm: ServerMain;
  readonly vfs: ServerMain;
  readonly pm: ServerMain;
  /** Frees at least so many frames from the page cache if it can; answers how many it freed (cache_freepages). */
  readonly reclaim: (machine: Machine, frames: number) => number;
}

/** The simulated computer as the operating system sees it: hardware, tables, and what never changes. */
export interface Machine extends Hardware, EngineTables {
  readonly configuration: Configuration;
  readonly personality: Personality;
  /** Of the build that runs (servers.ts); functions, no state. */
  servers: Servers;
  /** Strings of the program by number: paths, data, names. Immutable; number 0 is empty. */
  readonly strings: readonly Uint8Array[];
  /** Program images by number (program.ts Image); number 0 is none. Immutable. */
  readonly images: readonly Image[];
}

/** One mapping that execve makes for an image. */
export interface ImageMapping {
  readonly startPage: number;
  readonly pages: number;
  readonly protection: number;
  readonly shared: boolean;
  /** Path of the mapped file (string number) and its first page, or 0 for anonymous memory. */
  readonly path: number;
  readonly filePage: number;
  /** Bytes to clear at the end of the last page (bss in the data segment's last page). */
  readonly clearEnd: number;
  /** REGION_NAME: stack, heap, vdso, ... 0 for none. */
  readonly name: number;
}

/** What execve maps, in place of reading an ELF file. */
export interface Image {
  readonly mappings: readonly ImageMapping[];
  /** First page and offset of the heap (the break after execve). */
  readonly breakPage: number;
  readonly breakOffset: number;
}
