/**
 * How the kernel reaches user memory for a system call (minix/kernel/arch/i386/memory.c: virtual_copy, lin_lin_copy): by
 * the page tables of the process, whoever runs, past all TLBs. A page that is not there, or may not be written, is VM's
 * business (pagefault.ts requestMemory).
 */
import { ENTRY_ACCESSED, ENTRY_DIRTY, ENTRY_USER, ENTRY_WRITABLE } from '../../arch/entries';
import { peekEntry, peekTables } from '../../arch/peek';
import { FAULT_PROTECTION, FAULT_USER, FAULT_WRITE } from '../../arch/walk';
import { VALUE_SHIFT } from '../../arch/walkFormat';
import type { Machine, ProcessRow } from '../machine';

/**
 * The frame of a user's page, with the accessed and dirty bits set as the copy implies.
 * @returns the frame, or -1 - code (FAULT_* bits) when VM must be asked first.
 */
export function userFrame(
  machine: Machine,
  process: ProcessRow,
  page: number,
  write: boolean,
): number {
  const root = machine.vmprocs.root.get(machine.processes.vmproc.get(process));
  const access = write ? FAULT_USER | FAULT_WRITE : FAULT_USER;
  if (page < 0 || page >= machine.architecture.userPages) return -1 - access;
  const value = peekTables(machine, root, page);
  if (value < 0) return -1 - access;
  const need = write ? ENTRY_USER | ENTRY_WRITABLE : ENTRY_USER;
  if ((need & ~value) !== 0) return -1 - (access | FAULT_PROTECTION);
  const record = write ? ENTRY_ACCESSED | ENTRY_DIRTY : ENTRY_ACCESSED;
  if ((record & ~value) !== 0) recordUse(machine, root, page, write);
  return value >>> VALUE_SHIFT;
}

/** Sets the accessed bits on the way to a page that is present, and the dirty bit of its last entry for a write. */
function recordUse(machine: Machine, root: number, page: number, write: boolean): void {
  const { accessed, dirty } = machine.architecture.entry;
  let last = -1;
  for (let level = machine.format.levels; level >= 1; level--) {
    const word = peekEntry(machine, root, page, level);
    if (word < 0) break;
    machine.ram.set(word, machine.ram.get(word) | accessed);
    last = word;
  }
  if (write) machine.ram.set(last, machine.ram.get(last) | dirty);
}
