/**
 * Error numbers, signals and signal codes as the script and the engine use them: Linux's numbers for x86
 * (asm-generic/errno-base.h, signal.h). The personality chooses which error a call answers, never its number.
 *
 * The engine returns errors as negative numbers: `return -ERRNO.ENOMEM`.
 */

export const ERRNO = {
  EPERM: 1,
  ENOENT: 2,
  ESRCH: 3,
  EINTR: 4,
  EIO: 5,
  ENXIO: 6,
  E2BIG: 7,
  ENOEXEC: 8,
  EBADF: 9,
  ECHILD: 10,
  EAGAIN: 11,
  ENOMEM: 12,
  EACCES: 13,
  EFAULT: 14,
  EBUSY: 16,
  EEXIST: 17,
  ENODEV: 19,
  ENOTDIR: 20,
  EISDIR: 21,
  EINVAL: 22,
  ENFILE: 23,
  EMFILE: 24,
  EFBIG: 27,
  ENOSPC: 28,
  ESPIPE: 29,
  EROFS: 30,
  EPIPE: 32,
  ENOSYS: 38,
  EOVERFLOW: 75,
  EOPNOTSUPP: 95,
  /** MINIX: the endpoint's process is gone (minix/include/sys/errno.h EDEADEPT, 215 there). */
  EDEADEPT: 215,
} as const;

export type ErrnoName = keyof typeof ERRNO;

/** The name of an error number, or undefined. */
export function errnoName(number: number): ErrnoName | undefined {
  for (const [name, value] of Object.entries(ERRNO)) {
    if (value === number) return name as ErrnoName;
  }
  return undefined;
}

export const OK = 0;
/** A handler's answer "no reply now": the reply comes later (MINIX com.h SUSPEND). */
export const SUSPEND = -998;

export const SIGNAL = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGBUS: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGSEGV: 11,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGCHLD: 17,
} as const;

export type SignalName = keyof typeof SIGNAL;

/** The name of a signal number, or undefined. */
export function signalName(number: number): SignalName | undefined {
  for (const [name, value] of Object.entries(SIGNAL)) {
    if (value === number) return name as SignalName;
  }
  return undefined;
}

/** si_code of SIGSEGV and SIGBUS (POSIX signal.h; numbers of Linux). */
export const SIGNAL_CODE = {
  SEGV_MAPERR: 1,
  SEGV_ACCERR: 2,
  BUS_ADRALN: 1,
  BUS_ADRERR: 2,
} as const;
