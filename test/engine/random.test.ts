/**
 * Random calls of several processes, each also with an allocation that fails, on machines with little memory: whatever
 * comes, all invariants hold, every open file is held as often as it is counted, and nothing is left at the end.
 */
import { describe, expect, it } from 'vitest';
import { i386, x86_64, type Architecture } from '../../src/arch/architecture';
import { custom, isFinding } from '../../src/arch/customArchitecture';
import { CALLS } from '../../src/engine/calls';
import { SIGNAL } from '../../src/engine/errno';
import { sysKill } from '../../src/engine/kernel/signals';
import { settle } from '../../src/engine/kernel/scheduler';
import type { Image, Machine, ProcessRow } from '../../src/engine/machine';
import { PM_EXIT, PM_FORK, VMVFSREQ_FDCLOSE } from '../../src/engine/messages';
import { isAlive } from '../../src/engine/pm/mproc';
import { spawn } from '../../src/engine/pm/fork';
import { ACTION, INIT, NR_PROCS } from '../../src/engine/processNumbers';
import { openFileAt } from '../../src/engine/vfs/descriptors';
import { checkInvariants } from '../../src/engine/vm/sanitycheck';
import { begin, call, load, machineWith, store, type Fields } from './testMachine';

const STEPS = 1200;
const MOST_PROCESSES = 25;

function blackboard(): Architecture {
  const shape = custom({ address: 14, page: 64, levels: [4, 4], entry: 4 });
  if (isFinding(shape)) throw new Error(shape.id);
  return shape;
}

/** A generator of small numbers, the same everywhere. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 8) % below;
  };
}

const SEGMENT = {
  pages: 2,
  protection: 5,
  shared: false,
  path: 1,
  filePage: 0,
  clearEnd: 0,
  name: 0,
};
const IMAGE: Image = {
  mappings: [
    { ...SEGMENT, startPage: 4 },
    { ...SEGMENT, startPage: 6, pages: 1, protection: 3, filePage: 2, clearEnd: 32 },
    { ...SEGMENT, startPage: 7, pages: 1, protection: 3, path: 0 },
  ],
  breakPage: 8,
  breakOffset: 0,
};

function littleMachine(architecture: Architecture): Machine {
  const { pageBytes } = architecture;
  const memory = Math.min(1024 * 1024, pageBytes * 256);
  return machineWith({
    configuration: { architecture, memory, cpus: 2, asid: architecture === x86_64 },
    strings: ['/p', '/d', 'abc', '/new'],
    images: [IMAGE],
    files: [
      { path: 1, bytes: 3 * pageBytes, fill: 3, mode: 0o755, image: 1 },
      { path: 2, bytes: 5 * pageBytes + 7, fill: 3 },
    ],
  });
}

/** Arguments that often mean something: few pages, few descriptors, all flags. */
function randomFields(machine: Machine, random: (below: number) => number): Fields {
  const { pageBytes, stackTopPage } = machine.architecture;
  const pages = [0, 4, 5, 6, 7, 8, 9, 20, 30, 40, stackTopPage - 1, stackTopPage - 2];
  const page = pages[random(pages.length)] ?? 0;
  const flags = [0, 1, 2, 0x11, 0x12, 0x21, 0x22, 0x32, 0x40, 0x41, 0x100, 0x4100, 0x8002, 0x10500];
  return {
    address: page * pageBytes + (random(3) === 0 ? random(pageBytes) : 0),
    length: random(4) * pageBytes + (random(2) === 0 ? random(pageBytes) : 0),
    newAddress: (20 + random(30)) * pageBytes,
    newLength: random(6) * pageBytes,
    offset: random(6) * pageBytes,
    protection: random(4),
    flags: flags[random(flags.length)] ?? 0,
    descriptor: random(8) - 1,
    text: random(5),
    request: random(2),
    slot: random(10) - 1,
    endpoint: -1,
  };
}

/** Open files whose count is not the number of descriptors, transfers, references and closing requests that hold them. */
function wronglyHeld(machine: Machine): readonly number[] {
  const { fprocs, radix, fdrefs, vfsRequests, openFiles } = machine;
  const held = new Map<number, number>();
  const add = (openFile: number): void => {
    held.set(openFile, (held.get(openFile) ?? 0) + 1);
  };
  for (let row = fprocs.nextRow(1); row !== 0; row = fprocs.nextRow(row + 1)) {
    if (fprocs.suspended.get(row) !== 0) add(fprocs.openFile.get(row));
    if (fprocs.shares.get(row) !== row) continue;
    const fds = fprocs.descriptors.get(row);
    for (let at = radix.next(fds, 0); at >= 0; at = radix.next(fds, at + 1))
      add(openFileAt(machine, fds, at));
  }
  for (let row = fdrefs.nextRow(1); row !== 0; row = fdrefs.nextRow(row + 1)) {
    add(fdrefs.openFile.get(row));
  }
  for (let row = vfsRequests.nextRow(1); row !== 0; row = vfsRequests.nextRow(row + 1)) {
    if (vfsRequests.request.get(row) === VMVFSREQ_FDCLOSE) add(vfsRequests.descriptor.get(row));
  }
  const wrong: number[] = [];
  for (let row = openFiles.nextRow(1); row !== 0; row = openFiles.nextRow(row + 1)) {
    if (openFiles.count.get(row) !== (held.get(row) ?? 0)) wrong.push(row);
  }
  return wrong;
}

function liveProcesses(machine: Machine): readonly ProcessRow[] {
  const rows: ProcessRow[] = [];
  for (let row = INIT + 1; row <= NR_PROCS; row++) if (isAlive(machine, row)) rows.push(row);
  return rows;
}

/** One random thing that a process does. */
function act(machine: Machine, process: ProcessRow, random: (below: number) => number): void {
  if (random(8) === 0) machine.kernel.failAllocation.set(1, 1 + random(12));
  const fields = randomFields(machine, random);
  const address = fields['address'] ?? 0;
  const chosen = CALLS[random(CALLS.length + 6)];
  const isCrowded = liveProcesses(machine).length >= MOST_PROCESSES;
  if (chosen === undefined) {
    if (random(2) === 0) load(machine, process, address, 1 + random(8));
    else store(machine, process, address, 'xyz');
  } else if (
    !(isCrowded && chosen.type === PM_FORK) &&
    !(chosen.type === PM_EXIT && random(2) > 0)
  ) {
    const fixed = Object.fromEntries(chosen.fixed.map(({ field, value }) => [field, value]));
    const act_ = random(4) === 0 ? begin : call;
    act_(machine, process, chosen.type, { ...fields, ...fixed });
  }
  machine.kernel.failAllocation.set(1, 0);
}

describe.each([
  ['i386', i386],
  ['x86-64', x86_64],
  ['custom', blackboard()],
])('random calls on %s', (_name, architecture) => {
  it.each([1, 2])('with seed %i keep everything sound', (seed) => {
    const machine = littleMachine(architecture);
    const random = generator(seed);
    for (let step = 0; step < STEPS; step++) {
      const ready = liveProcesses(machine).filter(
        (row) =>
          machine.processes.rts.get(row) === 0 &&
          machine.processes.action.get(row) !== ACTION.WAITING,
      );
      if (ready.length < 2 && liveProcesses(machine).length < MOST_PROCESSES) {
        const image = random(2);
        spawn(machine, { name: 0, pid: 0, stackPages: 0, image, cpu: random(2), uid: 0 });
      } else if (ready.length === 0) {
        settle(machine);
        for (const row of liveProcesses(machine)) kill(machine, row);
      } else act(machine, ready[random(ready.length)] ?? 0, random);
      if (random(20) === 0) settle(machine);
      const found = { step, violations: checkInvariants(machine), held: wronglyHeld(machine) };
      expect(found).toEqual({ step, violations: [], held: [] });
    }
    settle(machine);
    for (const row of liveProcesses(machine)) kill(machine, row);
    expect(liveProcesses(machine)).toEqual([]);
    // The terminal that INIT has open.
    expect(machine.openFiles.rowCount()).toBe(1);
    expect(machine.pipes.rowCount()).toBe(0);
    expect(checkInvariants(machine)).toEqual([]);
  });
});

/** Ends a process that may be blocked, as the kernel would. */
function kill(machine: Machine, process: ProcessRow): void {
  if (!isAlive(machine, process)) return;
  sysKill(machine, process, SIGNAL.SIGKILL, 0, 0, 0, 0);
  settle(machine);
}
