/**
 * What a memory type is: a record of functions, as in minix/servers/vm/memtype.h. The table of all types is
 * memTypes.ts.
 */
import type { Machine, PhysRegionRow, RegionRow, VmprocRow } from '../machine';

export interface MemType {
  /** As the language's `region(p, a).type` answers it. */
  readonly name: string;
  /**
   * Makes a page present for an access. `physRegion` is what fills the slot: 0 for nothing, or the shared zero slot.
   * @param process who waits if the page must be read first; 0: nobody can wait, answer -EFAULT instead.
   * @returns OK, SUSPEND, -ENOMEM, -ENXIO (beyond the end of the file), -EIO or -EFAULT. On an error nothing changed.
   */
  readonly evPagefault: (
    machine: Machine,
    vmproc: VmprocRow,
    region: RegionRow,
    page: number,
    physRegion: PhysRegionRow,
    write: boolean,
    process: number,
  ) => number;
  /** Whether the page's entry may be writable while the region is. */
  readonly writable: (machine: Machine, physRegion: PhysRegionRow, region: RegionRow) => boolean;
  /** The region `to` holds what `from` holds (fork, split). Cannot fail. */
  readonly evCopy: (machine: Machine, from: RegionRow, to: RegionRow) => void;
  /** The region ends: gives up what it holds. */
  readonly evDelete: (machine: Machine, region: RegionRow) => void;
  /** The region lost its first `pages` pages. */
  readonly evLowshrink: (machine: Machine, region: RegionRow, pages: number) => void;
  /** Whether `upper`, which begins where `lower` ends, continues the same object. */
  readonly continues: (machine: Machine, lower: RegionRow, upper: RegionRow) => boolean;
}
