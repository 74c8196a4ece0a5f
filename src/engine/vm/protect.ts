/**
 * mprotect, which MINIX lacks: POSIX mprotect, Linux mprotect(2). Splits the regions at the ends of the range, rewrites
 * the entries of present pages at once, and merges neighbours that became alike.
 */
import { EVENT } from '../../machine/events';
import { ERRNO, OK } from '../errno';
import type { Machine, ProcessRow, RegionRow, VmprocRow } from '../machine';
import { lengthInPages } from './messageRange';
import { endOf } from './placement';
import { mapLookup } from './region';
import { regionSearch, SEARCH } from './regionavl';
import { mapPhWritept } from './regionFault';
import { mergeAround, splitRegion, undoSplit } from './regionSplit';
import { VM_RULES } from './rules';
import { physblockNext } from './slots';
import { PROT_EXEC, PROT_READ, PROT_WRITE, VR_GROWSDOWN, VR_WRITABLE } from './vm';

const PROT_ALL = PROT_READ | PROT_WRITE | PROT_EXEC;
/** Linux: the range goes on to the beginning of a mapping that grows down, or to the end of one that grows up. */
const PROT_GROWSDOWN = 0x01000000;
const PROT_GROWSUP = 0x02000000;
const PROT_GROWS = PROT_GROWSDOWN | PROT_GROWSUP;

/**
 * VM_MPROTECT: addressPage/Offset, lengthPages/Offset, protection.
 * @returns OK; -EINVAL unaligned address, unknown protection bits, or a mapping that does not grow as they say; -ENOMEM a
 *   hole in the range, or no memory to split; -EACCES more than the mapping may allow.
 */
export function doMprotect(machine: Machine, process: ProcessRow): number {
  const { messages, personality } = machine;
  const asked = messages.protection.get(process);
  const grows = personality.protectionGrows ? asked & PROT_GROWS : 0;
  if (grows === PROT_GROWS) return -ERRNO.EINVAL;
  if (messages.addressOffset.get(process) !== 0) return -ERRNO.EINVAL;
  const pages = lengthInPages(machine, process);
  const page = messages.addressPage.get(process);
  if (pages === 0) return OK;
  if (personality.checksProtectionBits && (asked & ~(PROT_ALL | grows)) !== 0) {
    return -ERRNO.EINVAL;
  }
  const end = page + pages;
  const isOutside = page < 0 || end > machine.architecture.userPages;
  if (isOutside) return -personality.protectOutsideError;
  const vmproc = machine.processes.vmproc.get(process);
  const start = grows === 0 ? page : growingStart(machine, vmproc, page, end, grows);
  if (start < 0) return start;
  const protection = asked & PROT_ALL;
  const changeable = changeableEnd(machine, vmproc, start, end, protection);
  const error = errorAt(machine, vmproc, changeable, end);
  if (error !== OK && (!personality.protectIsPartial || changeable === start)) return error;
  const result = protectRange(machine, vmproc, start, changeable, protection);
  return result === OK ? error : result;
}

/**
 * Where a range [page, end) that grows begins: where the first mapping in it does, if that grows down (do_mprotect_pkey
 * of Linux's mm/mprotect.c). Nothing grows up here, as on x86.
 * @returns a page; -ENOMEM if nothing is mapped there; -EINVAL.
 */
function growingStart(
  machine: Machine,
  vmproc: VmprocRow,
  page: number,
  end: number,
  grows: number,
): number {
  const here = mapLookup(machine, vmproc, page);
  if (here === 0 && grows !== PROT_GROWSDOWN) return -ERRNO.ENOMEM;
  const region = here !== 0 ? here : regionSearch(machine, vmproc, page, SEARCH.GREATER);
  if (region === 0 || machine.regions.start.get(region) >= end) return -ERRNO.ENOMEM;
  const growsDown = (machine.regions.flags.get(region) & VR_GROWSDOWN) !== 0;
  const isRight = grows === PROT_GROWSDOWN && growsDown;
  return isRight ? machine.regions.start.get(region) : -ERRNO.EINVAL;
}

/** The end of the part of [page, end), from its start, that is mapped without a hole and may have the protection. */
function changeableEnd(
  machine: Machine,
  vmproc: VmprocRow,
  page: number,
  end: number,
  protection: number,
): number {
  let at = page;
  while (at < end) {
    const region = mapLookup(machine, vmproc, at);
    if (region === 0) return at;
    if ((protection & ~machine.regions.maxProtection.get(region)) !== 0) return at;
    at = endOf(machine, region);
  }
  return end;
}

function errorAt(machine: Machine, vmproc: VmprocRow, changeable: number, end: number): number {
  if (changeable >= end) return OK;
  return mapLookup(machine, vmproc, changeable) === 0 ? -ERRNO.ENOMEM : -ERRNO.EACCES;
}

/** Gives [page, end), all mapped, a protection. @returns OK or -ENOMEM; then nothing changed. */
function protectRange(
  machine: Machine,
  vmproc: VmprocRow,
  page: number,
  end: number,
  protection: number,
): number {
  const first = splitAt(machine, vmproc, page, protection);
  if (first < 0) return first;
  const second = splitAt(machine, vmproc, end, protection);
  if (second < 0) {
    if (first > 0) undoSplit(machine, vmproc, page);
    return second;
  }
  let region = mapLookup(machine, vmproc, page);
  while (region !== 0 && machine.regions.start.get(region) < end) {
    const next = endOf(machine, region);
    if (machine.regions.protection.get(region) !== protection) {
      protectRegion(machine, vmproc, region, protection);
      mergeAround(machine, vmproc, region);
    }
    region = next < end ? mapLookup(machine, vmproc, next) : 0;
  }
  return OK;
}

/**
 * Splits the region around `page` there, unless it starts there or already has the protection.
 * @returns 1 split, 0 not needed, or -ENOMEM.
 */
function splitAt(machine: Machine, vmproc: VmprocRow, page: number, protection: number): number {
  const region = mapLookup(machine, vmproc, page);
  if (region === 0 || machine.regions.start.get(region) === page) return 0;
  if (machine.regions.protection.get(region) === protection) return 0;
  if (machine.vmprocs.regionCount.get(vmproc) >= machine.configuration.maxMapCount) {
    return -ERRNO.ENOMEM;
  }
  const rule = VM_RULES.splitProtect.id;
  return splitRegion(machine, vmproc, region, page, rule) === 0 ? -ERRNO.ENOMEM : 1;
}

/** Sets a whole region's protection and rewrites the entries of its present pages. */
function protectRegion(
  machine: Machine,
  vmproc: VmprocRow,
  region: RegionRow,
  protection: number,
): void {
  const { regions } = machine;
  regions.protection.set(region, protection);
  const flags = regions.flags.get(region) & ~VR_WRITABLE;
  regions.flags.set(region, (protection & PROT_WRITE) !== 0 ? flags | VR_WRITABLE : flags);
  const start = regions.start.get(region);
  const rule = VM_RULES.regionProtected.id;
  machine.trace.event(EVENT.region, region, start, regions.pages.get(region), rule);
  const end = endOf(machine, region);
  let at = physblockNext(machine, vmproc, start, end);
  while (at >= 0) {
    mapPhWritept(machine, vmproc, region, at, VM_RULES.entryProtected.id);
    at = physblockNext(machine, vmproc, at + 1, end);
  }
}
