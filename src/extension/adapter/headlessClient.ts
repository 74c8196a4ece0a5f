/** A client of the debug adapter without a user interface: for runs that nobody looks at, as those of tests. */
import * as vscode from 'vscode';

interface Response {
  readonly type: 'response';
  readonly request_seq: number;
  readonly success: boolean;
  readonly message?: string;
  readonly body?: unknown;
}

interface Event {
  readonly type: 'event';
  readonly event: string;
  readonly body?: unknown;
}

interface Waiting {
  readonly resolve: (body: unknown) => void;
  readonly reject: (error: Error) => void;
}

export class HeadlessClient implements vscode.Disposable {
  private sent = 0;
  private readonly waiting = new Map<number, Waiting>();
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly adapter: vscode.DebugAdapter,
    private readonly onEvent: (event: string, body: unknown) => void,
  ) {
    this.subscription = adapter.onDidSendMessage((message) =>
      this.receive(message as Response | Event),
    );
  }

  /** @throws an error with the adapter's words. */
  request(command: string, args: object = {}): Promise<unknown> {
    const seq = ++this.sent;
    return new Promise((resolve, reject) => {
      this.waiting.set(seq, { resolve, reject });
      const message = { seq, type: 'request', command, arguments: args };
      this.adapter.handleMessage(message);
    });
  }

  dispose(): void {
    this.subscription.dispose();
    void this.adapter.dispose();
    for (const { reject } of this.waiting.values()) reject(new vscode.CancellationError());
    this.waiting.clear();
  }

  private receive(message: Response | Event): void {
    if (message.type === 'event') {
      this.onEvent(message.event, message.body);
      return;
    }
    const waiting = this.waiting.get(message.request_seq);
    this.waiting.delete(message.request_seq);
    if (message.success) waiting?.resolve(message.body);
    else waiting?.reject(new Error(message.message ?? ''));
  }
}
