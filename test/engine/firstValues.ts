/** What a machine is made of when its script says nothing: the first values of docs/language.md, "The machine". */
import { i386 } from '../../src/arch/architecture';
import type { Configuration } from '../../src/engine/configuration';

export const FIRST_VALUES: Configuration = {
  architecture: i386,
  memory: 16 * 1024 * 1024,
  cpus: 1,
  seed: 1,
  personality: 'posix',
  tlb: [{ entries: 64, ways: 4 }],
  itlb: null,
  dtlb: null,
  asid: false,
  placement: 'top-down',
  merge: true,
  zeroPage: false,
  oom: 'segv',
  maxMapCount: 65530,
  cost: { hit: 0, memory: 100, minor: 1000, major: 100_000, switch: 0 },
  touches: 'none',
};
