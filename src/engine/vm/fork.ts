/**
 * The address space of a new process: a copy-on-write copy of its parent's, or the same one (minix/servers/vm/fork.c,
 * map_proc_copy of region.c). Everything that can fail comes before the first entry is changed.
 */
import { ERRNO, OK } from '../errno';
import type { Machine, ProcessRow, RegionRow, VmprocRow } from '../machine';
import { CLONE_VM } from '../messages';
import { isUserSlot, rowOfEndpoint } from '../processNumbers';
import { memTypeOf } from './memTypes';
import { pbReference } from './pb';
import { endOf } from './placement';
import { ptFree, ptMakeTables } from './pagetable';
import { regionFirst, regionSearch, SEARCH } from './regionavl';
import { regionLink, regionNew } from './region';
import { mapPhWritept } from './regionFault';
import { mapFreeProc } from './regionUnmap';
import { VM_RULES } from './rules';
import { physblockGet, physblockNext, physblockSet } from './slots';
import { clearSpace, newSpace } from './space';
import { MEM_TYPE, VMF_INUSE } from './vm';
import { vmIsokendpt } from './vmproc';

/**
 * VM_FORK from PM: `endpoint` is the parent's, `slot` the child's slot, `flags` CLONE_*.
 * @returns OK; -EINVAL for a bad parent or slot; -ENOMEM; then the child's slot is as it was (Q23 is not reproduced).
 */
export function doFork(machine: Machine, pm: ProcessRow): number {
  const { messages, vmprocs } = machine;
  const endpoint = messages.endpoint.get(pm);
  const slot = messages.slot.get(pm);
  const parentOk = vmIsokendpt(machine, endpoint);
  if (parentOk !== OK) return -ERRNO.EINVAL;
  if (!isUserSlot(slot)) return -ERRNO.EINVAL;
  const parent = machine.processes.vmproc.get(rowOfEndpoint(endpoint));
  if ((messages.flags.get(pm) & CLONE_VM) !== 0) {
    vmprocs.users.set(parent, vmprocs.users.get(parent) + 1);
    messages.slot.set(pm, parent - 1);
    return OK;
  }
  const child = slot + 1;
  if ((vmprocs.flags.get(child) & VMF_INUSE) !== 0) return -ERRNO.EINVAL;
  return mapProcCopy(machine, child, parent);
}

/** Copies all regions of `parent` to the empty slot `child` (map_proc_copy). */
function mapProcCopy(machine: Machine, child: VmprocRow, parent: VmprocRow): number {
  const made = newSpace(machine, child);
  if (made !== OK) return made;
  const { vmprocs } = machine;
  vmprocs.stackEnd.set(child, vmprocs.stackEnd.get(parent));
  vmprocs.stackLimit.set(child, vmprocs.stackLimit.get(parent));
  vmprocs.heapPage.set(child, vmprocs.heapPage.get(parent));
  vmprocs.heapOffset.set(child, vmprocs.heapOffset.get(parent));
  vmprocs.heapEnd.set(child, vmprocs.heapEnd.get(parent));
  vmprocs.breakPage.set(child, vmprocs.breakPage.get(parent));
  vmprocs.breakOffset.set(child, vmprocs.breakOffset.get(parent));
  const nextId = machine.globals.nextRegionId.get(1);
  let region = regionFirst(machine, parent);
  while (region !== 0) {
    const copied = mapCopyRegion(machine, child, region);
    if (copied !== OK) {
      mapFreeProc(machine, child, VM_RULES.regionExit.id);
      ptFree(machine, child);
      clearSpace(machine, child);
      machine.globals.nextRegionId.set(1, nextId);
      return copied;
    }
    region = regionSearch(machine, parent, machine.regions.start.get(region), SEARCH.GREATER);
  }
  vmprocs.regionTop.set(child, vmprocs.regionTop.get(parent));
  mapWritept(machine, child, parent);
  return OK;
}

/** Copies one region, references its pages and makes the child's tables for them (map_copy_region). */
function mapCopyRegion(machine: Machine, child: VmprocRow, from: RegionRow): number {
  const { regions } = machine;
  const start = regions.start.get(from);
  const memtype = regions.memtype.get(from);
  const region = regionNew(machine, child, start, regions.pages.get(from), memtype);
  if (region === 0) return -ERRNO.ENOMEM;
  regions.flags.set(region, regions.flags.get(from));
  regions.protection.set(region, regions.protection.get(from));
  regions.maxProtection.set(region, regions.maxProtection.get(from));
  regions.name.set(region, regions.name.get(from));
  memTypeOf(memtype).evCopy(machine, from, region);
  regionLink(machine, region, VM_RULES.regionForked.id);
  return copySlots(machine, child, from);
}

/** The child references every present page of the parent's region; a failure is undone by freeing the child. */
function copySlots(machine: Machine, child: VmprocRow, from: RegionRow): number {
  const { regions, physRegions, globals } = machine;
  if (!copiesEntries(machine, from)) return OK;
  const parent = regions.parent.get(from);
  const end = endOf(machine, from);
  let page = physblockNext(machine, parent, regions.start.get(from), end);
  while (page >= 0) {
    const physRegion = physblockGet(machine, parent, page);
    if (ptMakeTables(machine, child, page, 1) !== OK) return -ERRNO.ENOMEM;
    if (physRegion === globals.zeroSlot.get(1)) {
      if (!physblockSet(machine, child, page, physRegion)) return -ERRNO.ENOMEM;
    } else {
      const block = physRegions.block.get(physRegion);
      const memtype = physRegions.memtype.get(physRegion);
      if (pbReference(machine, block, child, page, memtype) === 0) return -ERRNO.ENOMEM;
    }
    page = physblockNext(machine, parent, page + 1, end);
  }
  return OK;
}

/**
 * Whether the child gets the entries of a region's present pages. Linux leaves out regions without a private page:
 * the child faults them in from the object (mm/memory.c vma_needs_copy).
 */
function copiesEntries(machine: Machine, region: RegionRow): boolean {
  if (machine.personality.forkCopiesFileEntries) return true;
  if (machine.regions.memtype.get(region) === MEM_TYPE.ANON) return true;
  const vmproc = machine.regions.parent.get(region);
  const end = endOf(machine, region);
  let page = physblockNext(machine, vmproc, machine.regions.start.get(region), end);
  while (page >= 0) {
    const physRegion = physblockGet(machine, vmproc, page);
    if (machine.physRegions.memtype.get(physRegion) === MEM_TYPE.ANON) return true;
    page = physblockNext(machine, vmproc, page + 1, end);
  }
  return false;
}

/** Writes the entries of both: pages that they share become read-only in both (map_writept). */
function mapWritept(machine: Machine, child: VmprocRow, parent: VmprocRow): void {
  const rule = VM_RULES.entryReadOnly.id;
  let region = regionFirst(machine, child);
  while (region !== 0) {
    const start = machine.regions.start.get(region);
    const end = endOf(machine, region);
    const original = regionSearch(machine, parent, start, SEARCH.EQUAL);
    let page = physblockNext(machine, child, start, end);
    while (page >= 0) {
      mapPhWritept(machine, child, region, page, rule);
      mapPhWritept(machine, parent, original, page, rule);
      page = physblockNext(machine, child, page + 1, end);
    }
    region = regionSearch(machine, child, start, SEARCH.GREATER);
  }
}
