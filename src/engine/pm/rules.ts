/** Rules of PM: why a process began or ended. Ids 200 to 299. */
export const PM_RULES = {
  beganFork: { id: 200, sentence: 'fork: it has a copy of the address space of {b}' },
  beganShared: { id: 201, sentence: 'clone with CLONE_VM: it runs in the address space of {b}' },
  beganThread: { id: 202, sentence: 'clone with CLONE_THREAD: a thread of the process of {b}' },
  beganSpawn: { id: 203, sentence: 'the script made it' },
  endedExit: { id: 210, sentence: 'it called exit' },
  endedGroup: { id: 211, sentence: 'another thread of its process ended the process' },
  endedSignal: { id: 212, sentence: 'a signal whose default action is to end the process' },
  endedExec: { id: 213, sentence: 'another thread of its process executed a file' },
  endedFailedExec: { id: 214, sentence: 'execve had given up the old memory when it failed' },
  childEnded: { id: 220, sentence: 'a child ended' },
  killed: { id: 221, sentence: 'kill was called' },
} as const;
