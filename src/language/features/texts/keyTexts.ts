// What the keys of `machine { }`, of files and processes mean, and how their values are written.

import type { MACHINE_KEYS } from '../../configure';
import type { FILE_KEYS } from '../../compileFile';
import type { SPAWN_KEYS } from '../../compileSpawn';

/** A key: what it means, its default, and examples of values that are not words. */
export interface KeyText {
  readonly text: string;
  /** What counts when the key is left out, as it is written; empty when that depends. */
  readonly standard: string;
  readonly examples: readonly string[];
}

function key(text: string, standard: string, ...examples: string[]): KeyText {
  return { text, standard, examples: examples.length === 0 ? [standard] : examples };
}

type Keys<K extends string> = Readonly<Record<K, KeyText>>;

export const MACHINE_KEY_TEXTS: Keys<(typeof MACHINE_KEYS)[number]> = {
  arch: key(
    'The architecture: its page size, the levels and entries of its page tables.',
    'i386',
    'custom { address = 14, page = 64, levels = [4, 4], entry = 4 }',
  ),
  memory: key('Physical memory, whole pages.', '16M', '4M', '16M', '64M'),
  cpus: key('How many CPUs, 1 to 64.', '1', '1', '2', '4'),
  seed: key('What random choices are drawn from, 0 to 2^32-1.', '1'),
  personality: key('Whose errors and habits the calls have.', 'posix'),
  tlb: key('The TLB: entries/ways, or two levels.', '64/4', '64/4', '[64/4, 1536/12]'),
  itlb: key('A TLB of its own for instructions: entries/ways.', '', '64/8'),
  dtlb: key('A TLB of its own for data: entries/ways.', '', '64/4'),
  replace: key('Which entry of a set makes room.', 'lru'),
  asid: key('Whether TLB entries say whose they are, and survive a switch.', 'off'),
  servers: key('Whether PM, VFS and VM themselves use the TLB.', 'outside'),
  l1: key('The first-level cache: `off`, or bytes/ways.', 'off', 'off', '32K/8'),
  l2: key('The second-level cache: `off`, or bytes/ways.', 'off', 'off', '256K/8'),
  line: key('Bytes of a cache line.', '64'),
  walk_cached: key('Whether page walks go through the caches.', 'off'),
  coloring: key('How frames are chosen by color.', 'off'),
  model: key('The memory model.', 'sc'),
  buffer: key("Stores that a CPU's buffer holds.", '8'),
  allocator: key('How frames are allocated.', 'minix'),
  placement: key(
    'Where mmap puts what has no address; `recorded` takes what a log says.',
    'top-down',
  ),
  merge: key('Whether neighbouring regions that differ in nothing become one.', 'on'),
  zero_page: key('Whether reading untouched memory maps one shared frame of zeros.', 'off'),
  overcommit: key('Whether more memory may be promised than there is.', 'always'),
  oom: key('What happens when no frame is left.', 'segv'),
  large_pages: key('When large pages are used.', 'never'),
  readahead: key('Pages of a file that are read in advance.', '0'),
  max_map_count: key('How many regions a process may have.', '65530'),
  swap: key('`off`, or pages of swap space.', 'off', 'off', '64'),
  policy: key('Which page is replaced.', 'lru'),
  touches: key('Whether accesses that calls of a log imply are made.', 'none'),
  cost: key(
    'What things cost, in cycles.',
    '{ hit = 0, memory = 100, minor = 1000, major = 100000, switch = 0 }',
  ),
};

export const FILE_KEY_TEXTS: Keys<(typeof FILE_KEYS)[number]> = {
  size: key('Its length in bytes.', '', '10K'),
  fill: key('What is in it, repeated over its size.', '', '"abc"'),
  mode: key('Its permissions, in octal.', '0644', '0644', '0755'),
  text: key('Bytes of instructions: makes it a program.', '', '8K'),
  data: key('Bytes of initialized data: makes it a program.', '', '4K'),
  bss: key('Bytes of zeros behind the data: makes it a program.', '', '8K'),
};

export const SPAWN_KEY_TEXTS: Keys<(typeof SPAWN_KEYS)[number]> = {
  image: key('The path of the program that it runs.', '', '"/bin/prog"'),
  stack: key('Bytes that its stack may take at most.', '', '16K'),
  cpu: key('The CPU that it runs on.', '0', '0', '1'),
  uid: key('The user.', '0', '0', '1000'),
  pid: key('Its process id.', '', '4242'),
  frames: key('At most so many pages of it are resident.', '', '3'),
};

export const CUSTOM_KEY_TEXTS: Keys<'address' | 'page' | 'levels' | 'entry'> = {
  address: key('Bits of an address.', '14'),
  page: key('Bytes of a page.', '64'),
  levels: key('Bits that each level is indexed by, the top one first.', '[4, 4]'),
  entry: key('Bytes of an entry.', '4'),
};

export const COST_KEY_TEXTS: Keys<'hit' | 'memory' | 'minor' | 'major' | 'switch'> = {
  hit: key('A translation that the TLB has.', '0'),
  memory: key('An access to memory, also of the page walk.', '100'),
  minor: key('A fault that is served without the disk.', '1000'),
  major: key('A fault that waits for the disk.', '100000'),
  switch: key('A switch to another process.', '0'),
};
