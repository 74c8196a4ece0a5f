import { describe, expect, it } from 'vitest';
import { ERRNO } from '../../../src/engine/errno';
import { cancelMessage, receive, reply, send, sendAndWait } from '../../../src/engine/kernel/ipc';
import { PM_GETPID, VM_MMAP } from '../../../src/engine/messages';
import { ACTION, PM, RTS, VM } from '../../../src/engine/processNumbers';
import { machineWith, spawned } from '../testMachine';
import { eventsOf } from '../watch';

describe('message queues', () => {
  it('hands messages out in the order in which they were sent', () => {
    const machine = machineWith();
    const [a, b, c] = [spawned(machine), spawned(machine), spawned(machine)];
    for (const process of [b, a, c]) send(machine, process, PM, 0);
    expect([receive(machine, PM), receive(machine, PM), receive(machine, PM)]).toEqual([b, a, c]);
    expect(receive(machine, PM)).toBe(0);
  });

  it('tells the receiver who sent it', () => {
    const machine = machineWith();
    const process = spawned(machine);
    send(machine, process, PM, 0);
    receive(machine, PM);
    const endpoint = machine.processes.endpoint.get(process);
    expect(machine.messages.source.get(process)).toBe(endpoint);
    // endpoint.h: generation * 32768 + slot, and a row is a slot plus one.
    expect((endpoint % 32768) + 1).toBe(process);
    expect(Math.floor(endpoint / 32768)).toBeGreaterThan(0);
  });

  it('takes a process out of the middle of a queue', () => {
    const machine = machineWith();
    const [a, b, c] = [spawned(machine), spawned(machine), spawned(machine)];
    for (const process of [a, b, c]) sendAndWait(machine, process, PM);
    cancelMessage(machine, b);
    expect(machine.processes.rts.get(b)).toBe(0);
    expect([receive(machine, PM), receive(machine, PM), receive(machine, PM)]).toEqual([a, c, 0]);
  });

  it('counts a tick for each message and each reply', () => {
    const machine = machineWith();
    const process = spawned(machine);
    const before = machine.kernel.ticks.get(1);
    machine.messages.type.set(process, PM_GETPID);
    sendAndWait(machine, process, PM);
    receive(machine, PM);
    reply(machine, PM, process, 7);
    expect(machine.kernel.ticks.get(1) - before).toBe(2);
  });
});

describe('replies', () => {
  it('end the action of the process and carry its result', () => {
    const machine = machineWith();
    const process = spawned(machine);
    const { processes, messages } = machine;
    processes.action.set(process, ACTION.RUNNING);
    sendAndWait(machine, process, VM);
    expect(processes.rts.get(process)).toBe(RTS.SENDING | RTS.RECEIVING);
    receive(machine, VM);
    expect(processes.rts.get(process)).toBe(RTS.RECEIVING);
    messages.addressPage.set(process, 0x123);
    messages.addressOffset.set(process, 4);
    const events = eventsOf(machine, () => {
      reply(machine, VM, process, 0);
    });
    expect(processes.rts.get(process)).toBe(0);
    expect(processes.action.get(process)).toBe(ACTION.DONE);
    expect(processes.resultPage.get(process)).toBe(0x123);
    expect(processes.resultOffset.get(process)).toBe(4);
    expect(events).toEqual([{ kind: 'reply', subject: process, a: 0, b: VM, rule: 0 }]);
  });

  it('do not reach a process that does not wait for this server', () => {
    const machine = machineWith();
    const process = spawned(machine);
    machine.messages.type.set(process, VM_MMAP);
    sendAndWait(machine, process, VM);
    receive(machine, VM);
    const events = eventsOf(machine, () => {
      reply(machine, PM, process, -ERRNO.EINVAL);
      cancelMessage(machine, process);
      reply(machine, VM, process, -ERRNO.EINVAL);
    });
    expect(events).toEqual([]);
    expect(machine.messages.result.get(process)).toBe(0);
  });
});
