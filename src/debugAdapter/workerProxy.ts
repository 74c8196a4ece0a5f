/** Stands outside for a session in a worker: what a client calls, and what reads texts for it. Knows no host. */
import type { FromWorker, ToWorker } from './workerMessages';

/** A worker, as its host started it. */
export interface SessionWorker {
  post(message: ToWorker): void;
  /** Called with each message of the worker. */
  onMessage: (message: FromWorker) => void;
  end(): void;
}

export class WorkerProxy {
  private isOver = false;

  /**
   * @param send hands a message to the client
   * @param readText reads a text, relative to the file that names it; it rejects with why not
   */
  constructor(
    private readonly worker: SessionWorker,
    private readonly send: (message: unknown) => void,
    private readonly readText: (path: string, from: string | null) => Promise<string>,
  ) {
    worker.onMessage = (message) => this.receive(message);
  }

  /** Takes a message of the client. */
  handle(message: unknown): void {
    this.worker.post({ kind: 'message', message });
  }

  dispose(): void {
    this.isOver = true;
    this.worker.end();
  }

  private receive(message: FromWorker): void {
    if (this.isOver) return;
    if (message.kind === 'message') this.send(message.message);
    else void this.read(message);
  }

  private async read({ id, path, from }: FromWorker & { readonly kind: 'read' }): Promise<void> {
    let answer: ToWorker;
    try {
      answer = { kind: 'text', id, text: await this.readText(path, from) };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      answer = { kind: 'unreadable', id, why };
    }
    if (!this.isOver) this.worker.post(answer);
  }
}
