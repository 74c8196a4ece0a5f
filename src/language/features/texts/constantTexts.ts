// What C constants mean. Constants without a text are shown with their number alone.
//
// Sources: mmap(2), mprotect(2), mremap(2), open(2), lseek(2), clone(2), wait4(2), madvise(2), signal(7),
// errno(3), sigaction(2).

import type { CONSTANT_GROUPS } from '../../../program/constants';

type Group = keyof typeof CONSTANT_GROUPS;
type Texts<G extends Group> = Readonly<Record<keyof (typeof CONSTANT_GROUPS)[G], string>>;

const PROTECTION: Texts<'protection'> = {
  PROT_NONE: 'no access',
  PROT_READ: 'reading',
  PROT_WRITE: 'writing',
  PROT_EXEC: 'fetching instructions',
  PROT_GROWSDOWN: 'change the mapping down to its beginning; it must grow down',
  PROT_GROWSUP: 'change the mapping up to its end; it must grow up',
};

const MAP: Texts<'map'> = {
  MAP_SHARED: 'writes are seen by others and reach the file',
  MAP_PRIVATE: 'writes stay with the process: copy-on-write',
  MAP_SHARED_VALIDATE: 'as `MAP_SHARED`, but unknown flags are an error',
  MAP_FIXED: 'exactly at this address; what is mapped there goes',
  MAP_ANONYMOUS: 'no file: zeros',
  MAP_32BIT: 'below 2 GiB; read over',
  MAP_GROWSDOWN: 'a stack: grows down when the page below it is touched',
  MAP_DENYWRITE: 'read over, as on Linux',
  MAP_EXECUTABLE: 'read over, as on Linux',
  MAP_LOCKED: 'lock it in memory',
  MAP_NORESERVE: 'reserve no swap space for it',
  MAP_POPULATE: 'bring all pages in at once',
  MAP_NONBLOCK: 'with `MAP_POPULATE`: do not read ahead',
  MAP_STACK: 'for a stack; read over, as on Linux',
  MAP_HUGETLB: 'of large pages',
  MAP_SYNC: 'writes reach persistent memory',
  MAP_FIXED_NOREPLACE: 'exactly at this address, but only if nothing is mapped there',
  MAP_LOWER16M: 'of frames in the first 16 MiB of memory (minix)',
  MAP_LOWER1M: 'of frames in the first MiB of memory (minix)',
};

const MREMAP: Texts<'mremap'> = {
  MREMAP_MAYMOVE: 'it may move to another address',
  MREMAP_FIXED: 'move it to `new_address`; what is mapped there goes',
  MREMAP_DONTUNMAP: 'the old range stays mapped, but empty',
};

const OPEN: Texts<'open'> = {
  O_RDONLY: 'for reading',
  O_WRONLY: 'for writing',
  O_RDWR: 'for reading and writing',
  O_CREAT: 'make the file if it is not there',
  O_EXCL: 'with `O_CREAT`: fail if it is there',
  O_NOCTTY: 'a terminal does not become the controlling one',
  O_TRUNC: 'cut it to length 0',
  O_APPEND: 'every write goes to the end',
  O_NONBLOCK: 'a read or write that would wait fails with `EAGAIN`',
  O_DSYNC: 'writes wait for the data to reach the device',
  O_DIRECT: 'without the page cache',
  O_LARGEFILE: 'offsets beyond 31 bits',
  O_DIRECTORY: 'fail if it is no directory',
  O_NOFOLLOW: 'fail if it is a symbolic link',
  O_NOATIME: 'leave the time of the last access',
  O_CLOEXEC: 'close it when a program is executed',
  O_SYNC: 'writes wait for data and metadata to reach the device',
  O_PATH: 'only names the file: nothing can be read, written or mapped',
};

const WHENCE: Texts<'whence'> = {
  SEEK_SET: 'from the beginning of the file',
  SEEK_CUR: 'from the position',
  SEEK_END: 'from the end of the file',
};

const CLONE: Texts<'clone'> = {
  CLONE_VM: 'share the address space',
  CLONE_FS: 'share the working directory and root',
  CLONE_FILES: 'share the descriptors',
  CLONE_SIGHAND: 'share the signal handlers',
  CLONE_PIDFD: 'answer a descriptor of the process',
  CLONE_PTRACE: 'trace the child, too',
  CLONE_VFORK: 'wait until the child executes a file or ends',
  CLONE_PARENT: 'the child has the same parent',
  CLONE_THREAD: 'a thread of the same process',
  CLONE_NEWNS: 'a mount namespace of its own',
  CLONE_SYSVSEM: 'share the undo list of System V semaphores',
  CLONE_SETTLS: 'set the thread-local storage',
  CLONE_PARENT_SETTID: 'store the pid for the parent',
  CLONE_CHILD_CLEARTID: "clear the pid in the child's memory when it ends",
  CLONE_DETACHED: 'read over, as on Linux',
  CLONE_UNTRACED: 'nobody can force `CLONE_PTRACE`',
  CLONE_CHILD_SETTID: "store the pid in the child's memory",
  CLONE_NEWCGROUP: 'a cgroup namespace of its own',
  CLONE_NEWUTS: 'a UTS namespace of its own',
  CLONE_NEWIPC: 'an IPC namespace of its own',
  CLONE_NEWUSER: 'a user namespace of its own',
  CLONE_NEWPID: 'a pid namespace of its own',
  CLONE_NEWNET: 'a network namespace of its own',
  CLONE_IO: 'share the I/O context',
  CLONE_CLEAR_SIGHAND: 'all signals do what they do by default',
  CLONE_INTO_CGROUP: 'in the cgroup of a descriptor',
};

const WAIT: Texts<'wait'> = {
  WNOHANG: 'do not wait',
  WUNTRACED: 'also children that stopped',
  WCONTINUED: 'also children that went on',
  __WNOTHREAD: 'only children of this thread',
  __WALL: 'all children, threads too',
  __WCLONE: 'only children that tell nobody of their end',
};

const ADVICE: Texts<'advice'> = {
  MADV_NORMAL: 'nothing special',
  MADV_RANDOM: 'accesses in no order: no reading ahead',
  MADV_SEQUENTIAL: 'accesses in order: read ahead',
  MADV_WILLNEED: 'will be needed soon: read it in',
  MADV_DONTNEED: 'is not needed: the pages go at once',
  MADV_FREE: 'the pages may go when memory is needed',
  MADV_REMOVE: 'the pages and what stores them go',
  MADV_DONTFORK: 'children do not get it',
  MADV_DOFORK: 'children get it again',
  MADV_MERGEABLE: 'equal pages may be merged',
  MADV_UNMERGEABLE: 'equal pages are not merged',
  MADV_HUGEPAGE: 'large pages are welcome',
  MADV_NOHUGEPAGE: 'no large pages',
  MADV_DONTDUMP: 'not in core dumps',
  MADV_DODUMP: 'in core dumps again',
  MADV_WIPEONFORK: 'children see zeros',
  MADV_KEEPONFORK: 'children see the content again',
  MADV_COLD: 'is probably not needed soon',
  MADV_PAGEOUT: 'move it out now',
  MADV_POPULATE_READ: 'bring it in as if it were read',
  MADV_POPULATE_WRITE: 'bring it in as if it were written',
};

const SYNCHRONIZE: Texts<'synchronize'> = {
  MS_ASYNC: 'begin to write',
  MS_INVALIDATE: 'other mappings see what was written',
  MS_SYNC: 'write, and wait for it',
};

const LOCK: Texts<'lock'> = {
  MCL_CURRENT: 'what is mapped now',
  MCL_FUTURE: 'what will be mapped',
  MCL_ONFAULT: 'pages when they are brought in',
  MLOCK_ONFAULT: 'pages when they are brought in',
};

const DIRECTORY: Texts<'directory'> = { AT_FDCWD: 'the working directory' };

const SIGNALS: Texts<'signal'> = {
  SIGHUP: 'hang-up; ends the process',
  SIGINT: 'interrupt from the keyboard; ends the process',
  SIGQUIT: 'quit from the keyboard; ends the process',
  SIGILL: 'illegal instruction; ends the process',
  SIGTRAP: 'breakpoint; ends the process',
  SIGABRT: 'abort; ends the process',
  SIGBUS: 'an access that cannot be served, as beyond the end of a mapped file; ends the process',
  SIGFPE: 'arithmetic error; ends the process',
  SIGKILL: 'ends the process, always',
  SIGUSR1: 'for programs; ends the process',
  SIGSEGV: 'an access that is not allowed; ends the process',
  SIGUSR2: 'for programs; ends the process',
  SIGPIPE: 'writing into a pipe that nobody reads; ends the process',
  SIGALRM: 'a timer; ends the process',
  SIGTERM: 'the process shall end; ends it',
  SIGCHLD: 'a child ended; ignored',
};

const SIGNAL_CODES: Texts<'signalCode'> = {
  SEGV_MAPERR: 'nothing is mapped at this address',
  SEGV_ACCERR: 'what is mapped does not allow this access',
  BUS_ADRALN: 'an address that is not aligned',
  BUS_ADRERR: 'there is no memory behind this address',
};

const ERRORS: Texts<'error'> = {
  EPERM: 'operation not permitted',
  ENOENT: 'no such file',
  ESRCH: 'no such process',
  EINTR: 'interrupted by a signal',
  EIO: 'the device failed',
  ENXIO: 'no such device or address',
  E2BIG: 'too many arguments',
  ENOEXEC: 'no program',
  EBADF: 'no open descriptor, or not open for this',
  ECHILD: 'no such child',
  EAGAIN: 'would have to wait, or no room now',
  ENOMEM: 'no memory, or no room in the address space',
  EACCES: 'not allowed',
  EFAULT: 'an address that is not mapped',
  EBUSY: 'in use',
  EEXIST: 'exists already',
  ENODEV: 'no such device',
  ENOTDIR: 'no directory',
  EISDIR: 'a directory',
  EINVAL: 'an argument that cannot be',
  ENFILE: 'the machine has too many open files',
  EMFILE: 'the process has too many open files',
  EFBIG: 'too large for a file',
  ENOSPC: 'the device is full',
  ESPIPE: 'a pipe has no offsets',
  EROFS: 'the file system may only be read',
  EPIPE: 'nobody reads the pipe',
  ENOSYS: 'no such call, or not for this process',
  EOVERFLOW: 'a number that is too large to count',
  EOPNOTSUPP: 'not supported',
  EDEADEPT: 'the process of this endpoint is gone (MINIX)',
};

const ALL: Readonly<Record<Group, Readonly<Record<string, string>>>> = {
  protection: PROTECTION,
  map: MAP,
  mremap: MREMAP,
  open: OPEN,
  whence: WHENCE,
  clone: CLONE,
  wait: WAIT,
  advice: ADVICE,
  synchronize: SYNCHRONIZE,
  lock: LOCK,
  directory: DIRECTORY,
  signal: SIGNALS,
  signalCode: SIGNAL_CODES,
  error: ERRORS,
};

const TEXTS: ReadonlyMap<string, string> = new Map([
  ...Object.values(ALL).flatMap((texts) => Object.entries(texts)),
  ['NULL', 'no address: 0'],
  ['MAP_ANON', 'as `MAP_ANONYMOUS`'],
  ['SIG_DFL', 'what the signal does by default'],
  ['SIG_IGN', 'nothing happens'],
]);

/** What a constant means, or undefined. */
export function constantText(name: string): string | undefined {
  return TEXTS.get(name);
}
