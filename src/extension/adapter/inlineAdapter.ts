/**
 * The debug adapter as VS Code calls it: a thin proxy for a session in a worker. The one file of the extension that may
 * import the adapter.
 */
import * as vscode from 'vscode';
import { WorkerProxy, type SessionWorker } from '../../debugAdapter/workerProxy';
import { joinPath } from '../../language/includes';
import { readText, uriOfProgram } from '../files';

/** Starts a worker of the bundle `dist/worker.js`, in whatever way the host has. */
export type StartWorker = () => SessionWorker;

/** An adapter for one session. */
export function startAdapter(startWorker: StartWorker): vscode.DebugAdapter {
  const sent = new vscode.EventEmitter<vscode.DebugProtocolMessage>();
  const proxy = new WorkerProxy(
    startWorker(),
    (message) => sent.fire(message as vscode.DebugProtocolMessage),
    (path, from) => readNamed(from === null ? path : joinPath(from, path)),
  );
  const disposable = new vscode.Disposable(() => {
    proxy.dispose();
    sent.dispose();
  });
  return Object.assign(disposable, {
    onDidSendMessage: sent.event,
    handleMessage: (message: vscode.DebugProtocolMessage) => proxy.handle(message),
  });
}

/** @throws an error that says why in words for people */
async function readNamed(program: string): Promise<string> {
  try {
    return await readText(uriOfProgram(program));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(vscode.l10n.t('{0} cannot be read: {1}', program, why));
  }
}
