/**
 * Frames of physical memory: a bitmap, searched downward from where the last search ended, and a stack of the frames
 * that were freed last (minix/servers/vm/alloc.c). When nothing is free, clean pages leave the page cache.
 *
 * Spare frames are kept for VM's own page tables and objects, as in MINIX. Unlike there a double free is refused (Q20).
 */
import { EVENT } from '../../machine/events';
import type { Machine } from '../machine';
import { ALLOC_RULES } from './allocRules';
import { FRAME_USE, PAF_CLEAR, PAF_LOWER16MB, PAF_LOWER1MB } from './vm';

/** Spare frames that VM keeps on i386 (alloc.c, SPAREPAGES): at most a 64th of the memory. */
const SPARE_FRAMES = 20;
const MEBIBYTE = 1024 * 1024;

/** The allocator's part of the boot: frames [first, first + count) are free, and were freed in ascending order. */
export function memInit(machine: Machine, first: number, count: number): void {
  const { globals } = machine;
  globals.firstFrame.set(1, first);
  globals.totalFrames.set(1, count);
  globals.freeFrames.set(1, count);
  globals.lastScan.set(1, first + count - 1);
  for (let frame = first; frame < first + count; frame++) {
    setFree(machine, frame);
    pushRecent(machine, frame);
  }
  const isCustom = machine.architecture.name === 'custom';
  globals.sparesWanted.set(1, isCustom ? 0 : Math.min(SPARE_FRAMES, Math.floor(count / 64)));
}

/**
 * Takes `frames` frames that lie one after the other (alloc_mem).
 * @param flags PAF_*.
 * @param use FRAME_USE of each.
 * @returns the first, or 0 when there are none even after the page cache gave up what it could.
 */
export function allocMem(machine: Machine, frames: number, flags: number, use: number): number {
  return failsByInjection(machine) ? 0 : findFrames(machine, frames, flags, use);
}

/**
 * Takes a zeroed frame for one of VM's own tables: a spare one when nothing else is free (vm_allocpage).
 * @returns 0 when there is none at all.
 */
export function allocForVm(machine: Machine, use: number): number {
  return failsByInjection(machine) ? 0 : findForVm(machine, use);
}

/** The same for a frame that was counted as an allocation before: one of slab objects. */
export function findForVm(machine: Machine, use: number): number {
  const frame = findFrames(machine, 1, PAF_CLEAR, use);
  return frame !== 0 ? frame : takeSpare(machine, use);
}

function findFrames(machine: Machine, frames: number, flags: number, use: number): number {
  const end = endOfFrames(machine, flags);
  // Frames from a part of the memory are never looked for among those freed last (alloc_pages).
  const mayBeRecent = frames === 1 && (flags & (PAF_LOWER16MB | PAF_LOWER1MB)) === 0;
  let rule: number = ALLOC_RULES.allocRecent.id;
  let frame = mayBeRecent ? popRecent(machine) : 0;
  if (frame === 0) {
    frame = findBit(machine, frames, end);
    rule = ALLOC_RULES.allocScan.id;
  }
  while (frame === 0 && machine.servers.reclaim(machine, frames) > 0) {
    if (mayBeRecent) frame = popRecent(machine);
    if (frame === 0) frame = findBit(machine, frames, end);
    rule = ALLOC_RULES.allocReclaimed.id;
  }
  if (frame === 0) return 0;
  machine.globals.lastScan.set(1, frame);
  for (let i = frame; i < frame + frames; i++) take(machine, i, flags, use, rule);
  return frame;
}

/** The frame after the last one that a request may get. */
function endOfFrames(machine: Machine, flags: number): number {
  const { globals, architecture } = machine;
  const end = globals.firstFrame.get(1) + globals.totalFrames.get(1);
  if ((flags & PAF_LOWER1MB) !== 0) return Math.min(end, MEBIBYTE / architecture.pageBytes);
  if ((flags & PAF_LOWER16MB) !== 0) return Math.min(end, (16 * MEBIBYTE) / architecture.pageBytes);
  return end;
}

/**
 * Gives frames back (free_mem). Frames that are free already stay so. While spares are missing the frame becomes one:
 * so a call that fails after it took spares leaves as many as there were.
 */
export function freeMem(machine: Machine, frame: number, frames: number): void {
  const { globals } = machine;
  for (let i = frame; i < frame + frames; i++) {
    const use = machine.frameUse.get(i);
    if (use === FRAME_USE.FREE || use === FRAME_USE.SPARE) continue;
    if (globals.spares.get(1) < globals.sparesWanted.get(1)) keepSpare(machine, i);
    else {
      setFree(machine, i);
      machine.frameUse.set(i, FRAME_USE.FREE);
      globals.freeFrames.set(1, globals.freeFrames.get(1) + 1);
      pushRecent(machine, i);
    }
    machine.trace.event(EVENT.frame, i, 0, use, ALLOC_RULES.freed.id);
  }
}

/** Whether the bitmap says that a frame is free. */
export function isFrameFree(machine: Machine, frame: number): boolean {
  return (machine.freeBits.get(frame >>> 5) & (1 << (frame & 31))) !== 0;
}

/** Fills up the spare frames as far as there are free ones (alloc_cycle). */
export function allocCycle(machine: Machine): void {
  const { globals } = machine;
  while (globals.spares.get(1) < globals.sparesWanted.get(1)) {
    let frame = popRecent(machine);
    if (frame === 0) frame = findBit(machine, 1, endOfFrames(machine, 0));
    if (frame === 0) return;
    take(machine, frame, 0, FRAME_USE.SPARE, ALLOC_RULES.spareKept.id);
    keepSpare(machine, frame);
  }
}

function keepSpare(machine: Machine, frame: number): void {
  const count = machine.globals.spares.get(1);
  machine.spareFrames.set(count, frame);
  machine.globals.spares.set(1, count + 1);
  machine.frameUse.set(frame, FRAME_USE.SPARE);
}

/** A spare frame, zeroed, for VM's own needs; 0 when none is left (reservedqueue_alloc). */
function takeSpare(machine: Machine, use: number): number {
  const { globals } = machine;
  const count = globals.spares.get(1);
  if (count === 0) return 0;
  const frame = machine.spareFrames.get(count - 1);
  globals.spares.set(1, count - 1);
  machine.frameUse.set(frame, use);
  machine.ram.zeroFrame(frame);
  machine.trace.event(EVENT.frame, frame, 1, use, ALLOC_RULES.allocSpare.id);
  return frame;
}

/** `inject alloc(k)`: counts this allocation, and says whether it is the one that must fail. */
export function failsByInjection(machine: Machine): boolean {
  const { kernel } = machine;
  const left = kernel.failAllocation.get(1);
  if (left === 0) return false;
  kernel.failAllocation.set(1, left - 1);
  return left === 1;
}

function take(machine: Machine, frame: number, flags: number, use: number, rule: number): void {
  const word = frame >>> 5;
  machine.freeBits.set(word, machine.freeBits.get(word) & ~(1 << (frame & 31)));
  machine.frameUse.set(frame, use);
  machine.globals.freeFrames.set(1, machine.globals.freeFrames.get(1) - 1);
  if ((flags & PAF_CLEAR) !== 0) machine.ram.zeroFrame(frame);
  machine.trace.event(EVENT.frame, frame, 1, use, rule);
}

function setFree(machine: Machine, frame: number): void {
  const word = frame >>> 5;
  machine.freeBits.set(word, machine.freeBits.get(word) | (1 << (frame & 31)));
}

/** Keeps a freed frame's number, as long as there is room (PAGE_CACHE_MAX). */
function pushRecent(machine: Machine, frame: number): void {
  const count = machine.globals.recentCount.get(1);
  if (count >= machine.recentFrames.data.length) return;
  machine.recentFrames.set(count, frame);
  machine.globals.recentCount.set(1, count + 1);
}

/** The frame freed last that is still free; numbers that were taken meanwhile are dropped. 0: none. */
function popRecent(machine: Machine): number {
  const { globals } = machine;
  let count = globals.recentCount.get(1);
  let found = 0;
  while (count > 0 && found === 0) {
    count--;
    const frame = machine.recentFrames.get(count);
    if (isFrameFree(machine, frame)) found = frame;
  }
  globals.recentCount.set(1, count);
  return found;
}

/** Scans downward for a run of free frames below `end`: first from where the last scan ended, then from the top (findbit). */
function findBit(machine: Machine, frames: number, end: number): number {
  const top = end - 1;
  const last = machine.globals.lastScan.get(1);
  const start = last <= top ? last : top;
  let frame = scanDown(machine, start, frames);
  if (frame === 0 && start !== top) frame = scanDown(machine, top, frames);
  return frame;
}

/** The lowest frame of the first run of `frames` free frames, going down from `start`; 0: none. */
function scanDown(machine: Machine, start: number, frames: number): number {
  let run = 0;
  for (let frame = start; frame >= 0; frame--) {
    if ((frame & 31) === 31 && machine.freeBits.get(frame >>> 5) === 0) {
      run = 0;
      frame -= 31;
      continue;
    }
    run = isFrameFree(machine, frame) ? run + 1 : 0;
    if (run === frames) return frame;
  }
  return 0;
}
