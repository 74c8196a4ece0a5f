/** Runs work that follows a changing state: one at a time, and once more if the state changed meanwhile. */
export class Latest {
  private isRunning = false;
  private isStale = false;

  /** @param work asks the debugger; it must not throw. */
  constructor(private readonly work: () => Promise<void>) {}

  /** The state changed. */
  run(): void {
    this.isStale = true;
    if (!this.isRunning) void this.loop();
  }

  /** Whether what is worked on is of an earlier state. */
  get isOutdated(): boolean {
    return this.isStale;
  }

  private async loop(): Promise<void> {
    this.isRunning = true;
    while (this.isStale) {
      this.isStale = false;
      await this.work();
    }
    this.isRunning = false;
  }
}
