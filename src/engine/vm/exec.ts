/**
 * The memory of a new program: VFS maps the segments (VM_VFS_MMAP), then asks for the rest, stack and heap
 * (VM_EXEC_NEWMEM). Models libexec and the historic minix/servers/vm/exec.c; the stack of MINIX is mapped whole, that of
 * Linux grows down (mm/exec.c setup_arg_pages).
 */
import { EVENT } from '../../machine/events';
import { ERRNO, OK } from '../errno';
import { hasEnded, processOfEndpoint } from '../kernel/endpoint';
import type { Machine, ProcessRow, RegionRow, VmprocRow } from '../machine';
import { isUserSlot } from '../processNumbers';
import { isPlace } from './messageRange';
import { regionLast } from './regionavl';
import { endOf, isFree } from './placement';
import { regionLink, regionNew } from './region';
import { VM_RULES } from './rules';
import { newSpace } from './space';
import {
  MEM_TYPE,
  PROT_EXEC,
  PROT_READ,
  PROT_WRITE,
  REGION_NAME,
  VMF_INUSE,
  VR_ANON,
  VR_GROWSDOWN,
  VR_WRITABLE,
} from './vm';

/** MINIX DEFAULT_STACK_LIMIT, 4 MiB; Linux's usual RLIMIT_STACK, 8 MiB; in bytes. */
const MINIX_STACK_BYTES = 4 * 1024 * 1024;
const STACK_LIMIT_BYTES = 8 * 1024 * 1024;
/** What Linux maps for the stack at exec: 128 KiB and a page. */
const FIRST_STACK_BYTES = 132 * 1024;

/**
 * VM_EXEC_NEWMEM: `endpoint` gets an address space if it has none, a stack of at most lengthPages pages (0: the default)
 * unless a segment of that name was mapped, and a heap from addressPage/Offset on (0: behind the highest segment below
 * the stack, or at an eighth of the address space).
 * @returns OK; -EINVAL for a bad endpoint, or a heap outside of user space; -ENOMEM.
 */
export function doExecNewmem(machine: Machine, sender: ProcessRow): number {
  const { messages, vmprocs } = machine;
  const process = processOfEndpoint(machine, messages.endpoint.get(sender));
  if (!isUserSlot(process - 1) || hasEnded(machine, process)) return -ERRNO.EINVAL;
  const heapPage = messages.addressPage.get(sender);
  const heapOffset = messages.addressOffset.get(sender);
  if (!isPlace(machine, heapPage, heapOffset)) return -ERRNO.EINVAL;
  const vmproc = machine.processes.vmproc.get(process);
  const isNew = (vmprocs.flags.get(vmproc) & VMF_INUSE) === 0;
  if (isNew) {
    const made = newSpace(machine, vmproc);
    if (made !== OK) return made;
  }
  const stacked = makeStack(machine, vmproc, messages.lengthPages.get(sender));
  if (stacked !== OK) return stacked;
  setHeap(machine, vmproc, heapPage, heapOffset);
  return OK;
}

/** Maps the stack below the top of user space, or takes over the one that is mapped there. */
function makeStack(machine: Machine, vmproc: VmprocRow, wanted: number): number {
  const { vmprocs, regions, architecture, personality } = machine;
  const limit = stackLimit(machine, wanted);
  const top = regionLast(machine, vmproc);
  vmprocs.stackLimit.set(vmproc, limit);
  vmprocs.stackEnd.set(vmproc, architecture.stackTopPage);
  if (top !== 0 && regions.name.get(top) === REGION_NAME.STACK) {
    vmprocs.stackEnd.set(vmproc, endOf(machine, top));
    if (personality.stackGrows) letGrow(machine, top);
    return OK;
  }
  const first = Math.max(1, Math.ceil(FIRST_STACK_BYTES / architecture.pageBytes));
  const pages = personality.stackGrows ? Math.min(first, limit) : limit;
  const start = architecture.stackTopPage - pages;
  if (!isFree(machine, vmproc, start, pages)) return -ERRNO.ENOMEM;
  const region = regionNew(machine, vmproc, start, pages, MEM_TYPE.ANON);
  if (region === 0) return -ERRNO.ENOMEM;
  const grows = personality.stackGrows ? VR_GROWSDOWN : 0;
  regions.flags.set(region, VR_ANON | VR_WRITABLE | grows);
  regions.protection.set(region, PROT_READ | PROT_WRITE);
  regions.maxProtection.set(region, PROT_READ | PROT_WRITE | PROT_EXEC);
  regions.name.set(region, REGION_NAME.STACK);
  regionLink(machine, region, VM_RULES.regionImage.id);
  return OK;
}

/** Makes the stack that a program brought with it grow down when it is touched below its start. */
function letGrow(machine: Machine, stack: RegionRow): void {
  const { regions } = machine;
  regions.flags.set(stack, regions.flags.get(stack) | VR_GROWSDOWN);
  const start = regions.start.get(stack);
  machine.trace.event(
    EVENT.region,
    stack,
    start,
    regions.pages.get(stack),
    VM_RULES.regionGrows.id,
  );
}

/** The most pages that the stack may take: as asked, else the personality's default, at most an eighth of all. */
function stackLimit(machine: Machine, wanted: number): number {
  const { architecture, personality } = machine;
  const most = Math.max(1, Math.floor(architecture.userPages / 8));
  if (wanted > 0) return Math.min(wanted, most);
  const bytes = personality.stackGrows ? STACK_LIMIT_BYTES : MINIX_STACK_BYTES;
  return Math.min(most, Math.max(1, Math.ceil(bytes / architecture.pageBytes)));
}

function setHeap(machine: Machine, vmproc: VmprocRow, page: number, offset: number): void {
  const { vmprocs, configuration, architecture } = machine;
  if (page === 0 && configuration.placement === 'recorded') return;
  const start = page !== 0 ? page : Math.max(1, Math.floor(architecture.userPages / 8));
  const startOffset = page !== 0 ? offset : 0;
  vmprocs.heapPage.set(vmproc, start);
  vmprocs.heapOffset.set(vmproc, startOffset);
  vmprocs.heapEnd.set(vmproc, start + (startOffset > 0 ? 1 : 0));
  vmprocs.breakPage.set(vmproc, start);
  vmprocs.breakOffset.set(vmproc, startOffset);
}
