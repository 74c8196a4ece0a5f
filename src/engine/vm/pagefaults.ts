/**
 * Page faults of processes, and the kernel's requests to make user memory accessible for a system call
 * (minix/servers/vm/pagefaults.c). Every fault ends in one of: the page is present, the process waits for the disk, the
 * process gets a signal (or the kernel an error).
 */
import { ERRNO, OK, SIGNAL, SIGNAL_CODE, SUSPEND } from '../errno';
import { clearPagefault, sysKill } from '../kernel/pagefault';
import type { Machine, ProcessRow, RegionRow, VmprocRow } from '../machine';
import { regionSearch, SEARCH } from './regionavl';
import { endOf, guardPages } from './placement';
import { mapLookup, regionMoveStart } from './region';
import { mapPf } from './regionFault';
import { physblockGet } from './slots';
import { VM_RULES } from './rules';
import {
  MEM_TYPE,
  PFERR_FETCH,
  PFERR_KERNEL,
  PFERR_WRITE,
  PROT_EXEC,
  PROT_NONE,
  PROT_WRITE,
  VR_GROWSDOWN,
} from './vm';

/** VM_PAGEFAULT: from the kernel on behalf of `process`, whose message says where and how. Never replied. */
export function doPagefaults(machine: Machine, process: ProcessRow): void {
  const { messages } = machine;
  const page = messages.addressPage.get(process);
  const code = messages.flags.get(process);
  handlePagefault(machine, process, page, code, SUSPEND);
}

/**
 * VFS answered a request of a fault: the fault is handled again, and may not wait again (pf_cont).
 * @param result of the request: it matters only if the page is still not there.
 */
export function pfCont(
  machine: Machine,
  process: ProcessRow,
  page: number,
  code: number,
  result: number,
): void {
  handlePagefault(machine, process, page, code, result);
}

/** @param answer of VFS; SUSPEND: it was not asked yet. */
function handlePagefault(
  machine: Machine,
  process: ProcessRow,
  page: number,
  code: number,
  answer: number,
): void {
  const retry = answer !== SUSPEND;
  const vmproc = machine.processes.vmproc.get(process);
  const write = (code & PFERR_WRITE) !== 0;
  let region = mapLookup(machine, vmproc, page);
  let start = 0;
  if (region === 0) {
    region = stackAbove(machine, vmproc, page);
    start = machine.regions.start.get(region);
    if (region !== 0) regionMoveStart(machine, region, page, VM_RULES.regionStack.id);
  }
  if (region === 0) {
    deny(machine, process, page, code, -ERRNO.EFAULT);
    return;
  }
  if (!allows(machine, region, code)) {
    deny(machine, process, page, code, -ERRNO.EACCES);
    return;
  }
  const before = physblockGet(machine, vmproc, page);
  const block = machine.physRegions.block.get(before);
  const result = mapPf(machine, vmproc, region, page, write, retry ? 0 : process);
  if (result === SUSPEND) {
    if (machine.personality.retryCountsMinor) add(machine, vmproc, 'major');
    machine.messages.flags.set(process, code);
    return;
  }
  if (result !== OK) {
    if (start !== 0) regionMoveStart(machine, region, start, VM_RULES.regionStackBack.id);
    deny(machine, process, page, code, retry ? reasonOf(result, answer) : result);
    return;
  }
  if (retry && !machine.personality.retryCountsMinor) add(machine, vmproc, 'major');
  else add(machine, vmproc, 'minor');
  countCause(machine, vmproc, page, before, block, write);
  clearPagefault(machine, process, OK);
}

/**
 * Why a fault failed that VFS was asked for: a page that is not there was not read, or, read without an error, went
 * again because memory is short.
 */
function reasonOf(result: number, answer: number): number {
  if (result !== -ERRNO.EFAULT) return result;
  return answer === OK || answer === -ERRNO.ENOMEM ? -ERRNO.ENOMEM : -ERRNO.EIO;
}

/** Whether the region's protection allows the access; what the hardware cannot tell apart is implied by it. */
export function allows(machine: Machine, region: RegionRow, code: number): boolean {
  const protection = machine.regions.protection.get(region);
  if (protection === PROT_NONE) return false;
  if ((code & PFERR_WRITE) !== 0) return (protection & PROT_WRITE) !== 0;
  if ((code & PFERR_FETCH) !== 0 && !machine.architecture.readImpliesExecute) {
    return (protection & PROT_EXEC) !== 0;
  }
  return true;
}

/** The region that a touch of an unmapped page makes grow down to it, if its limit and the guard gap allow it; else 0. */
export function stackAbove(machine: Machine, vmproc: VmprocRow, page: number): RegionRow {
  const region = regionSearch(machine, vmproc, page, SEARCH.GREATER);
  if (region === 0 || (machine.regions.flags.get(region) & VR_GROWSDOWN) === 0) return 0;
  if (machine.regions.memtype.get(region) !== MEM_TYPE.ANON) return 0;
  if (endOf(machine, region) - page > machine.vmprocs.stackLimit.get(vmproc)) return 0;
  const below = regionSearch(machine, vmproc, page, SEARCH.LESS);
  if (below !== 0 && needsGuard(machine, below)) {
    if (page - endOf(machine, below) < guardPages(machine)) return 0;
  }
  return region;
}

/** Whether pages must stay free between a stack and the region below it (Linux mm/mmap.c expand_downwards). */
function needsGuard(machine: Machine, below: RegionRow): boolean {
  const { regions } = machine;
  const isAccessible = regions.protection.get(below) !== PROT_NONE;
  return isAccessible && (regions.flags.get(below) & VR_GROWSDOWN) === 0;
}

/** Ends a fault that cannot be served: an error for the kernel's request, a signal for the process. */
function deny(
  machine: Machine,
  process: ProcessRow,
  page: number,
  code: number,
  reason: number,
): void {
  if ((code & PFERR_KERNEL) !== 0) {
    clearPagefault(machine, process, reason === -ERRNO.ENOMEM ? reason : -ERRNO.EFAULT);
    return;
  }
  countDenied(machine, process);
  let signal: number = SIGNAL.SIGSEGV;
  let signalCode: number = SIGNAL_CODE.SEGV_MAPERR;
  let rule: number = VM_RULES.deniedNoRegion.id;
  if (reason === -ERRNO.EACCES) {
    signalCode = SIGNAL_CODE.SEGV_ACCERR;
    rule = VM_RULES.deniedProtection.id;
  } else if (reason === -ERRNO.ENOMEM) {
    if (machine.configuration.oom === 'kill') signal = SIGNAL.SIGKILL;
    rule = VM_RULES.deniedNoMemory.id;
  } else if (reason === -ERRNO.ENXIO || reason === -ERRNO.EIO) {
    signal = SIGNAL[machine.personality.beyondEndSignal];
    if (signal === SIGNAL.SIGBUS) signalCode = SIGNAL_CODE.BUS_ADRERR;
    rule = reason === -ERRNO.ENXIO ? VM_RULES.deniedBeyondEnd.id : VM_RULES.deniedReadError.id;
  }
  const offset = machine.messages.addressOffset.get(process);
  sysKill(machine, process, signal, signalCode, page, offset, rule);
}

function countDenied(machine: Machine, process: ProcessRow): void {
  add(machine, machine.processes.vmproc.get(process), 'denied');
}

/** Counts a served fault by what was done for it. */
function countCause(
  machine: Machine,
  vmproc: VmprocRow,
  page: number,
  before: number,
  blockBefore: number,
  write: boolean,
): void {
  const after = physblockGet(machine, vmproc, page);
  const block = machine.physRegions.block.get(after);
  const type = machine.physRegions.memtype.get(after);
  const zeroSlot = machine.globals.zeroSlot.get(1);
  if (before === 0 || before === zeroSlot) {
    if (after === before) add(machine, vmproc, 'spurious');
    else if (type === MEM_TYPE.FILE) add(machine, vmproc, 'file');
    else if (wasCopied(machine, after, vmproc, page)) add(machine, vmproc, 'cow');
    else add(machine, vmproc, 'zero');
  } else if (block !== blockBefore) add(machine, vmproc, 'cow');
  else if (!write) add(machine, vmproc, 'spurious');
  else add(machine, vmproc, type === MEM_TYPE.ANON ? 'reuse' : 'upgrade');
}

/** Whether a page that was absent came as a copy of a file's page. */
function wasCopied(machine: Machine, physRegion: number, vmproc: VmprocRow, page: number): boolean {
  const region = mapLookup(machine, vmproc, page);
  if (machine.regions.memtype.get(region) !== MEM_TYPE.FILE) return false;
  return machine.physRegions.memtype.get(physRegion) === MEM_TYPE.ANON;
}

type FaultCounter =
  'minor' | 'major' | 'zero' | 'cow' | 'reuse' | 'file' | 'upgrade' | 'spurious' | 'denied';

function add(machine: Machine, vmproc: VmprocRow, counter: FaultCounter): void {
  const column = machine.vmprocs[counter];
  column.set(vmproc, column.get(vmproc) + 1);
}
