/** Where VS Code on the desktop, or a server, starts the extension. */
import type * as vscode from 'vscode';
import { activateCommon } from './activate';
import { nodeWorkers } from './adapter/nodeWorker';

/** Called by VS Code. */
export function activate(context: vscode.ExtensionContext): void {
  activateCommon(context, nodeWorkers(context.asAbsolutePath('dist/worker.js')));
}
