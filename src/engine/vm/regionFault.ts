/**
 * Making one page of a region present, and writing its entry (map_pf and map_ph_writept of
 * minix/servers/vm/region.c).
 */
import { OK } from '../errno';
import type { Machine, PhysBlockRow, PhysRegionRow, RegionRow, VmprocRow } from '../machine';
import { memTypeOf } from './memTypes';
import {
  PTF_ABSENT,
  PTF_NOEXEC,
  PTF_USER,
  PTF_WRITE,
  ptReleaseTables,
  ptMakeTables,
  ptWritemap,
} from './pagetable';
import { physblockGet } from './slots';
import { VM_RULES } from './rules';
import { PROT_EXEC, PROT_NONE, PROT_WRITE } from './vm';

/**
 * Makes a page of a region present for an access that the region allows, and writes its entry.
 * @param process who waits if the page must be read first; 0: nobody can, and then -EFAULT is answered.
 * @returns OK, SUSPEND, or an error of the memory type; on an error nothing changed (Q27 of MINIX is not reproduced).
 */
export function mapPf(
  machine: Machine,
  vmproc: VmprocRow,
  region: RegionRow,
  page: number,
  write: boolean,
  process: number,
): number {
  const tables = ptMakeTables(machine, vmproc, page, 1);
  if (tables !== OK) return tables;
  const physRegion = physblockGet(machine, vmproc, page);
  const block = machine.physRegions.block.get(physRegion);
  const type = physRegion === 0 ? machine.regions.memtype.get(region) : typeOf(machine, physRegion);
  const result = memTypeOf(type).evPagefault(
    machine,
    vmproc,
    region,
    page,
    physRegion,
    write,
    process,
  );
  if (result !== OK) {
    ptReleaseTables(machine, vmproc, page, 1);
    return result;
  }
  const rule = faultRule(machine, vmproc, page, physRegion, block);
  mapPhWritept(machine, vmproc, region, page, rule);
  return OK;
}

/** Why a fault rewrites the entry of a page, whose slot held `before`, with block `block`. */
function faultRule(
  machine: Machine,
  vmproc: VmprocRow,
  page: number,
  before: PhysRegionRow,
  block: PhysBlockRow,
): number {
  if (before === 0) return VM_RULES.entryMapped.id;
  const after = physblockGet(machine, vmproc, page);
  const isSame = machine.physRegions.block.get(after) === block;
  return isSame ? VM_RULES.entryUpgraded.id : VM_RULES.entryCopied.id;
}

/** Writes the entry of a present page as its region and its memory type want it; tables must exist. */
export function mapPhWritept(
  machine: Machine,
  vmproc: VmprocRow,
  region: RegionRow,
  page: number,
  rule: number,
): void {
  const physRegion = physblockGet(machine, vmproc, page);
  const frame = machine.physBlocks.frame.get(machine.physRegions.block.get(physRegion));
  ptWritemap(machine, vmproc, page, frame, entryFlags(machine, region, physRegion), rule);
}

/** The rights of a present page's entry: PTF_* bits. */
export function entryFlags(machine: Machine, region: RegionRow, physRegion: PhysRegionRow): number {
  const protection = machine.regions.protection.get(region);
  if (protection === PROT_NONE) return PTF_ABSENT;
  let flags = PTF_USER;
  if ((protection & PROT_EXEC) === 0) flags |= PTF_NOEXEC;
  if ((protection & PROT_WRITE) === 0) return flags;
  const type = memTypeOf(typeOf(machine, physRegion));
  return type.writable(machine, physRegion, region) ? flags | PTF_WRITE : flags;
}

function typeOf(machine: Machine, physRegion: PhysRegionRow): number {
  return machine.physRegions.memtype.get(physRegion);
}
