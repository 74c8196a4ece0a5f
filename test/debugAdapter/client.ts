/**
 * A small DAP client. It checks every message in both directions against the protocol's schema, and that a response comes
 * before what the request sets off.
 */
import type { DebugProtocol } from '@vscode/debugprotocol';
import { messageErrors } from './protocolSchema';

type Event = DebugProtocol.Event;

export interface Stop {
  readonly reason: string;
  readonly threadId: number;
  readonly description?: string;
  readonly text?: string;
  readonly hitBreakpointIds?: readonly number[];
}

interface Waiting {
  readonly matches: (event: Event) => boolean;
  readonly take: (event: Event) => void;
}

/** Client capabilities as VS Code announces them. */
export const VSCODE = {
  ...{ clientID: 'vscode', adapterID: 'pagewalk', locale: 'en', pathFormat: 'path' },
  ...{ linesStartAt1: true, columnsStartAt1: true, supportsVariableType: true },
  ...{ supportsVariablePaging: true, supportsRunInTerminalRequest: true },
  ...{ supportsMemoryReferences: true, supportsProgressReporting: true },
  ...{ supportsInvalidatedEvent: true, supportsMemoryEvent: true },
  ...{ supportsArgsCanBeInterpretedByShell: true, supportsStartDebuggingRequest: true },
  ...{ supportsANSIStyling: true },
};

export class Client {
  /** All events so far. */
  readonly events: Event[] = [];
  /** Where the adapter broke the protocol. */
  readonly violations: string[] = [];
  private seq = 0;
  private readonly pending = new Map<
    number,
    { command: string; take: (response: DebugProtocol.Response) => void }
  >();
  private waiting: Waiting[] = [];

  /**
   * @param post hands a message to the adapter.
   * @param lastSeq the number of the last message that the adapter has sent.
   */
  constructor(
    private readonly post: (message: object) => void,
    private lastSeq = 0,
  ) {}

  /** Takes a message of the adapter. */
  receive(message: unknown): void {
    this.violations.push(...messageErrors(message));
    const known = message as Event | DebugProtocol.Response;
    if (known.seq !== ++this.lastSeq) {
      this.violations.push(`seq ${known.seq} behind ${this.lastSeq - 1}`);
    }
    if (known.type === 'event') this.take(known as Event);
    else if (known.type === 'response') this.resolve(known as DebugProtocol.Response);
  }

  /** Sends a request that may be refused. */
  ask(command: string, args?: object): Promise<DebugProtocol.Response> {
    const seq = ++this.seq;
    const message = { seq, type: 'request', command, arguments: args };
    const errors = messageErrors(message);
    if (errors.length > 0) throw new Error(errors.join('\n'));
    return new Promise((take) => {
      this.pending.set(seq, { command, take });
      this.post(JSON.parse(JSON.stringify(message)) as object);
    });
  }

  /** Sends a request that must succeed. @returns its body. */
  async request<T = Readonly<Record<string, unknown>>>(command: string, args?: object): Promise<T> {
    const response = await this.ask(command, args);
    this.check();
    if (!response.success) throw new Error(`${command}: ${response.message ?? ''}`);
    return response.body as T;
  }

  /** Sends a request that must be refused. @returns why. */
  async refusal(command: string, args?: object): Promise<string> {
    const response = await this.ask(command, args);
    this.check();
    if (response.success) throw new Error(`${command} was not refused`);
    return response.message ?? '';
  }

  /** @throws when the adapter broke the protocol. */
  check(): void {
    if (this.violations.length > 0) throw new Error(this.violations.join('\n'));
  }

  /** The number of the last request that was sent. */
  get lastRequest(): number {
    return this.seq;
  }

  /** The next event of a kind. */
  next(kind: string): Promise<Event> {
    return new Promise((take) => {
      this.waiting.push({ matches: ({ event }) => event === kind, take });
    });
  }

  /** Sends a request after which the run stops again. */
  async stop(command: string, args?: object): Promise<Stop> {
    const stopped = this.nextStop();
    await this.request(command, args);
    return stopped;
  }

  async nextStop(): Promise<Stop> {
    const event = await this.next('stopped');
    return event.body as Stop;
  }

  /** Begins a session up to its first stop. */
  async launch(args: object, configure: () => Promise<void> = done): Promise<Stop> {
    await this.request('initialize', VSCODE);
    const initialized = this.next('initialized');
    await this.request('launch', args);
    await initialized;
    await configure();
    return this.stop('configurationDone');
  }

  /** What the console shows. */
  get output(): string {
    return this.events
      .filter(({ event }) => event === 'output')
      .map(({ body }) => (body as { output: string }).output)
      .join('');
  }

  /** The names of the frames of a thread. */
  async stack(threadId: number): Promise<DebugProtocol.StackFrame[]> {
    const body = await this.request<{ stackFrames: DebugProtocol.StackFrame[] }>('stackTrace', {
      threadId,
    });
    return body.stackFrames;
  }

  async variables(
    variablesReference: number,
    more: object = {},
  ): Promise<DebugProtocol.Variable[]> {
    const body = await this.request<{ variables: DebugProtocol.Variable[] }>('variables', {
      variablesReference,
      ...more,
    });
    return body.variables;
  }

  async scopes(frameId: number): Promise<DebugProtocol.Scope[]> {
    const body = await this.request<{ scopes: DebugProtocol.Scope[] }>('scopes', { frameId });
    return body.scopes;
  }

  async evaluate(expression: string, context = 'watch'): Promise<string> {
    const body = await this.request<{ result: string }>('evaluate', { expression, context });
    return body.result;
  }

  private take(event: Event): void {
    this.events.push(event);
    const found = this.waiting.find(({ matches }) => matches(event));
    if (found === undefined) return;
    this.waiting = this.waiting.filter((one) => one !== found);
    found.take(event);
  }

  private resolve(response: DebugProtocol.Response): void {
    const pending = this.pending.get(response.request_seq);
    if (pending?.command !== response.command) {
      this.violations.push(`nobody waits for ${JSON.stringify(response)}`);
      return;
    }
    this.pending.delete(response.request_seq);
    pending.take(response);
  }
}

async function done(): Promise<void> {
  // Nothing to configure.
}
