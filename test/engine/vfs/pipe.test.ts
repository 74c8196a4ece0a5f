import { describe, expect, it } from 'vitest';
import { ERRNO, SIGNAL } from '../../../src/engine/errno';
import type { Machine } from '../../../src/engine/machine';
import {
  PM_EXIT,
  PM_FORK,
  VFS_CLOSE,
  VFS_PIPE,
  VFS_READ,
  VFS_WRITE,
} from '../../../src/engine/messages';
import { findByPid } from '../../../src/engine/pm/mproc';
import { ACTION } from '../../../src/engine/processNumbers';
import { O_NONBLOCK } from '../../../src/engine/vfs/descriptors';
import { lastTransfer } from '../../../src/engine/vfs/peek';
import { checkInvariants } from '../../../src/engine/vm/sanitycheck';
import { call, load, machineWith, result, spawned, store } from '../testMachine';

const BUFFER = 0xeffe0000;
const PIPE_BYTES = 65536;

/** A process with a pipe (3 reads, 4 writes), and its child. */
function pair(flags = 0): { machine: Machine; parent: number; child: number } {
  const machine = machineWith({ strings: ['hello'] });
  const parent = spawned(machine);
  expect(result(machine, parent, VFS_PIPE, { flags })).toBe(0);
  expect(machine.messages.descriptor.get(parent)).toBe(3);
  expect(machine.messages.slot.get(parent)).toBe(4);
  const child = findByPid(machine, result(machine, parent, PM_FORK));
  return { machine, parent, child };
}

const reading = (length: number) => ({ descriptor: 3, address: BUFFER, length });
const writing = (length: number) => ({ descriptor: 4, address: BUFFER, length });

function close(machine: Machine, process: number, descriptor: number): void {
  expect(result(machine, process, VFS_CLOSE, { descriptor })).toBe(0);
}

describe('a pipe', () => {
  it('gives bytes back in order, as many as are there', () => {
    const { machine, parent, child } = pair();
    store(machine, parent, BUFFER, 'hello');
    expect(result(machine, parent, VFS_WRITE, writing(5))).toBe(5);
    expect(result(machine, child, VFS_READ, reading(3))).toBe(3);
    expect(load(machine, child, BUFFER, 3)).toBe('hel');
    expect(result(machine, child, VFS_READ, reading(100))).toBe(2);
    expect(load(machine, child, BUFFER, 2)).toBe('lo');
  });

  it('makes a reader wait until somebody writes', () => {
    const { machine, parent, child } = pair();
    expect(call(machine, child, VFS_READ, reading(10))).toBe(ACTION.WAITING);
    store(machine, parent, BUFFER, 'now');
    expect(result(machine, parent, VFS_WRITE, writing(3))).toBe(3);
    expect(machine.processes.action.get(child)).toBe(ACTION.DONE);
    expect(machine.processes.result.get(child)).toBe(3);
    expect(load(machine, child, BUFFER, 3)).toBe('now');
    expect(checkInvariants(machine)).toEqual([]);
  });

  it('ends for a reader when nobody can write any more', () => {
    const { machine, parent, child } = pair();
    close(machine, child, 4);
    expect(call(machine, child, VFS_READ, reading(10))).toBe(ACTION.WAITING);
    call(machine, parent, PM_EXIT, { request: 1 });
    expect(machine.processes.result.get(child)).toBe(0);
    expect(result(machine, child, VFS_READ, reading(10))).toBe(0);
  });

  it('holds 64 KiB; a writer of more waits for a reader', () => {
    const { machine, parent, child } = pair();
    const length = PIPE_BYTES + 100;
    const fields = { descriptor: 4, text: 1, length };
    expect(call(machine, parent, VFS_WRITE, fields)).toBe(ACTION.WAITING);
    expect(result(machine, child, VFS_READ, reading(50))).toBe(50);
    expect(load(machine, child, BUFFER, 6)).toBe('hello\0');
    expect(machine.processes.action.get(parent)).toBe(ACTION.WAITING);
    expect(result(machine, child, VFS_READ, reading(50))).toBe(50);
    expect(machine.processes.action.get(parent)).toBe(ACTION.DONE);
    expect(machine.processes.result.get(parent)).toBe(length);
    expect(result(machine, child, VFS_READ, reading(PIPE_BYTES + 1))).toBe(PIPE_BYTES);
  });

  it('does not tear a short write: it waits until all of it has room', () => {
    const { machine, parent, child } = pair();
    const fields = { descriptor: 4, text: 1 };
    expect(result(machine, parent, VFS_WRITE, { ...fields, length: PIPE_BYTES - 10 })).toBe(
      PIPE_BYTES - 10,
    );
    expect(call(machine, parent, VFS_WRITE, { ...fields, length: 20 })).toBe(ACTION.WAITING);
    expect(result(machine, child, VFS_READ, reading(9))).toBe(9);
    expect(machine.processes.action.get(parent)).toBe(ACTION.WAITING);
    expect(result(machine, child, VFS_READ, reading(1))).toBe(1);
    expect(machine.processes.result.get(parent)).toBe(20);
  });

  it('moves as much as anybody likes through its ring', () => {
    const { machine, parent, child } = pair();
    const total = 10 * PIPE_BYTES;
    const fields = { descriptor: 4, text: 1, length: total };
    expect(call(machine, parent, VFS_WRITE, fields)).toBe(ACTION.WAITING);
    let got = 0;
    while (got < total) got += result(machine, child, VFS_READ, reading(30000));
    expect(machine.processes.result.get(parent)).toBe(total);
    expect(call(machine, child, VFS_READ, reading(1))).toBe(ACTION.WAITING);
  });

  it('that nobody can read ends its writer with SIGPIPE', () => {
    const { machine, parent, child } = pair();
    close(machine, parent, 3);
    close(machine, child, 3);
    expect(call(machine, parent, VFS_WRITE, { ...writing(1), text: 1 })).toBe(ACTION.SIGNALLED);
    expect(machine.processes.signal.get(parent)).toBe(SIGNAL.SIGPIPE);
    expect(machine.mprocs.status.get(parent)).toBe(SIGNAL.SIGPIPE);
  });

  it('ends a writer that waits when its reader goes', () => {
    const { machine, parent, child } = pair();
    close(machine, parent, 3);
    const fields = { descriptor: 4, text: 1, length: PIPE_BYTES + 1 };
    expect(call(machine, parent, VFS_WRITE, fields)).toBe(ACTION.WAITING);
    call(machine, child, PM_EXIT, { request: 1 });
    expect(machine.processes.action.get(parent)).toBe(ACTION.SIGNALLED);
    expect(machine.processes.signal.get(parent)).toBe(SIGNAL.SIGPIPE);
  });

  it('without waiting answers EAGAIN', () => {
    const { machine, child } = pair(O_NONBLOCK);
    expect(result(machine, child, VFS_READ, reading(1))).toBe(-ERRNO.EAGAIN);
  });

  it('tells what a read with a string took', () => {
    const { machine, parent, child } = pair();
    result(machine, parent, VFS_WRITE, { descriptor: 4, text: 1, length: 5 });
    expect(result(machine, child, VFS_READ, { descriptor: 3, text: 1, length: 5 })).toBe(5);
    const out = new Uint8Array(5);
    expect(lastTransfer(machine, child, out)).toBe(5);
    expect(new TextDecoder().decode(out)).toBe('hello');
  });

  it('goes with its last descriptor, and leaves no bytes behind', () => {
    const { machine, parent, child } = pair();
    result(machine, parent, VFS_WRITE, { descriptor: 4, text: 1, length: 5 });
    const pipe = machine.pipes.nextRow(1);
    expect(machine.pipeBuffers.getByte(pipe * 16, 0)).toBe('h'.charCodeAt(0));
    for (const process of [parent, child]) call(machine, process, PM_EXIT, { request: 1 });
    expect(machine.pipes.nextRow(1)).toBe(0);
    expect(machine.pipeBuffers.getByte(pipe * 16, 0)).toBe(0);
  });

  it('is ENFILE when there are too many', () => {
    const machine = machineWith();
    const process = spawned(machine);
    let answer = 0;
    let made = 0;
    for (; made < 200; made++) {
      answer = result(machine, process, VFS_PIPE);
      if (answer !== 0) break;
    }
    expect(answer).toBe(-ERRNO.ENFILE);
    expect(made).toBe(64);
  });
});
