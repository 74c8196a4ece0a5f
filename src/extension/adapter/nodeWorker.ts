/** Starts the adapter's worker as a thread of Node. Only the desktop's entry may import it. */
import { Worker } from 'node:worker_threads';
import type { StartWorker } from './inlineAdapter';

/** The bundle expects what web workers have. */
const BOOTSTRAP = `
  const { parentPort, workerData } = require('node:worker_threads');
  globalThis.self = globalThis;
  self.postMessage = (message) => parentPort.postMessage(message);
  parentPort.on('message', (data) => self.onmessage({ data }));
  require(workerData);
`;

/** @param bundle the path of dist/worker.js */
export function nodeWorkers(bundle: string): StartWorker {
  return () => {
    const thread = new Worker(BOOTSTRAP, { eval: true, workerData: bundle });
    const worker = {
      post: (message: unknown) => thread.postMessage(message),
      onMessage: (_message: unknown): void => undefined,
      end: () => void thread.terminate(),
    };
    thread.on('message', (message: unknown) => worker.onMessage(message));
    return worker;
  };
}
