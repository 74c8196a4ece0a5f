/** Memory and values that are read and written, and the edits that follow. */
import { describe, expect, it } from 'vitest';
import { fromBase64, toBase64 } from '../../src/debugAdapter/base64';
import { atStore, scopeOf } from './cow';

interface Read {
  readonly address: string;
  readonly data?: string;
  readonly unreadableBytes?: number;
}

describe('base64', () => {
  it('is what Node makes of it', () => {
    for (let length = 0; length < 20; length++) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length) & 255);
      const text = Buffer.from(bytes).toString('base64');
      expect(toBase64(bytes)).toBe(text);
      expect(fromBase64(text)).toEqual(bytes);
    }
    for (const wrong of ['a', 'a===', '!!!!', 'aa=a']) expect(fromBase64(wrong)).toBeNull();
  });
});

describe('memory', () => {
  it('is read up to a hole, and the hole has a length', async () => {
    const { client, stop } = await atStore();
    const regions = await client.variables(await scopeOf(client, stop, 'Regions'));
    const memoryReference = regions[0]?.memoryReference ?? '';
    expect(memoryReference).toMatch(/^va:101:0x/);
    const read = (args: object) => client.request<Read>('readMemory', { memoryReference, ...args });
    const start = await read({ count: 5 });
    expect(Buffer.from(start.data ?? '', 'base64').toString()).toBe('hello');
    // Two pages are there, and nothing behind them.
    const whole = await read({ count: 3 * 4096 });
    expect(Buffer.from(whole.data ?? '', 'base64')).toHaveLength(8192);
    expect(whole.unreadableBytes).toBe(4096);
    const hole = await read({ offset: 8192, count: 16 });
    expect(hole).toMatchObject({ unreadableBytes: 16 });
    expect(hole.data).toBeUndefined();
    expect(await read({ count: 0 })).toEqual({ address: start.address });
    expect(await client.refusal('readMemory', { memoryReference: 'x', count: 1 })).toMatch(
      /va:PID/,
    );
  });

  it('is written as an edit: another branch, and undone by going back before it', async () => {
    const { client, stop } = await atStore();
    const regions = await client.variables(await scopeOf(client, stop, 'Regions'));
    const memoryReference = regions[0]?.memoryReference ?? '';
    const memory = client.next('memory');
    const invalidated = client.next('invalidated');
    const data = Buffer.from('J').toString('base64');
    await client.request('writeMemory', { memoryReference, data });
    expect((await memory).body).toEqual({ memoryReference, offset: 0, count: 1 });
    expect((await invalidated).body).toEqual({ areas: ['variables'] });
    expect(await client.evaluate('peek(child, buf, 5)')).toBe('"Jello"');
    expect(await client.request('pagewalk/state')).toMatchObject({ branch: 1 });
    await client.stop('stepBack', { threadId: 1 });
    expect(await client.evaluate('peek(child, buf, 5)')).toBe('"hello"');
  });

  it('and variables, cells and bits of entries are set', async () => {
    const { client, stop } = await atStore();
    const variablesReference = await scopeOf(client, stop, 'Script variables');
    await client.request('setVariable', { variablesReference, name: 'buf', value: '0x1000' });
    expect(await client.evaluate('buf')).toBe('4096');
    const entry = 'pte(child, 0xe7ffe000).writable';
    expect(await client.evaluate(entry)).toBe('0');
    await client.request('setExpression', { expression: entry, value: '1' });
    expect(await client.evaluate(entry)).toBe('1');
    expect(await client.refusal('setExpression', { expression: '1 + 1', value: '1' })).toMatch(
      /cannot be changed/,
    );
    expect(await client.refusal('setExpression', { expression: 'buf', value: 'nothing' })).toMatch(
      /nothing/,
    );
  });

  it('costs the edit, not the session, when the machine cannot run with it', async () => {
    const { client } = await atStore();
    const before = await client.request<{ hash: string }>('pagewalk/state');
    // The child's row; memory has 4,096 frames.
    await client.request('setExpression', { expression: 'vmproc.root[14]', value: '999999' });
    const stop = await client.stop('continue', { threadId: 1 });
    expect(stop).toMatchObject({ reason: 'goto' });
    const outputs = client.events.flatMap(({ event, body }) =>
      event === 'output' ? [(body as { output: string }).output] : [],
    );
    expect(outputs.filter((text) => /edits of branch 1 .* on branch 0/.test(text))).toHaveLength(1);
    expect(await client.request('pagewalk/state')).toEqual(before);
    await client.request('setBreakpoints', { source: { path: 'cow.vms' }, breakpoints: [] });
    await client.stop('next', { threadId: 1 });
    expect(await client.evaluate('peek(child, buf, 5)')).toBe('"HELLO"');
  });

  it('ends a process as an edit', async () => {
    const { client, stop } = await atStore();
    const exited = client.next('thread');
    await client.request('terminateThreads', { threadIds: [stop.threadId] });
    expect((await exited).body).toEqual({ reason: 'exited', threadId: stop.threadId });
    expect(await client.evaluate('child.alive')).toBe('0');
  });
});
