/**
 * Starts the adapter's worker in a browser. Where the extension comes from another origin, as in a remote window, a worker
 * of its address is refused; one of a blob with the same text is not.
 */
import * as vscode from 'vscode';
import type { StartWorker } from './inlineAdapter';

/** @param bundle dist/worker.js */
export function blobWorkers(bundle: vscode.Uri): StartWorker {
  let address: Promise<string> | undefined;
  return () => {
    address ??= addressOf(bundle);
    return start(address);
  };
}

async function addressOf(bundle: vscode.Uri): Promise<string> {
  const text = await vscode.workspace.fs.readFile(bundle);
  return URL.createObjectURL(new Blob([text as BlobPart], { type: 'text/javascript' }));
}

/** What is posted before the worker is there waits in the promise. */
function start(address: Promise<string>): ReturnType<StartWorker> {
  let hasEnded = false;
  const ready = address.then((url) => {
    const thread = new Worker(url);
    thread.onmessage = ({ data }: MessageEvent<unknown>) => worker.onMessage(data);
    if (hasEnded) thread.terminate();
    return thread;
  });
  const worker = {
    post: (message: unknown) => void ready.then((thread) => thread.postMessage(message)),
    onMessage: (_message: unknown): void => undefined,
    end() {
      hasEnded = true;
      void ready.then((thread) => thread.terminate());
    },
  };
  return worker;
}
