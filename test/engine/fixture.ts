/** Machines for tests of the engine: made and booted as for a program, driven by messages. */
import { i386 } from '../../src/arch/architecture';
import type { Configuration } from '../../src/engine/configuration';
import { createMachine } from '../../src/engine/create';
import { loadBytes, storeBytes } from '../../src/engine/kernel/userMemory';
import { trap } from '../../src/engine/kernel/trap';
import type { Machine, ProcessRow } from '../../src/engine/machine';
import { VM_MMAP, VM_MPROTECT, VM_MUNMAP } from '../../src/engine/messages';
import { spawn } from '../../src/engine/pm/fork';
import { ACTION, VM } from '../../src/engine/processNumbers';
import { checkInvariants } from '../../src/engine/vm/sanitycheck';
import { MAP_ANONYMOUS, MAP_PRIVATE } from '../../src/engine/vm/vm';

export const RW = 3;
export const PRIVATE_ANON = MAP_PRIVATE | MAP_ANONYMOUS;

export const CONFIGURATION: Configuration = {
  architecture: i386,
  memory: 16 * 1024 * 1024,
  cpus: 1,
  seed: 1,
  personality: 'posix',
  tlb: [{ entries: 64, ways: 4 }],
  itlb: null,
  dtlb: null,
  asid: false,
  placement: 'top-down',
  merge: true,
  zeroPage: false,
  oom: 'segv',
  maxMapCount: 65530,
  cost: { hit: 0, memory: 100, minor: 1000, major: 100000, switch: 0 },
  touches: 'none',
};

/** MINIX as it is: its placement, no merging. */
export const MINIX: Partial<Configuration> = {
  personality: 'minix',
  placement: 'minix',
  merge: false,
};

export function makeMachine(changes: Partial<Configuration> = {}): Machine {
  const configuration = { ...CONFIGURATION, ...changes };
  return createMachine({ configuration, strings: [new Uint8Array(0)], images: [], files: [] });
}

/** A process without a program: a stack, nothing resident. */
export function makeProcess(machine: Machine): ProcessRow {
  const made = spawn(machine, {
    name: 0,
    pid: 0,
    image: 0,
    stackPages: 0,
    cpu: 0,
    uid: 0,
  });
  if (made < 0) throw new Error(`spawn: ${String(made)}`);
  return made;
}

/** A system call to VM. @returns its result, 0 or -errno. */
function call(machine: Machine, process: ProcessRow, type: number): number {
  const action = trap(machine, process, VM, type);
  if (action !== ACTION.DONE) throw new Error(`the call did not return: ${String(action)}`);
  return machine.processes.result.get(process);
}

function setRange(machine: Machine, process: ProcessRow, address: number, length: number): void {
  const { pageBytes } = machine.architecture;
  const { messages } = machine;
  messages.addressPage.set(process, Math.floor(address / pageBytes));
  messages.addressOffset.set(process, address % pageBytes);
  messages.lengthPages.set(process, Math.floor(length / pageBytes));
  messages.lengthOffset.set(process, length % pageBytes);
}

/** The address that the last call answered. */
function answered(machine: Machine, process: ProcessRow): number {
  const { processes, architecture } = machine;
  return (
    processes.resultPage.get(process) * architecture.pageBytes + processes.resultOffset.get(process)
  );
}

/** mmap of anonymous memory. @returns the address, or -errno. */
export function mmap(
  machine: Machine,
  process: ProcessRow,
  address: number,
  length: number,
  protection = RW,
  flags = PRIVATE_ANON,
): number {
  const { messages } = machine;
  setRange(machine, process, address, length);
  messages.protection.set(process, protection);
  messages.flags.set(process, flags);
  messages.descriptor.set(process, -1);
  messages.offsetPages.set(process, 0);
  messages.offsetOffset.set(process, 0);
  messages.wishPage.set(process, 0);
  const result = call(machine, process, VM_MMAP);
  return result < 0 ? result : answered(machine, process);
}

export function munmap(
  machine: Machine,
  process: ProcessRow,
  address: number,
  length: number,
): number {
  setRange(machine, process, address, length);
  return call(machine, process, VM_MUNMAP);
}

export function mprotect(
  machine: Machine,
  process: ProcessRow,
  address: number,
  length: number,
  protection: number,
): number {
  setRange(machine, process, address, length);
  machine.messages.protection.set(process, protection);
  return call(machine, process, VM_MPROTECT);
}

/** Stores one byte. @returns false when the process got a signal. */
export function store(
  machine: Machine,
  process: ProcessRow,
  address: number,
  value: number,
): boolean {
  const { pageBytes } = machine.architecture;
  const page = Math.floor(address / pageBytes);
  return storeBytes(machine, process, page, address % pageBytes, Uint8Array.of(value)) >= 0;
}

/** Loads one byte, or -1 when the process got a signal. */
export function load(machine: Machine, process: ProcessRow, address: number): number {
  const { pageBytes } = machine.architecture;
  const out = new Uint8Array(1);
  const page = Math.floor(address / pageBytes);
  const done = loadBytes(machine, process, page, address % pageBytes, 1, out);
  return done < 0 ? -1 : (out[0] ?? 0);
}

/** What is broken, as text, for a message that says so. */
export function broken(machine: Machine): string[] {
  return checkInvariants(machine).map(({ id, args }) => `${id} ${JSON.stringify(args)}`);
}
