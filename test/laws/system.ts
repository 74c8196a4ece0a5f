/**
 * Law 6's model of processes and files: who lives, who waits for whom, which descriptors are open. As `reference.ts`,
 * it says what POSIX says and shares no code with the engine.
 */
import type { SharedObject, Space } from './reference';

/** An open file description (POSIX open): shared by the descriptors that dup and fork made of it. */
export interface OpenFile {
  readonly object: SharedObject;
  /** O_RDONLY 0, O_WRONLY 1, O_RDWR 2. */
  readonly mode: number;
  position: number;
}

export const MODE = { READ: 0, WRITE: 1, BOTH: 2 } as const;

/** A process, or one more thread of it. */
export class Process {
  /** `gone`: nobody can ask for it any more. `ended`: its first thread ended, others live. */
  state: 'alive' | 'waits' | 'ended' | 'zombie' | 'gone' = 'alive';
  /** What wait4 tells of it. */
  status = 0;
  /** While it waits in wait4: the pid, -1 for any. */
  waitsFor = -1;
  /** The child for whose end it waits in vfork. */
  vforked: Process | null = null;
  /** Known as soon as somebody saw it. */
  stackPointer = -1;

  /**
   * @param leader the first thread of its process; null: it is the first.
   * @param parent null: nobody asks for it.
   */
  constructor(
    readonly name: string,
    readonly pid: number,
    private readonly leader: Process | null,
    public parent: Process | null,
    readonly space: Space,
    readonly descriptors: Map<number, OpenFile>,
  ) {}

  /** The first thread of its process. */
  get first(): Process {
    return this.leader ?? this;
  }

  get lives(): boolean {
    return this.state === 'alive' || this.state === 'waits';
  }

  freeDescriptor(): number {
    let descriptor = 0;
    while (this.descriptors.has(descriptor)) descriptor++;
    return descriptor;
  }
}

export class System {
  readonly processes: Process[] = [];
  /** Waiting calls that the last statement ended, with the pids that they answer. */
  answered: { readonly process: Process; readonly pid: number }[] = [];

  /** Those that can do something now. */
  ready(): Process[] {
    return this.processes.filter(({ state }) => state === 'alive');
  }

  living(): Process[] {
    return this.processes.filter(({ lives }) => lives);
  }

  threadsOf(process: Process): Process[] {
    return this.living().filter(({ first }) => first === process.first);
  }

  /** Children that somebody may still ask for. */
  childrenOf(process: Process): Process[] {
    return this.processes.filter(
      (child) => child.parent === process.first && child.first === child && child.state !== 'gone',
    );
  }

  /** vfork(2): the parent goes on when the child, which has its address space, ends. */
  vfork(parent: Process, child: Process): void {
    this.processes.push(child);
    parent.state = 'waits';
    parent.vforked = child;
  }

  /** exit(2): one thread ends; with the last one its process. */
  exitThread(process: Process, status: number): void {
    process.status = status;
    process.state = process === process.first ? 'ended' : 'gone';
    this.releaseVforker(process);
    if (this.threadsOf(process).length === 0) this.endProcess(process.first);
  }

  /** exit_group(2), or the default action of a signal: all threads end. */
  exitAll(process: Process, status: number): void {
    const { first } = process;
    const threads = this.threadsOf(process);
    for (const thread of threads) thread.state = 'gone';
    for (const thread of threads) this.releaseVforker(thread);
    first.status = status;
    this.endProcess(first);
  }

  private releaseVforker(child: Process): void {
    for (const parent of this.processes) {
      if (parent.vforked !== child) continue;
      parent.vforked = null;
      if (parent.state !== 'waits') continue;
      parent.state = 'alive';
      this.answered.push({ process: parent, pid: child.pid });
    }
  }

  /** A child was asked for. */
  reap(child: Process): void {
    child.state = 'gone';
  }

  private endProcess(first: Process): void {
    first.state = 'gone';
    for (const child of this.processes) {
      if (child.parent !== first || child === first) continue;
      child.parent = null;
      if (child.state === 'zombie') child.state = 'gone';
    }
    const { parent } = first;
    if (parent === null || this.threadsOf(parent).length === 0) return;
    first.state = 'zombie';
    const waiter = this.threadsOf(parent).find(
      ({ state, waitsFor, vforked }) =>
        state === 'waits' && vforked === null && (waitsFor === -1 || waitsFor === first.pid),
    );
    if (waiter === undefined) return;
    waiter.state = 'alive';
    this.reap(first);
    this.answered.push({ process: waiter, pid: first.pid });
  }
}
