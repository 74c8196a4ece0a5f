import { describe, expect, it } from 'vitest';
import { ERRNO } from '../../../src/engine/errno';
import { trap } from '../../../src/engine/kernel/trap';
import {
  PM_GETPID,
  PM_SIGNAL,
  VFS_DISK_DONE,
  VFS_MEMORY,
  VFS_PM_EXIT,
  VFS_VMCALL,
  VM_EXIT,
  VM_MUNMAP,
  VM_PAGEFAULT,
} from '../../../src/engine/messages';
import { ACTION, PM, VFS, VM } from '../../../src/engine/processNumbers';
import { call, machineWith, result, spawned } from '../testMachine';
import { eventsOf, kindsOf } from '../watch';

describe('a system call', () => {
  it('is a trap, a message and a reply', () => {
    const machine = machineWith();
    const process = spawned(machine);
    result(machine, process, PM_GETPID);
    const events = eventsOf(machine, () => trap(machine, process, PM, PM_GETPID));
    expect(events).toEqual([
      { kind: 'call', subject: process, a: PM_GETPID, b: PM, rule: 0 },
      { kind: 'message', subject: process, a: PM, b: PM_GETPID, rule: 0 },
      { kind: 'reply', subject: process, a: 100, b: PM, rule: 0 },
    ]);
  });

  it('of a process that did not run is preceded by a context switch', () => {
    const machine = machineWith();
    const [a, b] = [spawned(machine), spawned(machine)];
    result(machine, a, PM_GETPID);
    const before = machine.kernel.contextSwitches.get(1);
    const [first] = eventsOf(machine, () => result(machine, b, PM_GETPID));
    expect(first).toMatchObject({ kind: 'switch', subject: 1, a, b });
    expect(machine.cpus.root.get(1)).toBe(
      machine.vmprocs.root.get(machine.processes.vmproc.get(b)),
    );
    expect(kindsOf(machine, () => result(machine, b, PM_GETPID))).not.toContain('switch');
    expect(machine.kernel.contextSwitches.get(1) - before).toBe(1);
  });

  it('that no server knows is ENOSYS', () => {
    const machine = machineWith();
    const process = spawned(machine);
    for (const type of [0x0ff, 0x1ff, 0xcfe]) {
      expect(result(machine, process, type)).toBe(-ERRNO.ENOSYS);
    }
  });

  it.each([
    ['PM_SIGNAL', PM_SIGNAL],
    ['VFS_VMCALL', VFS_VMCALL],
    ['VFS_PM_EXIT', VFS_PM_EXIT],
    ['VFS_DISK_DONE', VFS_DISK_DONE],
    ['VFS_MEMORY', VFS_MEMORY],
    ['VM_EXIT', VM_EXIT],
    ['VM_PAGEFAULT', VM_PAGEFAULT],
  ])('with a message that only the system may send (%s) is ENOSYS', (_name, type) => {
    const machine = machineWith();
    const process = spawned(machine);
    expect(result(machine, process, type, { endpoint: 1, slot: process - 1 })).toBe(-ERRNO.ENOSYS);
    expect(result(machine, process, PM_GETPID)).toBe(100);
  });

  it('goes to the server that is asked, not to the one of its number', () => {
    const machine = machineWith();
    const process = spawned(machine);
    expect(trap(machine, process, VFS, VM_MUNMAP)).toBe(ACTION.DONE);
    expect(machine.processes.result.get(process)).toBe(-ERRNO.ENOSYS);
    expect(trap(machine, process, VM, PM_GETPID)).toBe(ACTION.DONE);
    expect(machine.processes.result.get(process)).toBe(-ERRNO.ENOSYS);
  });

  it('leaves no server at work and no message behind', () => {
    const machine = machineWith();
    const process = spawned(machine);
    call(machine, process, VM_MUNMAP, { address: 0x1000, length: 0x1000 });
    for (const server of [PM, VFS, VM]) {
      expect(machine.processes.rts.get(server)).toBe(0);
      expect(machine.processes.callers.get(server)).toBe(0);
    }
  });
});
