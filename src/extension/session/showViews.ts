/** Shows the views at the first stop of a window, without taking the focus: from then on the user places them. */
import * as vscode from 'vscode';
import type { Sessions } from './sessions';

/** The tree is collapsed at first, as all views that extensions add to Run and Debug. */
const SHOWN = ['pagewalk.processes', 'pagewalk.pageTable'];

export function showViewsAtFirstStop(sessions: Sessions): vscode.Disposable {
  const subscription = sessions.onDidChange(async () => {
    if (sessions.state !== 'stopped') return;
    subscription.dispose();
    const { uri } = vscode.window.activeTextEditor?.document ?? {};
    const settings = vscode.workspace.getConfiguration('pagewalk.views', uri);
    if (settings.get('showOnStart') !== true) return;
    for (const view of SHOWN) {
      await vscode.commands.executeCommand(`${view}.focus`, { preserveFocus: true });
    }
  });
  return subscription;
}
