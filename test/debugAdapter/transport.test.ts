/** The built command as an adapter: on standard input and output, and on a port with several clients. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { frame, MessageReader } from './framing';
import { Client } from './client';
import { EXAMPLES } from './inline';

const CLI = join(__dirname, '../../dist/cli.js');
const COW = join(EXAMPLES, 'cow.vms');

function start(...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [CLI, 'dap', ...args], { stdio: 'pipe' });
}

function clientOn(output: Writable, input: Readable): Client {
  const client = new Client((message) => output.write(frame(message)));
  const reader = new MessageReader((message) => {
    client.receive(message);
  });
  input.on('data', (chunk: Buffer) => {
    reader.push(chunk);
  });
  return client;
}

async function runSession(client: Client): Promise<void> {
  const stop = await client.launch({ program: COW, stopAtEnd: false });
  expect(stop.reason).toBe('entry');
  const exited = client.next('exited');
  await client.request('continue', { threadId: stop.threadId });
  expect((await exited).body).toEqual({ exitCode: 0 });
  client.check();
}

describe('pagewalk dap', () => {
  it('runs a session on standard input and output, past garbage, and ends with it', async () => {
    const child = start();
    if (child.stdin === null || child.stdout === null) throw new Error('no pipes');
    child.stdin.write('Content-Length: 3\r\n\r\n{x}nonsense\r\n\r\nContent-Length: x\r\n\r\n');
    const client = clientOn(child.stdin, child.stdout);
    await runSession(client);
    const ended = once(child, 'exit');
    await client.request('disconnect');
    expect(await ended).toEqual([0, null]);
  });

  it('serves several clients on a port, and outlives one that vanishes', async () => {
    const child = start('--port', '0');
    if (child.stderr === null) throw new Error('no pipes');
    const [line] = (await once(child.stderr, 'data')) as [Buffer];
    const port = Number(/127\.0\.0\.1:(\d+)/.exec(line.toString())?.[1]);
    const sockets = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')] as const;
    const [first, second] = sockets.map((socket) => clientOn(socket, socket));
    await first?.launch({ program: COW });
    sockets[0].destroy();
    if (second !== undefined) await runSession(second);
    sockets[1].destroy();
    child.kill();
  });
});

describe('messages on a stream', () => {
  it('are found whatever the pieces in which it comes', () => {
    const messages = [{ a: 'ä€😀' }, { b: 1 }, { c: [] }];
    const bytes = Buffer.concat(messages.map(frame));
    for (const size of [1, 2, 7, 50, bytes.length]) {
      const found: unknown[] = [];
      const reader = new MessageReader((message) => found.push(message));
      for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
      expect(found).toEqual(messages);
    }
  });
});
