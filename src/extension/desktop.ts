/** Where VS Code on the desktop, or a server, starts the extension. */
import type * as vscode from 'vscode';
import { activateCommon } from './activate';

/** Called by VS Code. */
export function activate(context: vscode.ExtensionContext): void {
  activateCommon(context);
}
