/**
 * The kernel's process table: making and clearing slots, and which process a CPU runs (minix/kernel/system/do_fork.c,
 * do_clear.c, proc.c). Who may make or end a process is PM's business.
 */
import { loadRoot } from '../../arch/mmu';
import { EVENT } from '../../machine/events';
import type { Machine, ProcessRow, VmprocRow } from '../machine';
import { makeEndpoint, RTS } from '../processNumbers';
import { cancelMessage } from './ipc';
import { KERNEL_RULES } from './rules';

/** Endpoints fit 32 bits: generations are below this, then begin again at 1 (minix/include/minix/endpoint.h). */
const MAX_GENERATION = 65535;

/**
 * Makes the process of a slot, runnable, with a new endpoint; what the slot held of a dead process is forgotten.
 * @param vmproc the address space it runs in.
 * @param cpu the row of the CPU that it runs on.
 */
export function createProcess(
  machine: Machine,
  process: ProcessRow,
  vmproc: VmprocRow,
  cpu: number,
): void {
  const { processes, kernel } = machine;
  if (processes.has(process)) processes.remove(process);
  processes.take(process);
  const generation = (kernel.generation.get(1) % MAX_GENERATION) + 1;
  kernel.generation.set(1, generation);
  processes.endpoint.set(process, makeEndpoint(generation, process - 1));
  processes.vmproc.set(process, vmproc);
  processes.cpu.set(process, cpu);
}

/** Makes `child` a process like its parent: same CPU, stack pointer, program counter and name (sys_fork). */
export function sysFork(
  machine: Machine,
  parent: ProcessRow,
  child: ProcessRow,
  vmproc: VmprocRow,
): void {
  const { processes } = machine;
  createProcess(machine, child, vmproc, processes.cpu.get(parent));
  processes.stackPage.set(child, processes.stackPage.get(parent));
  processes.stackOffset.set(child, processes.stackOffset.get(parent));
  processes.counterPage.set(child, processes.counterPage.get(parent));
  processes.counterOffset.set(child, processes.counterOffset.get(parent));
  processes.name.set(child, processes.name.get(parent));
}

/**
 * Makes a process ready for a new program: the stack pointer at the top of the stack (sys_exec). The root of its page
 * tables was loaded when VM made them.
 */
export function sysExec(machine: Machine, process: ProcessRow): void {
  const { processes, architecture } = machine;
  processes.stackPage.set(process, architecture.stackTopPage);
  processes.stackOffset.set(process, 0);
  processes.counterPage.set(process, 0);
  processes.counterOffset.set(process, 0);
}

/** A process has other page tables: if it runs on its CPU their root is loaded (sys_vmctl_set_addrspace). */
export function setAddressSpace(machine: Machine, process: ProcessRow): void {
  const { processes, cpus } = machine;
  const cpu = processes.cpu.get(process);
  if (cpus.process.get(cpu) !== process) return;
  const vmproc = processes.vmproc.get(process);
  loadRoot(machine, cpu, machine.vmprocs.root.get(vmproc), vmproc);
}

/** A process will not run again: it leaves its queues and its CPU (sys_clear). */
export function sysClear(machine: Machine, process: ProcessRow): void {
  const { processes, cpus } = machine;
  cancelMessage(machine, process);
  processes.rts.set(process, RTS.ZOMBIE);
  const cpu = processes.cpu.get(process);
  if (cpus.process.get(cpu) === process) cpus.process.set(cpu, 0);
}

/**
 * Makes a process the one that runs on its CPU: a context switch if another ran there. The root of the page tables is
 * loaded unless both run in the same address space.
 */
export function switchTo(machine: Machine, process: ProcessRow): void {
  const { processes, cpus } = machine;
  const cpu = processes.cpu.get(process);
  const before = cpus.process.get(cpu);
  if (before === process) return;
  const vmproc = processes.vmproc.get(process);
  if (vmproc === 0) return;
  cpus.process.set(cpu, process);
  machine.kernel.contextSwitches.set(1, machine.kernel.contextSwitches.get(1) + 1);
  machine.trace.event(EVENT.switch, cpu, before, process, KERNEL_RULES.switchProcess.id);
  if (before !== 0 && processes.vmproc.get(before) === vmproc) return;
  loadRoot(machine, cpu, machine.vmprocs.root.get(vmproc), vmproc);
}
