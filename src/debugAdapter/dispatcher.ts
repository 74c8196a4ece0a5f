/**
 * The protocol's side of a session: takes requests, finds who answers them, sends responses and events, and lets long
 * work run in slices, so that `pause` and `cancel` get through. Knows nothing of what is debugged.
 *
 * A response is always sent before what the request sets off.
 */
import type { DebugProtocol } from '@vscode/debugprotocol';
import { Arguments, isFields } from './arguments';
import { Cancelled, NotStopped, RequestError } from './errors';
import type { Host } from './host';

/** Milliseconds after which the host gets its turn. */
const SLICE_MS = 10;

export interface Request {
  readonly seq: number;
  readonly command: string;
  readonly arguments: unknown;
}

/** One request that is being answered. */
export class Call {
  private readonly tasks: (() => void)[] = [];

  constructor(readonly request: Request) {}

  /** Does something as soon as the response was sent. */
  after(task: () => void): void {
    this.tasks.push(task);
  }

  /** Only the dispatcher calls this. */
  finish(): void {
    for (const task of this.tasks) task();
  }
}

export type Body = object | undefined;
/** The body of the response; a promise of it; or work that yields from time to time and ends with it. */
export type Answer = Body | Promise<Body> | Generator<void, Body>;

/** Long work. */
export interface Task {
  readonly kind: 'move' | 'question';
  /** The request that began it; null: none waits for it. */
  readonly request: Request | null;
  readonly steps: Generator<void, () => void>;
  /** It was given up. */
  abandoned(): void;
  /** It threw. */
  failed(error: unknown): void;
  /** Each time the host had its turn. */
  tick?(): void;
}

export interface Handlers {
  /** Whether a request may be answered while the run moves, or while another is being answered. */
  isUrgent(command: string): boolean;
  /** @returns undefined: there is no such request. */
  answer(command: string, args: Arguments, call: Call): Answer | 'unknown';
  /** What answering a request threw that is no refusal; the response is sent. */
  report(error: unknown, command: string): void;
}

export class Dispatcher {
  private sent = 0;
  private task: Task | null = null;
  private waiting: Request[] = [];

  constructor(
    private readonly host: Host,
    private readonly handlers: Handlers,
  ) {}

  /** What runs now. */
  get running(): Task['kind'] | null {
    return this.task?.kind ?? null;
  }

  /** Takes a message of the client. What is no request, or has no number, cannot be answered and is passed over. */
  handle(message: unknown): void {
    const request = requestOf(message);
    if (request === null) return;
    if (this.task === null || this.handlers.isUrgent(request.command)) this.answer(request);
    else if (this.task.kind === 'question') this.waiting.push(request);
    else this.refuse(request, new NotStopped());
  }

  event(event: string, body?: object): void {
    const message = { seq: ++this.sent, type: 'event', event };
    this.host.send(body === undefined ? message : Object.assign(message, { body }));
  }

  /** Begins a move in a later turn: what the client sent with it comes first. */
  begin(task: Task): void {
    this.task = task;
    this.host.schedule(() => {
      this.pump(task);
    });
  }

  /** Gives up what runs. @returns false when nothing of this kind does. */
  abandon(kind: Task['kind']): boolean {
    const { task } = this;
    if (task?.kind !== kind) return false;
    this.task = null;
    task.steps.return(nothing);
    task.abandoned();
    if (kind === 'question' && task.request !== null) this.refuse(task.request, new Cancelled());
    this.drain();
    return true;
  }

  /** The client does not want the answer to a request any more. */
  cancel(seq: number): void {
    const index = this.waiting.findIndex((request) => request.seq === seq);
    const [request] = index < 0 ? [] : this.waiting.splice(index, 1);
    if (request !== undefined) this.refuse(request, new Cancelled());
    else if (this.task?.request?.seq === seq) this.abandon(this.task.kind);
  }

  /** Nothing is answered any more. */
  stop(): void {
    this.task?.steps.return(nothing);
    this.task = null;
    this.waiting = [];
  }

  private answer(request: Request): void {
    const call = new Call(request);
    try {
      const args = new Arguments(request.arguments, request.command);
      const answer = this.handlers.answer(request.command, args, call);
      if (answer === 'unknown') {
        this.refuse(request, new RequestError(`there is no request ${request.command}`));
      } else if (answer instanceof Promise) this.await(answer, call);
      else if (isGenerator(answer)) this.ask(answer, call);
      else this.respond(call, answer);
    } catch (error) {
      this.refuse(request, error);
    }
  }

  private await(answer: Promise<Body>, call: Call): void {
    answer.then(
      (body) => {
        this.respond(call, body);
      },
      (error: unknown) => {
        this.refuse(call.request, error);
      },
    );
  }

  /** A question begins at once: most are answered within a slice. */
  private ask(steps: Generator<void, Body>, call: Call): void {
    if (this.task !== null) {
      this.refuse(call.request, new NotStopped());
      return;
    }
    const { request } = call;
    const task: Task = {
      kind: 'question',
      request,
      steps: answering(steps, (body) => {
        this.respond(call, body);
      }),
      abandoned: nothing,
      failed: (error) => {
        this.refuse(request, error);
      },
    };
    this.task = task;
    this.pump(task);
  }

  /** Lets a task run until the slice is over. */
  private pump(task: Task): void {
    if (this.task !== task) return;
    const begin = this.host.now();
    try {
      for (;;) {
        const step = task.steps.next();
        if (step.done === true) {
          this.task = null;
          step.value();
          break;
        }
        if (this.host.now() - begin < SLICE_MS) continue;
        this.host.schedule(() => {
          this.pump(task);
        });
        task.tick?.();
        return;
      }
    } catch (error) {
      this.task = null;
      task.failed(error);
    }
    this.drain();
  }

  /** Answers what waited. */
  private drain(): void {
    while (this.task === null) {
      const request = this.waiting.shift();
      if (request === undefined) return;
      this.answer(request);
    }
  }

  private respond(call: Call, body: Body): void {
    const { seq, command } = call.request;
    const head = { seq: ++this.sent, type: 'response', request_seq: seq, command, success: true };
    this.host.send(body === undefined ? head : Object.assign(head, { body }));
    call.finish();
  }

  private refuse({ seq, command }: Request, error: unknown): void {
    const isOurs = !(error instanceof RequestError);
    const message = error instanceof Error ? error.message : String(error);
    const showUser = error instanceof RequestError && error.showUser;
    const response: DebugProtocol.ErrorResponse = {
      ...{ seq: ++this.sent, type: 'response', request_seq: seq, command, success: false, message },
      body: { error: { id: isOurs ? 2 : 1, format: message, showUser } },
    };
    this.host.send(response);
    if (isOurs) this.handlers.report(error, command);
  }
}

function nothing(): void {
  // Nobody waits.
}

function* answering(
  steps: Generator<void, Body>,
  respond: (body: Body) => void,
): Generator<void, () => void> {
  const body = yield* steps;
  return () => {
    respond(body);
  };
}

function requestOf(message: unknown): Request | null {
  if (!isFields(message) || message['type'] !== 'request') return null;
  const { seq, command } = message;
  if (typeof seq !== 'number' || !Number.isSafeInteger(seq) || typeof command !== 'string') {
    return null;
  }
  return { seq, command, arguments: message['arguments'] };
}

function isGenerator(answer: Body | Generator<void, Body>): answer is Generator<void, Body> {
  return answer !== undefined && Symbol.iterator in answer && 'next' in answer;
}
