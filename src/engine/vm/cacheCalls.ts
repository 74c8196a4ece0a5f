/** The calls of file systems on the page cache (do_setcachepage of minix/servers/vm/mem_cache.c). */
import { ERRNO, OK } from '../errno';
import type { Machine, ProcessRow } from '../machine';
import { ALLOC_RULES } from './allocRules';
import { addCache, findCachedPage, rmCache } from './cache';
import { MAX_FILE_PAGES } from '../vfs/files';
import { pbFree, pbNew } from './pb';
import { VMSF_ONCE } from './vm';

/**
 * VM_SETCACHEPAGE: frame `slot`, which VFS filled from the disk, becomes page offsetPages of file `inode`; flags VMSF_*.
 * In MINIX the frame comes with the sender's page; here file systems have no memory of their own. It replaces a page
 * that may be used once.
 * @returns OK; -EFAULT for a frame that is not the one in VFS's hands; -EINVAL when that page is cached already, or no
 *   file can have it; -ENOMEM. On an error the frame stays the sender's.
 */
export function doSetcachepage(machine: Machine, vfs: ProcessRow): number {
  const { messages, cachedPages } = machine;
  const file = messages.inode.get(vfs);
  const page = messages.offsetPages.get(vfs);
  const frame = messages.slot.get(vfs);
  if (frame === 0 || frame !== machine.diskState.frameInHand.get(1)) return -ERRNO.EFAULT;
  if (!machine.files.has(file) || page < 0 || page >= MAX_FILE_PAGES) return -ERRNO.EINVAL;
  const old = findCachedPage(machine, file, page, false);
  if (old !== 0 && (cachedPages.flags.get(old) & VMSF_ONCE) === 0) return -ERRNO.EINVAL;
  const block = pbNew(machine, frame);
  if (block === 0) return -ERRNO.ENOMEM;
  if (addCache(machine, file, page, block, messages.flags.get(vfs)) === 0) {
    pbFree(machine, block);
    return -ERRNO.ENOMEM;
  }
  machine.diskState.frameInHand.set(1, 0);
  if (old !== 0) rmCache(machine, old, ALLOC_RULES.cacheReplaced.id);
  return OK;
}
