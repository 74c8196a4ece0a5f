/**
 * C constants by name, as scripts and strace write them: Linux's numbers on x86 (asm-generic headers, mman.h, sched.h,
 * fcntl.h, wait.h). Personalities choose which error a call answers, never a number. Data, no logic but looking up.
 */
import { ERRNO, SIGNAL, SIGNAL_CODE } from '../engine/errno';

/** Constants that belong together: flags of one argument, or one enumeration. */
export const CONSTANT_GROUPS = {
  protection: {
    PROT_NONE: 0,
    PROT_READ: 1,
    PROT_WRITE: 2,
    PROT_EXEC: 4,
    PROT_GROWSDOWN: 0x01000000,
    PROT_GROWSUP: 0x02000000,
  },
  map: {
    MAP_SHARED: 0x01,
    MAP_PRIVATE: 0x02,
    MAP_SHARED_VALIDATE: 0x03,
    MAP_FIXED: 0x10,
    MAP_ANONYMOUS: 0x20,
    MAP_32BIT: 0x40,
    MAP_GROWSDOWN: 0x100,
    MAP_DENYWRITE: 0x800,
    MAP_EXECUTABLE: 0x1000,
    MAP_LOCKED: 0x2000,
    MAP_NORESERVE: 0x4000,
    MAP_POPULATE: 0x8000,
    MAP_NONBLOCK: 0x10000,
    MAP_STACK: 0x20000,
    MAP_HUGETLB: 0x40000,
    MAP_SYNC: 0x80000,
    MAP_FIXED_NOREPLACE: 0x100000,
    MAP_LOWER16M: 0x200000,
    MAP_LOWER1M: 0x400000,
  },
  mremap: { MREMAP_MAYMOVE: 1, MREMAP_FIXED: 2, MREMAP_DONTUNMAP: 4 },
  open: {
    O_RDONLY: 0,
    O_WRONLY: 1,
    O_RDWR: 2,
    O_CREAT: 0o100,
    O_EXCL: 0o200,
    O_NOCTTY: 0o400,
    O_TRUNC: 0o1000,
    O_APPEND: 0o2000,
    O_NONBLOCK: 0o4000,
    O_DSYNC: 0o10000,
    O_DIRECT: 0o40000,
    O_LARGEFILE: 0o100000,
    O_DIRECTORY: 0o200000,
    O_NOFOLLOW: 0o400000,
    O_NOATIME: 0o1000000,
    O_CLOEXEC: 0o2000000,
    O_SYNC: 0o4010000,
    O_PATH: 0o10000000,
  },
  whence: { SEEK_SET: 0, SEEK_CUR: 1, SEEK_END: 2 },
  clone: {
    CLONE_VM: 0x100,
    CLONE_FS: 0x200,
    CLONE_FILES: 0x400,
    CLONE_SIGHAND: 0x800,
    CLONE_PIDFD: 0x1000,
    CLONE_PTRACE: 0x2000,
    CLONE_VFORK: 0x4000,
    CLONE_PARENT: 0x8000,
    CLONE_THREAD: 0x10000,
    CLONE_NEWNS: 0x20000,
    CLONE_SYSVSEM: 0x40000,
    CLONE_SETTLS: 0x80000,
    CLONE_PARENT_SETTID: 0x100000,
    CLONE_CHILD_CLEARTID: 0x200000,
    CLONE_DETACHED: 0x400000,
    CLONE_UNTRACED: 0x800000,
    CLONE_CHILD_SETTID: 0x1000000,
    CLONE_NEWCGROUP: 0x2000000,
    CLONE_NEWUTS: 0x4000000,
    CLONE_NEWIPC: 0x8000000,
    CLONE_NEWUSER: 0x10000000,
    CLONE_NEWPID: 0x20000000,
    CLONE_NEWNET: 0x40000000,
    CLONE_IO: 0x80000000,
    CLONE_CLEAR_SIGHAND: 0x100000000,
    CLONE_INTO_CGROUP: 0x200000000,
  },
  wait: {
    WNOHANG: 1,
    WUNTRACED: 2,
    WCONTINUED: 8,
    __WNOTHREAD: 0x20000000,
    __WALL: 0x40000000,
    __WCLONE: 0x80000000,
  },
  advice: {
    MADV_NORMAL: 0,
    MADV_RANDOM: 1,
    MADV_SEQUENTIAL: 2,
    MADV_WILLNEED: 3,
    MADV_DONTNEED: 4,
    MADV_FREE: 8,
    MADV_REMOVE: 9,
    MADV_DONTFORK: 10,
    MADV_DOFORK: 11,
    MADV_MERGEABLE: 12,
    MADV_UNMERGEABLE: 13,
    MADV_HUGEPAGE: 14,
    MADV_NOHUGEPAGE: 15,
    MADV_DONTDUMP: 16,
    MADV_DODUMP: 17,
    MADV_WIPEONFORK: 18,
    MADV_KEEPONFORK: 19,
    MADV_COLD: 20,
    MADV_PAGEOUT: 21,
    MADV_POPULATE_READ: 22,
    MADV_POPULATE_WRITE: 23,
  },
  synchronize: { MS_ASYNC: 1, MS_INVALIDATE: 2, MS_SYNC: 4 },
  lock: { MCL_CURRENT: 1, MCL_FUTURE: 2, MCL_ONFAULT: 4, MLOCK_ONFAULT: 1 },
  directory: { AT_FDCWD: -100 },
  signal: SIGNAL,
  signalCode: SIGNAL_CODE,
  error: ERRNO,
} as const;

export type ConstantGroup = keyof typeof CONSTANT_GROUPS;

/** Flags of each call; an argument called `flags` means another group in each. */
const FLAG_GROUPS: Readonly<Record<string, ConstantGroup>> = {
  mmap: 'map',
  mremap: 'mremap',
  open: 'open',
  openat: 'open',
  clone: 'clone',
  clone3: 'clone',
  wait4: 'wait',
  pipe: 'open',
  dup3: 'open',
};

/** The constants that the flags of a call are made of, by its name in the call table; or undefined. */
export function flagGroup(call: string): ConstantGroup | undefined {
  return Object.hasOwn(FLAG_GROUPS, call) ? FLAG_GROUPS[call] : undefined;
}

/** Two names for one number. */
const ALIASES: Readonly<Record<string, number>> = {
  NULL: 0,
  MAP_ANON: 0x20,
  MAP_FILE: 0,
  O_NDELAY: 0o4000,
  EWOULDBLOCK: ERRNO.EAGAIN,
};

/** The number of a constant, or undefined. */
export function constantNumber(name: string): number | undefined {
  for (const group of Object.values(CONSTANT_GROUPS)) {
    const members: Readonly<Record<string, number>> = group;
    const number = Object.hasOwn(members, name) ? members[name] : undefined;
    if (number !== undefined) return number;
  }
  return Object.hasOwn(ALIASES, name) ? ALIASES[name] : undefined;
}

/** All names, for suggestions. */
export function constantNames(): string[] {
  const groups = Object.values(CONSTANT_GROUPS).flatMap((group) => Object.keys(group));
  return [...new Set([...groups, ...Object.keys(ALIASES)])];
}

/**
 * Flags as strace prints them: `PROT_READ|PROT_WRITE`; what has no name in hexadecimal.
 * @param zero what 0 is called, when it is no flag of the group.
 */
export function flagsText(group: ConstantGroup, value: number, zero = '0'): string {
  const members: Readonly<Record<string, number>> = CONSTANT_GROUPS[group];
  const entries = Object.entries(members);
  const exact = entries.find(([, number]) => number === value);
  const isWhole = group !== 'open' || value < 3;
  if (exact !== undefined && isWhole) return exact[0];
  if (value === 0) return zero;
  const names: string[] = [];
  let rest = value;
  // O_RDONLY is 0: the two lowest bits of open's flags are one number.
  if (group === 'open' && (value & 3) === 0) names.push('O_RDONLY');
  // Names of several bits come first.
  const ordered = entries
    .filter(([, number]) => number !== 0)
    .sort(([, a], [, b]) => bitCount(b) - bitCount(a));
  const found: [string, number][] = [];
  for (const [name, number] of ordered) {
    if (!hasAll(rest, number)) continue;
    found.push([name, number]);
    rest -= number;
  }
  names.push(...found.sort(([, a], [, b]) => a - b).map(([name]) => name));
  if (rest !== 0) names.push(`0x${rest.toString(16)}`);
  return names.join('|');
}

/** The name of one number of a group, or undefined. */
export function constantName(group: ConstantGroup, value: number): string | undefined {
  const members: Readonly<Record<string, number>> = CONSTANT_GROUPS[group];
  return Object.keys(members).find((name) => members[name] === value);
}

/** Flags may have more than 32 bits (clone). */
function hasAll(value: number, flags: number): boolean {
  return (BigInt(value) & BigInt(flags)) === BigInt(flags);
}

function bitCount(value: number): number {
  return BigInt(value).toString(2).replaceAll('0', '').length;
}
