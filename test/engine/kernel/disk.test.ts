import { describe, expect, it } from 'vitest';
import { DISK_LATENCY, diskWriteNow } from '../../../src/engine/drivers/disk';
import { ERRNO, SIGNAL, SIGNAL_CODE } from '../../../src/engine/errno';
import { finishTrap } from '../../../src/engine/kernel/trap';
import { settle } from '../../../src/engine/kernel/scheduler';
import type { Machine } from '../../../src/engine/machine';
import { PM_EXIT, VFS_OPEN, VFS_READ, VM_MMAP } from '../../../src/engine/messages';
import { ACTION } from '../../../src/engine/processNumbers';
import { findFile } from '../../../src/engine/vfs/files';
import { peekDisk } from '../../../src/engine/vfs/peek';
import { checkInvariants } from '../../../src/engine/vm/sanitycheck';
import { addressOf, begin, call, load, machineWith, result, spawned } from '../testMachine';
import { eventsOf } from '../watch';

const STACK = 0xefff0000;

/** Strings: 1 a file of three pages, 2 what fills it. */
function machineWithFile(): Machine {
  return machineWith({ strings: ['/data', 'abc'], files: [{ path: 1, bytes: 3 * 4096, fill: 2 }] });
}

function opened(machine: Machine): number {
  const process = spawned(machine);
  expect(result(machine, process, VFS_OPEN, { text: 1, flags: 0 })).toBe(3);
  return process;
}

/** Reads one byte of a page. */
function read(page: number) {
  return { descriptor: 3, address: STACK, length: 1, request: 1, offset: page * 4096 };
}

describe('a transfer from the disk', () => {
  it('takes its time, and the caller stays blocked', () => {
    const machine = machineWithFile();
    const process = opened(machine);
    load(machine, process, STACK, 1);
    const before = machine.kernel.ticks.get(1);
    expect(begin(machine, process, VFS_READ, read(0))).toBe(ACTION.WAITING);
    const begun = machine.kernel.ticks.get(1);
    expect(begun - before).toBeLessThan(10);
    expect(finishTrap(machine, process)).toBe(ACTION.DONE);
    expect(machine.kernel.ticks.get(1) - begun).toBeGreaterThanOrEqual(DISK_LATENCY);
    expect(machine.kernel.ticks.get(1) - begun).toBeLessThan(DISK_LATENCY + 20);
    expect(machine.processes.result.get(process)).toBe(1);
    expect(load(machine, process, STACK, 1)).toBe('a');
    expect(machine.diskState.reads.get(1)).toBe(1);
  });

  it('begins and ends with an event', () => {
    const machine = machineWithFile();
    const process = opened(machine);
    const events = eventsOf(machine, () => call(machine, process, VFS_READ, read(1)));
    expect(events.filter(({ kind }) => kind === 'io').map(({ a }) => a)).toEqual([0, 1]);
    expect(events.filter(({ kind }) => kind === 'cache')).toHaveLength(1);
    const again = eventsOf(machine, () => call(machine, process, VFS_READ, read(1)));
    expect(again.filter(({ kind }) => kind === 'io')).toEqual([]);
  });

  it('waits for those that were asked for before', () => {
    const machine = machineWithFile();
    const [a, b] = [opened(machine), opened(machine)];
    for (const process of [a, b]) load(machine, process, STACK, 1);
    begin(machine, a, VFS_READ, read(0));
    begin(machine, b, VFS_READ, read(1));
    const { diskRequests, diskState } = machine;
    const [first, second] = [diskState.firstRequest.get(1), diskState.lastRequest.get(1)];
    expect(diskRequests.due.get(second) - diskRequests.due.get(first)).toBe(DISK_LATENCY);
    settle(machine);
    expect([a, b].map((process) => machine.processes.action.get(process))).toEqual([
      ACTION.DONE,
      ACTION.DONE,
    ]);
    expect(checkInvariants(machine)).toEqual([]);
  });

  it('is made once for all who want the page', () => {
    const machine = machineWithFile();
    const [a, b] = [opened(machine), opened(machine)];
    for (const process of [a, b]) load(machine, process, STACK, 1);
    begin(machine, a, VFS_READ, read(2));
    begin(machine, b, VFS_READ, read(2));
    settle(machine);
    expect(machine.diskState.reads.get(1)).toBe(1);
    expect(machine.processes.result.get(a)).toBe(1);
    expect(machine.processes.result.get(b)).toBe(1);
  });

  it('ends while another process acts, without anybody waiting for it', () => {
    const machine = machineWithFile();
    const [a, b] = [opened(machine), opened(machine)];
    for (const process of [a, b]) load(machine, process, STACK, 1);
    begin(machine, a, VFS_READ, read(0));
    call(machine, b, VFS_READ, read(1));
    expect(machine.processes.action.get(a)).toBe(ACTION.DONE);
  });

  it('for a process that ends meanwhile still fills the page cache', () => {
    const machine = machineWithFile();
    const process = opened(machine);
    load(machine, process, STACK, 1);
    begin(machine, process, VFS_READ, read(0));
    call(machine, spawned(machine), PM_EXIT, { request: 1 });
    call(machine, process, 0x005, { endpoint: 100, flags: SIGNAL.SIGKILL });
    settle(machine);
    expect(machine.globals.cachedCount.get(1)).toBe(1);
    expect(machine.diskRequests.nextRow(1)).toBe(0);
    expect(checkInvariants(machine)).toEqual([]);
  });

  it('that fails is EIO for read, and SIGBUS for a mapping', () => {
    const machine = machineWithFile();
    const process = opened(machine);
    load(machine, process, STACK, 1);
    machine.diskState.injectedError.set(1, ERRNO.EIO);
    expect(result(machine, process, VFS_READ, read(0))).toBe(-ERRNO.EIO);
    const mapping = { length: 4096, protection: 1, flags: 2, descriptor: 3 };
    const address = addressOf(machine, process, VM_MMAP, mapping);
    expect(load(machine, process, address, 1)).toBe(null);
    // POSIX mmap: a read error on a mapped page is SIGBUS.
    expect(machine.processes.signal.get(process)).toBe(SIGNAL.SIGBUS);
    expect(machine.processes.signalCode.get(process)).toBe(SIGNAL_CODE.BUS_ADRERR);
    expect(checkInvariants(machine)).toEqual([]);
  });
});

describe('what the device holds', () => {
  it('is the filling, over and over from the beginning of the file, as far as the file goes', () => {
    const machine = machineWith({
      strings: ['/data', 'abc'],
      files: [{ path: 1, bytes: 4096 + 5, fill: 2 }],
    });
    const file = findFile(machine, 1);
    const out = new Uint8Array(10);
    // Byte 4096 is number 4096 mod 3 = 1 of the filling.
    expect(peekDisk(machine, file, 1, 0, out)).toBe(5);
    expect(new TextDecoder().decode(out.subarray(0, 5))).toBe('bcabc');
  });

  it('changes by a write of a frame; nothing behind the end of the file reaches it', () => {
    const machine = machineWith({ strings: ['/data'], files: [{ path: 1, bytes: 3 }] });
    const file = findFile(machine, 1);
    machine.ram.writeBytes(1000, 0, new TextEncoder().encode('hello'));
    expect(diskWriteNow(machine, file, 0, 1000)).toBe(0);
    const out = new Uint8Array(5);
    expect(peekDisk(machine, file, 0, 0, out)).toBe(3);
    expect(new TextDecoder().decode(out.subarray(0, 3))).toBe('hel');
    const block = machine.radix.get(machine.files.blocks.get(file), 0);
    expect(machine.disk.getByte(block, 3)).toBe(0);
    expect(machine.diskState.writes.get(1)).toBe(1);
    machine.diskState.injectedError.set(1, ERRNO.ENOSPC);
    expect(diskWriteNow(machine, file, 0, 1000)).toBe(-ERRNO.ENOSPC);
  });
});
