/** The life of pages in personality minix: the worked time line of demand paging and copy-on-write. */
import { describe, expect, it } from 'vitest';
import { peekEntry } from '../../../src/arch/peek';
import { trap } from '../../../src/engine/kernel/trap';
import type { Machine, ProcessRow } from '../../../src/engine/machine';
import { PM_EXIT, PM_FORK } from '../../../src/engine/messages';
import { ACTION, PM } from '../../../src/engine/processNumbers';
import { findByPid } from '../../../src/engine/pm/mproc';
import { physblockGet } from '../../../src/engine/vm/slots';
import { loadByte, mmap, storeByte } from '../memoryCalls';
import { broken, machineWith, MINIX, spawned } from '../testMachine';
import { eventsOf } from '../watch';

function fork(machine: Machine, parent: ProcessRow): ProcessRow {
  machine.messages.flags.set(parent, 0);
  machine.messages.wishPid.set(parent, 0);
  expect(trap(machine, parent, PM, PM_FORK)).toBe(ACTION.DONE);
  return findByPid(machine, machine.processes.result.get(parent));
}

/** The page as the model describes it: writable entry or not, frame, references. */
function page(machine: Machine, p: ProcessRow, address: number) {
  const at = address / 4096;
  const block = machine.physRegions.block.get(physblockGet(machine, p, at));
  const word = peekEntry(machine, machine.vmprocs.root.get(p), at, 1);
  const entry = word < 0 ? 0 : machine.ram.get(word);
  return {
    entry: (entry & 1) === 0 ? '-' : (entry & 2) === 0 ? 'R' : 'W',
    frame: machine.physBlocks.frame.get(block),
    references: machine.physBlocks.refcount.get(block),
  };
}

const faults = (machine: Machine, p: ProcessRow): number => machine.vmprocs.minor.get(p);
const frames = (machine: Machine): number => {
  let used = 0;
  const { physBlocks } = machine;
  for (let at = physBlocks.nextRow(1); at !== 0; at = physBlocks.nextRow(at + 1)) used++;
  return used;
};

describe('demand paging and copy-on-write', () => {
  it('follows the time line', () => {
    const machine = machineWith({ configuration: MINIX });
    const parent = spawned(machine);
    const a = mmap(machine, parent, 0, 8192);
    const b = a + 4096;
    expect(frames(machine)).toBe(0);
    expect(loadByte(machine, parent, a)).toBe(0);
    expect(frames(machine)).toBe(1);
    expect(page(machine, parent, a)).toMatchObject({ entry: 'W', references: 1 });
    expect(faults(machine, parent)).toBe(1);
    storeByte(machine, parent, a, 1);
    expect(frames(machine)).toBe(1);
    expect(page(machine, parent, a)).toMatchObject({ entry: 'W', references: 1 });
    expect(faults(machine, parent)).toBe(1);
    storeByte(machine, parent, b, 2);
    expect(frames(machine)).toBe(2);
    expect(page(machine, parent, b)).toMatchObject({ entry: 'W', references: 1 });
    expect(faults(machine, parent)).toBe(2);

    const child = fork(machine, parent);
    expect(frames(machine)).toBe(2);
    expect(page(machine, child, a).frame).toBe(page(machine, parent, a).frame);
    for (const p of [parent, child]) {
      expect(page(machine, p, a)).toMatchObject({ entry: 'R', references: 2 });
      expect(page(machine, p, b)).toMatchObject({ entry: 'R', references: 2 });
    }
    expect(faults(machine, child)).toBe(0);
    expect(broken(machine)).toEqual([]);

    storeByte(machine, child, a, 3);
    expect(frames(machine)).toBe(3);
    expect(page(machine, parent, a)).toMatchObject({ entry: 'R', references: 1 });
    expect(page(machine, child, a)).toMatchObject({ entry: 'W', references: 1 });
    expect(page(machine, child, b).references).toBe(2);
    expect(faults(machine, child)).toBe(1);
    expect(machine.globals.copiedFrames.get(1)).toBe(1);

    storeByte(machine, parent, a, 4);
    expect(frames(machine)).toBe(3);
    expect(page(machine, parent, a)).toMatchObject({ entry: 'W', references: 1 });
    expect(faults(machine, parent)).toBe(3);
    expect(machine.globals.copiedFrames.get(1)).toBe(1);

    machine.messages.flags.set(child, 0);
    trap(machine, child, PM, PM_EXIT);
    expect(frames(machine)).toBe(2);
    expect(page(machine, parent, b)).toMatchObject({ entry: 'R', references: 1 });
    storeByte(machine, parent, b, 5);
    expect(page(machine, parent, b)).toMatchObject({ entry: 'W', references: 1 });
    expect(faults(machine, parent)).toBe(4);
    expect(broken(machine)).toEqual([]);
  });

  it('copies for two of three sharers, and upgrades the last in place', () => {
    const machine = machineWith({ configuration: MINIX });
    const first = spawned(machine);
    const a = mmap(machine, first, 0, 4096);
    storeByte(machine, first, a, 1);
    const second = fork(machine, first);
    const third = fork(machine, second);
    const original = page(machine, first, a);
    expect(original.references).toBe(3);
    storeByte(machine, second, a, 2);
    storeByte(machine, third, a, 3);
    expect(machine.globals.copiedFrames.get(1)).toBe(2);
    storeByte(machine, first, a, 4);
    expect(page(machine, first, a)).toEqual({ entry: 'W', frame: original.frame, references: 1 });
    expect(machine.globals.copiedFrames.get(1)).toBe(2);
    expect([first, second, third].map((p) => loadByte(machine, p, a))).toEqual([4, 2, 3]);
    expect(broken(machine)).toEqual([]);
  });
});

describe('the fault code that VM gets on i386', () => {
  const KERNEL = 0xf0400000;

  it.each([
    ['a read of what is not present', 4, 'load', 0],
    ['a write to what is not present', 6, 'store', 0],
    ['a read of what is present, and the kernel’s', 5, 'load', KERNEL],
    ['a write to what is present, and the kernel’s', 7, 'store', KERNEL],
  ] as const)('of %s is %i', (_, code, action, address) => {
    const machine = machineWith({ configuration: MINIX });
    const p = spawned(machine);
    const at = address === 0 ? mmap(machine, p, 0, 4096) : address;
    const seen = eventsOf(machine, () => {
      if (action === 'load') loadByte(machine, p, at);
      else storeByte(machine, p, at, 1);
    });
    const faults = seen.filter(({ kind }) => kind === 'fault');
    expect(faults.map(({ a, b }) => [a, b])).toEqual([[at / 4096, code]]);
  });

  it('of a write to what is present and read-only is 7', () => {
    const machine = machineWith({ configuration: MINIX });
    const p = spawned(machine);
    const at = mmap(machine, p, 0, 4096);
    storeByte(machine, p, at, 1);
    fork(machine, p);
    const seen = eventsOf(machine, () => storeByte(machine, p, at, 2));
    const faults = seen.filter(({ kind }) => kind === 'fault');
    expect(faults.map(({ a, b }) => [a, b])).toEqual([[at / 4096, 7]]);
  });
});
