/** `pagewalk dap` on standard input and output, with a client that does as little as it can beside measuring. */
import { spawn, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { frame, MessageReader } from '../debugAdapter/framing';

/** The bundle of the benchmarks lies in out/bench. */
const CLI = resolve(__dirname, '../../dist/cli.js');

type Take = (message: DebugProtocol.Response) => void;

export class AdapterClient {
  private readonly child: ChildProcess;
  private readonly waiting = new Map<number, Take>();
  private readonly events = new Map<string, ((body: unknown) => void)[]>();
  /** The thread that stopped last. */
  private threadId = 1;
  private seq = 0;

  constructor() {
    this.child = spawn(process.execPath, [CLI, 'dap'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const reader = new MessageReader((message) => {
      this.receive(message as DebugProtocol.Response | DebugProtocol.Event);
    });
    this.child.stdout?.on('data', (chunk: Buffer) => {
      reader.push(chunk);
    });
  }

  /** @throws what the adapter says when it refuses. */
  async request<T>(command: string, args: object = {}): Promise<T> {
    const seq = ++this.seq;
    const response = await new Promise<DebugProtocol.Response>((take) => {
      this.waiting.set(seq, take);
      this.child.stdin?.write(frame({ seq, type: 'request', command, arguments: args }));
    });
    if (!response.success) throw new Error(`${command}: ${response.message ?? ''}`);
    return response.body as T;
  }

  /** Sends a request after which the run stops again. */
  async stop(command: string, args: object = {}): Promise<void> {
    const stopped = this.next('stopped');
    await this.request(command, args);
    this.threadId = ((await stopped) as { threadId: number }).threadId;
  }

  /** The thread that stopped last, as arguments of requests. */
  get thread(): { readonly threadId: number } {
    return { threadId: this.threadId };
  }

  /** @returns the body of the next event of a kind. */
  next(event: string): Promise<unknown> {
    return new Promise((take) => {
      this.events.set(event, [...(this.events.get(event) ?? []), take]);
    });
  }

  /** Begins a session before the first statement of a script. */
  async launch(text: string): Promise<void> {
    const initialized = this.next('initialized');
    await this.request('initialize', { adapterID: 'pagewalk', supportsVariablePaging: true });
    await this.request('launch', { program: 'bench.vms', text, stopOnEntry: true });
    await initialized;
    await this.stop('configurationDone');
  }

  async end(): Promise<void> {
    await this.request('disconnect');
    this.child.kill();
  }

  private receive(message: DebugProtocol.Response | DebugProtocol.Event): void {
    if ('event' in message) {
      const takers = this.events.get(message.event) ?? [];
      this.events.delete(message.event);
      for (const take of takers) take(message.body);
    } else {
      this.waiting.get(message.request_seq)?.(message);
      this.waiting.delete(message.request_seq);
    }
  }
}
