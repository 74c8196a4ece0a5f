// What the language has and this machine does not yet: one table. Whoever adds a part of the
// machine removes its rows; nothing else refuses anything for being unfinished.

import type { MessageId } from './messages';

/** What kind of thing is refused. */
export type LaterKind =
  /** A key of `machine { }`, of a file or of a process. */
  | 'key'
  | 'statement'
  /** What a process or the kernel does. */
  | 'action'
  /** A function or a name of an expression. */
  | 'name'
  /** A C constant. A log may have it: there it is counted, and does nothing. */
  | 'constant'
  /** A field, as `process.locked`. */
  | 'field'
  /** What `inject` does. */
  | 'fault';

export interface Later {
  readonly kind: LaterKind;
  /** Names that are refused; a key, with the values of `except` alone allowed. */
  readonly names: readonly string[];
  /** Of a key: values that are modelled. */
  readonly except: readonly string[];
  /** A sentence that says why. */
  readonly why: MessageId;
}

function later(
  kind: LaterKind,
  names: string,
  why: MessageId,
  except: readonly string[] = [],
): Later {
  return { kind, names: names.split(' '), except, why };
}

export const LATER: readonly Later[] = [
  // Keys of the machine.
  later('key', 'arch', 'laterArchitecture', ['i386', 'x86-64', 'custom']),
  later('key', 'replace', 'laterReplacement', ['lru']),
  later('key', 'servers', 'laterServersInside', ['outside']),
  later('key', 'l1 l2', 'laterCaches', ['off']),
  later('key', 'line', 'laterCaches', ['64']),
  later('key', 'walk_cached', 'laterCaches', ['off']),
  later('key', 'coloring', 'laterColoring', ['off']),
  later('key', 'model', 'laterStoreBuffers', ['sc']),
  later('key', 'buffer', 'laterStoreBuffers', ['8']),
  later('key', 'allocator', 'laterAllocators', ['minix']),
  later('key', 'overcommit', 'laterOvercommit', ['always']),
  later('key', 'oom', 'laterOomFail', ['segv', 'kill']),
  later('key', 'large_pages', 'laterLargePages', ['never']),
  later('key', 'readahead', 'laterReadahead', ['0']),
  later('key', 'swap', 'laterSwap', ['off']),
  later('key', 'policy', 'laterSwap', ['lru']),
  later('key', 'frames', 'laterFrameLimit'),

  // Statements.
  later('statement', 'parallel', 'laterParallel'),
  later('statement', 'explore', 'laterExplore'),

  // Actions.
  later('action', 'sigaction rt_sigaction', 'laterHandlers'),
  later('action', 'sigaltstack sigreturn rt_sigreturn skip', 'laterHandlers'),
  later('action', 'sigprocmask rt_sigprocmask', 'laterHandlers'),
  later('action', 'load_acquire store_release', 'laterOrderedAccess'),
  later('action', 'xchg cmpxchg xadd', 'laterOrderedAccess'),
  later('action', 'mb rmb wmb', 'laterOrderedAccess'),
  later('action', 'kernel', 'laterKernelActions'),
  later('action', 'mlock mlock2 munlock mlockall munlockall', 'laterLocking'),
  later('action', 'madvise posix_madvise fadvise64', 'laterAdvice'),
  later('action', 'mincore msync', 'laterPageCalls'),
  later('action', 'remap_file_pages mseal pkey_mprotect', 'laterPageCalls'),
  later('action', 'shmget shmat shmdt shmctl', 'laterSharedMemory'),
  later('action', 'shm_open shm_unlink memfd_create', 'laterSharedMemory'),
  later('action', 'process_vm_readv process_vm_writev', 'laterSharedMemory'),
  later('action', 'swapon swapoff', 'laterSwap'),
  later('action', 'getrlimit setrlimit prlimit64 getrusage', 'laterInformation'),
  later('action', 'VM_MAP_PHYS VM_UNMAP_PHYS VM_MAPCACHEPAGE VM_REMAP', 'laterMessages'),
  later('action', 'VM_REMAP_RO VM_SHM_UNMAP VM_GETPHYS VM_GETREF', 'laterMessages'),
  later('action', 'VM_RS_SET_PRIV VM_RS_UPDATE VM_RS_MEMCTL VM_RS_PREPARE', 'laterMessages'),
  later('action', 'VM_INFO VM_GETRUSAGE VM_CLEARCACHE VM_FORGETCACHEPAGE', 'laterMessages'),
  later('action', 'VM_PAGEFAULT VM_VFS_REPLY', 'laterAnswers'),

  // Expressions.
  later('name', 'SEEK_DATA SEEK_HOLE', 'laterHoles'),
  later('name', 'possible outcomes', 'laterExplore'),
  later('name', 'l1 l2', 'laterCaches'),
  later('name', 'swap', 'laterSwap'),
  later('name', 'ksm', 'laterKsm'),
  later('name', 'ds', 'laterDataStore'),
  later('name', 'kernel', 'laterKernelActions'),

  // Constants.
  later('constant', 'MAP_HUGETLB', 'laterLargePages'),
  later('constant', 'MAP_LOCKED', 'laterLocking'),

  // Fields.
  later('field', 'process.locked region.locked', 'laterLocking'),
  later('field', 'process.swapped faults.swap', 'laterSwap'),
  later('field', 'process.lazyfree region.advice', 'laterAdvice'),
  later('field', 'frame.color', 'laterColoring'),
  later('field', 'frame.order', 'laterAllocators'),
  later('field', 'cpu.buffered', 'laterStoreBuffers'),
  later('field', 'cpu.l1 cpu.l2', 'laterCaches'),
  later('field', 'tlb.stale', 'laterStaleCounter'),

  // Faults.
  later('fault', 'shootdown flush message bitflip leak', 'laterFaults'),
];

/** The row of each name, by kind and name: looked up for every call of a script. */
const ROWS: ReadonlyMap<LaterKind, ReadonlyMap<string, Later>> = indexRows();

function indexRows(): Map<LaterKind, Map<string, Later>> {
  const rows = new Map<LaterKind, Map<string, Later>>();
  for (const row of LATER) {
    const ofKind = rows.get(row.kind) ?? new Map<string, Later>();
    rows.set(row.kind, ofKind);
    for (const name of row.names) ofKind.set(name, row);
  }
  return rows;
}

/** Why this is refused, or null when nobody refuses it. */
export function laterThing(kind: Exclude<LaterKind, 'key'>, name: string): MessageId | null {
  return ROWS.get(kind)?.get(name)?.why ?? null;
}

/** Why `key = value` is refused, or null. */
export function laterValue(key: string, value: string): MessageId | null {
  const row = ROWS.get('key')?.get(key);
  return row === undefined || row.except.includes(value) ? null : row.why;
}

/** Names of one kind that are refused. */
export function* laterNames(kind: LaterKind): Iterable<string> {
  for (const row of LATER) if (row.kind === kind) yield* row.names;
}
