/** The memory calls with plain arguments, and accesses of one byte: for tests of the VM server. */
import type { Machine, ProcessRow } from '../../src/engine/machine';
import { loadBytes, storeBytes } from '../../src/engine/kernel/userMemory';
import { VM_MMAP, VM_MPROTECT, VM_MUNMAP } from '../../src/engine/messages';
import { MAP_ANONYMOUS, MAP_PRIVATE, PROT_READ, PROT_WRITE } from '../../src/engine/vm/vm';
import { addressOf, result } from './testMachine';

export const RW = PROT_READ | PROT_WRITE;
export const PRIVATE_ANON = MAP_PRIVATE | MAP_ANONYMOUS;

/** mmap of anonymous memory. @returns the address, or -errno. */
export function mmap(
  machine: Machine,
  process: ProcessRow,
  address: number,
  length: number,
  protection = RW,
  flags = PRIVATE_ANON,
): number {
  const fields = { address, length, protection, flags, descriptor: -1 };
  return addressOf(machine, process, VM_MMAP, fields);
}

export function munmap(
  machine: Machine,
  process: ProcessRow,
  address: number,
  length: number,
): number {
  return result(machine, process, VM_MUNMAP, { address, length });
}

export function mprotect(
  machine: Machine,
  process: ProcessRow,
  address: number,
  length: number,
  protection: number,
): number {
  return result(machine, process, VM_MPROTECT, { address, length, protection });
}

/** Stores one byte. @returns false when the process got a signal. */
export function storeByte(
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
export function loadByte(machine: Machine, process: ProcessRow, address: number): number {
  const { pageBytes } = machine.architecture;
  const out = new Uint8Array(1);
  const page = Math.floor(address / pageBytes);
  const done = loadBytes(machine, process, page, address % pageBytes, 1, out);
  return done < 0 ? -1 : (out[0] ?? 0);
}
