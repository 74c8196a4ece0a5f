/** The built worker with nothing but what web workers have: a session as in a browser, where there is no Node. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, Script } from 'node:vm';
import { expect, it } from 'vitest';
import { Client } from './client';
import { COW } from './cow';

const WORKER = join(__dirname, '../../dist/worker.js');

interface FromWorker {
  readonly kind: string;
  readonly id: number;
  readonly path: string;
  readonly message: unknown;
}

interface Scope {
  postMessage: (message: FromWorker) => void;
  onmessage: ((event: { data: unknown }) => void) | null;
}

it('runs a session, and asks outside for texts', async () => {
  if (!existsSync(WORKER)) throw new Error('dist/worker.js is missing: npm run build makes it');
  const paths: string[] = [];
  const scope: Scope = { postMessage: () => undefined, onmessage: null };
  const post = (data: unknown) => scope.onmessage?.({ data });
  const client = new Client((message) => {
    post({ kind: 'message', message });
  });
  scope.postMessage = ({ kind, id, message, path }) => {
    if (kind === 'message') client.receive(JSON.parse(JSON.stringify(message)));
    else {
      paths.push(path);
      post({ kind: 'text', id, text: readFileSync(COW, 'utf8') });
    }
  };
  const globals = { self: scope, performance, MessageChannel, TextEncoder, TextDecoder, URL };
  new Script(readFileSync(WORKER, 'utf8')).runInContext(createContext(globals));
  const stop = await client.launch({ program: 'vscode-vfs://cow.vms', stopAtEnd: false });
  expect(stop.reason).toBe('entry');
  expect(paths).toEqual(['vscode-vfs://cow.vms']);
  expect((await client.stack(stop.threadId)).length).toBeGreaterThan(0);
  const exited = client.next('exited');
  await client.request('continue', { threadId: stop.threadId });
  expect((await exited).body).toEqual({ exitCode: 0 });
  client.check();
});
