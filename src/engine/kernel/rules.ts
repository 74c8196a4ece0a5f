/** Rules of the kernel and the disk driver: why an event happened. Ids 100 to 199. */
export const KERNEL_RULES = {
  signalEnds: { id: 100, sentence: 'the default action of this signal ends the process' },
  faultAgain: { id: 102, sentence: 'the access faults again whenever VM has served its fault' },
  switchProcess: { id: 110, sentence: 'another process runs on this CPU now' },
  diskRead: { id: 120, sentence: 'the page is not in the page cache' },
  diskWriteBack: { id: 121, sentence: 'the cached page is dirty and its frame is needed' },
  diskSparse: { id: 122, sentence: 'the page was never written, so it has no block' },
} as const;
