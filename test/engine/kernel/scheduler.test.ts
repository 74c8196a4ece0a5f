import { describe, expect, it } from 'vitest';
import { sendAndWait } from '../../../src/engine/kernel/ipc';
import { runServers } from '../../../src/engine/kernel/scheduler';
import {
  PM_FORK,
  PM_GETPID,
  VFS_CLOSE,
  VFS_OPEN,
  VFS_PM_FORK,
  VFS_VMCALL,
  VM_FORK,
  VM_MMAP,
  VM_MUNMAP,
  VM_VFS_REPLY,
} from '../../../src/engine/messages';
import { PM, VFS, VM } from '../../../src/engine/processNumbers';
import { addressOf, call, machineWith, result, spawned } from '../testMachine';
import { eventsOf } from '../watch';

describe('servers', () => {
  it('run by priority: VM, then VFS, then PM', () => {
    const machine = machineWith();
    const processes = [spawned(machine), spawned(machine), spawned(machine)];
    const events = eventsOf(machine, () => {
      for (const [i, [server, type]] of (
        [
          [PM, PM_GETPID],
          [VFS, VFS_CLOSE],
          [VM, VM_MUNMAP],
        ] as const
      ).entries()) {
        const process = processes[i] ?? 0;
        machine.messages.type.set(process, type);
        machine.messages.descriptor.set(process, 9);
        sendAndWait(machine, process, server);
      }
      runServers(machine);
    });
    const replies = events.filter(({ kind }) => kind === 'reply').map(({ b }) => b);
    expect(replies).toEqual([VM, VFS, PM]);
  });

  it('ask the servers above them: PM asks VFS and VM for a fork', () => {
    const machine = machineWith();
    const process = spawned(machine);
    const events = eventsOf(machine, () => call(machine, process, PM_FORK));
    const messages = events.filter(({ kind }) => kind === 'message' || kind === 'reply');
    expect(
      messages.map(({ kind, subject, a, b }) => [kind, subject, kind === 'reply' ? b : a]),
    ).toEqual([
      ['message', process, PM],
      ['message', PM, VFS],
      ['reply', PM, VFS],
      ['message', PM, VM],
      ['reply', PM, VM],
      ['reply', process, PM],
    ]);
    const sent = events.filter(({ kind }) => kind === 'message').map(({ b }) => b);
    expect(sent).toEqual([PM_FORK, VFS_PM_FORK, VM_FORK]);
  });

  it('answer later without keeping others waiting: a file mapping goes from VM to VFS and back', () => {
    const machine = machineWith({ strings: ['/f'], files: [{ path: 1, bytes: 4096 }] });
    const process = spawned(machine);
    result(machine, process, VFS_OPEN, { text: 1 });
    const events = eventsOf(machine, () =>
      addressOf(machine, process, VM_MMAP, {
        length: 4096,
        protection: 1,
        flags: 2,
        descriptor: 3,
      }),
    );
    const sent = events.filter(({ kind }) => kind === 'message');
    expect(sent.map(({ subject, a, b }) => [subject, a, b])).toEqual([
      [process, VM, VM_MMAP],
      [VM, VFS, VFS_VMCALL],
      [VFS, VM, VM_VFS_REPLY],
    ]);
    const replies = events.filter(({ kind }) => kind === 'reply');
    expect(replies.map(({ subject }) => subject)).toEqual([process]);
  });
});
