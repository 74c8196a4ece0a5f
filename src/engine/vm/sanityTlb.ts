/**
 * Invariant of the TLBs (I8): no entry leads to another frame or allows more than the page table that it was filled from.
 * Only looks.
 *
 * Entries of a CPU on which no process runs may be stale: the next process loads its root, which drops them.
 */
import { ENTRY_DIRTY, ENTRY_RIGHTS } from '../../arch/entries';
import type { CpuRow, Tlb } from '../../arch/hardware';
import { mmuOf } from '../../arch/mmu';
import { peekTables, peekTlbEntries, peekTlbEntry } from '../../arch/peek';
import { VALUE_SHIFT } from '../../arch/walkFormat';
import type { Machine } from '../machine';
import type { Violations } from './violation';

export function checkTlbs(machine: Machine, violations: Violations): void {
  const { cpus } = machine;
  for (let cpu = cpus.nextRow(1); cpu !== 0; cpu = cpus.nextRow(cpu + 1)) {
    if (!machine.asid && cpus.process.get(cpu) === 0) continue;
    const { data, fetch, second } = mmuOf(machine, cpu);
    checkTlb(machine, cpu, data, violations);
    if (fetch !== data) checkTlb(machine, cpu, fetch, violations);
    if (second !== null) checkTlb(machine, cpu, second, violations);
  }
}

function checkTlb(machine: Machine, cpu: CpuRow, tlb: Tlb, violations: Violations): void {
  for (const entry of peekTlbEntries(machine, tlb)) {
    const { page, frame, flags, asid } = peekTlbEntry(machine, entry);
    const root = machine.asid ? machine.vmprocs.root.get(asid) : machine.cpus.root.get(cpu);
    const value = root === 0 ? -1 : peekTables(machine, root, page);
    const isTrue =
      value >= 0 &&
      value >>> VALUE_SHIFT === frame &&
      (flags & (ENTRY_RIGHTS | ENTRY_DIRTY) & ~value) === 0;
    if (!isTrue) violations.add('I8', { cpu, page, frame, flags, table: value });
  }
}
