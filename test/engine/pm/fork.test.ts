import { describe, expect, it } from 'vitest';
import { ERRNO } from '../../../src/engine/errno';
import type { Machine } from '../../../src/engine/machine';
import {
  CLONE_FILES,
  CLONE_SIGHAND,
  CLONE_THREAD,
  CLONE_VFORK,
  CLONE_VM,
  PM_EXIT,
  PM_FORK,
  PM_GETPID,
  PM_GETPPID,
  VFS_CLOSE,
  VFS_READ,
  VM_MMAP,
} from '../../../src/engine/messages';
import { findByPid } from '../../../src/engine/pm/mproc';
import { ACTION } from '../../../src/engine/processNumbers';
import { checkInvariants } from '../../../src/engine/vm/sanitycheck';
import { MachineHash } from '../../../src/machine/hash';
import { addressOf, call, load, machineWith, result, spawned, store } from '../testMachine';
import { eventsOf } from '../watch';

const ANONYMOUS = { protection: 3, flags: 0x22, descriptor: -1 };

function fork(machine: Machine, parent: number, flags = 0, fields = {}): number {
  const pid = result(machine, parent, PM_FORK, { flags, ...fields });
  expect(pid).toBeGreaterThan(0);
  return findByPid(machine, pid);
}

describe('fork', () => {
  it('answers the child, whose memory is a copy', () => {
    const machine = machineWith();
    const parent = spawned(machine);
    const address = addressOf(machine, parent, VM_MMAP, { length: 4096, ...ANONYMOUS });
    store(machine, parent, address, 'hello');
    const child = fork(machine, parent);
    store(machine, child, address, 'HELLO');
    expect(load(machine, parent, address, 5)).toBe('hello');
    expect(load(machine, child, address, 5)).toBe('HELLO');
    expect(checkInvariants(machine)).toEqual([]);
  });

  it('gives pids from 100 on, each the next free one, and tells who is whose parent', () => {
    const machine = machineWith();
    const parent = spawned(machine);
    const child = fork(machine, parent);
    const grandchild = fork(machine, child);
    expect(result(machine, parent, PM_GETPID)).toBe(100);
    expect(result(machine, child, PM_GETPID)).toBe(101);
    expect(result(machine, grandchild, PM_GETPID)).toBe(102);
    expect(result(machine, child, PM_GETPPID)).toBe(100);
    expect(result(machine, grandchild, PM_GETPPID)).toBe(101);
    // INIT_PID of minix/servers/pm/const.h.
    expect(result(machine, parent, PM_GETPPID)).toBe(1);
  });

  it('takes the pid that a log gave, if it is free', () => {
    const machine = machineWith();
    const parent = spawned(machine, { pid: 4242 });
    expect(result(machine, parent, PM_FORK, { wishPid: 7000 })).toBe(7000);
    expect(result(machine, parent, PM_FORK, { wishPid: 4242 })).toBe(7001);
  });

  it('is an event with the reason for sharing or copying', () => {
    const machine = machineWith();
    const parent = spawned(machine);
    const [event] = eventsOf(machine, () => fork(machine, parent)).filter(
      ({ kind }) => kind === 'process',
    );
    expect(event).toMatchObject({ subject: findByPid(machine, 101), a: 1, b: parent, rule: 200 });
  });

  it('copies descriptors, which then are closed one by one', () => {
    const machine = machineWith();
    const parent = spawned(machine);
    const child = fork(machine, parent);
    expect(result(machine, child, VFS_CLOSE, { descriptor: 0 })).toBe(0);
    expect(result(machine, child, VFS_CLOSE, { descriptor: 0 })).toBe(-ERRNO.EBADF);
    expect(result(machine, parent, VFS_READ, { descriptor: 0, text: 0, length: 0 })).toBe(0);
  });

  it('answers EAGAIN when every slot is taken; the last two are the superuser’s', () => {
    const machine = machineWith({ configuration: { memory: 16 * 1024 * 1024 } });
    const user = spawned(machine, { uid: 1000 });
    // NR_PROCS 256 minus 12 boot slots minus this process: 243, of which LAST_FEW 2 are kept back.
    let made = 0;
    for (; made < 300; made++) {
      if (call(machine, user, PM_FORK) !== ACTION.DONE) break;
      if (machine.processes.result.get(user) < 0) break;
    }
    expect(machine.processes.result.get(user)).toBe(-ERRNO.EAGAIN);
    expect(made).toBe(241);
    const superuser = spawned(machine);
    expect(result(machine, superuser, PM_FORK)).toBeGreaterThan(0);
    expect(result(machine, superuser, PM_FORK)).toBe(-ERRNO.EAGAIN);
  });

  it('that runs out of memory changes nothing, whichever allocation fails', () => {
    const machine = machineWith();
    const parent = spawned(machine);
    const address = addressOf(machine, parent, VM_MMAP, { length: 8192, ...ANONYMOUS });
    store(machine, parent, address, 'hello');
    // The memory that a fork takes for good the first time (slab frames) is taken.
    const first = fork(machine, parent);
    call(machine, first, PM_EXIT, { request: 1 });
    call(machine, parent, 0x003, { endpoint: -1 });
    const hash = new MachineHash(machine.store);
    let failures = 0;
    for (let k = 1; k < 50; k++) {
      call(machine, parent, PM_GETPID);
      const before = snapshot(machine, hash);
      machine.kernel.failAllocation.set(1, k);
      const answer = result(machine, parent, PM_FORK);
      machine.kernel.failAllocation.set(1, 0);
      if (answer > 0) break;
      expect(answer).toBe(-ERRNO.ENOMEM);
      expect(machine.processes.result.get(parent)).toBe(-ERRNO.ENOMEM);
      call(machine, parent, PM_GETPID);
      expect(snapshot(machine, hash)).toBe(before);
      expect(checkInvariants(machine)).toEqual([]);
      failures++;
    }
    expect(failures).toBeGreaterThan(3);
  });
});

/** The hash of all state but the contents of free frames. */
function snapshot(machine: Machine, hash: MachineHash): string {
  const { ram } = machine;
  const ignored = new Set<number>();
  for (let frame = 0; frame < ram.frames; frame++) {
    if (machine.frameUse.get(frame) !== 0) continue;
    const first = (frame * ram.frameWords) >>> 8;
    for (let i = 0; i < ram.frameWords >>> 8; i++) ignored.add(ram.firstGranule + first + i);
  }
  return hash.state(ignored);
}

describe('vfork', () => {
  const flags = CLONE_VM | CLONE_VFORK;

  it('runs in the parent’s memory, and the parent waits until it ends', () => {
    const machine = machineWith();
    const parent = spawned(machine);
    const address = addressOf(machine, parent, VM_MMAP, { length: 4096, ...ANONYMOUS });
    expect(call(machine, parent, PM_FORK, { flags })).toBe(ACTION.WAITING);
    const pid = machine.processes.result.get(parent);
    const child = findByPid(machine, pid);
    expect(machine.processes.vmproc.get(child)).toBe(machine.processes.vmproc.get(parent));
    store(machine, child, address, 'child');
    call(machine, child, PM_EXIT, { flags: 3, request: 1 });
    expect(machine.processes.action.get(parent)).toBe(ACTION.DONE);
    expect(machine.processes.result.get(parent)).toBe(pid);
    expect(load(machine, parent, address, 5)).toBe('child');
    expect(checkInvariants(machine)).toEqual([]);
  });
});

describe('clone', () => {
  it('of a thread shares memory, descriptors and the pid that getpid answers', () => {
    const machine = machineWith();
    const leader = spawned(machine);
    const address = addressOf(machine, leader, VM_MMAP, { length: 4096, ...ANONYMOUS });
    const flags = CLONE_VM | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD;
    const thread = fork(machine, leader, flags, { address, length: 4096 });
    expect(machine.mprocs.pid.get(thread)).toBe(101);
    expect(result(machine, thread, PM_GETPID)).toBe(100);
    expect(result(machine, thread, PM_GETPPID)).toBe(1);
    // clone3(2): the stack pointer begins at the end of the stack.
    expect(machine.processes.stackPage.get(thread)).toBe(address / 4096 + 1);
    store(machine, thread, address, 'both');
    expect(load(machine, leader, address, 4)).toBe('both');
    expect(result(machine, thread, VFS_CLOSE, { descriptor: 2 })).toBe(0);
    expect(result(machine, leader, VFS_CLOSE, { descriptor: 2 })).toBe(-ERRNO.EBADF);
    expect(checkInvariants(machine)).toEqual([]);
  });

  it('of a thread without shared memory is EINVAL (clone(2))', () => {
    const machine = machineWith();
    expect(result(machine, spawned(machine), PM_FORK, { flags: CLONE_THREAD })).toBe(-ERRNO.EINVAL);
  });
});

describe('spawn', () => {
  it('makes a child of INIT with a stack in which nothing is resident', () => {
    const machine = machineWith();
    const process = spawned(machine, { pid: 77, uid: 5, stackPages: 4 });
    const vmproc = machine.processes.vmproc.get(process);
    expect(machine.mprocs.pid.get(process)).toBe(77);
    expect(machine.mprocs.uid.get(process)).toBe(5);
    expect(machine.vmprocs.total.get(vmproc)).toBe(0);
    expect(machine.vmprocs.regionCount.get(vmproc)).toBe(1);
    expect(store(machine, process, 0xf0000000 - 4 * 4096, 'low')).toBe(3);
    expect(store(machine, process, 0xf0000000 - 4 * 4096 - 1, 'x')).toBe(-1);
  });

  it('of a program that does not exist is ENOENT and leaves nothing', () => {
    const machine = machineWith({ strings: ['/none'] });
    const before = machine.globals.freeFrames.get(1);
    expect(() => spawned(machine, { image: 1 })).toThrow(String(-ERRNO.ENOENT));
    expect(machine.globals.freeFrames.get(1)).toBe(before);
    expect(result(machine, spawned(machine), PM_GETPID)).toBe(100);
  });
});
