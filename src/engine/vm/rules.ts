/**
 * Why the VM server decided as it did: rules that its events carry. {subject}, {a} and {b} are the event's numbers.
 */
export const VM_RULES = {
  zeroFirstTouch: { id: 500, sentence: 'first touch of anonymous memory: a new frame of zeros' },
  zeroSharedFrame: {
    id: 501,
    sentence: 'a read of untouched memory maps the shared frame of zeros',
  },
  zeroBroken: {
    id: 502,
    sentence: 'a write to the shared frame of zeros: a new frame of zeros, nothing copied',
  },
  cowShared: { id: 503, sentence: 'copied because another mapping has the frame too' },
  cowClearEnd: {
    id: 505,
    sentence: 'copied because the page holds the end of the file data and the start of bss',
  },
  cowPrivateFile: {
    id: 506,
    sentence: 'copied because a private mapping must not change the file',
  },
  placedHint: { id: 510, sentence: 'placed at the address that was asked for' },
  placedTopDown: {
    id: 511,
    sentence: 'placed at the top of the highest gap that fits below the mmap base',
  },
  placedBelowLast: {
    id: 512,
    sentence:
      'placed below the end of the region that was placed last, with a page free on both sides',
  },
  placedHighestGap: {
    id: 513,
    sentence: 'placed in the highest gap that fits, with a page free on both sides',
  },
  placedExactGap: {
    id: 514,
    sentence: 'placed in the highest gap that fits; no room for a free page on both sides',
  },
  placedRecorded: { id: 515, sentence: 'placed where the log says' },
  splitUnmap: { id: 520, sentence: 'split because only a part of it is unmapped' },
  splitProtect: { id: 521, sentence: 'split because only a part of it changes its protection' },
  splitMove: { id: 522, sentence: 'split because only a part of it moves' },
  mergedAlike: { id: 523, sentence: 'merged because the neighbours differ in nothing' },
  mergedBack: { id: 524, sentence: 'put together again because the call that split it failed' },
  regionUnmapped: { id: 531, sentence: 'removed by munmap' },
  regionReplaced: { id: 532, sentence: 'removed because MAP_FIXED maps over it' },
  regionExit: { id: 533, sentence: 'removed because its process ends or executes another program' },
  regionForked: { id: 534, sentence: 'created as the copy of a region of the parent' },
  regionBreak: { id: 535, sentence: 'resized by brk' },
  regionStack: { id: 536, sentence: 'the stack grew down to the address that was touched' },
  regionStackBack: {
    id: 546,
    sentence: 'the stack shrank again: the page could not be made present',
  },
  regionImage: { id: 537, sentence: 'created by execve' },
  regionGrows: { id: 547, sentence: 'the stack of the program: it may grow down from here on' },
  regionMoved: { id: 538, sentence: 'moved or resized by mremap' },
  regionProtected: { id: 539, sentence: 'its protection changed' },
  entryMapped: { id: 540, sentence: 'the page became present' },
  entryCopied: { id: 560, sentence: 'the process has a frame of its own now' },
  entryReadOnly: { id: 541, sentence: 'made read-only because parent and child share the frame' },
  entryUpgraded: { id: 542, sentence: 'made writable because nobody else has the frame any more' },
  entryProtected: { id: 543, sentence: 'rewritten because the protection changed' },
  entryRemoved: { id: 544, sentence: 'removed because the page was unmapped' },
  entryTruncated: { id: 561, sentence: 'removed because the file ends before the page now' },
  entryMoved: { id: 545, sentence: 'moved with its page by mremap' },
  deniedNoRegion: { id: 550, sentence: 'SIGSEGV: no region holds the address' },
  deniedProtection: { id: 551, sentence: 'SIGSEGV: the region does not allow this access' },
  deniedBeyondEnd: {
    id: 552,
    sentence: 'the page lies wholly beyond the end of the mapped object',
  },
  deniedNoMemory: { id: 553, sentence: 'no frame was free' },
  deniedReadError: { id: 554, sentence: 'the page could not be read from the disk' },
  asksDescriptor: { id: 570, sentence: 'only VFS knows which file the descriptor means' },
  asksPage: { id: 571, sentence: 'the page must be read from the disk first' },
  asksClose: { id: 572, sentence: 'VM needs the open file no more' },
} as const;
