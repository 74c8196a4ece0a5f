/**
 * mmap: new mappings of anonymous memory and of files (minix/servers/vm/mmap.c: do_mmap, mmap_region, mmap_file,
 * do_vfs_mmap). Where POSIX, Linux and MINIX differ the personality's table decides.
 */
import { ERRNO, OK, SUSPEND } from '../errno';
import { reply } from '../kernel/ipc';
import type { FdrefRow, Machine, ProcessRow, RegionRow, VmprocRow } from '../machine';
import { VMVFSREQ_FDLOOKUP } from '../messages';
import { rowOfEndpoint, VM } from '../processNumbers';
import { MAX_FILE_PAGES } from '../vfs/files';
import { endOfOffsets } from '../vfs/lseek';
import { closeFile, fdrefDedupOrNew, fdrefDeref, fdrefRef, isHandedOver } from './fdref';
import { handleMemoryStart } from './handleMemory';
import { lengthInPages } from './messageRange';
import { ptReleaseTables } from './pagetable';
import { findPlace, isFree, mmapBottom, NO_SLOT, placementRule } from './placement';
import { regionAbandon, regionLink, regionNew } from './region';
import { mergeAround } from './regionSplit';
import { mapUnmapRange, mayAddRegion } from './regionUnmap';
import { VM_RULES } from './rules';
import { sharedObjectAbandon, sharedObjectNew, sharedObjectRef } from './share';
import { vfsRequest } from './vfs';
import { vmIsokendpt } from './vmproc';
import {
  MAP_ANONYMOUS,
  MAP_FIXED,
  MAP_FIXED_NOREPLACE,
  MAP_GROWSDOWN,
  MAP_LOWER16M,
  MAP_LOWER1M,
  MAP_NONBLOCK,
  MAP_NORESERVE,
  MAP_POPULATE,
  MAP_SHARED,
  MAP_SHARED_VALIDATE,
  MEM_TYPE,
  PROT_EXEC,
  PROT_READ,
  PROT_WRITE,
  REGION_NAME,
  VFS_CALLBACK,
  VR_ANON,
  VR_GROWSDOWN,
  VR_LOWER16MB,
  VR_LOWER1MB,
  VR_NORESERVE,
  VR_SHARED,
  VR_WRITABLE,
} from './vm';

/**
 * The flags that MAP_SHARED_VALIDATE knows, whatever they do here (LEGACY_MAP_MASK of Linux's include/linux/mman.h).
 * MAP_FIXED_NOREPLACE and MAP_SYNC are younger than it.
 */
const VALIDATED_FLAGS =
  MAP_SHARED_VALIDATE |
  (MAP_FIXED | MAP_ANONYMOUS | MAP_GROWSDOWN | MAP_NORESERVE | MAP_POPULATE | MAP_NONBLOCK) |
  // MAP_32BIT, MAP_DENYWRITE, MAP_EXECUTABLE, MAP_LOCKED, MAP_STACK, MAP_HUGETLB and its sizes, MAP_UNINITIALIZED.
  (0x40 | 0x800 | 0x1000 | 0x2000 | 0x20000 | 0x40000 | 0x7c000000);

/** The bits of the flags that say whose the mapping is (MAP_TYPE of Linux's uapi/linux/mman.h). */
const MAP_TYPE = 0x0f;

const PROT_ALL = PROT_READ | PROT_WRITE | PROT_EXEC;

/**
 * VM_MMAP: addressPage/Offset, lengthPages/Offset, protection, flags, descriptor, offsetPages/Offset.
 * @returns OK with the address in the message, -errno, or SUSPEND while VFS looks the descriptor up.
 */
export function doMmap(machine: Machine, process: ProcessRow): number {
  const { messages, personality } = machine;
  const flags = messages.flags.get(process);
  const descriptor = messages.descriptor.get(process);
  const isAnonymous =
    (flags & MAP_ANONYMOUS) !== 0 || (descriptor === -1 && personality.mmapNoDescriptorError === 0);
  const wrong = checkMmap(machine, process, flags, isAnonymous);
  if (wrong !== OK) return wrong;
  if (isAnonymous) return mmapAnonymous(machine, process, flags);
  if (descriptor < 0) return -personality.mmapNoDescriptorError;
  const callback = VFS_CALLBACK.MMAP;
  const request = VMVFSREQ_FDLOOKUP;
  const queued = vfsRequest(machine, request, process, 0, descriptor, 0, callback, 0);
  return queued === OK ? SUSPEND : queued;
}

/** What is wrong with the arguments whatever is mapped: OK or -errno (POSIX mmap, ERRORS; mmap(2)). */
function checkMmap(
  machine: Machine,
  process: ProcessRow,
  flags: number,
  isAnonymous: boolean,
): number {
  const { messages, personality, architecture } = machine;
  const pages = lengthInPages(machine, process);
  if (pages === 0) return -ERRNO.EINVAL;
  const sharing = flags & MAP_TYPE;
  if (sharing > MAP_SHARED_VALIDATE && personality.mmapBothSharings !== 'shared') {
    return -ERRNO.EINVAL;
  }
  if (sharing === 0 && personality.mmapNoSharingError !== 0) return -personality.mmapNoSharingError;
  if (sharing === MAP_SHARED_VALIDATE && !mayHaveBoth(machine, isAnonymous)) return -ERRNO.EINVAL;
  if (isAnonymous && messages.descriptor.get(process) !== -1) {
    if (personality.mmapAnonymousDescriptorError !== 0)
      return -personality.mmapAnonymousDescriptorError;
  }
  if (!isAnonymous && isSharedWritable(machine, process, flags)) {
    if (personality.sharedWritableFileError !== 0) return -personality.sharedWritableFileError;
  }
  if (!isAnonymous && messages.offsetOffset.get(process) !== 0) return -ERRNO.EINVAL;
  if (pages > architecture.userPages) return -ERRNO.ENOMEM;
  const isFixed = (flags & (MAP_FIXED | MAP_FIXED_NOREPLACE)) !== 0;
  if (!isFixed) return OK;
  const page = messages.addressPage.get(process);
  if (messages.addressOffset.get(process) !== 0) return -ERRNO.EINVAL;
  if (page + pages > architecture.userPages) return -ERRNO.ENOMEM;
  if (page < lowestFixedPage(machine)) return -ERRNO.EPERM;
  return OK;
}

function isSharedWritable(machine: Machine, process: ProcessRow, flags: number): boolean {
  const protection = machine.messages.protection.get(process);
  return (flags & MAP_SHARED) !== 0 && (protection & PROT_WRITE) !== 0;
}

/** Whether MAP_SHARED and MAP_PRIVATE may be given both: as MAP_SHARED_VALIDATE for files, and in MINIX. */
function mayHaveBoth(machine: Machine, isAnonymous: boolean): boolean {
  const { mmapBothSharings } = machine.personality;
  return mmapBothSharings === 'validate' ? !isAnonymous : mmapBothSharings === 'shared';
}

/** Linux: an unprivileged MAP_FIXED below vm.mmap_min_addr is EPERM; where there is no such limit, page 0 is allowed. */
function lowestFixedPage(machine: Machine): number {
  return machine.personality.lowestAddress === 0 ? 0 : mmapBottom(machine);
}

function mmapAnonymous(machine: Machine, process: ProcessRow, flags: number): number {
  const isShared = (flags & MAP_SHARED) !== 0 && machine.personality.protectsAnonymous;
  const pages = lengthInPages(machine, process);
  const type = isShared ? MEM_TYPE.SHARED : MEM_TYPE.ANON;
  const page = choosePlace(machine, process, pages, flags);
  if (page < 0) return page;
  const vmproc = machine.processes.vmproc.get(process);
  const region = regionNew(machine, vmproc, page, pages, type);
  if (region === 0) return -ERRNO.ENOMEM;
  if (isShared) {
    const object = sharedObjectNew(machine, pages);
    if (object === 0) {
      regionAbandon(machine, region);
      return -ERRNO.ENOMEM;
    }
    machine.regions.object.set(region, object);
  }
  const asked = machine.messages.protection.get(process) & PROT_ALL;
  const protection = machine.personality.protectsAnonymous ? asked : PROT_READ | PROT_WRITE;
  machine.regions.protection.set(region, protection);
  machine.regions.maxProtection.set(region, PROT_ALL);
  machine.regions.flags.set(region, VR_ANON | regionFlags(machine, protection, flags));
  const linked = mmapRegion(machine, vmproc, region, process, flags);
  if (linked !== OK) {
    if (isShared) sharedObjectAbandon(machine, machine.regions.object.get(region));
    regionAbandon(machine, region);
    return linked;
  }
  if (isShared) sharedObjectRef(machine, machine.regions.object.get(region));
  return finish(machine, vmproc, region, process, flags);
}

/** VFS looked the descriptor of a file mapping up: maps the file, and answers the waiting process (mmap_file_cont). */
export function mmapFileCont(
  machine: Machine,
  process: ProcessRow,
  result: number,
  openFile: number,
  file: number,
): void {
  if (result !== OK) {
    reply(machine, VM, process, result);
    return;
  }
  if (!isHandedOver(machine, file, openFile)) {
    reply(machine, VM, process, -ERRNO.EBADF);
    return;
  }
  const wrong = checkMmap(machine, process, machine.messages.flags.get(process), false);
  if (wrong !== OK) {
    closeFile(machine, openFile);
    reply(machine, VM, process, wrong);
    return;
  }
  const fdref = fdrefDedupOrNew(machine, file, openFile);
  if (fdref === 0) {
    reply(machine, VM, process, -ERRNO.ENOMEM);
    return;
  }
  // Counted before anything is unmapped: the mapping that is replaced may be the last one of the same file.
  fdrefRef(machine, fdref);
  const mapped = mmapFile(machine, process, fdref);
  if (mapped === SUSPEND) return;
  if (mapped !== OK) fdrefDeref(machine, fdref);
  reply(machine, VM, process, mapped);
}

/**
 * Maps the file of a reference that is counted for the new region already.
 * @returns OK, -errno, or SUSPEND while its pages are read.
 */
function mmapFile(machine: Machine, process: ProcessRow, fdref: FdrefRow): number {
  const { messages, regions } = machine;
  const flags = messages.flags.get(process);
  const pages = lengthInPages(machine, process);
  const protection = messages.protection.get(process) & PROT_ALL;
  // The order in which Linux answers (mm/mmap.c do_mmap).
  const page = choosePlace(machine, process, pages, flags);
  if (page < 0) return page;
  const filePage = messages.offsetPages.get(process);
  if (filePage < 0 || filePage + pages >= endOfOffsets(machine)) return -ERRNO.EOVERFLOW;
  const allowed = fileProtection(machine, fdref, protection, flags);
  if (allowed < 0) return allowed;
  const vmproc = machine.processes.vmproc.get(process);
  const region = regionNew(machine, vmproc, page, pages, MEM_TYPE.FILE);
  if (region === 0) return -ERRNO.ENOMEM;
  regions.protection.set(region, protection);
  regions.maxProtection.set(region, allowed);
  regions.flags.set(region, regionFlags(machine, protection, flags));
  regions.fdref.set(region, fdref);
  regions.filePage.set(region, filePage);
  const linked = mmapRegion(machine, vmproc, region, process, flags);
  if (linked !== OK) {
    regionAbandon(machine, region);
    return linked;
  }
  return finish(machine, vmproc, region, process, flags);
}

/** O_ACCMODE of open(2): 0 read only, 1 write only, 2 both. */
const ACCESS_MODE = 3;

/** The most that the mapping may ever allow, or -errno (POSIX mmap EACCES; mmap(2) EOPNOTSUPP). */
function fileProtection(
  machine: Machine,
  fdref: FdrefRow,
  protection: number,
  flags: number,
): number {
  const { personality } = machine;
  const mode = machine.openFiles.flags.get(machine.fdrefs.openFile.get(fdref)) & ACCESS_MODE;
  const isShared = (flags & MAP_SHARED) !== 0;
  const isValidated =
    personality.mmapBothSharings === 'validate' &&
    (flags & MAP_SHARED_VALIDATE) === MAP_SHARED_VALIDATE;
  if (isValidated && (flags & ~VALIDATED_FLAGS) !== 0) return -ERRNO.EOPNOTSUPP;
  if (mode === 1) return -ERRNO.EACCES;
  if (!isShared || mode === 2) return PROT_ALL;
  return (protection & PROT_WRITE) !== 0 ? -ERRNO.EACCES : PROT_ALL & ~PROT_WRITE;
}

function regionFlags(machine: Machine, protection: number, flags: number): number {
  let result = (protection & PROT_WRITE) !== 0 ? VR_WRITABLE : 0;
  if ((flags & MAP_SHARED) !== 0) result |= VR_SHARED;
  if ((flags & MAP_GROWSDOWN) !== 0) result |= VR_GROWSDOWN;
  if ((flags & MAP_NORESERVE) !== 0) result |= VR_NORESERVE;
  if (!machine.personality.choosesLowFrames) return result;
  if ((flags & MAP_LOWER16M) !== 0) result |= VR_LOWER16MB;
  if ((flags & MAP_LOWER1M) !== 0) result |= VR_LOWER1MB;
  return result;
}

/** Chooses where a new region goes: a page, or -errno. */
function choosePlace(machine: Machine, process: ProcessRow, pages: number, flags: number): number {
  const { messages } = machine;
  const vmproc = machine.processes.vmproc.get(process);
  const page = messages.addressPage.get(process);
  if ((flags & MAP_FIXED_NOREPLACE) !== 0) {
    return isFree(machine, vmproc, page, pages) ? page : -ERRNO.EEXIST;
  }
  if ((flags & MAP_FIXED) !== 0) return page;
  const wish = messages.wishPage.get(process);
  if (wish !== 0 && isFree(machine, vmproc, wish, pages)) return wish;
  const hint = page === 0 ? 0 : Math.max(page, mmapBottom(machine));
  const place = findPlace(machine, vmproc, hint, pages);
  return place === NO_SLOT ? -ERRNO.ENOMEM : place;
}

/** Makes room for a finished region and puts it into the index (mmap_region). On an error nothing changed. */
function mmapRegion(
  machine: Machine,
  vmproc: VmprocRow,
  region: RegionRow,
  process: ProcessRow,
  flags: number,
): number {
  const { regions } = machine;
  const start = regions.start.get(region);
  const pages = regions.pages.get(region);
  if (!mayAddRegion(machine, vmproc)) return -ERRNO.ENOMEM;
  if ((flags & MAP_FIXED) !== 0) {
    const replaced = VM_RULES.regionReplaced.id;
    const unmapped = mapUnmapRange(machine, vmproc, start, pages, replaced);
    if (unmapped !== OK) return unmapped;
    ptReleaseTables(machine, vmproc, start, pages);
  }
  const { addressPage, wishPage } = machine.messages;
  const hint = addressPage.get(process);
  const rule = placementRule(machine, vmproc, start, pages, hint, wishPage.get(process));
  regionLink(machine, region, rule);
  return OK;
}

/**
 * Answers with the address, merges, and populates if asked. MAP_NONBLOCK makes MAP_POPULATE do nothing (mmap(2)).
 * @returns OK, or SUSPEND while pages are read.
 */
function finish(
  machine: Machine,
  vmproc: VmprocRow,
  region: RegionRow,
  process: ProcessRow,
  flags: number,
): number {
  const start = machine.regions.start.get(region);
  mergeAround(machine, vmproc, region);
  machine.messages.addressPage.set(process, start);
  machine.messages.addressOffset.set(process, 0);
  const populates = (flags & (MAP_POPULATE | MAP_NONBLOCK)) === MAP_POPULATE;
  return populates ? handleMemoryStart(machine, process) : OK;
}

/** Whether the numbers of a VM_VFS_MMAP are those of a segment: pages in user space, of a file, a tail to clear, a name. */
function isSegment(machine: Machine, vfs: ProcessRow): boolean {
  const { messages, architecture } = machine;
  const pages = lengthInPages(machine, vfs);
  const page = messages.addressPage.get(vfs);
  const filePage = messages.offsetPages.get(vfs);
  const clearEnd = messages.clearEnd.get(vfs);
  const name = messages.slot.get(vfs);
  const isPlaced = page >= 0 && pages > 0 && page + pages <= architecture.userPages;
  const isAligned = messages.addressOffset.get(vfs) === 0 && messages.offsetOffset.get(vfs) === 0;
  const isInFile = filePage >= 0 && filePage + pages <= MAX_FILE_PAGES;
  const hasTail = clearEnd >= 0 && clearEnd < architecture.pageBytes;
  return isPlaced && isAligned && isInFile && hasTail && name >= 0 && name <= REGION_NAME.VSYSCALL;
}

/**
 * VM_VFS_MMAP: VFS maps a segment of a program into `endpoint` (do_vfs_mmap): inode 0 is anonymous memory.
 * Always at a fixed address; replaces what is there.
 * @returns OK; -EINVAL for a bad endpoint or a mapping that cannot be; -EBADF for a file that VFS did not open for VM;
 *   -ENOMEM.
 */
export function doVfsMmap(machine: Machine, vfs: ProcessRow): number {
  const { messages, regions } = machine;
  const endpoint = messages.endpoint.get(vfs);
  if (vmIsokendpt(machine, endpoint) !== OK || !isSegment(machine, vfs)) return -ERRNO.EINVAL;
  const process = rowOfEndpoint(endpoint);
  const vmproc = machine.processes.vmproc.get(process);
  const file = messages.inode.get(vfs);
  const protection = messages.protection.get(vfs) & PROT_ALL;
  const flags = messages.flags.get(vfs);
  const pages = lengthInPages(machine, vfs);
  const page = messages.addressPage.get(vfs);
  const openFile = messages.descriptor.get(vfs);
  if (file !== 0 && !isHandedOver(machine, file, openFile)) return -ERRNO.EBADF;
  const type = file === 0 ? MEM_TYPE.ANON : MEM_TYPE.FILE;
  const fdref = file === 0 ? 0 : fdrefDedupOrNew(machine, file, openFile);
  if (file !== 0 && fdref === 0) return -ERRNO.ENOMEM;
  if (fdref !== 0) fdrefRef(machine, fdref);
  const region = regionNew(machine, vmproc, page, pages, type);
  const room = region === 0 ? -ERRNO.ENOMEM : OK;
  const result =
    room === OK ? mapUnmapRange(machine, vmproc, page, pages, VM_RULES.regionReplaced.id) : room;
  if (result !== OK) {
    if (region !== 0) regionAbandon(machine, region);
    if (fdref !== 0) fdrefDeref(machine, fdref);
    return result;
  }
  regions.protection.set(region, protection);
  regions.maxProtection.set(region, PROT_ALL);
  const anonymous = file === 0 ? VR_ANON : 0;
  regions.flags.set(region, regionFlags(machine, protection, flags) | anonymous);
  regions.name.set(region, messages.slot.get(vfs));
  if (fdref !== 0) {
    regions.fdref.set(region, fdref);
    regions.filePage.set(region, messages.offsetPages.get(vfs));
    regions.clearEnd.set(region, messages.clearEnd.get(vfs));
  }
  ptReleaseTables(machine, vmproc, page, pages);
  regionLink(machine, region, VM_RULES.regionImage.id);
  return OK;
}
