/** Where VS Code in a browser starts the extension. */
import * as vscode from 'vscode';
import { activateCommon } from './activate';
import { blobWorkers } from './adapter/blobWorker';

/** Called by VS Code. */
export function activate(context: vscode.ExtensionContext): void {
  const bundle = vscode.Uri.joinPath(context.extensionUri, 'dist', 'worker.js');
  activateCommon(context, blobWorkers(bundle));
}
