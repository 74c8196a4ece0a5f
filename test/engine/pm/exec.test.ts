import { describe, expect, it } from 'vitest';
import { ERRNO, SIGNAL } from '../../../src/engine/errno';
import type { Image, ImageMapping, Machine } from '../../../src/engine/machine';
import {
  CLONE_FILES,
  CLONE_SIGHAND,
  CLONE_THREAD,
  CLONE_VFORK,
  CLONE_VM,
  PM_EXEC,
  PM_EXIT,
  PM_FORK,
  PM_GETPID,
  VM_BRK,
} from '../../../src/engine/messages';
import { findByPid, MP } from '../../../src/engine/pm/mproc';
import { ACTION } from '../../../src/engine/processNumbers';
import { mapLookup } from '../../../src/engine/vm/region';
import { checkInvariants } from '../../../src/engine/vm/sanitycheck';
import { addressOf, call, load, machineWith, result, spawned, store } from '../testMachine';

const MAPPING: ImageMapping = {
  ...{ startPage: 0x8048, pages: 1, protection: 5, shared: false, path: 1, filePage: 0 },
  ...{ clearEnd: 0, name: 0 },
};

/** A program of one page of text from its file, and a page of data whose last half is cleared. */
const IMAGE: Image = {
  mappings: [
    MAPPING,
    { ...MAPPING, startPage: 0x8049, protection: 3, filePage: 1, clearEnd: 2048 },
    { ...MAPPING, startPage: 0x804a, protection: 3, path: 0 },
  ],
  breakPage: 0x804b,
  breakOffset: 0,
};

/** Strings: 1 the program, 2 its contents, 3 a file without image, 4 nothing. */
function machineWithProgram(changes = {}): Machine {
  return machineWith({
    configuration: { personality: 'linux', placement: 'top-down', ...changes },
    strings: ['/bin/p', 'text', '/data', '/none'],
    images: [IMAGE],
    files: [
      { path: 1, bytes: 8192, fill: 2, mode: 0o755, image: 1 },
      { path: 3, bytes: 10 },
    ],
  });
}

function exec(machine: Machine, process: number, path: number, fields = {}): number {
  return result(machine, process, PM_EXEC, { text: path, ...fields });
}

describe('execve', () => {
  it('replaces the address space by the program’s', () => {
    const machine = machineWithProgram();
    const process = spawned(machine);
    expect(store(machine, process, 0xefffff00, 'old')).toBe(3);
    expect(exec(machine, process, 1)).toBe(0);
    expect(load(machine, process, 0x8048000, 8)).toBe('texttext');
    expect(load(machine, process, 0x8049000 + 2044, 8)).toBe('text\0\0\0\0');
    expect(load(machine, process, 0x804a000, 4)).toBe('\0\0\0\0');
    expect(load(machine, process, 0xefffff00, 3)).toBe('\0\0\0');
    expect(addressOf(machine, process, VM_BRK, { address: 0 })).toBe(0x804b000);
    expect(result(machine, process, PM_GETPID)).toBe(100);
    expect(checkInvariants(machine)).toEqual([]);
  });

  it('answers ENOENT, ENOEXEC and EACCES, and changes nothing', () => {
    const machine = machineWithProgram();
    const [process, user] = [spawned(machine), spawned(machine, { uid: 1000 })];
    store(machine, process, 0xefffff00, 'old');
    expect(exec(machine, process, 4)).toBe(-ERRNO.ENOENT);
    expect(exec(machine, process, 3)).toBe(-ERRNO.EACCES);
    expect(exec(machine, user, 3)).toBe(-ERRNO.EACCES);
    const file = machine.files.nextRow(1);
    for (let row = file; row !== 0; row = machine.files.nextRow(row + 1)) {
      if (machine.files.name.get(row) === 3) machine.files.mode.set(row, 0o755);
    }
    expect(exec(machine, user, 3)).toBe(-ERRNO.ENOEXEC);
    expect(exec(machine, user, 1)).toBe(0);
    expect(load(machine, process, 0xefffff00, 3)).toBe('old');
    expect(checkInvariants(machine)).toEqual([]);
  });

  it('is what spawn does for a program', () => {
    const machine = machineWithProgram();
    const process = spawned(machine, { image: 1 });
    expect(load(machine, process, 0x8048000, 4)).toBe('text');
    expect(checkInvariants(machine)).toEqual([]);
  });

  it('with the image of a log makes the file that the log implies', () => {
    const machine = machineWithProgram({ placement: 'recorded' });
    const process = spawned(machine);
    expect(exec(machine, process, 4)).toBe(-ERRNO.ENOENT);
    expect(exec(machine, process, 4, { slot: 1 })).toBe(0);
    expect(load(machine, process, 0x8048000, 4)).toBe('text');
  });

  it('of a vfork child lets the parent go on, each with memory of its own', () => {
    const machine = machineWithProgram();
    const parent = spawned(machine);
    store(machine, parent, 0xefffff00, 'old');
    expect(call(machine, parent, PM_FORK, { flags: CLONE_VM | CLONE_VFORK })).toBe(ACTION.WAITING);
    const child = findByPid(machine, machine.processes.result.get(parent));
    expect(exec(machine, child, 4)).toBe(-ERRNO.ENOENT);
    expect(machine.processes.action.get(parent)).toBe(ACTION.WAITING);
    expect(exec(machine, child, 1)).toBe(0);
    expect(machine.processes.action.get(parent)).toBe(ACTION.DONE);
    expect(load(machine, parent, 0xefffff00, 3)).toBe('old');
    expect(load(machine, child, 0x8048000, 4)).toBe('text');
    expect(mapLookup(machine, machine.processes.vmproc.get(parent), 0x8048)).toBe(0);
    expect(checkInvariants(machine)).toEqual([]);
  });

  it('of a thread ends the others and takes the pid of the first', () => {
    const machine = machineWithProgram();
    const leader = spawned(machine);
    const flags = CLONE_VM | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD;
    const thread = findByPid(machine, result(machine, leader, PM_FORK, { flags }));
    const other = findByPid(machine, result(machine, leader, PM_FORK, { flags }));
    const child = findByPid(machine, result(machine, leader, PM_FORK));
    expect(exec(machine, thread, 1)).toBe(0);
    expect(findByPid(machine, 100)).toBe(thread);
    expect(result(machine, thread, PM_GETPID)).toBe(100);
    expect(machine.mprocs.parent.get(child)).toBe(thread);
    for (const ended of [leader, other]) {
      expect(machine.mprocs.flags.get(ended) & MP.ALIVE).toBe(0);
    }
    expect(load(machine, thread, 0x8048000, 4)).toBe('text');
    expect(checkInvariants(machine)).toEqual([]);
  });

  it('of a process whose memory others share leaves it to them', () => {
    const machine = machineWithProgram();
    const parent = spawned(machine);
    store(machine, parent, 0xefffff00, 'old');
    const child = findByPid(machine, result(machine, parent, PM_FORK, { flags: CLONE_VM }));
    expect(exec(machine, parent, 1)).toBe(0);
    expect(load(machine, parent, 0x8048000, 4)).toBe('text');
    expect(load(machine, child, 0xefffff00, 3)).toBe('old');
    expect(machine.processes.vmproc.get(parent)).not.toBe(machine.processes.vmproc.get(child));
    for (const process of [child, parent]) call(machine, process, PM_EXIT, { request: 1 });
    expect(checkInvariants(machine)).toEqual([]);
  });

  it('that runs out of memory when the old program is gone ends the process', () => {
    const machine = machineWithProgram();
    const process = spawned(machine);
    machine.kernel.failAllocation.set(1, 1);
    expect(call(machine, process, PM_EXEC, { text: 1 })).toBe(ACTION.SIGNALLED);
    expect(machine.processes.signal.get(process)).toBe(SIGNAL.SIGKILL);
    expect(machine.mprocs.status.get(process)).toBe(SIGNAL.SIGKILL);
    expect(checkInvariants(machine)).toEqual([]);
  });
});
