/** Tells a client of moves that take long how far they have come. A client may cancel them: that is a pause. */

/** Milliseconds before a move counts as long, and between two messages. */
const PERIOD_MS = 500;

export class Progress {
  private readonly id: string;
  private last: number;
  private isShown = false;

  /** @param number tells this move from others. */
  constructor(
    private readonly send: (event: string, body: object) => void,
    number: number,
    begin: number,
  ) {
    this.id = `move ${number}`;
    this.last = begin;
  }

  /** The host had its turn. */
  tick(now: number, message: () => string): void {
    if (now - this.last < PERIOD_MS) return;
    this.last = now;
    const body = { progressId: this.id, message: message() };
    if (this.isShown) this.send('progressUpdate', body);
    else this.send('progressStart', { ...body, title: 'Running', cancellable: true });
    this.isShown = true;
  }

  end(): void {
    if (this.isShown) this.send('progressEnd', { progressId: this.id });
    this.isShown = false;
  }
}
