/**
 * Message types (minix/include/minix/com.h, callnr.h) and what travels in them. Numbers of MINIX where it has the
 * call; calls that MINIX lacks have numbers above its own in the same range.
 */

/** VM_RQ_BASE + n (com.h). */
export const VM_RQ_BASE = 0xc00;

export const VM_EXIT = VM_RQ_BASE + 0;
export const VM_FORK = VM_RQ_BASE + 1;
export const VM_BRK = VM_RQ_BASE + 2;
/** Reserved in MINIX for execve; here: map the image `slot` into `endpoint`. */
export const VM_EXEC_NEWMEM = VM_RQ_BASE + 3;
export const VM_WILLEXIT = VM_RQ_BASE + 5;
export const VM_MMAP = VM_RQ_BASE + 10;
export const VM_MUNMAP = VM_RQ_BASE + 17;
export const VM_SETCACHEPAGE = VM_RQ_BASE + 27;
export const VM_VFS_REPLY = VM_RQ_BASE + 30;
export const VM_PROCCTL = VM_RQ_BASE + 45;
export const VM_VFS_MMAP = VM_RQ_BASE + 46;
/** Not in MINIX. */
export const VM_MPROTECT = VM_RQ_BASE + 64;
export const VM_MREMAP = VM_RQ_BASE + 65;
/** Not in MINIX: a file became shorter, pages beyond `sizePages` (rounded up) go from every mapping. */
export const VM_TRUNCATE = VM_RQ_BASE + 66;
/** From the kernel, on behalf of the process that faulted. Never replied. */
export const VM_PAGEFAULT = VM_RQ_BASE + 0xff;

/** VM to VFS (com.h VMVFSREQ_*), in a message of type VFS_VMCALL. */
export const VMVFSREQ_FDLOOKUP = 101;
export const VMVFSREQ_FDCLOSE = 102;
export const VMVFSREQ_FDIO = 103;

/** VM_PROCCTL parameters. */
export const VMPPARAM_CLEAR = 1;
export const VMPPARAM_HANDLEMEM = 2;

/** PM_BASE + n (callnr.h). */
export const PM_EXIT = 0x001;
export const PM_FORK = 0x002;
export const PM_WAIT4 = 0x003;
export const PM_GETPID = 0x004;
/** vfork and clone are PM_FORK with flags: CLONE_*. */
export const PM_KILL = 0x005;
export const PM_EXEC = 0x006;
export const PM_GETPPID = 0x007;
/** From the kernel, in the row of a process that a signal (`flags`) ends. Never replied. */
export const PM_SIGNAL = 0x008;

/** VFS_BASE + n (callnr.h). */
export const VFS_READ = 0x100;
export const VFS_WRITE = 0x101;
export const VFS_LSEEK = 0x102;
export const VFS_OPEN = 0x103;
export const VFS_CLOSE = 0x105;
export const VFS_PIPE = 0x110;
export const VFS_DUP = 0x111;
export const VFS_FTRUNCATE = 0x112;
/** From VM: a request of its queue. */
export const VFS_VMCALL = 0x140;
/** From PM: a process forked, ended, or executes a file. */
export const VFS_PM_FORK = 0x141;
export const VFS_PM_EXIT = 0x142;
export const VFS_PM_EXEC = 0x143;
/** From the disk driver: the oldest transfer ended. */
export const VFS_DISK_DONE = 0x144;
/** From the kernel, in the row of a process whose read or write goes on: its memory is there, or (result) cannot be. */
export const VFS_MEMORY = 0x145;

const NAMES: Readonly<Record<number, string>> = {
  [VM_EXIT]: 'VM_EXIT',
  [VM_FORK]: 'VM_FORK',
  [VM_BRK]: 'VM_BRK',
  [VM_EXEC_NEWMEM]: 'VM_EXEC_NEWMEM',
  [VM_WILLEXIT]: 'VM_WILLEXIT',
  [VM_MMAP]: 'VM_MMAP',
  [VM_MUNMAP]: 'VM_MUNMAP',
  [VM_SETCACHEPAGE]: 'VM_SETCACHEPAGE',
  [VM_VFS_REPLY]: 'VM_VFS_REPLY',
  [VM_PROCCTL]: 'VM_PROCCTL',
  [VM_VFS_MMAP]: 'VM_VFS_MMAP',
  [VM_MPROTECT]: 'VM_MPROTECT',
  [VM_MREMAP]: 'VM_MREMAP',
  [VM_TRUNCATE]: 'VM_TRUNCATE',
  [VM_PAGEFAULT]: 'VM_PAGEFAULT',
  [PM_EXIT]: 'PM_EXIT',
  [PM_FORK]: 'PM_FORK',
  [PM_WAIT4]: 'PM_WAIT4',
  [PM_GETPID]: 'PM_GETPID',
  [PM_KILL]: 'PM_KILL',
  [PM_EXEC]: 'PM_EXEC',
  [PM_GETPPID]: 'PM_GETPPID',
  [PM_SIGNAL]: 'PM_SIGNAL',
  [VFS_READ]: 'VFS_READ',
  [VFS_WRITE]: 'VFS_WRITE',
  [VFS_LSEEK]: 'VFS_LSEEK',
  [VFS_OPEN]: 'VFS_OPEN',
  [VFS_CLOSE]: 'VFS_CLOSE',
  [VFS_PIPE]: 'VFS_PIPE',
  [VFS_DUP]: 'VFS_DUP',
  [VFS_FTRUNCATE]: 'VFS_FTRUNCATE',
  [VFS_VMCALL]: 'VFS_VMCALL',
  [VFS_PM_FORK]: 'VFS_PM_FORK',
  [VFS_PM_EXIT]: 'VFS_PM_EXIT',
  [VFS_PM_EXEC]: 'VFS_PM_EXEC',
  [VFS_DISK_DONE]: 'VFS_DISK_DONE',
  [VFS_MEMORY]: 'VFS_MEMORY',
};

/** The name of a message type, or its number in hexadecimal. */
export function messageName(type: number): string {
  return NAMES[type] ?? `0x${type.toString(16)}`;
}

/** clone(2) flags (Linux numbers): those that decide what happens, and CLONE_SIGHAND, which threads need. */
export const CLONE_VM = 0x100;
export const CLONE_FILES = 0x400;
export const CLONE_SIGHAND = 0x800;
export const CLONE_VFORK = 0x4000;
export const CLONE_PARENT = 0x8000;
export const CLONE_THREAD = 0x10000;

/** messages.slot of PM_FORK: the arguments are those of clone3. */
export const FROM_CLONE3 = 1;
