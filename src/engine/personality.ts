/**
 * The personality table: where POSIX, Linux, MINIX and NetBSD answer differently, one row for each difference and one
 * column for each of them. The engine asks `machine.personality.KEY`; code elsewhere never asks for a name.
 *
 * Sources: minix-vm facts (VM server of MINIX 3.4), POSIX.1-2017 pages, Linux man-pages (mmap(2), munmap(2), mprotect(2),
 * mremap(2), brk(2), lseek(2), execve(2)), NetBSD's mmap(2) and lseek(2), do_lseek of MINIX's VFS.
 */
import type { PersonalityName } from './configuration';
import { ERRNO } from './errno';

export interface Personality {
  readonly name: PersonalityName;
  /** munmap with an address that is not page aligned. */
  readonly munmapUnalignedError: number;
  /** Whether munmap beyond user space has nothing to unmap there, as long as addresses go so far; else that is EINVAL. */
  readonly unmapsBeyondUser: boolean;
  /** mprotect of a range that leaves user space. */
  readonly protectOutsideError: number;
  /** mmap without MAP_SHARED and without MAP_PRIVATE: 0 means it is taken as private. */
  readonly mmapNoSharingError: number;
  /**
   * mmap with MAP_SHARED and MAP_PRIVATE both: an error (EINVAL), shared (MINIX asks for neither), or Linux's
   * MAP_SHARED_VALIDATE, which files have and anonymous memory has not.
   */
  readonly mmapBothSharings: 'error' | 'shared' | 'validate';
  /** mmap of descriptor -1 without MAP_ANONYMOUS: 0 means anonymous memory. */
  readonly mmapNoDescriptorError: number;
  /** mmap with MAP_ANONYMOUS and a descriptor that is not -1: 0 means the descriptor is ignored. */
  readonly mmapAnonymousDescriptorError: number;
  /** mmap of what is no regular file. */
  readonly mmapFileTypeError: number;
  /** A writable shared mapping of a file: 0 means it works. */
  readonly sharedWritableFileError: number;
  /** Whether MAP_LOWER16M and MAP_LOWER1M choose frames in the first 16 MiB or MiB; else they mean nothing. */
  readonly choosesLowFrames: boolean;
  /** Whether PROT_NONE, PROT_READ and PROT_EXEC restrict anonymous memory. */
  readonly protectsAnonymous: boolean;
  /** Whether PROT bits beyond READ, WRITE, EXEC are an error of mprotect (EINVAL). */
  readonly checksProtectionBits: boolean;
  /** Whether mprotect knows PROT_GROWSDOWN and PROT_GROWSUP; else they are such bits. */
  readonly protectionGrows: boolean;
  /** A touch of a page wholly beyond the end of the mapped file: a signal number. */
  readonly beyondEndSignal: 'SIGBUS' | 'SIGSEGV';
  /** Whether a lower break frees the pages above it. */
  readonly breakFrees: boolean;
  /** Whether brk finds the heap (else MINIX: it grows whatever region lies below the address). */
  readonly heapHasIdentity: boolean;
  /** Whether mprotect over a hole changes the pages before the hole before it answers ENOMEM. */
  readonly protectIsPartial: boolean;
  /** Whether the stack grows by itself down to its limit (else it is mapped whole at its limit). */
  readonly stackGrows: boolean;
  /** Whether neighbouring regions that differ in nothing are merged. */
  readonly merge: boolean;
  /** Default placement of mmap. */
  readonly placement: 'top-down' | 'minix';
  /** Whether reads of untouched anonymous memory map a shared frame of zeros. */
  readonly zeroPage: boolean;
  /** Whether fork copies the entries of file pages that nobody wrote (else they fault again: Linux). */
  readonly forkCopiesFileEntries: boolean;
  /** Whether a fault that waits for the disk counts one major and, on its retry, one minor fault. */
  readonly retryCountsMinor: boolean;
  /** Lowest address that mmap chooses or MAP_FIXED may name, in bytes (Linux vm.mmap_min_addr). */
  readonly lowestAddress: number;
  /** Whether addresses of MAP_FIXED must be page aligned (EINVAL), or are rounded down. */
  readonly fixedMustAlign: boolean;
  /** Whether read and write of a file whose buffer cannot be used to its end fail with EFAULT; else they are short. */
  readonly faultFailsTransfer: boolean;
  /** lseek to an offset that no off_t holds. */
  readonly seekOverflowError: number;
  /** Whether a brk that fails answers -ENOMEM (POSIX) or the break as it is (the Linux system call). */
  readonly breakAnswersBreak: boolean;
}

const POSIX: Personality = {
  name: 'posix',
  munmapUnalignedError: ERRNO.EINVAL,
  unmapsBeyondUser: false,
  protectOutsideError: ERRNO.ENOMEM,
  mmapNoSharingError: ERRNO.EINVAL,
  mmapBothSharings: 'error',
  mmapNoDescriptorError: ERRNO.EBADF,
  mmapAnonymousDescriptorError: 0,
  mmapFileTypeError: ERRNO.ENODEV,
  sharedWritableFileError: 0,
  choosesLowFrames: false,
  protectsAnonymous: true,
  checksProtectionBits: true,
  protectionGrows: false,
  beyondEndSignal: 'SIGBUS',
  breakFrees: true,
  heapHasIdentity: true,
  protectIsPartial: false,
  stackGrows: true,
  merge: true,
  placement: 'top-down',
  zeroPage: false,
  forkCopiesFileEntries: true,
  retryCountsMinor: false,
  lowestAddress: 4096,
  fixedMustAlign: true,
  faultFailsTransfer: false,
  seekOverflowError: ERRNO.EOVERFLOW,
  breakAnswersBreak: true,
};

const LINUX: Personality = {
  ...POSIX,
  name: 'linux',
  mmapBothSharings: 'validate',
  seekOverflowError: ERRNO.EINVAL,
  protectionGrows: true,
  protectIsPartial: true,
  zeroPage: true,
  forkCopiesFileEntries: false,
};

const MINIX: Personality = {
  name: 'minix',
  munmapUnalignedError: ERRNO.EFAULT,
  unmapsBeyondUser: true,
  protectOutsideError: ERRNO.ENOMEM,
  mmapNoSharingError: 0,
  mmapBothSharings: 'shared',
  mmapNoDescriptorError: 0,
  mmapAnonymousDescriptorError: ERRNO.EINVAL,
  mmapFileTypeError: ERRNO.EINVAL,
  sharedWritableFileError: ERRNO.ENXIO,
  choosesLowFrames: true,
  protectsAnonymous: false,
  checksProtectionBits: true,
  protectionGrows: false,
  beyondEndSignal: 'SIGSEGV',
  breakFrees: false,
  heapHasIdentity: false,
  protectIsPartial: false,
  stackGrows: false,
  merge: false,
  placement: 'minix',
  zeroPage: false,
  forkCopiesFileEntries: true,
  retryCountsMinor: true,
  lowestAddress: 0,
  fixedMustAlign: true,
  faultFailsTransfer: true,
  seekOverflowError: ERRNO.EOVERFLOW,
  breakAnswersBreak: false,
};

const NETBSD: Personality = {
  ...POSIX,
  name: 'netbsd',
  protectOutsideError: ERRNO.EINVAL,
  mmapAnonymousDescriptorError: ERRNO.EINVAL,
  mmapNoSharingError: 0,
  seekOverflowError: ERRNO.EINVAL,
  breakAnswersBreak: false,
};

export const PERSONALITIES: Readonly<Record<PersonalityName, Personality>> = {
  posix: POSIX,
  linux: LINUX,
  minix: MINIX,
  netbsd: NETBSD,
};
