/**
 * Constants of the VM server (minix/servers/vm/vm.h, vmproc.h, region.h, phys_region.h, memtype.h). No logic.
 */

export const VMF_INUSE = 0x001;
export const VMF_EXITING = 0x002;

/** Region flags (region.h VR_*). */
export const VR_WRITABLE = 0x001;
/** Its frames lie in the first 16 MiB, or the first MiB, of the memory. */
export const VR_LOWER16MB = 0x008;
export const VR_LOWER1MB = 0x010;
export const VR_SHARED = 0x040;
export const VR_ANON = 0x100;
/** Not in MINIX: the region grows down on a fault below it; its length is not charged (MAP_NORESERVE). */
export const VR_GROWSDOWN = 0x1000;
export const VR_NORESERVE = 0x2000;

/** physBlock flags (phys_region.h). */
export const PBF_INCACHE = 0x01;

/** Memory types by number; the records are in memtype.ts. */
export const MEM_TYPE = {
  NONE: 0,
  ANON: 1,
  ANON_CONTIG: 2,
  DIRECT: 3,
  SHARED: 4,
  CACHE: 5,
  FILE: 6,
} as const;

/** mmap(2) protections and flags, Linux's numbers (asm-generic/mman-common.h). */
export const PROT_NONE = 0;
export const PROT_READ = 1;
export const PROT_WRITE = 2;
export const PROT_EXEC = 4;
export const MAP_SHARED = 0x01;
export const MAP_PRIVATE = 0x02;
export const MAP_SHARED_VALIDATE = 0x03;
export const MAP_FIXED = 0x10;
export const MAP_ANONYMOUS = 0x20;
export const MAP_GROWSDOWN = 0x100;
export const MAP_NORESERVE = 0x4000;
export const MAP_POPULATE = 0x8000;
export const MAP_NONBLOCK = 0x10000;
export const MAP_FIXED_NOREPLACE = 0x100000;
/** MINIX's own, with its numbers: Linux has no flag there. */
export const MAP_LOWER16M = 0x200000;
export const MAP_LOWER1M = 0x400000;
export const MREMAP_MAYMOVE = 1;
export const MREMAP_FIXED = 2;
export const MREMAP_DONTUNMAP = 4;

/** What a frame is used for: frameUse. FREE is 0. */
export const FRAME_USE = {
  FREE: 0,
  BOOT: 1,
  TABLE: 2,
  SLAB: 3,
  SPARE: 4,
  BLOCK: 5,
  ZERO: 6,
  CACHE: 7,
} as const;

/** What alloc_mem is asked for (alloc.c PAF_*). */
export const PAF_CLEAR = 0x01;
export const PAF_LOWER16MB = 0x08;
export const PAF_LOWER1MB = 0x10;

/** Cached page flags (com.h): the page may be mapped once; whoever wants it after that asks the file system again. */
export const VMSF_ONCE = 0x01;

/** Region names as /proc/PID/maps prints them; region.name. */
export const REGION_NAME = {
  NONE: 0,
  STACK: 1,
  HEAP: 2,
  VVAR: 3,
  VVAR_VCLOCK: 4,
  VDSO: 5,
  VSYSCALL: 6,
} as const;

/** Bytes of VM's objects on a 32-bit MINIX, for the slab (region.h, phys_region.h, cache.h, fdref.h). */
export const OBJECT_BYTES = {
  REGION: 64,
  PHYS_REGION: 24,
  PHYS_BLOCK: 16,
  CACHED_PAGE: 56,
  FDREF: 24,
} as const;

/** Fault code bits (i386 manual vol. 3A 4.7; arch/i386/pagetable.h PFE_*). */
export const PFERR_WRITE = 2;
export const PFERR_FETCH = 16;
/**
 * Not a hardware bit: the kernel asks on behalf of a system call ("handle memory"). A failure is answered in the
 * message's result (-EFAULT, -ENOMEM), not by a signal.
 */
export const PFERR_KERNEL = 0x100;

/** Who goes on when VFS answered a request: vfsRequest.callback. */
export const VFS_CALLBACK = { NONE: 0, MMAP: 1, PAGEFAULT: 2, HANDLE_MEMORY: 3 } as const;
