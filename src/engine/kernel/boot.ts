/**
 * The boot: the processes that exist before any program (minix/kernel/table.c image[]), the frames that kernel and
 * servers take, and the clock. What the servers know of themselves they set up in their own files.
 *
 * Frames of the boot image: a real MINIX takes some megabytes whatever the memory; here it is a share of it, so that
 * a machine of 1 MiB works: one frame in 64, at least 16 (1 MiB: 16 frames, 64 KiB; 16 MiB: 64 frames, 256 KiB). On a
 * custom machine kernel and servers lie outside the simulated memory: only frame 0 is kept, so that 0 means "none".
 */
import { DISK_LATENCY } from '../drivers/disk';
import { pmInit } from '../pm/main';
import type { Machine } from '../machine';
import { FIRST_USER_SLOT } from '../processNumbers';
import { vfsInit, type BootFile } from '../vfs/boot';
import { memInit } from '../vm/alloc';
import { initVm } from '../vm/main';
import { FRAME_USE } from '../vm/vm';

/** One frame in so many is the boot image's. */
const BOOT_SHARE = 64;
const LEAST_BOOT_FRAMES = 16;

/** Frames of kernel and servers, from frame 0 on. */
export function bootFramesFor(frames: number, isCustom: boolean): number {
  if (isCustom) return 1;
  return Math.max(LEAST_BOOT_FRAMES, Math.ceil(frames / BOOT_SHARE));
}

/** Boots a machine whose tables are empty. */
export function boot(machine: Machine, files: readonly BootFile[]): void {
  bootProcesses(machine);
  machine.kernel.serverCpu.set(1, 1);
  const { frames } = machine.ram;
  const isCustom = machine.architecture.name === 'custom';
  const bootFrames = Math.min(frames, bootFramesFor(frames, isCustom));
  machine.kernel.bootFrames.set(1, bootFrames);
  for (let frame = 0; frame < bootFrames; frame++) machine.frameUse.set(frame, FRAME_USE.BOOT);
  memInit(machine, bootFrames, frames - bootFrames);
  machine.diskState.latency.set(1, DISK_LATENCY);
  vfsInit(machine, files);
  pmInit(machine);
  initVm(machine);
}

/** The rows of the boot processes: slot n has endpoint n (com.h). */
function bootProcesses(machine: Machine): void {
  const { processes } = machine;
  for (let slot = 0; slot < FIRST_USER_SLOT; slot++) {
    const process = processes.add();
    processes.endpoint.set(process, slot);
    processes.cpu.set(process, 1);
  }
}
