/**
 * Which descriptors the processes of a log have: what the lines say, so that a descriptor of which only the number is
 * printed gets the file that it means, and calls on descriptors that the model does not have are not run. Two processes
 * that share their descriptors share one of these.
 */

export interface Descriptor {
  /** Null when the log does not tell. */
  readonly path: string | null;
  /** Whether the model has it, too: sockets and what calls that are not modelled made are only in the log. */
  readonly isModelled: boolean;
  /** Whether execve closes it (O_CLOEXEC). */
  readonly closes?: boolean;
}

/** Standard input, output and error are a terminal. */
const STANDARD = 3;

export class Descriptors {
  private readonly entries = new Map<number, Descriptor>();

  constructor() {
    for (let descriptor = 0; descriptor < STANDARD; descriptor++) {
      this.entries.set(descriptor, { path: null, isModelled: true });
    }
  }

  copy(): Descriptors {
    const copy = new Descriptors();
    copy.entries.clear();
    for (const [descriptor, entry] of this.entries) copy.entries.set(descriptor, entry);
    return copy;
  }

  /** What a process has after execve, apart from whoever shared it. */
  executed(): Descriptors {
    const kept = this.copy();
    for (const [descriptor, { closes }] of this.entries) {
      if (closes === true) kept.entries.delete(descriptor);
    }
    return kept;
  }

  get(descriptor: number): Descriptor | undefined {
    return this.entries.get(descriptor);
  }

  set(descriptor: number, entry: Descriptor): void {
    this.entries.set(descriptor, entry);
  }

  delete(descriptor: number): void {
    this.entries.delete(descriptor);
  }

  isModelled(descriptor: number): boolean {
    return this.entries.get(descriptor)?.isModelled === true;
  }

  /** The descriptor that the model gives next; `taken` counts as in use. */
  lowestFree(taken = -1): number {
    for (let descriptor = 0; ; descriptor++) {
      if (descriptor !== taken && !this.isModelled(descriptor)) return descriptor;
    }
  }
}
