/** The words about MINIX's messages to VM, as documentation.ts describes them. */
import type { DocumentationOf } from './documentation';
import type { VM_MESSAGES } from './vmMessages';

const NO_SPLIT = 'a region would have to be split, and there is no memory or no region left for it';
const MESSAGE_NOTES = ['A message of MINIX, sent as it stands.'];
const NOT_ALLOWED = 'the sender may not send this message';
const ENDPOINT = 'the process that it is about';
const BAD_ENDPOINT = '`endpoint` is no process';

export const MESSAGE_DOCUMENTATION: DocumentationOf<(typeof VM_MESSAGES)[number]> = {
  VM_MMAP: {
    parameters: {
      addr: 'as of mmap',
      len: 'as of mmap',
      prot: 'as of mmap',
      flags: 'as of mmap',
      fd: 'as of mmap',
      offset: 'as of mmap',
    },
    answers: 'the address of the mapping',
    errors: { EINVAL: 'as of mmap', ENOMEM: 'as of mmap', ENOSYS: NOT_ALLOWED },
    notes: MESSAGE_NOTES,
  },
  VM_MUNMAP: {
    parameters: { addr: 'as of munmap', len: 'as of munmap' },
    answers: '0',
    errors: {
      EFAULT: 'as of munmap',
      EINVAL: 'as of munmap',
      ENOMEM: 'as of munmap',
      ENOSYS: NOT_ALLOWED,
    },
    notes: MESSAGE_NOTES,
  },
  VM_MPROTECT: {
    parameters: { addr: 'as of mprotect', len: 'as of mprotect', prot: 'as of mprotect' },
    answers: '0',
    errors: { EINVAL: 'as of mprotect', ENOMEM: 'as of mprotect', ENOSYS: NOT_ALLOWED },
    notes: MESSAGE_NOTES,
  },
  VM_MREMAP: {
    parameters: {
      addr: 'as `old_address` of mremap',
      len: 'as `old_size` of mremap',
      newlen: 'as `new_size` of mremap',
      flags: 'as of mremap',
      newaddr: 'as `new_address` of mremap',
    },
    answers: 'the address of the mapping',
    errors: {
      EFAULT: 'as of mremap',
      EINVAL: 'as of mremap',
      ENOMEM: 'as of mremap',
      ENOSYS: NOT_ALLOWED,
    },
    notes: MESSAGE_NOTES,
  },
  VM_BRK: {
    parameters: { addr: 'as of brk' },
    answers: 'the break after the call',
    errors: { ENOMEM: 'as of brk', ENOSYS: NOT_ALLOWED },
    notes: MESSAGE_NOTES,
  },
  VM_FORK: {
    parameters: {
      endpoint: 'the process whose address space is copied',
      slotno: 'the number of the slot that gets the copy',
      flags: '`CLONE_VM`: share it instead',
    },
    answers: '0',
    errors: {
      EINVAL: 'no such process, or the slot does not exist, is a server’s or is in use',
      ENOMEM: 'no memory for page tables or the copy of a region',
      ENOSYS: NOT_ALLOWED,
    },
    notes: MESSAGE_NOTES,
  },
  VM_WILLEXIT: {
    parameters: { endpoint: ENDPOINT },
    answers: '0',
    errors: { EINVAL: BAD_ENDPOINT, ENOSYS: NOT_ALLOWED },
    notes: MESSAGE_NOTES,
  },
  VM_EXIT: {
    parameters: { endpoint: ENDPOINT },
    answers: '0',
    errors: {
      EINVAL: `${BAD_ENDPOINT}, or \`VM_WILLEXIT\` did not come first`,
      ENOSYS: NOT_ALLOWED,
    },
    notes: MESSAGE_NOTES,
  },
  VM_PROCCTL: {
    parameters: { param: '1: clear', who: ENDPOINT },
    answers: '0',
    errors: {
      EINVAL: '`who` is no process, or another `param`',
      EPERM: 'the sender is neither VFS nor RS',
      ENOMEM: 'no memory for the new page directory',
      ENOSYS: NOT_ALLOWED,
    },
    notes: MESSAGE_NOTES,
  },
  VM_EXEC_NEWMEM: {
    parameters: {
      endpoint: ENDPOINT,
      len: 'how much the stack may take, in bytes; 0: the default',
      addr: 'where the heap begins',
    },
    answers: '0',
    errors: {
      EINVAL: `${BAD_ENDPOINT}, or it has ended, or the heap lies outside of user space`,
      ENOMEM: 'something is mapped where the stack belongs, or no memory',
      ENOSYS: NOT_ALLOWED,
    },
    notes: MESSAGE_NOTES,
  },
  VM_VFS_MMAP: {
    parameters: {
      who: ENDPOINT,
      offset: 'where in the file the segment begins',
      ino: 'the file; 0: anonymous memory',
      fd: "VFS's number of the open file",
      vaddr: 'where it is mapped',
      len: 'its length in bytes',
      prot: 'which accesses it allows',
      flags: '`MAP_PRIVATE` or `MAP_SHARED`',
      clearend: 'how many bytes at the end of the last page are zeros',
    },
    answers: '0',
    errors: {
      EBADF: '`fd` is no open file of `ino` that VFS opened for VM',
      EINVAL: `${BAD_ENDPOINT}, length 0, a range outside of user space, or numbers that are no segment`,
      ENOMEM: NO_SPLIT,
      ENOSYS: NOT_ALLOWED,
    },
    notes: MESSAGE_NOTES,
  },
  VM_SETCACHEPAGE: {
    parameters: {
      ino: 'the file',
      offset: 'which of its pages, in bytes',
      frame: 'the frame that holds it',
      flags: '1 (`VMSF_ONCE`): until it is mapped once; else 0',
    },
    answers: '0',
    errors: {
      EFAULT: '`frame` is not the one that VFS has in its hands after a transfer',
      EINVAL: 'there is no such file or page, or the page is in the cache already',
      ENOMEM: 'no row for it',
      ENOSYS: NOT_ALLOWED,
    },
    notes: MESSAGE_NOTES,
  },
};
