/** A client with a session in the same thread, as where no worker can be had. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Session } from '../../src/debugAdapter/session';
import { Client } from './client';

export const EXAMPLES = resolve(__dirname, '../../examples');

export interface Inline {
  readonly client: Client;
  readonly session: Session;
}

export function inline(): Inline {
  const session = new Session({
    schedule: setImmediate,
    now: () => performance.now(),
    readText: (path, from) =>
      new Promise((done) => {
        done(readFileSync(from === null ? path : resolve(dirname(from), path), 'utf8'));
      }),
    ended: () => undefined,
  });
  const client = new Client((message) => {
    session.handleMessage(message);
  });
  // As a copy: what is sent is not changed afterwards.
  session.onDidSendMessage((message) => {
    client.receive(JSON.parse(JSON.stringify(message)));
  });
  return { client, session };
}
