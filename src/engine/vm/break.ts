/**
 * brk: the end of the heap (minix/servers/vm/break.c; Linux brk(2)). MINIX grows whatever region lies below the new
 * break and never frees; the other personalities have a heap with a start, and a lower break frees its pages.
 */
import { ERRNO, OK } from '../errno';
import type { Machine, ProcessRow, VmprocRow } from '../machine';
import { isPlace } from './messageRange';
import { endOf, isFree } from './placement';
import { regionSearch, SEARCH } from './regionavl';
import { mapLookup, regionLink, regionNew, regionResize } from './region';
import { mergeAround } from './regionSplit';
import { mapUnmapRange, mayAddRegion } from './regionUnmap';
import { ptReleaseTables } from './pagetable';
import { VM_RULES } from './rules';
import {
  MEM_TYPE,
  PROT_EXEC,
  PROT_READ,
  PROT_WRITE,
  REGION_NAME,
  VR_ANON,
  VR_WRITABLE,
} from './vm';

/**
 * VM_BRK: addressPage/Offset is the new break; 0 asks for it.
 * @returns OK with the break after the call in the message. A refused break answers the break as it is (the Linux
 * system call), or -ENOMEM where the personality says so.
 */
export function doBrk(machine: Machine, process: ProcessRow): number {
  const { messages, vmprocs, personality } = machine;
  const vmproc = machine.processes.vmproc.get(process);
  const page = messages.addressPage.get(process);
  const offset = messages.addressOffset.get(process);
  takeRecordedBreak(machine, process, vmproc);
  const isQuery = page === 0 && offset === 0;
  const isRight = isPlace(machine, page, offset);
  const refused = isRight ? OK : -ERRNO.ENOMEM;
  const result = isQuery || !isRight ? refused : realBrk(machine, vmproc, page, offset);
  if (result !== OK && !personality.breakAnswersBreak) return result;
  messages.addressPage.set(process, vmprocs.breakPage.get(vmproc));
  messages.addressOffset.set(process, vmprocs.breakOffset.get(vmproc));
  return OK;
}

/** A log's first brk says where the heap begins: its recorded result, while no heap exists. */
function takeRecordedBreak(machine: Machine, process: ProcessRow, vmproc: VmprocRow): void {
  const { messages, vmprocs } = machine;
  if (machine.configuration.placement !== 'recorded') return;
  const wish = messages.wishPage.get(process);
  if (wish === 0 || vmprocs.heapPage.get(vmproc) !== 0) return;
  const isQuery = messages.addressPage.get(process) === 0;
  if (!isQuery) return;
  const offset = messages.wishOffset.get(process);
  if (!isPlace(machine, wish, offset)) return;
  vmprocs.heapPage.set(vmproc, wish);
  vmprocs.heapOffset.set(vmproc, offset);
  vmprocs.heapEnd.set(vmproc, wish + (offset > 0 ? 1 : 0));
  vmprocs.breakPage.set(vmproc, wish);
  vmprocs.breakOffset.set(vmproc, offset);
}

/** Sets the break (real_brk). @returns OK or -ENOMEM; then nothing changed. */
function realBrk(machine: Machine, vmproc: VmprocRow, page: number, offset: number): number {
  const end = page + (offset > 0 ? 1 : 0);
  const { heapHasIdentity } = machine.personality;
  if (heapHasIdentity && isBelowHeap(machine, vmproc, page, offset)) return -ERRNO.ENOMEM;
  const result = heapHasIdentity
    ? moveHeapEnd(machine, vmproc, end)
    : mapRegionExtendUptoV(machine, vmproc, end);
  if (result !== OK) return result;
  machine.vmprocs.breakPage.set(vmproc, page);
  machine.vmprocs.breakOffset.set(vmproc, offset);
  return OK;
}

/** Whether a break lies below the heap's start, to the byte (Linux mm/mmap.c brk: min_brk). */
function isBelowHeap(machine: Machine, vmproc: VmprocRow, page: number, offset: number): boolean {
  const { vmprocs } = machine;
  const heap = vmprocs.heapPage.get(vmproc);
  return page < heap || (page === heap && offset < vmprocs.heapOffset.get(vmproc));
}

/** Makes the heap end at page `end`: unmaps what is above, or maps what is missing. */
function moveHeapEnd(machine: Machine, vmproc: VmprocRow, end: number): number {
  const { vmprocs } = machine;
  const old = vmprocs.breakPage.get(vmproc) + (vmprocs.breakOffset.get(vmproc) > 0 ? 1 : 0);
  if (end === old) return OK;
  if (end < old) {
    const rule = VM_RULES.regionBreak.id;
    const result = mapUnmapRange(machine, vmproc, end, old - end, rule);
    ptReleaseTables(machine, vmproc, end, old - end);
    return result;
  }
  if (!isFree(machine, vmproc, old, end - old)) return -ERRNO.ENOMEM;
  return extendAnonymous(machine, vmproc, old, end);
}

/**
 * MINIX: grows the region below `end` to it (map_region_extend_upto_v): an anonymous one in place, any other by a new
 * anonymous region behind it. A region that already reaches `end` stays as it is. What does not reach the heap's start,
 * or lies above the heap, is no part of it; MINIX would grow that, too (Q18).
 */
function mapRegionExtendUptoV(machine: Machine, vmproc: VmprocRow, end: number): number {
  const { heapPage, heapEnd } = machine.vmprocs;
  const heap = heapPage.get(vmproc);
  const below = regionSearch(machine, vmproc, end, SEARCH.LESS);
  if (below === 0 && (heap === 0 || end <= heap)) return -ERRNO.ENOMEM;
  if (below !== 0 && machine.regions.start.get(below) >= heapEnd.get(vmproc)) return -ERRNO.ENOMEM;
  const reached = below === 0 ? heap : endOf(machine, below);
  if (reached >= end) return OK;
  const from = end > heap ? Math.max(reached, heap) : reached;
  const extended = extendAnonymous(machine, vmproc, from, end);
  if (extended === OK) heapEnd.set(vmproc, end);
  return extended;
}

/** Maps [from, end) as anonymous memory, as part of a writable anonymous region that ends at `from` if there is one. */
function extendAnonymous(machine: Machine, vmproc: VmprocRow, from: number, end: number): number {
  const { regions } = machine;
  const rule = VM_RULES.regionBreak.id;
  const below = mapLookup(machine, vmproc, from - 1);
  const flags = VR_ANON | VR_WRITABLE;
  // Where the heap has an identity it stays apart from the bss below it; MINIX grows whatever is there.
  const name = machine.personality.heapHasIdentity ? REGION_NAME.HEAP : REGION_NAME.NONE;
  const isHeap =
    below !== 0 &&
    regions.memtype.get(below) === MEM_TYPE.ANON &&
    regions.flags.get(below) === flags;
  const protection = PROT_READ | PROT_WRITE;
  if (isHeap && regions.protection.get(below) === protection && regions.name.get(below) === name) {
    regionResize(machine, below, regions.pages.get(below) + end - from, rule);
    mergeAround(machine, vmproc, below);
    return OK;
  }
  if (!mayAddRegion(machine, vmproc)) return -ERRNO.ENOMEM;
  const region = regionNew(machine, vmproc, from, end - from, MEM_TYPE.ANON);
  if (region === 0) return -ERRNO.ENOMEM;
  regions.flags.set(region, flags);
  regions.protection.set(region, protection);
  regions.maxProtection.set(region, protection | PROT_EXEC);
  regions.name.set(region, name);
  regionLink(machine, region, rule);
  mergeAround(machine, vmproc, region);
  return OK;
}
