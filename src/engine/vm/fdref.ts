/**
 * Files that VM holds for its mappings: one reference for each file, counted by the regions that map it
 * (minix/servers/vm/fdref.c). The open file description belongs to VM, so it outlives the descriptor of the process.
 */
import type { FdrefRow, FileRow, Machine, OpenFileRow } from '../machine';
import { VMVFSREQ_FDCLOSE } from '../messages';
import { slabAlloc, slabFree } from './slaballoc';
import { vfsRequest } from './vfs';
import { OBJECT_BYTES, VFS_CALLBACK } from './vm';

/**
 * The reference for a file that was opened for VM as `openFile`. If there is one with the same access mode already, the
 * new description is closed again (fdref_dedup_or_new).
 * @returns the reference, not counted yet: see fdrefRef and fdrefUnused; 0 when there is no memory for it.
 */
export function fdrefDedupOrNew(machine: Machine, file: FileRow, openFile: OpenFileRow): FdrefRow {
  const { fdrefs, openFiles, globals } = machine;
  const mode = openFiles.flags.get(openFile) & 3;
  for (let at = globals.firstFdref.get(1); at !== 0; at = fdrefs.next.get(at)) {
    if (fdrefs.file.get(at) !== file) continue;
    const old = fdrefs.openFile.get(at);
    if ((openFiles.flags.get(old) & 3) !== mode) continue;
    closeFile(machine, openFile);
    return at;
  }
  const slot = slabAlloc(machine, OBJECT_BYTES.FDREF);
  const fdref = slot === 0 ? 0 : fdrefs.add();
  if (fdref === 0) {
    slabFree(machine, slot);
    closeFile(machine, openFile);
    return 0;
  }
  fdrefs.slot.set(fdref, slot);
  fdrefs.openFile.set(fdref, openFile);
  fdrefs.file.set(fdref, file);
  fdrefs.next.set(fdref, globals.firstFdref.get(1));
  globals.firstFdref.set(1, fdref);
  return fdref;
}

/** One region more maps the file. */
export function fdrefRef(machine: Machine, fdref: FdrefRow): void {
  machine.fdrefs.refcount.set(fdref, machine.fdrefs.refcount.get(fdref) + 1);
}

/** One region less maps the file; after the last one VFS closes it. */
export function fdrefDeref(machine: Machine, fdref: FdrefRow): void {
  machine.fdrefs.refcount.set(fdref, machine.fdrefs.refcount.get(fdref) - 1);
  fdrefUnused(machine, fdref);
}

/** Frees a reference that no region counts: the mapping for which it was made failed (Q17 is not reproduced). */
export function fdrefUnused(machine: Machine, fdref: FdrefRow): void {
  const { fdrefs, globals } = machine;
  if (fdrefs.refcount.get(fdref) > 0) return;
  const next = fdrefs.next.get(fdref);
  let at = globals.firstFdref.get(1);
  if (at === fdref) globals.firstFdref.set(1, next);
  else {
    while (fdrefs.next.get(at) !== fdref) at = fdrefs.next.get(at);
    fdrefs.next.set(at, next);
  }
  closeFile(machine, fdrefs.openFile.get(fdref));
  slabFree(machine, fdrefs.slot.get(fdref));
  fdrefs.remove(fdref);
}

/**
 * Whether an open file is one that VFS opened for VM, of that file, and that VM has not taken already: neither for a
 * mapping nor to give it up.
 */
export function isHandedOver(machine: Machine, file: FileRow, openFile: OpenFileRow): boolean {
  const { openFiles, vfsRequests, globals } = machine;
  if (!openFiles.has(openFile) || openFiles.file.get(openFile) !== file) return false;
  let left = openFiles.vmHolds.get(openFile) - (isMapped(machine, openFile) ? 1 : 0);
  for (let at = globals.firstRequest.get(1); at !== 0; at = vfsRequests.next.get(at)) {
    const isClose = vfsRequests.request.get(at) === VMVFSREQ_FDCLOSE;
    if (isClose && vfsRequests.descriptor.get(at) === openFile) left--;
  }
  return left > 0;
}

/** Whether VM has a reference for an open file: regions map it. */
export function isMapped(machine: Machine, openFile: OpenFileRow): boolean {
  const { fdrefs, globals } = machine;
  let at = globals.firstFdref.get(1);
  while (at !== 0 && fdrefs.openFile.get(at) !== openFile) at = fdrefs.next.get(at);
  return at !== 0;
}

/** Asks VFS to close an open file of VM's. */
export function closeFile(machine: Machine, openFile: OpenFileRow): void {
  vfsRequest(machine, VMVFSREQ_FDCLOSE, 0, 0, openFile, 0, VFS_CALLBACK.NONE, 0);
}
