import { describe, expect, it } from 'vitest';
import { ERRNO, SIGNAL } from '../../../src/engine/errno';
import type { Machine } from '../../../src/engine/machine';
import {
  CLONE_FILES,
  CLONE_SIGHAND,
  CLONE_THREAD,
  CLONE_VM,
  PM_EXIT,
  PM_FORK,
  PM_GETPID,
  PM_GETPPID,
  PM_KILL,
  PM_WAIT4,
  VFS_PIPE,
  VFS_READ,
  VM_MMAP,
} from '../../../src/engine/messages';
import { findByPid, MP } from '../../../src/engine/pm/mproc';
import { ACTION } from '../../../src/engine/processNumbers';
import { checkInvariants } from '../../../src/engine/vm/sanitycheck';
import { addressOf, call, machineWith, result, spawned, store } from '../testMachine';
import { eventsOf } from '../watch';

const THREAD = CLONE_VM | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD;
const WNOHANG = 1;

function fork(machine: Machine, parent: number, flags = 0): number {
  return findByPid(machine, result(machine, parent, PM_FORK, { flags }));
}

function exit(machine: Machine, process: number, code: number): void {
  expect(call(machine, process, PM_EXIT, { flags: code, request: 1 })).toBe(ACTION.DONE);
}

function isAlive(machine: Machine, process: number): boolean {
  return (machine.mprocs.flags.get(process) & MP.ALIVE) !== 0;
}

describe('exit', () => {
  it('gives every frame back', () => {
    const machine = machineWith();
    const parent = spawned(machine);
    const before = machine.globals.freeFrames.get(1);
    const child = fork(machine, parent);
    const address = addressOf(machine, child, VM_MMAP, {
      ...{ length: 16384, protection: 3, flags: 0x22, descriptor: -1 },
    });
    store(machine, child, address, 'x');
    exit(machine, child, 0);
    expect(machine.globals.freeFrames.get(1)).toBe(before);
    expect(checkInvariants(machine)).toEqual([]);
  });

  it('is told before the memory goes, so that it can still be looked at', () => {
    const machine = machineWith();
    const process = spawned(machine);
    const seen = eventsOf(machine, () => {
      exit(machine, process, 7);
    });
    const ended = seen.findIndex(({ kind }) => kind === 'process');
    const unmapped = seen.findIndex(({ kind }) => kind === 'region');
    expect(seen[ended]).toMatchObject({ subject: process, a: 0, b: 7 << 8, rule: 210 });
    expect(unmapped).toBeGreaterThan(ended);
  });

  it('of the parent gives its children to INIT', () => {
    const machine = machineWith();
    const parent = spawned(machine);
    const child = fork(machine, parent);
    exit(machine, parent, 0);
    expect(result(machine, child, PM_GETPPID)).toBe(1);
  });

  it('leaves a process whose slot is used again only when no fresh one is left', () => {
    const machine = machineWith({ configuration: { memory: 16 * 1024 * 1024 } });
    const parent = spawned(machine);
    const first = fork(machine, parent);
    exit(machine, first, 1);
    result(machine, parent, PM_WAIT4, { endpoint: -1 });
    const next = fork(machine, parent);
    expect(next).not.toBe(first);
    expect(machine.mprocs.pid.get(first)).toBe(101);
    const rows = new Set<number>();
    for (let i = 0; i < 260; i++) {
      const child = fork(machine, parent);
      rows.add(child);
      exit(machine, child, 0);
      result(machine, parent, PM_WAIT4, { endpoint: machine.mprocs.pid.get(child) });
    }
    expect(rows.has(first)).toBe(true);
    expect(isAlive(machine, next)).toBe(true);
    expect(checkInvariants(machine)).toEqual([]);
  });
});

describe('wait4', () => {
  it('without children is ECHILD', () => {
    const machine = machineWith();
    const process = spawned(machine);
    expect(result(machine, process, PM_WAIT4, { endpoint: -1 })).toBe(-ERRNO.ECHILD);
    fork(machine, process);
    expect(result(machine, process, PM_WAIT4, { endpoint: 555 })).toBe(-ERRNO.ECHILD);
    expect(result(machine, process, PM_WAIT4, { endpoint: -1, flags: 0x100 })).toBe(-ERRNO.EINVAL);
  });

  it('answers a zombie at once, with its status', () => {
    const machine = machineWith();
    const parent = spawned(machine);
    exit(machine, fork(machine, parent), 3);
    expect(result(machine, parent, PM_WAIT4, { endpoint: -1 })).toBe(101);
    // WEXITSTATUS is bits 8 to 15 (Linux, wait4(2)).
    expect(machine.messages.request.get(parent)).toBe(3 << 8);
    expect(result(machine, parent, PM_WAIT4, { endpoint: -1 })).toBe(-ERRNO.ECHILD);
  });

  it('waits for a child that lives', () => {
    const machine = machineWith();
    const parent = spawned(machine);
    const child = fork(machine, parent);
    expect(call(machine, parent, PM_WAIT4, { endpoint: -1 })).toBe(ACTION.WAITING);
    exit(machine, child, 0);
    expect(machine.processes.action.get(parent)).toBe(ACTION.DONE);
    expect(machine.processes.result.get(parent)).toBe(101);
    expect(machine.processes.signals.get(parent)).toBe(1 << SIGNAL.SIGCHLD);
  });

  it('with WNOHANG answers 0 while none has ended', () => {
    const machine = machineWith();
    const parent = spawned(machine);
    fork(machine, parent);
    expect(result(machine, parent, PM_WAIT4, { endpoint: -1, flags: WNOHANG })).toBe(0);
  });

  it('waits for the child that is asked for, not for another', () => {
    const machine = machineWith();
    const parent = spawned(machine);
    const [first, second] = [fork(machine, parent), fork(machine, parent)];
    expect(call(machine, parent, PM_WAIT4, { endpoint: 102 })).toBe(ACTION.WAITING);
    exit(machine, first, 0);
    expect(machine.processes.action.get(parent)).toBe(ACTION.WAITING);
    exit(machine, second, 0);
    expect(machine.processes.result.get(parent)).toBe(102);
    expect(result(machine, parent, PM_WAIT4, { endpoint: -1 })).toBe(101);
  });

  it('takes the child that a log recorded', () => {
    const machine = machineWith();
    const parent = spawned(machine);
    const [first, second] = [fork(machine, parent), fork(machine, parent)];
    exit(machine, first, 0);
    exit(machine, second, 0);
    expect(result(machine, parent, PM_WAIT4, { endpoint: -1, wishPid: 102 })).toBe(102);
  });
});

describe('threads', () => {
  it('end alone with exit', () => {
    const machine = machineWith();
    const leader = spawned(machine);
    const thread = fork(machine, leader, THREAD);
    call(machine, thread, PM_EXIT, { flags: 9, request: 0 });
    expect([isAlive(machine, thread), isAlive(machine, leader)]).toEqual([false, true]);
    expect(result(machine, leader, PM_GETPID)).toBe(100);
    expect(checkInvariants(machine)).toEqual([]);
  });

  it('all end with exit_group', () => {
    const machine = machineWith();
    const parent = spawned(machine);
    const leader = fork(machine, parent);
    const threads = [fork(machine, leader, THREAD), fork(machine, leader, THREAD)];
    call(machine, threads[0] ?? 0, PM_EXIT, { flags: 5, request: 1 });
    expect([leader, ...threads].map((row) => isAlive(machine, row))).toEqual([false, false, false]);
    expect(result(machine, parent, PM_WAIT4, { endpoint: -1 })).toBe(101);
    expect(machine.messages.request.get(parent)).toBe(5 << 8);
    expect(checkInvariants(machine)).toEqual([]);
  });

  it('live on when the first of them ends, and its memory with them', () => {
    const machine = machineWith();
    const parent = spawned(machine);
    const leader = fork(machine, parent);
    const thread = fork(machine, leader, THREAD);
    call(machine, leader, PM_EXIT, { flags: 1, request: 0 });
    expect(result(machine, parent, PM_WAIT4, { endpoint: -1, flags: WNOHANG })).toBe(0);
    expect(store(machine, thread, 0xefffff00, 'alive')).toBe(5);
    // The slot of the first thread holds the address space: it must not be given away.
    for (let i = 0; i < 5; i++) expect(fork(machine, parent)).not.toBe(leader);
    call(machine, thread, PM_EXIT, { flags: 2, request: 0 });
    expect(result(machine, parent, PM_WAIT4, { endpoint: 101 })).toBe(101);
    expect(machine.messages.request.get(parent)).toBe(1 << 8);
    expect(checkInvariants(machine)).toEqual([]);
  });

  it('end together by a signal', () => {
    const machine = machineWith();
    const leader = spawned(machine);
    const thread = fork(machine, leader, THREAD);
    store(machine, thread, 0x10, 'x');
    expect([isAlive(machine, leader), isAlive(machine, thread)]).toEqual([false, false]);
    expect(machine.mprocs.status.get(leader)).toBe(SIGNAL.SIGSEGV);
  });
});

describe('kill', () => {
  it('ends a process that waits in a call', () => {
    const machine = machineWith();
    const [killer, victim] = [spawned(machine), spawned(machine)];
    result(machine, victim, VFS_PIPE);
    const read = { descriptor: 3, address: 0xefffff00, length: 1 };
    expect(call(machine, victim, VFS_READ, read)).toBe(ACTION.WAITING);
    expect(result(machine, killer, PM_KILL, { endpoint: 101, flags: SIGNAL.SIGTERM })).toBe(0);
    expect(machine.processes.action.get(victim)).toBe(ACTION.SIGNALLED);
    expect(machine.processes.signal.get(victim)).toBe(SIGNAL.SIGTERM);
    expect(isAlive(machine, victim)).toBe(false);
    expect(checkInvariants(machine)).toEqual([]);
  });

  it('of itself ends the caller', () => {
    const machine = machineWith();
    const process = spawned(machine);
    const fields = { endpoint: 100, flags: SIGNAL.SIGKILL };
    expect(call(machine, process, PM_KILL, fields)).toBe(ACTION.SIGNALLED);
    expect(machine.mprocs.status.get(process)).toBe(SIGNAL.SIGKILL);
  });

  it('answers as POSIX says', () => {
    const machine = machineWith();
    const user = spawned(machine, { uid: 1000 });
    spawned(machine);
    const kill = (endpoint: number, flags: number): number =>
      result(machine, user, PM_KILL, { endpoint, flags });
    expect(kill(100, 0)).toBe(0);
    expect(kill(100, SIGNAL.SIGCHLD)).toBe(0);
    expect(kill(555, 0)).toBe(-ERRNO.ESRCH);
    expect(kill(101, SIGNAL.SIGKILL)).toBe(-ERRNO.EPERM);
    expect(kill(1, SIGNAL.SIGKILL)).toBe(-ERRNO.EPERM);
    expect(kill(100, 99)).toBe(-ERRNO.EINVAL);
  });
});
