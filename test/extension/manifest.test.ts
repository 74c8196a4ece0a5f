/** What the manifest promises is there. */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';

const extension = vscode.extensions.getExtension('pagewalk.pagewalk');

describe('the extension', () => {
  it('starts', async () => {
    assert.ok(extension);
    await extension.activate();
    assert.ok(extension.isActive);
  });

  it('knows its languages', async () => {
    const languages = await vscode.languages.getLanguages();
    assert.ok(languages.includes('vms'));
    assert.ok(languages.includes('strace'));
  });

  it('registers each command that it offers', async () => {
    assert.ok(extension);
    const { contributes } = extension.packageJSON as {
      readonly contributes: { readonly commands: readonly { readonly command: string }[] };
    };
    const registered = new Set(await vscode.commands.getCommands(true));
    for (const { command } of contributes.commands) assert.ok(registered.has(command), command);
  });
});
