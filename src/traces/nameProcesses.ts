/**
 * Lines without a pid: strace prints none without -f, and with -f none while there is only one process. Finds out which
 * process each such line means. 0 remains where the log tells no pid at all.
 */
import type { LogEvent } from './logEvents';

/** Calls whose result is the pid of a process with one thread, or of its first. */
const OWN_PID = /(?<=^|\n)(?:[^\n(]*\s)?(?:getpid|set_tid_address|gettid)\([^\n]*\)\s+= (\d+)/;

/** Gives events without a pid that of their process. @returns the same events. */
export function nameProcesses(text: string, events: LogEvent[]): LogEvent[] {
  if (events.every(({ pid }) => pid !== 0)) return events;
  const first = firstPid(text, events);
  const alive = new Set<number>();
  let hasEnded = false;
  for (const event of events) {
    if (event.pid === 0) event.pid = hasEnded && alive.size > 0 ? onlyOf(alive) : first;
    if (event.kind === 'call' && event.child !== 0) alive.add(event.child);
    const ends = event.kind === 'ended' || event.kind === 'exited' || event.kind === 'killed';
    if (!ends) continue;
    alive.delete(event.pid);
    hasEnded ||= event.pid === first;
  }
  return events;
}

function onlyOf(pids: ReadonlySet<number>): number {
  for (const pid of pids) return pid;
  return 0;
}

/**
 * The pid of the process that the log begins with: the one that strace was attached to, else the first that is named and
 * that no other made.
 */
function firstPid(text: string, events: readonly LogEvent[]): number {
  const [begin] = events;
  if (begin?.kind === 'attached') return begin.pid;
  const children = new Set<number>();
  for (const [, pid] of text.matchAll(/strace: Process (\d+) attached/g)) children.add(Number(pid));
  for (const event of events) {
    if (event.kind === 'call' && event.child !== 0) children.add(event.child);
  }
  const named = events.find(({ pid }) => pid !== 0 && !children.has(pid));
  if (named !== undefined) return named.pid;
  return Number(OWN_PID.exec(text)?.[1] ?? 0);
}
