/**
 * The page's side of the messages between a page and its host: requests with answers, and what the host tells. It keeps
 * nothing of what the answers say.
 */
import type { ViewArguments, ViewBodies, ViewRequest } from '../../src/protocol/requests';
import type { HostMessage, PageMessage, Selection, SessionState } from '../../src/protocol/webview';
import { useWords } from './words';

/** What VS Code gives a page, once. */
interface VsCodeApi {
  postMessage(message: PageMessage): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** A request that was refused; the message is the adapter's. */
export class Refused extends Error {}

/** What a page wants to hear of. */
export interface Listener {
  /** How the session stands; at each stop anew. */
  session(state: SessionState, title: string): void;
  /** Somebody chose something in another view. */
  select(selection: Selection): void;
}

interface Waiting {
  resolve(body: ViewBodies[ViewRequest]): void;
  reject(reason: Refused): void;
}

export class Host {
  private readonly api = acquireVsCodeApi();
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 1;

  constructor(private readonly listener: Listener) {
    window.addEventListener('message', ({ data }: MessageEvent<HostMessage>) => this.receive(data));
    // A hidden page may have missed what was sent.
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.send({ type: 'ready' });
    });
  }

  /** Says that the page is there; the host answers with how the session stands. */
  begin(): void {
    this.send({ type: 'ready' });
  }

  send(message: PageMessage): void {
    this.api.postMessage(message);
  }

  /** @throws Refused */
  ask<R extends ViewRequest>(request: R, args: ViewArguments<R>): Promise<ViewBodies[R]> {
    const id = this.nextId++;
    const answer = new Promise<ViewBodies[ViewRequest]>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
    });
    // The id ties the answer to this request, and the request to the type of its body.
    this.send({ type: 'request', id, request, arguments: args } as PageMessage);
    return answer as Promise<ViewBodies[R]>;
  }

  /** What the page kept when it was shown last. */
  get state(): unknown {
    return this.api.getState();
  }

  set state(state: unknown) {
    this.api.setState(state);
  }

  private receive(message: HostMessage): void {
    switch (message.type) {
      case 'words':
        useWords(message.words);
        return;
      case 'session':
        this.listener.session(message.state, message.title);
        return;
      case 'select':
        this.listener.select(message);
        return;
      case 'answer': {
        const waiting = this.waiting.get(message.id);
        this.waiting.delete(message.id);
        if (message.ok) waiting?.resolve(message.body);
        else waiting?.reject(new Refused(message.message));
      }
    }
  }
}
