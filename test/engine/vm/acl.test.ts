/** Call masks: who may ask VM for what (the vm entries of minix/etc/system.conf). */
import { describe, expect, it } from 'vitest';
import { ERRNO } from '../../../src/engine/errno';
import { ACL_WORDS, NR_SYS_PROCS } from '../../../src/engine/machine';
import {
  VM_BRK,
  VM_EXIT,
  VM_FORK,
  VM_MMAP,
  VM_MUNMAP,
  VM_PAGEFAULT,
  VM_PROCCTL,
  VM_SETCACHEPAGE,
  VM_VFS_MMAP,
  VM_VFS_REPLY,
} from '../../../src/engine/messages';
import { PM, RS, VFS, VM } from '../../../src/engine/processNumbers';
import { aclCheck } from '../../../src/engine/vm/acl';
import { machineWith, result, spawned } from '../testMachine';

describe('aclCheck', () => {
  const machine = machineWith();
  const user = spawned(machine);

  it.each([
    ['users', user, [VM_BRK, VM_MMAP, VM_MUNMAP]],
    ['PM', PM, [VM_MMAP, VM_FORK, VM_EXIT]],
    ['VFS', VFS, [VM_BRK, VM_VFS_MMAP, VM_VFS_REPLY, VM_PROCCTL, VM_SETCACHEPAGE]],
    ['RS', RS, [VM_MMAP, VM_PROCCTL]],
    ['VM', VM, [VM_FORK, VM_SETCACHEPAGE]],
  ])('lets %s make their calls', (_who, process, calls) => {
    expect(calls.map((type) => aclCheck(machine, process, type))).toEqual(calls.map(() => 0));
  });

  it.each([
    ['users', user, [VM_FORK, VM_EXIT, VM_VFS_REPLY, VM_PROCCTL, VM_SETCACHEPAGE, VM_PAGEFAULT]],
    ['PM', PM, [VM_SETCACHEPAGE, VM_VFS_REPLY]],
    ['VFS', VFS, [VM_FORK, VM_EXIT]],
    ['RS', RS, [VM_FORK]],
  ])('lets %s make no others', (_who, process, calls) => {
    const refused = calls.map(() => -ERRNO.EPERM);
    expect(calls.map((type) => aclCheck(machine, process, type))).toEqual(refused);
  });

  it.each([0, VM_BRK - 3, VM_BRK + 1000, -1])(
    'refuses number %i, which is no call of VM',
    (type) => {
      expect(aclCheck(machine, user, type)).toBe(-ERRNO.EPERM);
    },
  );

  it('gives each service a mask of its own, and users the first', () => {
    const masks = [user, PM, VFS, RS].map((process) => machine.vmprocs.acl.get(process));
    expect(masks[0]).toBe(0);
    expect(new Set(masks).size).toBe(4);
    expect(machine.callMasks.data).toHaveLength(NR_SYS_PROCS * ACL_WORDS);
  });

  it('follows the masks in memory: a call that is struck out does not exist any more', () => {
    const changed = machineWith();
    const p = spawned(changed);
    const map = { length: 4096, protection: 3, flags: 0x22, descriptor: -1 };
    expect(result(changed, p, VM_MMAP, map)).toBe(0);
    changed.callMasks.set(0, changed.callMasks.get(0) & ~(1 << 10));
    expect(result(changed, p, VM_MMAP, map)).toBe(-ERRNO.ENOSYS);
  });

  it('is answered as an unknown call', () => {
    const other = machineWith();
    expect(result(other, spawned(other), VM_EXIT)).toBe(-ERRNO.ENOSYS);
  });
});
