/** VM's requests to VFS: in order, one at a time, and answered only to those who still wait. */
import { describe, expect, it } from 'vitest';
import { EVENT } from '../../../src/machine/events';
import { ERRNO } from '../../../src/engine/errno';
import { runServers, settle } from '../../../src/engine/kernel/scheduler';
import type { Machine, ProcessRow } from '../../../src/engine/machine';
import {
  VFS_OPEN,
  VFS_VMCALL,
  VM_MMAP,
  VMVFSREQ_FDCLOSE,
  VMVFSREQ_FDLOOKUP,
} from '../../../src/engine/messages';
import { VM } from '../../../src/engine/processNumbers';
import { openFileNew, openFileOf } from '../../../src/engine/vfs/descriptors';
import { vfsRequest } from '../../../src/engine/vm/vfs';
import { VFS_CALLBACK } from '../../../src/engine/vm/vm';
import { addressOf, broken, load, machineWith, result, spawned } from '../testMachine';

function machineWithFile(): { machine: Machine; p: ProcessRow } {
  const machine = machineWith({
    strings: ['/data', 'abc'],
    files: [{ path: 1, bytes: 8192, fill: 2 }],
  });
  return { machine, p: spawned(machine) };
}

/** An open file that VM holds alone, as VFS opens the segments of a program. */
function openedForVm(machine: Machine): number {
  const openFile = openFileNew(machine, machine.files.nextRow(1), 0);
  machine.openFiles.vmHolds.set(openFile, 1);
  return openFile;
}

function close(machine: Machine, openFile: number): number {
  return vfsRequest(machine, VMVFSREQ_FDCLOSE, 0, 0, openFile, 0, VFS_CALLBACK.NONE, 0);
}

describe('vfsRequest', () => {
  it('sends one request after the other, in the order in which they were made', () => {
    const { machine } = machineWithFile();
    const before = machine.openFiles.rowCount();
    const opened = [1, 2, 3, 4].map(() => openedForVm(machine));
    const asked: number[] = [];
    machine.trace.arm(Number.MAX_SAFE_INTEGER, {
      onEvent(kind, subject, _a, b) {
        if (kind === EVENT.message && subject === VM && b === VFS_VMCALL) {
          asked.push(machine.messages.descriptor.get(VM));
        }
        return false;
      },
    });
    for (const openFile of opened) expect(close(machine, openFile)).toBe(0);
    expect(asked).toEqual(opened.slice(0, 1));
    expect(machine.vfsRequests.rowCount()).toBe(4);
    settle(machine);
    machine.trace.disarm();
    expect(asked).toEqual(opened);
    expect(machine.vfsRequests.rowCount()).toBe(0);
    expect(machine.openFiles.rowCount()).toBe(before);
    expect(broken(machine)).toEqual([]);
  });

  it('answers -ENOMEM when the queue is full, and changes nothing', () => {
    const { machine } = machineWithFile();
    const room = machine.vfsRequests.capacity - 1;
    for (let i = 0; i < room; i++) expect(close(machine, 1)).toBe(0);
    const last = machine.globals.lastRequest.get(1);
    expect(close(machine, 1)).toBe(-ERRNO.ENOMEM);
    expect(machine.globals.lastRequest.get(1)).toBe(last);
    expect(broken(machine)).toEqual([]);
    settle(machine);
    expect(machine.vfsRequests.rowCount()).toBe(0);
  });

  it('lets VFS close again what it opened for a process that ended meanwhile', () => {
    const { machine, p } = machineWithFile();
    const descriptor = result(machine, p, VFS_OPEN, { text: 1, flags: 0 });
    const openFile = openFileOf(machine, p, descriptor);
    const before = machine.openFiles.count.get(openFile);
    const lookup = VMVFSREQ_FDLOOKUP;
    vfsRequest(machine, lookup, p, 0, descriptor, 0, VFS_CALLBACK.MMAP, 0);
    const regions = machine.regions.rowCount();
    // Another process has the slot now.
    machine.processes.endpoint.set(p, machine.processes.endpoint.get(p) + 32768);
    runServers(machine);
    expect(machine.openFiles.count.get(openFile)).toBe(before);
    expect(machine.fdrefs.rowCount()).toBe(0);
    expect(machine.regions.rowCount()).toBe(regions);
    expect(machine.vfsRequests.rowCount()).toBe(0);
  });

  it('ignores an answer to a request that is not under way', () => {
    const { machine } = machineWithFile();
    close(machine, openFileNew(machine, machine.files.nextRow(1), 0));
    const request = machine.globals.firstRequest.get(1);
    machine.messages.requestId.set(VM, request + 1);
    runServers(machine);
    expect(machine.globals.firstRequest.get(1)).toBe(request);
  });

  it('brings a page of a file from the disk: one fault, one read', () => {
    const { machine, p } = machineWithFile();
    const descriptor = result(machine, p, VFS_OPEN, { text: 1, flags: 0 });
    const map = { length: 8192, protection: 1, flags: 2, descriptor };
    const at = addressOf(machine, p, VM_MMAP, map);
    expect(load(machine, p, at, 3)).toBe('abc');
    expect(machine.diskState.reads.get(1)).toBe(1);
    expect(machine.vmprocs.major.get(p)).toBe(1);
    const other = spawned(machine);
    const second = result(machine, other, VFS_OPEN, { text: 1, flags: 0 });
    const same = addressOf(machine, other, VM_MMAP, { ...map, descriptor: second });
    expect(load(machine, other, same, 3)).toBe('abc');
    expect(machine.diskState.reads.get(1)).toBe(1);
    expect(machine.vmprocs.major.get(other)).toBe(0);
    expect(broken(machine)).toEqual([]);
  });
});
