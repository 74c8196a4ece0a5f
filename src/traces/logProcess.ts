/**
 * The processes of a log while it is read: who made whom, which threads belong together, who shares addresses and
 * descriptors. Follows the calls of the log; the machine is not asked.
 */
import type { Who } from '../language/tree';
import type { Descriptors } from './descriptors';
import type { SeenRanges } from './seenRanges';

/** Where the heap is, once the log has told. */
export interface Heap {
  start: number;
  end: number;
}

/** An address space: one for all who share it. */
export interface Space {
  readonly seen: SeenRanges;
  heap: Heap | null;
}

export class LogProcess {
  isAlive = true;
  /** A process with all threads ended, for whose end its parent has not asked. */
  isZombie = false;
  /** The child of a vfork that has neither executed a file nor ended: this process waits for it. */
  vforkChild: LogProcess | null = null;
  /** Whoever waits for this child of a vfork. */
  vforkParent: LogProcess | null = null;
  /** Of a first thread: all threads that live, itself too. */
  readonly threads = new Set<LogProcess>();
  readonly children = new Set<LogProcess>();
  leader: LogProcess = this;

  constructor(
    public pid: number,
    /** How lines name it. */
    public who: Who,
    public space: Space,
    public files: Descriptors,
    /** The first thread of its parent, null when the log does not show it. */
    public parent: LogProcess | null,
  ) {
    this.threads.add(this);
  }

  /** Makes it a thread of another process. */
  join(leader: LogProcess): void {
    this.threads.clear();
    this.leader = leader;
    leader.threads.add(this);
  }

  /** Ends this thread. Its process becomes a zombie with the last one. */
  end(): void {
    if (!this.isAlive) return;
    this.isAlive = false;
    this.release();
    const { leader } = this;
    leader.threads.delete(this);
    if (leader.threads.size > 0) return;
    for (const child of leader.children) child.parent = null;
    leader.children.clear();
    leader.isZombie = leader.parent !== null;
  }

  /** Whoever waited for this child of a vfork goes on. */
  release(): void {
    if (this.vforkParent !== null) this.vforkParent.vforkChild = null;
    this.vforkParent = null;
  }

  /** Its parent has asked for its end. */
  reap(): void {
    this.leader.isZombie = false;
    this.leader.parent?.children.delete(this.leader);
  }
}
