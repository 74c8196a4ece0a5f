/** *Open an Example* opens a copy, which is debugged without being saved. */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';

describe('an example', () => {
  it('opens as an unsaved copy of what is shipped', async () => {
    const asked = vscode.commands.executeCommand('pagewalk.openExample');
    let opened: vscode.TextDocument | undefined;
    for (let tries = 0; tries < 200 && opened === undefined; tries++) {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      await new Promise((resolve) => setTimeout(resolve, 100));
      const { document } = vscode.window.activeTextEditor ?? {};
      if (document?.isUntitled === true && document.getText().startsWith('# blackboard')) {
        opened = document;
      }
    }
    await asked;
    assert.equal(opened?.languageId, 'vms');
  });
});
