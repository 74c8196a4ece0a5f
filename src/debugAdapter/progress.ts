/** Tells a client of moves that take long how far they have come. A client may cancel them: that is a pause. */

import { ProgressEndEvent, ProgressStartEvent, ProgressUpdateEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';

/** Milliseconds before a move counts as long, and between two messages. */
const PERIOD_MS = 500;

export class Progress {
  private readonly id: string;
  private last: number;
  private isShown = false;

  /** @param number tells this move from others. */
  constructor(
    private readonly send: (event: DebugProtocol.Event) => void,
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
    if (this.isShown) this.send(new ProgressUpdateEvent(this.id, message()));
    else {
      const event = new ProgressStartEvent(this.id, 'Running', message());
      Object.assign(event.body, { cancellable: true });
      this.send(event);
    }
    this.isShown = true;
  }

  end(): void {
    if (this.isShown) this.send(new ProgressEndEvent(this.id));
    this.isShown = false;
  }
}
