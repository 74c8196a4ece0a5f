/**
 * A session in a worker: the entry of its bundle. Of its host it uses what web workers have (`self`), and lets whoever
 * starts it in another host provide the same.
 */
import { Session } from './session';
import type { FromWorker, ToWorker } from './workerMessages';

interface Scope {
  postMessage(message: FromWorker): void;
  onmessage: ((event: { readonly data: ToWorker }) => void) | null;
}

interface Port {
  onmessage: (() => void) | null;
  postMessage(message: null): void;
}

declare const self: Scope;
declare const performance: { now(): number };
declare const MessageChannel: new () => { readonly port1: Port; readonly port2: Port };

interface Reading {
  readonly resolve: (text: string) => void;
  readonly reject: (error: Error) => void;
}

const readings = new Map<number, Reading>();
const tasks: (() => void)[] = [];
const { port1, port2 } = new MessageChannel();
let reads = 0;

port1.onmessage = () => tasks.shift()?.();

const session = new Session({
  schedule(task) {
    tasks.push(task);
    port2.postMessage(null);
  },
  now: () => performance.now(),
  ended: () => undefined,
  readText: (path, from) =>
    new Promise((resolve, reject) => {
      const id = ++reads;
      readings.set(id, { resolve, reject });
      self.postMessage({ kind: 'read', id, path, from });
    }),
});

session.onDidSendMessage((message) => self.postMessage({ kind: 'message', message }));
self.onmessage = ({ data }) => {
  if (data.kind === 'message') {
    session.handleMessage(data.message);
    return;
  }
  const reading = readings.get(data.id);
  readings.delete(data.id);
  if (data.kind === 'text') reading?.resolve(data.text);
  else reading?.reject(new Error(data.why));
};
