/** Rules of VFS: why a signal or a message came from it. Ids 300 to 399. */
export const VFS_RULES = {
  brokenPipe: { id: 300, sentence: 'it wrote to a pipe that nobody can read any more' },
} as const;
