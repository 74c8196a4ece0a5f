/** Calls about files and pipes: VFS answers them. */
import type { Call, CallParameter } from '../calls';
import type { ErrnoName } from '../errno';
import {
  VFS_CLOSE,
  VFS_DUP,
  VFS_FTRUNCATE,
  VFS_OPEN,
  VFS_PIPE,
  VFS_READ,
  VFS_WRITE,
} from '../messages';
import { DESCRIPTOR, FLAGS, LENGTH, NOTHING, OFFSET, PATH, ignored } from './parameters';
import { VFS } from '../processNumbers';

const MODE = {
  name: 'mode',
  kind: 'mode',
  field: 'request',
  optional: true,
} as const satisfies CallParameter;
const BUFFER = { name: 'buf', kind: 'data', field: 'address' } as const satisfies CallParameter;
const COUNT = { name: 'count', kind: 'length', field: 'length' } as const satisfies CallParameter;

const OPEN_ERRORS = [
  'EACCES',
  'EEXIST',
  'EMFILE',
  'ENFILE',
  'ENOENT',
  'ENOMEM',
  'ENOTDIR',
] as const satisfies readonly ErrnoName[];
const TRANSFER_ERRORS = [
  'EAGAIN',
  'EBADF',
  'EFAULT',
  'EINVAL',
  'EIO',
  'ENOMEM',
] as const satisfies readonly ErrnoName[];
const AT_POSITION = [{ field: 'request', value: 0 }] as const;
const AT_OFFSET = [{ field: 'request', value: 1 }] as const;

export const OPEN_CALLS = [
  {
    name: 'open',
    aliases: ['open64'],
    server: VFS,
    type: VFS_OPEN,
    parameters: [PATH, FLAGS, MODE],
    fixed: NOTHING,
    result: 'descriptor',
    errors: OPEN_ERRORS,
    summary: 'Opens a file, and answers the lowest free descriptor.',
    source: 'POSIX open, minix/servers/vfs/open.c',
  },
  {
    name: 'openat',
    aliases: NOTHING,
    server: VFS,
    type: VFS_OPEN,
    parameters: [{ name: 'dirfd', kind: 'ignored' }, PATH, FLAGS, MODE],
    fixed: NOTHING,
    result: 'descriptor',
    errors: OPEN_ERRORS,
    summary:
      'Opens a file; the model has no directories, so that the first argument changes nothing.',
    source: 'POSIX openat',
  },
  {
    name: 'close',
    aliases: NOTHING,
    server: VFS,
    type: VFS_CLOSE,
    parameters: [DESCRIPTOR],
    fixed: NOTHING,
    result: 'zero',
    errors: ['EBADF'],
    summary: 'Closes a descriptor.',
    source: 'POSIX close',
  },
  {
    name: 'dup',
    aliases: NOTHING,
    server: VFS,
    type: VFS_DUP,
    parameters: [{ name: 'oldfd', kind: 'descriptor', field: 'descriptor' }],
    fixed: [{ field: 'slot', value: -1 }],
    result: 'descriptor',
    errors: ['EBADF', 'EMFILE', 'ENOMEM'],
    summary: 'Makes the lowest free descriptor mean the same open file.',
    source: 'POSIX dup',
  },
  {
    name: 'dup2',
    aliases: NOTHING,
    server: VFS,
    type: VFS_DUP,
    parameters: [
      { name: 'oldfd', kind: 'descriptor', field: 'descriptor' },
      { name: 'newfd', kind: 'descriptor', field: 'slot' },
    ],
    fixed: [{ field: 'request', value: 0 }],
    result: 'descriptor',
    errors: ['EBADF', 'ENOMEM'],
    summary: 'Makes a given descriptor mean the same open file; it is closed first if it is open.',
    source: 'POSIX dup2',
  },
  {
    name: 'dup3',
    aliases: NOTHING,
    server: VFS,
    type: VFS_DUP,
    parameters: [
      { name: 'oldfd', kind: 'descriptor', field: 'descriptor' },
      { name: 'newfd', kind: 'descriptor', field: 'slot' },
      ignored('flags'),
    ],
    fixed: [{ field: 'request', value: 1 }],
    result: 'descriptor',
    errors: ['EBADF', 'EINVAL', 'ENOMEM'],
    summary: 'As dup2, but equal descriptors are an error.',
    source: 'dup3(2)',
  },
  {
    name: 'pipe',
    aliases: ['pipe2'],
    server: VFS,
    type: VFS_PIPE,
    parameters: [
      { name: 'pipefd', kind: 'outputs', fields: ['descriptor', 'slot'], optional: true },
      { name: 'flags', kind: 'flags', field: 'flags', optional: true },
    ],
    fixed: NOTHING,
    result: 'zero',
    errors: ['EMFILE', 'ENFILE', 'ENOMEM'],
    summary: 'Makes a pipe: the first descriptor reads what was written to the second.',
    source: 'POSIX pipe, pipe(7)',
  },
] as const satisfies readonly Call[];

export const TRANSFER_CALLS = [
  {
    name: 'read',
    aliases: NOTHING,
    server: VFS,
    type: VFS_READ,
    parameters: [DESCRIPTOR, BUFFER, COUNT],
    fixed: AT_POSITION,
    result: 'int',
    errors: TRANSFER_ERRORS,
    summary: 'Reads from a file at its position, or from a pipe.',
    source: 'POSIX read, minix/servers/vfs/read.c',
  },
  {
    name: 'pread',
    aliases: ['pread64'],
    server: VFS,
    type: VFS_READ,
    parameters: [DESCRIPTOR, BUFFER, COUNT, OFFSET],
    fixed: AT_OFFSET,
    result: 'int',
    errors: [...TRANSFER_ERRORS, 'ESPIPE'],
    summary: 'Reads from a file at an offset; its position stays.',
    source: 'POSIX pread',
  },
  {
    name: 'write',
    aliases: NOTHING,
    server: VFS,
    type: VFS_WRITE,
    parameters: [DESCRIPTOR, BUFFER, COUNT],
    fixed: AT_POSITION,
    result: 'int',
    errors: [...TRANSFER_ERRORS, 'EFBIG'],
    summary: 'Writes to a file at its position, or into a pipe; nobody to read it: SIGPIPE.',
    source: 'POSIX write, minix/servers/vfs/write.c',
  },
  {
    name: 'pwrite',
    aliases: ['pwrite64'],
    server: VFS,
    type: VFS_WRITE,
    parameters: [DESCRIPTOR, BUFFER, COUNT, OFFSET],
    fixed: AT_OFFSET,
    result: 'int',
    errors: [...TRANSFER_ERRORS, 'EFBIG', 'ESPIPE'],
    summary: 'Writes to a file at an offset; its position stays.',
    source: 'POSIX pwrite',
  },
  {
    name: 'ftruncate',
    aliases: ['ftruncate64'],
    server: VFS,
    type: VFS_FTRUNCATE,
    parameters: [DESCRIPTOR, LENGTH],
    fixed: NOTHING,
    result: 'zero',
    errors: ['EBADF', 'EFBIG', 'EINVAL'],
    summary: 'Makes a file shorter or longer; what is cut off leaves every mapping.',
    source: 'POSIX ftruncate',
  },
] as const satisfies readonly Call[];
