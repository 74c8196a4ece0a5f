/** MINIX's placement, against the worked example of its rules (region_find_slot). */
import { describe, expect, it } from 'vitest';
import { MAP_FIXED } from '../../../src/engine/vm/vm';
import { mmap, munmap, PRIVATE_ANON, RW } from '../memoryCalls';
import { broken, machineWith, MINIX, spawned } from '../testMachine';

describe('placement in personality minix', () => {
  it('goes downward below the last region, with a page free on both sides', () => {
    const machine = machineWith({ configuration: MINIX });
    const p = spawned(machine);
    const hint = (): number => machine.vmprocs.regionTop.get(p) * 4096;
    // The stack was mapped last: [0xEFC00000, 0xF0000000), so that the hint is not used.
    expect(hint()).toBe(0xf0000000);
    expect(mmap(machine, p, 0, 8192)).toBe(0xefbfd000);
    expect(hint()).toBe(0xefbff000);
    expect(mmap(machine, p, 0, 4096)).toBe(0xefbfb000);
    expect(hint()).toBe(0xefbfc000);
    expect(munmap(machine, p, 0xefbfd000, 8192)).toBe(0);
    expect(hint()).toBe(0xefbfc000);
    expect(mmap(machine, p, 0, 8192)).toBe(0xefbf8000);
    expect(hint()).toBe(0xefbfa000);
    expect(mmap(machine, p, 0x90000000, 8192)).toBe(0x90000000);
    expect(hint()).toBe(0x90002000);
    expect(mmap(machine, p, 0, 4096)).toBe(0x8fffe000);
    expect(hint()).toBe(0x8ffff000);
    expect(mmap(machine, p, 0x90001000, 4096)).toBe(0x8fffc000);
    expect(hint()).toBe(0x8fffd000);
    expect(mmap(machine, p, 0x90001000, 4096, RW, PRIVATE_ANON | MAP_FIXED)).toBe(0x90001000);
    expect(hint()).toBe(0x90002000);
    expect(mmap(machine, p, 0xeffff000, 4096)).toBe(0x8ffff000);
    expect(hint()).toBe(0x90000000);
    expect(broken(machine)).toEqual([]);
  });

  it.each([
    [0x4000, 0x2000, 0x2000],
    [0x4000, 0x1000, 0x3000],
    [0x5000, 0x1000, 0x3000],
    // One page is free there: not for two, and nothing else is.
    [0x3000, 0x2000, -12],
  ])('finds room in the gap [0x2000, %i) for %i bytes at %i', (end, length, at) => {
    const machine = machineWith({ configuration: MINIX });
    const p = spawned(machine);
    const fixed = PRIVATE_ANON | MAP_FIXED;
    expect(mmap(machine, p, 0, 0x2000, RW, fixed)).toBe(0);
    expect(mmap(machine, p, end, 0xefc00000 - end, RW, fixed)).toBe(end);
    machine.vmprocs.regionTop.set(p, 0xf0000);
    expect(mmap(machine, p, 0, length)).toBe(at);
  });

  it('refuses a fixed end beyond user space', () => {
    const machine = machineWith({ configuration: MINIX });
    const p = spawned(machine);
    const fixed = PRIVATE_ANON | MAP_FIXED;
    expect(mmap(machine, p, 0xeffff000, 8192, RW, fixed)).toBe(-12);
    expect(broken(machine)).toEqual([]);
  });
});
