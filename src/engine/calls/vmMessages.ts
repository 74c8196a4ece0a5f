/**
 * MINIX's messages to VM, sent as they stand, with the names that their fields have there (minix/include/minix/ipc.h,
 * com.h). Most are for servers: from others they are answered ENOSYS.
 */
import type { Call, CallParameter } from '../calls';
import type { ErrnoName } from '../errno';
import {
  VM_BRK,
  VM_EXEC_NEWMEM,
  VM_EXIT,
  VM_FORK,
  VM_MMAP,
  VM_MPROTECT,
  VM_MREMAP,
  VM_MUNMAP,
  VM_PROCCTL,
  VM_SETCACHEPAGE,
  VM_VFS_MMAP,
  VM_WILLEXIT,
} from '../messages';
import { VM } from '../processNumbers';
import { ADDRESS, FLAGS, NOTHING, OFFSET, PROTECTION } from './parameters';

const ENDPOINT = {
  name: 'endpoint',
  kind: 'endpoint',
  field: 'endpoint',
} as const satisfies CallParameter;
const LENGTH = {
  name: 'len',
  kind: 'length',
  field: 'length',
  optional: true,
} as const satisfies CallParameter;
const FILE = {
  name: 'ino',
  kind: 'int',
  field: 'inode',
  optional: true,
} as const satisfies CallParameter;
const OPEN_FILE = {
  name: 'fd',
  kind: 'int',
  field: 'descriptor',
  optional: true,
} as const satisfies CallParameter;
const FILE_OFFSET = {
  name: 'offset',
  kind: 'offset',
  field: 'offset',
  optional: true,
} as const satisfies CallParameter;

function message<
  const N extends string,
  const P extends readonly CallParameter[],
  const E extends readonly ErrnoName[],
>(name: N, type: number, result: Call['result'], parameters: P, errors: E, summary: string) {
  const source = 'minix/include/minix/com.h, minix/servers/vm';
  const others = { aliases: NOTHING, server: VM, type, fixed: NOTHING, result, summary, source };
  return { ...others, name, parameters, errors: [...errors, 'ENOSYS'] as const };
}

/** The fields of a mapping that a process asks for. */
const MAPPING = [
  ADDRESS,
  { name: 'len', kind: 'length', field: 'length' },
  PROTECTION,
  FLAGS,
  { name: 'fd', kind: 'descriptor', field: 'descriptor' },
  OFFSET,
] as const satisfies readonly CallParameter[];
const RANGE = [
  ADDRESS,
  { name: 'len', kind: 'length', field: 'length' },
] as const satisfies readonly CallParameter[];

export const VM_MESSAGES = [
  message('VM_MMAP', VM_MMAP, 'address', MAPPING, ['EINVAL', 'ENOMEM'], 'What mmap sends.'),
  message(
    'VM_MUNMAP',
    VM_MUNMAP,
    'zero',
    RANGE,
    ['EINVAL', 'EFAULT', 'ENOMEM'],
    'What munmap sends.',
  ),
  message(
    'VM_MPROTECT',
    VM_MPROTECT,
    'zero',
    [...RANGE, PROTECTION],
    ['EINVAL', 'ENOMEM'],
    'What mprotect sends.',
  ),
  message(
    'VM_MREMAP',
    VM_MREMAP,
    'address',
    [
      ...RANGE,
      { name: 'newlen', kind: 'length', field: 'newLength' },
      FLAGS,
      { name: 'newaddr', kind: 'address', field: 'newAddress', optional: true },
    ],
    ['EFAULT', 'EINVAL', 'ENOMEM'],
    'What mremap sends.',
  ),
  message('VM_BRK', VM_BRK, 'address', [ADDRESS], ['ENOMEM'], 'What brk sends.'),
  message(
    'VM_FORK',
    VM_FORK,
    'zero',
    [
      ENDPOINT,
      { name: 'slotno', kind: 'int', field: 'slot' },
      { name: 'flags', kind: 'flags', field: 'flags', optional: true },
    ],
    ['EINVAL', 'ENOMEM'],
    'PM: the process of a free slot gets a copy of the address space of `endpoint`.',
  ),
  message(
    'VM_WILLEXIT',
    VM_WILLEXIT,
    'zero',
    [ENDPOINT],
    ['EINVAL'],
    'PM: `endpoint` is about to end.',
  ),
  message(
    'VM_EXIT',
    VM_EXIT,
    'zero',
    [ENDPOINT],
    ['EINVAL'],
    'PM: `endpoint` has ended, its memory goes.',
  ),
  message(
    'VM_PROCCTL',
    VM_PROCCTL,
    'zero',
    [
      { name: 'param', kind: 'int', field: 'request' },
      { ...ENDPOINT, name: 'who' },
    ],
    ['EINVAL', 'EPERM', 'ENOMEM'],
    'VFS, RS: empties the address space of `who` for execve (param 1).',
  ),
  message(
    'VM_EXEC_NEWMEM',
    VM_EXEC_NEWMEM,
    'zero',
    [ENDPOINT, LENGTH, { name: 'addr', kind: 'address', field: 'address', optional: true }],
    ['EINVAL', 'ENOMEM'],
    'PM, VFS: gives `endpoint` a stack of at most `len` bytes, and a heap from `addr` on.',
  ),
  message(
    'VM_VFS_MMAP',
    VM_VFS_MMAP,
    'zero',
    [
      { ...ENDPOINT, name: 'who' },
      FILE_OFFSET,
      FILE,
      OPEN_FILE,
      { name: 'vaddr', kind: 'address', field: 'address' },
      { name: 'len', kind: 'length', field: 'length' },
      { name: 'prot', kind: 'protection', field: 'protection', optional: true },
      { name: 'flags', kind: 'flags', field: 'flags', optional: true },
      { name: 'clearend', kind: 'int', field: 'clearEnd', optional: true },
    ],
    ['EBADF', 'EINVAL', 'ENOMEM'],
    'VFS: maps a segment of a program into `who`.',
  ),
  message(
    'VM_SETCACHEPAGE',
    VM_SETCACHEPAGE,
    'zero',
    [
      FILE,
      FILE_OFFSET,
      { name: 'frame', kind: 'int', field: 'slot' },
      { name: 'flags', kind: 'flags', field: 'flags', optional: true },
    ],
    ['EFAULT', 'EINVAL', 'ENOMEM'],
    'VFS: a frame becomes a page of the page cache.',
  ),
] as const satisfies readonly Call[];
