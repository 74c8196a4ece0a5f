/** Why calls of a log are not run, as the summary says it. */
export const WHY = {
  notModelled: 'not modelled',
  flag: 'flags that are not modelled, in calls that were run without them',
  failed: 'failed in the log, so not run',
  overtaken: 'not ended when their process began the next call',
  neverReturned: 'never returned',
  interrupted: 'interrupted and begun again',
  descriptor: 'on descriptors that the model does not have',
  device: 'on devices, pipes and sockets',
  ended: 'by processes that had ended',
  unknown: 'about processes that the log does not show',
  map: 'not compared, because the log does not tell the map after execve',
} as const;

/** The comment behind statements that the log implies but does not show. */
export const NOT_IN_LOG = 'not in the log';
