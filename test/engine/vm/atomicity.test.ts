/**
 * A call that fails for lack of memory changes nothing: for each call, each of its allocations fails once, and every state
 * column and every frame in use is as it was.
 */
import { describe, expect, it } from 'vitest';
import { x86_64 } from '../../../src/arch/architecture';
import type { Configuration } from '../../../src/engine/configuration';
import { ERRNO, SIGNAL } from '../../../src/engine/errno';
import { settle } from '../../../src/engine/kernel/scheduler';
import type { Machine } from '../../../src/engine/machine';
import {
  PM_FORK,
  VM_BRK,
  VM_MMAP,
  VM_MPROTECT,
  VM_MREMAP,
  VM_MUNMAP,
} from '../../../src/engine/messages';
import { allocMem, freeMem } from '../../../src/engine/vm/alloc';
import { FRAME_USE, MREMAP_FIXED, MREMAP_MAYMOVE } from '../../../src/engine/vm/vm';
import { broken, call, load, store } from '../testMachine';
import { crowdedMachine, type Crowd } from './crowdedMachine';

const PAGE = 4096;
/** The kernel notes the result of an action in its process. */
const NOTES =
  /^process\.(action|result|resultPage|resultOffset|signal|signalCode|signalPage|signalOffset)$/;

type State = ReadonlyMap<string, Int32Array | Float64Array>;

function stateOf(machine: Machine): State {
  const state = new Map<string, Int32Array | Float64Array>();
  for (const { name, role, data } of machine.store.columns) {
    if (role === 'state' && !NOTES.test(name)) state.set(name, data.slice());
  }
  return state;
}

/** The columns that differ, and the frames in use whose contents do. */
function differences(machine: Machine, before: State): string[] {
  const found: string[] = [];
  for (const { name, data } of machine.store.columns) {
    const old = before.get(name);
    if (old === undefined || data.every((value, row) => value === old[row])) continue;
    if (name !== 'ram') found.push(name);
    else if (framesDiffer(machine, old)) found.push(name);
  }
  return found;
}

function framesDiffer(machine: Machine, old: Int32Array | Float64Array): boolean {
  const { ram, frameUse } = machine;
  return ram.data.some((value, word) => {
    const use = frameUse.get(Math.floor(word / ram.frameWords));
    return value !== old[word] && use !== FRAME_USE.FREE && use !== FRAME_USE.SPARE;
  });
}

/** Runs an action of the parent. @returns 0, or the errno with which it failed. */
type Action = (crowd: Crowd) => number;

function calls(type: number, fields: (crowd: Crowd) => Record<string, number>): Action {
  return (crowd) => {
    const { machine, parent } = crowd;
    expect(call(machine, parent, type, fields(crowd))).toBe(3);
    settle(machine);
    return Math.max(0, -machine.processes.result.get(parent));
  };
}

const anonymous = { protection: 3, flags: 0x22, descriptor: -1 };
const at = (page: number, offset = 0): number => (page + offset) * PAGE;

const ACTIONS: readonly (readonly [string, Action])[] = [
  ['mmap of a gap', calls(VM_MMAP, () => ({ ...anonymous, address: at(5), length: PAGE }))],
  ['mmap of shared memory', calls(VM_MMAP, () => ({ ...anonymous, flags: 0x21, length: PAGE }))],
  [
    'mmap of a file',
    calls(VM_MMAP, () => ({ length: PAGE, protection: 1, flags: 2, descriptor: 3 })),
  ],
  [
    'mmap over the middle of a region',
    calls(VM_MMAP, (c) => ({
      ...anonymous,
      flags: 0x32,
      protection: 1,
      address: at(c.anonymous, 1),
      length: PAGE,
    })),
  ],
  [
    'mmap of shared memory over the middle of a region',
    calls(VM_MMAP, (c) => ({
      ...anonymous,
      flags: 0x31,
      address: at(c.anonymous, 1),
      length: PAGE,
    })),
  ],
  ['munmap of a middle', calls(VM_MUNMAP, (c) => ({ address: at(c.anonymous, 1), length: PAGE }))],
  [
    'mprotect of a middle',
    calls(VM_MPROTECT, (c) => ({ address: at(c.anonymous, 1), length: PAGE, protection: 1 })),
  ],
  [
    'mprotect of two regions',
    calls(VM_MPROTECT, (c) => ({ address: at(c.anonymous, 2), length: 2 * PAGE, protection: 5 })),
  ],
  [
    'mremap to another place',
    calls(VM_MREMAP, (c) => ({
      address: at(c.object),
      length: 2 * PAGE,
      newLength: 64 * PAGE,
      flags: MREMAP_MAYMOVE,
    })),
  ],
  [
    'mremap of a middle',
    calls(VM_MREMAP, (c) => ({
      address: at(c.anonymous, 1),
      length: PAGE,
      newLength: 9 * PAGE,
      flags: MREMAP_MAYMOVE,
    })),
  ],
  [
    'mremap of a middle over a middle',
    calls(VM_MREMAP, (c) => ({
      address: at(c.anonymous, 1),
      length: PAGE,
      newLength: PAGE,
      flags: MREMAP_MAYMOVE | MREMAP_FIXED,
      newAddress: at(c.anonymous, 3),
    })),
  ],
  ['fork', calls(PM_FORK, () => ({}))],
];

/** Gives spare frames away until `left` are left. */
function takeSpares(machine: Machine, left: number): void {
  const { globals } = machine;
  while (globals.spares.get(1) > left) {
    const count = globals.spares.get(1) - 1;
    machine.frameUse.set(machine.spareFrames.get(count), FRAME_USE.BOOT);
    globals.spares.set(1, count);
  }
}

/** Runs the action with each of its allocations failing. @returns how many there were. */
function failEach(changes: Partial<Configuration>, action: Action): number {
  for (let k = 1; ; k++) {
    const crowd = crowdedMachine(changes);
    const { machine, parent } = crowd;
    // The parent runs on the CPU before as it does afterwards.
    load(machine, parent, at(crowd.anonymous), 1);
    const before = stateOf(machine);
    machine.kernel.failAllocation.set(1, k);
    const errno = action(crowd);
    const left = machine.kernel.failAllocation.get(1);
    machine.kernel.failAllocation.set(1, 0);
    expect(broken(machine)).toEqual([]);
    if (left > 0) {
      expect(errno).toBe(0);
      return k - 1;
    }
    expect([k, errno]).toEqual([k, ERRNO.ENOMEM]);
    expect([k, differences(machine, before)]).toEqual([k, []]);
  }
}

describe.each([
  ['i386', {}],
  ['x86-64', { architecture: x86_64 }],
] as const)('without memory on %s', (_name, changes) => {
  it.each(ACTIONS)('%s changes nothing', (_what, action) => {
    expect(failEach(changes, action)).toBeGreaterThan(0);
  });

  it.each([
    ['copied', (crowd: Crowd) => at(crowd.anonymous, 1)],
    ['zeroed', (crowd: Crowd) => at(crowd.anonymous, 2)],
    ['found in the object', (crowd: Crowd) => at(crowd.object, 1)],
  ])('a page that must be %s stays as it was, and the process is killed', (_how, address) => {
    for (const k of [1, 2]) {
      const crowd = crowdedMachine({ ...changes, oom: 'kill' });
      const { machine, parent, child } = crowd;
      const kept = machine.physBlocks.frame.get(machine.physBlocks.nextRow(1));
      machine.kernel.failAllocation.set(1, k);
      expect(store(machine, parent, address(crowd), 'x')).toBe(-1);
      expect(machine.processes.signal.get(parent)).toBe(SIGNAL.SIGKILL);
      settle(machine);
      expect(broken(machine)).toEqual([]);
      expect(kept).toBeGreaterThan(0);
      expect(store(machine, child, at(crowd.anonymous, 1), 'x')).toBe(1);
    }
  });

  it('brk changes nothing', () => {
    const grow: Action = (crowd) => {
      const { machine, parent } = crowd;
      const { heapPage } = machine.vmprocs;
      call(machine, parent, VM_BRK, { address: at(heapPage.get(parent), 10) });
      return machine.processes.resultPage.get(parent) === heapPage.get(parent) ? ERRNO.ENOMEM : 0;
    };
    expect(failEach(changes, grow)).toBeGreaterThan(0);
  });

  it('fork changes nothing, with however few frames beside the spare ones', () => {
    const fork = calls(PM_FORK, () => ({}));
    const errors: number[] = [];
    do {
      const crowd = crowdedMachine({ ...changes, memory: 1024 * 1024 });
      const { machine, parent } = crowd;
      load(machine, parent, at(crowd.anonymous), 1);
      machine.globals.sparesWanted.set(1, 1);
      takeSpares(machine, 1);
      const taken: number[] = [];
      for (;;) {
        const frame = allocMem(machine, 1, 0, FRAME_USE.BOOT);
        if (frame === 0) break;
        taken.push(frame);
      }
      for (const frame of taken.slice(0, errors.length)) freeMem(machine, frame, 1);
      const before = stateOf(machine);
      errors.push(fork(crowd));
      expect(broken(machine)).toEqual([]);
      if (errors.at(-1) !== 0) expect(differences(machine, before)).toEqual([]);
    } while (errors.at(-1) !== 0);
    expect(errors.length).toBeGreaterThan(1);
  });
});
