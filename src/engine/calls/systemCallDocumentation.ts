/** The words about system calls, as documentation.ts describes them; sources are those of the call table. */
import type { DocumentationOf } from './documentation';
import type { OPEN_CALLS, TRANSFER_CALLS } from './fileCalls';
import type { MEMORY_CALLS } from './memoryCalls';
import type { PROCESS_CALLS } from './processCalls';

type SystemCall = (
  typeof MEMORY_CALLS | typeof PROCESS_CALLS | typeof OPEN_CALLS | typeof TRANSFER_CALLS
)[number];

const NO_SPLIT = 'a region would have to be split, and there is no memory or no region left for it';
const DESCRIPTOR = 'the descriptor of an open file';
const PATH = 'the path, which begins with `/`';
const OPEN_FLAGS =
  'how to open it: one of `O_RDONLY`, `O_WRONLY`, `O_RDWR`, with `O_CREAT` and others';
const MODE = 'the permissions of the file that `O_CREAT` makes, in octal';
const OPEN_ERRORS = {
  EACCES: 'the permissions of the file do not allow this',
  EEXIST: '`O_CREAT|O_EXCL`, and the file exists',
  EINVAL: '`O_CREAT|O_DIRECTORY`',
  EMFILE: 'the process has 1024 open descriptors',
  ENFILE: 'the machine has no room for another file or open file',
  ENOENT: 'there is no such file, and no `O_CREAT`',
  ENOMEM: 'no memory for the descriptor',
  ENOTDIR: '`O_DIRECTORY`: the model has no directories',
};
const BUFFER = {
  read: 'where the bytes go',
  write: 'where the bytes come from: an address, or a string that stands for the buffer',
};
const READ_ERRORS = {
  EAGAIN: 'an empty pipe that was opened with `O_NONBLOCK`',
  EBADF: 'the descriptor is not open, or not for reading',
  EFAULT: 'the buffer is not mapped, or may not be written',
  EINVAL: 'the count or the offset is negative',
  EIO: 'the disk failed',
  ENOMEM: 'no frame for a page of the file or of the buffer',
};
const WRITE_ERRORS = {
  EAGAIN: 'a full pipe that was opened with `O_NONBLOCK`',
  EBADF: 'the descriptor is not open, or not for writing',
  EFAULT: 'the buffer is not mapped, or may not be read',
  EFBIG: 'the file would become larger than a file can be',
  EINVAL: 'the count or the offset is negative',
  EIO: 'the disk failed',
  ENOMEM: 'no frame for a page of the file or of the buffer',
};
const NOT_SEEKABLE = 'a pipe has no offsets';
const DUP_ERRORS = {
  EBADF: '`oldfd` is not open, or `newfd` is no number of a descriptor (0 to 1023)',
  ENOMEM: 'no memory for the descriptor',
};
const FORK_ERRORS = {
  EAGAIN: 'no slot for another process is free',
  ENOMEM: 'no memory for page tables or the copy of a region',
};
const CLONE_INVALID =
  'flags that exclude or need each other: `CLONE_SIGHAND` needs `CLONE_VM`, and `CLONE_THREAD` needs `CLONE_SIGHAND`';
const CLONE_FLAGS =
  'what is shared with the caller (`CLONE_VM`: the address space), with the signal that tells of its end';
const CHILD_PID = 'the pid of the child; the variable that takes it is a process';

export const SYSTEM_CALL_DOCUMENTATION: DocumentationOf<SystemCall> = {
  mmap: {
    parameters: {
      addr: 'where the mapping should begin: a hint, an order with `MAP_FIXED`, or `NULL` for any place',
      length: 'its length in bytes; rounded up to whole pages',
      prot: 'which accesses it allows',
      flags: 'private or shared, and how it is made',
      fd: 'the open file to map; -1 with `MAP_ANONYMOUS`',
      offset: 'where in the file it begins, a multiple of the page size',
    },
    answers: 'the address of the mapping',
    errors: {
      EACCES: 'the file is not open for reading; or shared and writable, and not open for both',
      EBADF: '`fd` is not open, and there is no `MAP_ANONYMOUS`',
      EEXIST: '`MAP_FIXED_NOREPLACE`, and something is mapped there',
      EINVAL:
        'length 0; neither `MAP_SHARED` nor `MAP_PRIVATE`, or both (linux: both are `MAP_SHARED_VALIDATE`, for files); an offset, or an address of `MAP_FIXED`, that is not page aligned; `MAP_ANONYMOUS` with a descriptor (minix, netbsd)',
      ENODEV: '`fd` is no regular file (minix: `EINVAL`)',
      ENOMEM: 'no room in the address space, too many regions, or no memory',
      ENXIO: 'a writable shared mapping of a file (minix)',
      EOPNOTSUPP: '`MAP_SHARED_VALIDATE` with a flag that it does not know (linux)',
      EOVERFLOW: 'the offset and the length reach beyond 2^63 - 1, the highest offset of a file',
      EPERM: '`MAP_FIXED` below the lowest address that may be mapped',
    },
    notes: [
      'No page becomes present: the first access to each brings it in (demand zero, or from the file), unless `MAP_POPULATE` is given.',
      'A neighbouring region that differs in nothing is merged with the new one.',
    ],
  },
  munmap: {
    parameters: {
      addr: 'where the range begins, page aligned',
      length: 'its length in bytes; rounded up to whole pages',
    },
    answers: '0, also when nothing was mapped there',
    errors: {
      EFAULT: '`addr` is not page aligned (minix)',
      EINVAL: 'length 0, `addr` not page aligned, or a range outside of user space',
      ENOMEM: NO_SPLIT,
    },
    notes: ['A region that lies only partly in the range is cut, or split into two.'],
  },
  mprotect: {
    parameters: {
      addr: 'where the range begins, page aligned',
      len: 'its length in bytes; rounded up to whole pages',
      prot: 'which accesses it allows from now on',
    },
    answers: '0',
    errors: {
      EACCES: 'more than the mapping may ever allow: writing to a shared file opened for reading',
      EINVAL:
        '`addr` is not page aligned, or unknown bits of `prot`; `PROT_GROWSDOWN` (linux) of a mapping that does not grow',
      ENOMEM: `the range has a hole (linux changes what lies before it), or ${NO_SPLIT}`,
    },
    notes: [
      'The regions are split at the ends of the range, and the entries of present pages are rewritten at once.',
    ],
  },
  mremap: {
    parameters: {
      old_address: 'where the mapping begins, page aligned',
      old_size: 'how much of it is meant, in bytes',
      new_size: 'how long it shall be, in bytes',
      flags: '`MREMAP_MAYMOVE`, `MREMAP_FIXED`, `MREMAP_DONTUNMAP`',
      new_address: 'where it shall be, with `MREMAP_FIXED`',
    },
    answers: 'the address of the mapping, which may be a new one',
    errors: {
      EFAULT: 'the range is not mapped, or lies in more than one region',
      EINVAL:
        'an address that is not page aligned, new size 0, unknown flags, `MREMAP_FIXED` or `MREMAP_DONTUNMAP` without `MREMAP_MAYMOVE`, or ranges that overlap',
      ENOMEM: 'it cannot grow where it is and may not move, or there is no room or memory',
    },
    notes: ['The page slots move with it: nothing is copied, and no page faults again.'],
  },
  brk: {
    parameters: { addr: 'where the heap shall end; `NULL` only asks' },
    answers: 'the break after the call: a refused one answers where it is (posix, linux)',
    errors: {
      ENOMEM: 'something is mapped there, or no memory (minix, netbsd; others answer the break)',
    },
    notes: ['A lower break frees the pages above it, but not in personality minix.'],
  },

  fork: {
    parameters: {},
    answers: CHILD_PID,
    errors: FORK_ERRORS,
    notes: [
      'Both share every page until one writes: writable private pages become read-only in both (copy-on-write).',
    ],
  },
  vfork: {
    parameters: {},
    answers: CHILD_PID,
    errors: FORK_ERRORS,
    notes: ['The call stays pending until the child executes a file or ends.'],
  },
  clone: {
    parameters: {
      child_stack: "the child's stack pointer; `NULL`: the caller's",
      flags: CLONE_FLAGS,
      parent_tid: 'where the pid is stored for the caller; read over',
      child_tidptr: 'where the pid is stored for the child; read over',
      tls: "the child's thread-local storage; read over",
    },
    answers: CHILD_PID,
    errors: { ...FORK_ERRORS, EINVAL: CLONE_INVALID },
    notes: ['Arguments stand as strace prints them.'],
  },
  clone3: {
    parameters: {
      cl_args: 'a struct: `{flags=CLONE_VM|..., stack=a, stack_size=16K}`',
      flags: CLONE_FLAGS,
      exit_signal: 'the signal that tells the caller of its end; only checked',
      stack: "the lowest address of the child's stack",
      stack_size: 'the size of that stack in bytes',
      size: 'the size of the struct; read over',
    },
    answers: CHILD_PID,
    errors: { ...FORK_ERRORS, EINVAL: `${CLONE_INVALID}; a stack without a size` },
    notes: [],
  },
  execve: {
    parameters: {
      pathname: `${PATH}: a \`file\` with \`text\`, \`data\` or \`bss\``,
      argv: 'the arguments of the program; read over',
      envp: 'its environment; read over',
      maps: 'lines of /proc/PID/maps that stand for the file: what a log tells',
    },
    answers: '0: the process goes on in the new program',
    errors: {
      EACCES: 'the file may not be executed',
      ENOENT: 'there is no such file',
      ENOEXEC: 'the file is no program',
    },
    notes: ['If memory runs out after the old program is gone, the process is killed.'],
  },
  exit: {
    parameters: { status: 'what the parent is told, 0 to 255' },
    answers: 'nothing: it does not return',
    errors: {},
    notes: [],
  },
  exit_group: {
    parameters: { status: 'what the parent is told, 0 to 255' },
    answers: 'nothing: it does not return',
    errors: {},
    notes: [],
  },
  wait4: {
    parameters: {
      pid: 'the child to wait for: a process, its pid, or -1 for any',
      wstatus: 'how the child ended: `[{WIFEXITED(s) && WEXITSTATUS(s) == 0}]` expects it',
      options: '`WNOHANG` does not wait',
      rusage: 'where its usage is stored; read over',
    },
    answers: 'the pid of the child; 0 when none has ended and `WNOHANG` is given',
    errors: {
      ECHILD: 'the process has no such child',
      EINVAL: 'unknown options',
    },
    notes: ['The call stays pending until a child ends; other processes act meanwhile.'],
  },
  kill: {
    parameters: {
      pid: 'the process that gets the signal',
      sig: 'the signal; 0 only asks whether the process exists',
    },
    answers: '0',
    errors: {
      EINVAL: 'there is no such signal, or it stops processes, which the model cannot do',
      EPERM: 'the process belongs to another user',
      ESRCH: 'there is no such process',
    },
    notes: [],
  },
  getpid: { parameters: {}, answers: 'the pid', errors: {}, notes: [] },
  getppid: { parameters: {}, answers: 'the pid of the parent', errors: {}, notes: [] },

  open: {
    parameters: { pathname: PATH, flags: OPEN_FLAGS, mode: MODE },
    answers: 'the lowest free descriptor',
    errors: OPEN_ERRORS,
    notes: [],
  },
  openat: {
    parameters: {
      dirfd: '`AT_FDCWD`; read over',
      pathname: PATH,
      flags: OPEN_FLAGS,
      mode: MODE,
    },
    answers: 'the lowest free descriptor',
    errors: OPEN_ERRORS,
    notes: [],
  },
  close: {
    parameters: { fd: DESCRIPTOR },
    answers: '0',
    errors: { EBADF: 'the descriptor is not open' },
    notes: ['Mappings of the file stay.'],
  },
  dup: {
    parameters: { oldfd: DESCRIPTOR },
    answers: 'the lowest free descriptor',
    errors: { ...DUP_ERRORS, EMFILE: 'the process has 1024 open descriptors' },
    notes: [],
  },
  dup2: {
    parameters: { oldfd: DESCRIPTOR, newfd: 'the descriptor that shall mean the same file' },
    answers: '`newfd`',
    errors: DUP_ERRORS,
    notes: [],
  },
  dup3: {
    parameters: {
      oldfd: DESCRIPTOR,
      newfd: 'the descriptor that shall mean the same file',
      flags: '`O_CLOEXEC`, or 0',
    },
    answers: '`newfd`',
    errors: { ...DUP_ERRORS, EINVAL: '`oldfd` and `newfd` are equal, or other flags' },
    notes: [],
  },
  pipe: {
    parameters: {
      pipefd: 'the two descriptors: `[3, 4]` expects them',
      flags: '`O_NONBLOCK`, `O_CLOEXEC`, `O_DIRECT`, or 0',
    },
    answers: '0',
    errors: {
      EINVAL: 'other flags',
      EMFILE: 'the process has 1024 open descriptors',
      ENFILE: 'the machine has no room for another file or open file',
      ENOMEM: 'no memory for the descriptors',
    },
    notes: ['A pipe holds 16 pages. Writes of at most 4096 bytes are not torn.'],
  },
  read: {
    parameters: { fd: DESCRIPTOR, buf: BUFFER.read, count: 'how many bytes at most' },
    answers: 'how many bytes were read; 0 at the end of the file',
    errors: READ_ERRORS,
    notes: ['Reading from an empty pipe stays pending until somebody writes or closes it.'],
  },
  pread: {
    parameters: {
      fd: DESCRIPTOR,
      buf: BUFFER.read,
      count: 'how many bytes at most',
      offset: 'where in the file, in bytes',
    },
    answers: 'how many bytes were read; 0 at the end of the file',
    errors: { ...READ_ERRORS, ESPIPE: NOT_SEEKABLE },
    notes: [],
  },
  write: {
    parameters: { fd: DESCRIPTOR, buf: BUFFER.write, count: 'how many bytes' },
    answers: 'how many bytes were written',
    errors: WRITE_ERRORS,
    notes: ['Writing into a full pipe stays pending until somebody reads.'],
  },
  pwrite: {
    parameters: {
      fd: DESCRIPTOR,
      buf: BUFFER.write,
      count: 'how many bytes',
      offset: 'where in the file, in bytes',
    },
    answers: 'how many bytes were written',
    errors: { ...WRITE_ERRORS, ESPIPE: NOT_SEEKABLE },
    notes: [],
  },
  lseek: {
    parameters: {
      fd: DESCRIPTOR,
      offset: 'how many bytes, which may be negative',
      whence: 'from where: `SEEK_SET`, `SEEK_CUR` or `SEEK_END`',
    },
    answers: 'the new position, in bytes from the beginning of the file',
    errors: {
      EBADF: 'the descriptor is not open',
      EINVAL:
        'an unknown `whence`, a position before the file, or one that is too large (linux, netbsd)',
      EOVERFLOW: 'a position that is too large (posix, minix)',
      ESPIPE: NOT_SEEKABLE,
    },
    notes: [
      'Descriptors that `dup` and `fork` made share the position.',
      'It may lie behind the end of the file: a write there makes the file longer, with zeros in between.',
    ],
  },
  ftruncate: {
    parameters: { fd: DESCRIPTOR, length: 'the new length of the file in bytes' },
    answers: '0',
    errors: {
      EBADF: 'the descriptor is not open',
      EFBIG: 'longer than a file can be',
      EINVAL: 'a negative length, not open for writing, or no regular file',
    },
    notes: ['A touch of a mapped page that was cut off ends in `SIGBUS`.'],
  },
};
