/** What a session needs of whoever runs it. Nothing else of a host may be used in this folder but in its entry files. */
export interface Host {
  /** Runs a task in a later turn, after messages that have arrived by then: a macrotask. */
  schedule(task: () => void): void;
  /** Milliseconds since any fixed time. */
  now(): number;
  /**
   * Reads a text.
   * @param from the file that names it, relative to which it is meant; null: the client names it.
   * @throws an error whose message says why it cannot be read.
   */
  readText(path: string, from: string | null): Promise<string>;
  /** The session is over: nothing is sent any more. */
  ended(): void;
}
