/** Laws 2 and 3 through the protocol, on every example: n steps forward and n back; looking changes nothing. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Client } from './client';
import { EXAMPLES, inline } from './inline';

const FILES = readdirSync(EXAMPLES).filter((name) => name.endsWith('.vms'));
/** Steps at each granularity. */
const STEPS = 12;

interface State {
  readonly moment: string;
  readonly hash: string;
  readonly finished: boolean;
}

const UNITS = [
  { unit: 'statement', forward: 'next', back: 'pagewalk/reverseNext', args: {} },
  { unit: 'line', forward: 'stepIn', back: 'stepBack', args: { granularity: 'line' } },
  { unit: 'event', forward: 'stepIn', back: 'stepBack', args: { granularity: 'instruction' } },
] as const;

function state(client: Client): Promise<State> {
  return client.request<State>('pagewalk/state');
}

describe.each(FILES)('%s', (name) => {
  it('comes back through the states that it came through', async () => {
    const { client } = inline();
    await client.launch({ program: join(EXAMPLES, name), stopOnEntry: true });
    for (const { unit, forward, back, args } of UNITS) {
      // Between two statements no event has just happened: events begin with the first one.
      if (unit === 'event') await client.stop(forward, { threadId: 1, ...args });
      const path = [await state(client)];
      while (path.length <= STEPS && path.at(-1)?.finished === false) {
        await client.stop(forward, { threadId: 1, ...args });
        path.push(await state(client));
      }
      for (const expected of path.slice(0, -1).reverse()) {
        await client.stop(back, { threadId: 1, ...args });
        expect(await state(client)).toEqual(expected);
      }
      // The next granularity begins further on.
      for (let i = 0; i < 6; i++) await client.stop('next', { threadId: 1 });
    }
    client.check();
  });

  it('is not changed by being looked at', async () => {
    const { client } = inline();
    let stop = await client.launch({ program: join(EXAMPLES, name), stopOnEntry: true });
    for (let i = 0; i < 8; i++) {
      stop = await client.stop(i % 3 === 2 ? 'stepIn' : 'next', { threadId: 1 });
      const before = await state(client);
      await look(client, stop.threadId);
      expect(await state(client)).toEqual(before);
    }
  });
});

/** Everything that an editor asks at a stop, and more. */
async function look(client: Client, threadId: number): Promise<void> {
  const { threads } = await client.request<{ threads: { id: number }[] }>('threads');
  for (const { id } of threads) await client.stack(id);
  const [frame] = await client.stack(threadId);
  const frameId = frame?.id ?? 0;
  for (const { variablesReference } of await client.scopes(frameId)) {
    for (const child of (await client.variables(variablesReference)).slice(0, 8)) {
      if (child.variablesReference !== 0) await client.variables(child.variablesReference);
      if (child.memoryReference !== undefined) {
        await client.request('readMemory', { memoryReference: child.memoryReference, count: 64 });
      }
      if (child.evaluateName !== undefined)
        await client.ask('evaluate', { expression: child.evaluateName });
      await client.ask('dataBreakpointInfo', { variablesReference, name: child.name });
    }
  }
  await client.request('evaluate', { expression: 'sound', context: 'hover' });
  await client.request('completions', { text: 'p', column: 2 });
  await client.request('stepInTargets', { frameId });
  await client.ask('exceptionInfo', { threadId });
  const { source, line } = frame ?? {};
  if (source !== undefined) await client.request('gotoTargets', { source, line });
  await client.request('loadedSources');
  await client.request('pagewalk/processes');
}
