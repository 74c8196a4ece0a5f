/** Pages that a file system gives VM's page cache by itself, for tests: the model's own reads them from its disk. */
import type { FileRow, Machine } from '../../src/engine/machine';
import { trap } from '../../src/engine/kernel/trap';
import { VM_SETCACHEPAGE } from '../../src/engine/messages';
import { VFS, VM } from '../../src/engine/processNumbers';
import { allocMem } from '../../src/engine/vm/alloc';
import { FRAME_USE, VMSF_ONCE } from '../../src/engine/vm/vm';

/** VFS gives the first page of a file with VMSF_ONCE, as of a file whose contents may change. @returns VM's answer. */
export function setOnce(machine: Machine, file: FileRow, text: string): number {
  const frame = allocMem(machine, 1, 0, FRAME_USE.CACHE);
  machine.ram.writeBytes(frame, 0, new TextEncoder().encode(text));
  const { messages } = machine;
  messages.inode.set(VFS, file);
  messages.offsetPages.set(VFS, 0);
  messages.slot.set(VFS, frame);
  machine.diskState.frameInHand.set(1, frame);
  messages.flags.set(VFS, VMSF_ONCE);
  trap(machine, VFS, VM, VM_SETCACHEPAGE);
  return machine.processes.result.get(VFS);
}
