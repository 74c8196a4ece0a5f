/** Why frames were given and taken: rules of alloc.ts, cache.ts and pagetable.ts. */
export const ALLOC_RULES = {
  allocRecent: { id: 400, sentence: 'taken from the frames that were freed last' },
  allocScan: { id: 401, sentence: 'found by the search downward from where the last one ended' },
  allocReclaimed: { id: 402, sentence: 'free again after clean pages left the page cache' },
  allocSpare: { id: 403, sentence: 'taken from the spare frames that VM keeps for itself' },
  spareKept: { id: 405, sentence: 'kept as a spare frame for VM itself' },
  freed: { id: 404, sentence: 'nobody uses it any more' },
  tableMade: { id: 410, sentence: 'a page table for the page' },
  tableKernel: { id: 412, sentence: 'the kernel is part of every address space' },
  tableFreed: { id: 411, sentence: 'the page table holds no entry any more' },
  cacheEvicted: { id: 420, sentence: 'the oldest page that only the cache holds' },
  cacheAdded: { id: 421, sentence: 'read from the disk' },
  cacheForgotten: { id: 422, sentence: 'its file became shorter or was forgotten' },
  cacheUsedOnce: { id: 423, sentence: 'its contents may be used once, and were' },
  cacheReplaced: { id: 424, sentence: 'the file system gave the page anew' },
} as const;
