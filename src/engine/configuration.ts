/**
 * What a machine is made of: the keys of `machine { }` and `--set`, after defaults and the personality were applied.
 * Plain data. Which keys may be set to what is checked by the language layer; impossible sizes by `sizing.ts`.
 */
import type { Architecture } from '../arch/architecture';

export type PersonalityName = 'posix' | 'linux' | 'minix' | 'netbsd';

export interface TlbShape {
  readonly entries: number;
  readonly ways: number;
}

/** Cycles of the cost model. */
export interface Cost {
  readonly hit: number;
  readonly memory: number;
  readonly minor: number;
  readonly major: number;
  readonly switch: number;
}

export interface Configuration {
  readonly architecture: Architecture;
  /** Bytes of physical memory. */
  readonly memory: number;
  readonly cpus: number;
  readonly seed: number;
  readonly personality: PersonalityName;
  /** One or two levels. */
  readonly tlb: readonly TlbShape[];
  readonly itlb: TlbShape | null;
  readonly dtlb: TlbShape | null;
  readonly asid: boolean;
  readonly placement: 'top-down' | 'minix' | 'recorded';
  /** Whether neighbouring regions that differ in nothing become one. */
  readonly merge: boolean;
  /** Whether reads of untouched anonymous memory map one shared frame of zeros. */
  readonly zeroPage: boolean;
  /** What happens when a fault finds no frame: SIGSEGV to the process, or SIGKILL. */
  readonly oom: 'segv' | 'kill';
  readonly maxMapCount: number;
  readonly cost: Cost;
  /** Accesses that the calls of a log imply are made. */
  readonly touches: 'none' | 'assumed';
}
