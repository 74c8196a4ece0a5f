/** The calls of file systems on the page cache (do_setcachepage of minix/servers/vm/mem_cache.c). */
import { ERRNO, OK } from '../errno';
import type { Machine, ProcessRow } from '../machine';
import { ALLOC_RULES } from './allocRules';
import { addCache, findCachedPage, rmCache } from './cache';
import { pbFree, pbNew } from './pb';
import { VMSF_ONCE } from './vm';

/**
 * VM_SETCACHEPAGE: frame `slot`, which VFS filled from the disk, becomes page offsetPages of file `inode`; flags VMSF_*.
 * In MINIX the frame comes with the sender's page; here file systems have no memory of their own. It replaces a page
 * that may be used once.
 * @returns OK; -EINVAL when that page is cached already; -ENOMEM. On an error the frame stays the sender's.
 */
export function doSetcachepage(machine: Machine, vfs: ProcessRow): number {
  const { messages, cachedPages } = machine;
  const file = messages.inode.get(vfs);
  const page = messages.offsetPages.get(vfs);
  const old = findCachedPage(machine, file, page, false);
  if (old !== 0 && (cachedPages.flags.get(old) & VMSF_ONCE) === 0) return -ERRNO.EINVAL;
  const block = pbNew(machine, messages.slot.get(vfs));
  if (block === 0) return -ERRNO.ENOMEM;
  if (addCache(machine, file, page, block, messages.flags.get(vfs)) === 0) {
    pbFree(machine, block);
    return -ERRNO.ENOMEM;
  }
  if (old !== 0) rmCache(machine, old, ALLOC_RULES.cacheReplaced.id);
  return OK;
}
