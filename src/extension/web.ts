/** Where VS Code in a browser starts the extension. */
import type * as vscode from 'vscode';
import { activateCommon } from './activate';

/** Called by VS Code. */
export function activate(context: vscode.ExtensionContext): void {
  activateCommon(context);
}
