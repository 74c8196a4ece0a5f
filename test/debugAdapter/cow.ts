/** Sessions on examples/cow.vms, whose comments say what it does. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client, Stop } from './client';
import { EXAMPLES, inline } from './inline';

export const COW = join(EXAMPLES, 'cow.vms');
const TEXT = readFileSync(COW, 'utf8');

/** The line (from 1) that begins with this. */
export function lineOf(start: string): number {
  return TEXT.split('\n').findIndex((line) => line.startsWith(start)) + 1;
}

export const STORE = lineOf('child: store(buf, "HELLO")');
export const LOAD = lineOf('parent: load(buf, 5)');

export interface SetBreakpoint {
  readonly id: number;
  readonly verified: boolean;
  readonly line?: number;
  readonly message?: string;
}

export async function setBreakpoints(client: Client, breakpoints: readonly object[], path = COW) {
  const body = await client.request<{ breakpoints: SetBreakpoint[] }>('setBreakpoints', {
    source: { path },
    breakpoints,
  });
  return body.breakpoints;
}

/** A session that stands before the child's store. */
export async function atStore(): Promise<{ client: Client; stop: Stop }> {
  const { client } = inline();
  const stop = await client.launch({ program: COW }, async () => {
    await setBreakpoints(client, [{ line: STORE }]);
  });
  return { client, stop };
}

export async function threadNames(client: Client): Promise<string[]> {
  const { threads } = await client.request<{ threads: { name: string }[] }>('threads');
  return threads.map(({ name }) => name);
}

export async function frameNames(client: Client, threadId: number): Promise<string[]> {
  return (await client.stack(threadId)).map(({ name }) => name);
}

export async function scopeOf(client: Client, stop: Stop, name: string): Promise<number> {
  const [frame] = await client.stack(stop.threadId);
  const scope = (await client.scopes(frame?.id ?? 0)).find((one) => one.name === name);
  return scope?.variablesReference ?? 0;
}
