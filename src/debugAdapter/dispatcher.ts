/**
 * The protocol's side of a session, on the server of `@vscode/debugadapter`, which frames, numbers and hands over the
 * messages on every transport. Added here is what it has not: requests that wait for each other, work that runs in
 * slices, so that `pause` and `cancel` get through, and refusals in words. Knows nothing of what is debugged.
 *
 * A response is always sent before what the request sets off.
 */
import { Response } from '@vscode/debugadapter/lib/messages';
import { ProtocolServer } from '@vscode/debugadapter/lib/protocol';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { Arguments, isFields } from './arguments';
import { Cancelled, NotStopped, RequestError } from './errors';
import type { Host } from './host';

/** Milliseconds after which the host gets its turn. */
const SLICE_MS = 10;

export interface Request extends DebugProtocol.Request {
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

export abstract class Dispatcher extends ProtocolServer {
  private task: Task | null = null;
  private waiting: Request[] = [];
  private isClosed = false;

  constructor(readonly host: Host) {
    super();
    // What comes on a stream and is no message, and a stream that breaks: the session goes on, or its host ends it.
    this.on('error', nothing);
  }

  /** Whether a request may be answered while the run moves, or while another is being answered. */
  protected abstract isUrgent(command: string): boolean;
  /** @returns unknown: there is no such request. */
  protected abstract answerTo(command: string, args: Arguments, call: Call): Answer | 'unknown';
  /** What answering a request threw that is no refusal; the response is sent. */
  protected abstract report(error: unknown, command: string): void;

  /** What runs now. */
  get taskKind(): Task['kind'] | null {
    return this.task?.kind ?? null;
  }

  /**
   * Takes a message of the client, and never throws, whatever it is. What is no request, or has no number, cannot be
   * answered and is passed over.
   */
  override handleMessage(message: unknown): void {
    const request = requestOf(message);
    if (request !== null && !this.isClosed) super.handleMessage(request);
  }

  protected override dispatchRequest(request: Request): void {
    if (this.task === null || this.isUrgent(request.command)) this.answer(request);
    else if (this.task.kind === 'question') this.waiting.push(request);
    else this.refuse(request, new NotStopped());
  }

  override sendEvent(event: DebugProtocol.Event): void {
    if (!this.isClosed) super.sendEvent(event);
  }

  /** Begins a move in a later turn: what the client sent with it comes first. */
  beginTask(task: Task): void {
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

  /** Nothing is answered or sent any more. */
  override dispose(): void {
    this.isClosed = true;
    this.task?.steps.return(nothing);
    this.task = null;
    this.waiting = [];
  }

  private answer(request: Request): void {
    const call = new Call(request);
    try {
      const args = new Arguments(request.arguments, request.command);
      const answer = this.answerTo(request.command, args, call);
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
    if (this.isClosed) return;
    const response = responseTo(call.request);
    this.sendResponse(body === undefined ? response : { ...response, body });
    call.finish();
  }

  private refuse(request: Request, error: unknown): void {
    if (this.isClosed) return;
    const isOurs = !(error instanceof RequestError);
    const message = error instanceof Error ? error.message : String(error);
    const showUser = error instanceof RequestError && error.showUser;
    const body = { error: { id: isOurs ? 2 : 1, format: message, showUser } };
    this.sendResponse({ ...responseTo(request), success: false, message, body });
    if (isOurs) this.report(error, request.command);
  }
}

function responseTo({ seq, command }: Request): DebugProtocol.Response {
  return new Response({ seq, type: 'request', command });
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
  return { seq, type: 'request', command, arguments: message['arguments'] };
}

function isGenerator(answer: Body | Generator<void, Body>): answer is Generator<void, Body> {
  return answer !== undefined && Symbol.iterator in answer && 'next' in answer;
}
