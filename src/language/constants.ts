// C constants by name, as scripts and strace write them: Linux's numbers on x86. Those that the
// program layer prints by name are in its own table; here are the others that a pasted line may
// hold. It must never hold a number twice.
//
// Sources: asm-generic/errno.h, asm-generic/signal.h, sys/stat.h, sys/socket.h, linux/futex.h,
// asm/prctl.h, asm-generic/siginfo.h.

import {
  CONSTANT_GROUPS,
  constantNames as namesOfProgram,
  constantNumber,
} from '../program/constants';

/** Errors that no modelled call answers, for the results of pasted lines. */
const FURTHER_ERRORS = {
  ENOTBLK: 15,
  EXDEV: 18,
  ENOTTY: 25,
  ETXTBSY: 26,
  EMLINK: 31,
  EDOM: 33,
  ERANGE: 34,
  EDEADLK: 35,
  ENAMETOOLONG: 36,
  ENOLCK: 37,
  ENOTEMPTY: 39,
  ELOOP: 40,
  ENODATA: 61,
  ETIME: 62,
  EPROTO: 71,
  EBADMSG: 74,
  EILSEQ: 84,
  ENOTSOCK: 88,
  EDESTADDRREQ: 89,
  EMSGSIZE: 90,
  EPROTONOSUPPORT: 93,
  ENOTSUP: 95,
  EAFNOSUPPORT: 97,
  EADDRINUSE: 98,
  EADDRNOTAVAIL: 99,
  ENETUNREACH: 101,
  ECONNABORTED: 103,
  ECONNRESET: 104,
  ENOBUFS: 105,
  EISCONN: 106,
  ENOTCONN: 107,
  ETIMEDOUT: 110,
  ECONNREFUSED: 111,
  EHOSTUNREACH: 113,
  EALREADY: 114,
  EINPROGRESS: 115,
  ESTALE: 116,
  EDQUOT: 122,
  ECANCELED: 125,
  EOWNERDEAD: 130,
  ENOTRECOVERABLE: 131,
  EHWPOISON: 133,
  ERESTARTSYS: 512,
  ERESTARTNOINTR: 513,
  ERESTARTNOHAND: 514,
  ERESTART_RESTARTBLOCK: 516,
} as const;

const FURTHER_SIGNALS = {
  SIGSTKFLT: 16,
  SIGCONT: 18,
  SIGSTOP: 19,
  SIGTSTP: 20,
  SIGTTIN: 21,
  SIGTTOU: 22,
  SIGURG: 23,
  SIGXCPU: 24,
  SIGXFSZ: 25,
  SIGVTALRM: 26,
  SIGPROF: 27,
  SIGWINCH: 28,
  SIGIO: 29,
  SIGPWR: 30,
  SIGSYS: 31,
} as const;

const FURTHER = {
  ...{ SIG_DFL: 0, SIG_IGN: 1, SIG_BLOCK: 0, SIG_UNBLOCK: 1, SIG_SETMASK: 2 },
  ...{ SI_USER: 0, SI_KERNEL: 0x80, SI_TKILL: -6, CLD_EXITED: 1, CLD_KILLED: 2, CLD_DUMPED: 3 },
  ...{ SEGV_BNDERR: 3, SEGV_PKUERR: 4, BUS_OBJERR: 3, BUS_MCEERR_AR: 4, BUS_MCEERR_AO: 5 },
  ...{ SA_NOCLDSTOP: 1, SA_NOCLDWAIT: 2, SA_SIGINFO: 4, SA_RESTORER: 0x04000000 },
  ...{ SA_ONSTACK: 0x08000000, SA_RESTART: 0x10000000, SA_NODEFER: 0x40000000 },
  ...{ SA_RESETHAND: 0x80000000, SS_ONSTACK: 1, SS_DISABLE: 2 },
  ...{ S_IFSOCK: 0o140000, S_IFLNK: 0o120000, S_IFREG: 0o100000, S_IFBLK: 0o60000 },
  ...{ S_IFDIR: 0o40000, S_IFCHR: 0o20000, S_IFIFO: 0o10000 },
  ...{ S_IRUSR: 0o400, S_IWUSR: 0o200, S_IXUSR: 0o100, S_IRGRP: 0o40, S_IWGRP: 0o20 },
  ...{ S_IXGRP: 0o10, S_IROTH: 0o4, S_IWOTH: 0o2, S_IXOTH: 0o1 },
  ...{ AT_SYMLINK_NOFOLLOW: 0x100, AT_REMOVEDIR: 0x200, AT_EMPTY_PATH: 0x1000, AT_EACCESS: 0x200 },
  ...{ F_OK: 0, X_OK: 1, W_OK: 2, R_OK: 4 },
  ...{ F_DUPFD: 0, F_GETFD: 1, F_SETFD: 2, F_GETFL: 3, F_SETFL: 4, FD_CLOEXEC: 1 },
  ...{ MFD_CLOEXEC: 1, MFD_ALLOW_SEALING: 2, MFD_HUGETLB: 4 },
  ...{ IPC_CREAT: 0o1000, IPC_EXCL: 0o2000, IPC_RMID: 0, IPC_SET: 1, IPC_STAT: 2 },
  ...{ IPC_PRIVATE: 0, SHM_RDONLY: 0o10000, SHM_RND: 0o20000, SHM_REMAP: 0o40000 },
  ...{ RLIMIT_DATA: 2, RLIMIT_STACK: 3, RLIMIT_RSS: 5, RLIMIT_NPROC: 6, RLIMIT_NOFILE: 7 },
  ...{ RLIMIT_MEMLOCK: 8, RLIMIT_AS: 9, RLIM64_INFINITY: 0xffff_ffff_ffff_ffffn },
  ...{ WEXITED: 4, WSTOPPED: 2, WNOWAIT: 0x01000000, P_ALL: 0, P_PID: 1, P_PGID: 2 },
  ...{ FUTEX_WAIT: 0, FUTEX_WAKE: 1, FUTEX_PRIVATE_FLAG: 128, FUTEX_WAIT_PRIVATE: 128 },
  ...{ FUTEX_WAKE_PRIVATE: 129, ARCH_SET_FS: 0x1002, ARCH_GET_FS: 0x1003 },
} as const;

const VALUES: ReadonlyMap<string, number | bigint> = new Map<string, number | bigint>([
  ...Object.entries(FURTHER),
  ...Object.entries(FURTHER_SIGNALS),
  ...Object.entries(FURTHER_ERRORS),
  ...namesOfProgram().map((name): [string, number] => [name, constantNumber(name) ?? 0]),
]);

const SIGNALS: ReadonlyMap<string, number> = new Map<string, number>([
  ...Object.entries(CONSTANT_GROUPS.signal),
  ...Object.entries(FURTHER_SIGNALS),
]);

const ERRORS: ReadonlyMap<string, number> = new Map<string, number>([
  ...Object.entries(FURTHER_ERRORS),
  ...Object.entries(CONSTANT_GROUPS.error),
  ['EWOULDBLOCK', CONSTANT_GROUPS.error.EAGAIN],
]);

/** The number of a constant, or undefined. */
export function constantValue(name: string): number | bigint | undefined {
  return VALUES.get(name);
}

/** The number of a signal, or undefined: SIGSEGV, but not SIG_IGN. */
export function signalNumber(name: string): number | undefined {
  return SIGNALS.get(name);
}

/** The number of an error, or undefined: EINVAL. */
export function errorNumber(name: string): number | undefined {
  return ERRORS.get(name);
}

export function constantNames(): Iterable<string> {
  return VALUES.keys();
}

export function signalNames(): Iterable<string> {
  return SIGNALS.keys();
}

export function errorNames(): Iterable<string> {
  return ERRORS.keys();
}
