import { describe, expect, it } from 'vitest';
import { custom, isFinding } from '../../../src/arch/customArchitecture';
import { i386 } from '../../../src/arch/architecture';
import { bootFramesFor } from '../../../src/engine/kernel/boot';
import { MachineHash } from '../../../src/machine/hash';
import { checkInvariants } from '../../../src/engine/vm/sanitycheck';
import { FRAME_USE } from '../../../src/engine/vm/vm';
import { machineWith, spawned, store } from '../testMachine';

const MIB = 1024 * 1024;

describe('the boot', () => {
  it.each([
    [1, 16],
    [4, 16],
    [16, 64],
    [256, 1024],
  ])('keeps a share of %i MiB for kernel and servers: %i frames', (mebibytes, frames) => {
    expect(bootFramesFor((mebibytes * MIB) / 4096, false)).toBe(frames);
  });

  it('gives the boot processes the endpoints of com.h', () => {
    const machine = machineWith();
    const endpoints = [];
    for (let row = 1; row <= 12; row++) endpoints.push(machine.processes.endpoint.get(row));
    // PM 0, VFS 1, RS 2, MEM 3, SCHED 4, TTY 5, DS 6, MIB 7, VM 8, PFS 9, MFS 10, INIT 11.
    expect(endpoints).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(machine.processes.nextRow(13)).toBe(0);
  });

  it('leaves a machine of 1 MiB on which a process runs', () => {
    const machine = machineWith({ configuration: { memory: MIB } });
    const process = spawned(machine);
    expect(store(machine, process, i386.stackTopPage * 4096 - 16, 'hello')).toBe(5);
    expect(checkInvariants(machine)).toEqual([]);
  });

  it('keeps only frame 0 on a custom machine', () => {
    const architecture = custom({ address: 14, page: 64, levels: [4, 4], entry: 4 });
    if (isFinding(architecture)) throw new Error(architecture.id);
    const machine = machineWith({ configuration: { architecture, memory: 64 * 64 } });
    expect(machine.kernel.bootFrames.get(1)).toBe(1);
    expect(machine.frameUse.get(0)).toBe(FRAME_USE.BOOT);
    expect(machine.frameUse.get(1)).toBe(FRAME_USE.FREE);
    const process = spawned(machine);
    expect(store(machine, process, architecture.stackTopPage * 64 - 8, 'hi')).toBe(2);
    expect(checkInvariants(machine)).toEqual([]);
  });

  it('is the same every time', () => {
    const [a, b] = [machineWith(), machineWith()];
    expect(a.trace.now).toBe(b.trace.now);
    expect(new MachineHash(a.store).all()).toBe(new MachineHash(b.store).all());
  });
});
