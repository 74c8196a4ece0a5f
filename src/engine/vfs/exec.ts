/**
 * execve in VFS (minix/servers/vfs/exec.c, libexec): finding the program, and telling VM what to map in place of reading
 * an ELF file: the segments of the file's image, stack and heap.
 */
import { ERRNO, OK } from '../errno';
import { hasEnded, processOfEndpoint } from '../kernel/endpoint';
import { sendrec } from '../kernel/scheduler';
import type { FileRow, Image, ImageMapping, Machine, ProcessRow } from '../machine';
import { VM_EXEC_NEWMEM, VM_PROCCTL, VM_VFS_MMAP, VMPPARAM_CLEAR } from '../messages';
import { PM, VFS, VM } from '../processNumbers';
import { MAP_PRIVATE, MAP_SHARED } from '../vm/vm';
import { O_RDONLY, openFileNew } from './descriptors';
import { ASSUMED_MODE, closeOnExec } from './open';
import { unshareDescriptors } from './process';
import { atLeast, FILE_TYPE, findFile, isAllowed, makeFile, MAY_EXECUTE } from './files';

/**
 * VFS_PM_EXEC: `endpoint` executes the file `text`; `slot` is an image that stands for the file's own (a log's
 * `### maps` block), 0 for none; `request` 0 only asks whether it can, 1 does it; lengthPages is the most that its stack
 * may take (0: the default).
 * @returns OK; -ESRCH for a bad endpoint; -ENOENT, -EACCES, -ENOEXEC (POSIX exec), and nothing changed; with `request` 1 also -ENOMEM, -ENFILE: then
 *   the address space is not usable.
 */
export function doPmExec(machine: Machine): number {
  const { messages } = machine;
  const process = processOfEndpoint(machine, messages.endpoint.get(PM));
  if (process === 0 || hasEnded(machine, process)) return -ERRNO.ESRCH;
  const found = findFile(machine, messages.text.get(PM));
  const given = messages.slot.get(PM);
  const isAssumed = machine.configuration.placement === 'recorded' && given !== 0;
  if (found === 0 && !isAssumed) return -ERRNO.ENOENT;
  const uid = machine.mprocs.uid.get(process);
  if (found !== 0 && !isAllowed(machine, found, uid, MAY_EXECUTE)) return -ERRNO.EACCES;
  const image = machine.images[given !== 0 ? given : machine.files.image.get(found)];
  if (image === undefined || image.mappings.length === 0) return -ERRNO.ENOEXEC;
  if (messages.request.get(PM) === 0) return OK;
  const mapped = mapImage(machine, image);
  return mapped < 0 ? mapped : keepDescriptors(machine, process);
}

/** What execve does with descriptors: those of O_CLOEXEC are closed, and the others are the process's own from then on. */
function keepDescriptors(machine: Machine, process: ProcessRow): number {
  if (!machine.fprocs.has(process)) return OK;
  const unshared = unshareDescriptors(machine, process);
  if (unshared === OK) closeOnExec(machine, process);
  return unshared;
}

/** Clears the address space and maps the image: segments first, then stack and heap. */
function mapImage(machine: Machine, image: Image): number {
  const { messages } = machine;
  const endpoint = messages.endpoint.get(PM);
  messages.endpoint.set(VFS, endpoint);
  messages.request.set(VFS, VMPPARAM_CLEAR);
  messages.type.set(VFS, VM_PROCCTL);
  const cleared = sendrec(machine, VFS, VM);
  if (cleared < 0) return cleared;
  for (const mapping of image.mappings) {
    const mapped = mapSegment(machine, endpoint, mapping);
    if (mapped < 0) return mapped;
  }
  messages.endpoint.set(VFS, endpoint);
  messages.lengthPages.set(VFS, messages.lengthPages.get(PM));
  messages.addressPage.set(VFS, image.breakPage);
  messages.addressOffset.set(VFS, image.breakOffset);
  messages.type.set(VFS, VM_EXEC_NEWMEM);
  return sendrec(machine, VFS, VM);
}

/** VM_VFS_MMAP for one segment; a file is opened for it, and VM holds it from then on. */
function mapSegment(machine: Machine, endpoint: number, mapping: ImageMapping): number {
  const { messages } = machine;
  const file = mapping.path === 0 ? 0 : segmentFile(machine, mapping);
  if (file < 0) return file;
  const openFile = file === 0 ? 0 : openFileNew(machine, file, O_RDONLY);
  if (file !== 0 && openFile === 0) return -ERRNO.ENFILE;
  if (openFile !== 0) machine.openFiles.vmHolds.set(openFile, 1);
  messages.endpoint.set(VFS, endpoint);
  messages.inode.set(VFS, file);
  messages.descriptor.set(VFS, openFile);
  messages.addressPage.set(VFS, mapping.startPage);
  messages.addressOffset.set(VFS, 0);
  messages.lengthPages.set(VFS, mapping.pages);
  messages.lengthOffset.set(VFS, 0);
  messages.protection.set(VFS, mapping.protection);
  messages.flags.set(VFS, mapping.shared ? MAP_SHARED : MAP_PRIVATE);
  messages.slot.set(VFS, mapping.name);
  messages.offsetPages.set(VFS, mapping.filePage);
  messages.offsetOffset.set(VFS, 0);
  messages.clearEnd.set(VFS, mapping.clearEnd);
  messages.type.set(VFS, VM_VFS_MMAP);
  return sendrec(machine, VFS, VM);
}

/** The file of a segment: in logs it springs into being, as long as it is mapped. @returns a row, or -errno. */
function segmentFile(machine: Machine, mapping: ImageMapping): FileRow {
  const found = findFile(machine, mapping.path);
  if (machine.configuration.placement !== 'recorded') return found === 0 ? -ERRNO.ENOENT : found;
  const file =
    found === 0 ? makeFile(machine, mapping.path, FILE_TYPE.REGULAR, ASSUMED_MODE) : found;
  if (file === 0) return -ERRNO.ENFILE;
  if (machine.files.type.get(file) === FILE_TYPE.REGULAR) {
    atLeast(machine, file, mapping.filePage + mapping.pages, 0);
  }
  return file;
}
