// What the fields of each kind of value mean, in one sentence each. A field of the vocabulary
// without a text fails a test.

import type { Kind } from '../../vocabulary';

type Texts = Readonly<Record<string, string>>;

const TLB_ENTRY: Texts = {
  valid: 'Whether there is such an entry; never fails.',
  writable: 'Whether the entry allows writing.',
  dirty: 'Whether the entry says that the page was written.',
  global: 'Whether the entry survives a switch of address spaces.',
  large: 'Whether the entry maps a large page.',
  asid: 'The address space that the entry belongs to.',
  frame: 'The frame that the entry leads to.',
  stale: 'Whether the entry allows more than the page table does.',
};

const FIELD_TEXTS: Readonly<Partial<Record<Kind, Texts>>> = {
  process: {
    pid: 'The process id.',
    parent: 'The parent, a process.',
    name: 'The name of the program.',
    uid: 'The user.',
    cpu: 'The CPU that it runs on.',
    state: 'What it does: running, waiting, a zombie, ...',
    alive: 'Whether it has not ended.',
    exit: 'The status with which it exited.',
    killed: 'The signal that ended it, or 0.',
    sp: 'The stack pointer.',
    pc: 'The program counter.',
    brk: 'The end of the heap.',
    size: 'Bytes of address space that are mapped.',
    rss: 'Bytes that are present (resident set size).',
    pss: 'Bytes that are present, shared ones divided by their sharers (proportional set size).',
    uss: "Bytes that are present and nobody else's (unique set size).",
    locked: 'Bytes that are locked in memory.',
    swapped: 'Bytes that are swapped out.',
    lazyfree: 'Bytes that may be taken away at any time.',
    tables: 'Frames that its page tables take.',
    faults: 'Page faults that were served, and how they were.',
    regions: 'Its regions, a list in the order of their addresses.',
    heap: 'The region of the heap.',
    stack: 'The region of the stack.',
    signals: 'The signals that it ever got, a list of numbers.',
  },
  faults: {
    number: 'How many were served: minor and major ones.',
    minor: 'Served without the disk.',
    major: 'Waited for the disk.',
    zero: 'First touch of anonymous memory.',
    cow: 'A shared page was copied for its writer (copy-on-write).',
    reuse: 'The last sharer wrote: no copy.',
    file: 'A page of a file was mapped.',
    swap: 'A page came back from swap.',
    upgrade: "Only the entry's permissions changed.",
    spurious: 'Nothing was to be done: the TLB was out of date.',
    denied: 'Ended in a signal; not counted as served.',
  },
  region: {
    start: 'The first address.',
    end: 'The address behind its last byte.',
    size: 'Its length in bytes.',
    perm: 'What it allows, as in /proc/PID/maps: `"rw-p"`.',
    type: '`anon`, `file`, `shared`, `contig`, `direct`, `cache` or `stack`.',
    file: 'The path of the mapped file.',
    offset: 'Where in the file it begins, in bytes.',
    rss: 'Bytes of it that are present.',
    locked: 'Whether it is locked in memory.',
    advice: 'What madvise said about it.',
    id: 'The number of the region.',
  },
  pte: {
    present: 'Whether the entry leads to a frame; never fails.',
    writable: 'Whether the entry allows writing.',
    user: 'Whether user mode may use it.',
    executable: 'Whether instructions may be fetched.',
    accessed: 'Whether the page was touched (A bit).',
    dirty: 'Whether the page was written (D bit).',
    global: 'Whether its TLB entry survives a switch of address spaces.',
    large: 'Whether it maps a large page.',
    frame: 'The frame that it leads to.',
    word: 'The raw entry.',
    index: 'The number of the entry in its table.',
  },
  frame: {
    number: 'The number of the frame.',
    kind: '`free`, `anon`, `file`, `table`, `slab` or `kernel`.',
    refs: 'How many mappings have it.',
    color: 'Its color: which sets of the cache it falls into.',
    order: 'The size of the free block that it begins.',
  },
  tlbEntry: TLB_ENTRY,
  cpu: {
    process: 'The process that runs on it.',
    cycles: 'Cycles that it has counted.',
    buffered: 'Stores in its buffer.',
    tlb: 'Counters of its TLB.',
    itlb: 'Counters of its TLB for instructions.',
    dtlb: 'Counters of its TLB for data.',
    stlb: 'Counters of its second-level TLB.',
    l1: 'Counters of its first-level cache.',
    l2: 'Counters of its second-level cache.',
  },
  tlb: {
    hits: 'Translations that were found.',
    misses: 'Translations that had to be walked for.',
    fills: 'Entries that were put in.',
    evictions: 'Entries that made room for others.',
    flushes: 'How often all of it was emptied.',
    invalidations: 'Single entries that were dropped.',
    shootdowns: 'Entries that another CPU had dropped.',
    stale: 'Uses of entries that allow more than the table does.',
  },
  frames: {
    total: 'Frames of the machine.',
    free: 'Frames that nobody has.',
    largest: 'Frames of the longest run of free ones.',
    cached: 'Frames of the page cache.',
    copied: 'Pages that were copied.',
  },
  disk: {
    reads: 'Pages that were read.',
    writes: 'Pages that were written.',
    used: 'Pages that are taken.',
  },
  file: {
    size: 'Its length in bytes.',
    cached: 'Pages of it in the page cache.',
    dirty: 'Pages of it that the disk does not have yet.',
  },
  event: {
    number: 'Its number in the run.',
    kind: '`call`, `message`, `fault`, `zero`, `cow`, `pte`, `frame`, `refcount`, `split`, `merge`, `fill`, `evict`, `flush`, `shootdown`, `signal`, `io`, `kill` or `expect`.',
    rule: 'Why it happened: the rule that decided it.',
    process: 'The process that it is about.',
    call: 'The system call during which it happened.',
    function: 'The function of the server that did it.',
    line: 'The line of the script.',
    address: 'The address that it is about.',
    frame: 'The frame that it is about.',
    cpu: 'The CPU on which it happened.',
  },
};

/** What a field means; undefined when nothing is known. Of `any` the first kind that has it counts. */
export function fieldText(of: Kind, field: string): string | undefined {
  const texts = of === 'any' ? Object.values(FIELD_TEXTS) : [FIELD_TEXTS[of] ?? {}];
  const found = texts.find((one) => Object.hasOwn(one, field));
  return found?.[field];
}
