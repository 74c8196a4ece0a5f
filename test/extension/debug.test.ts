/** Debug sessions in VS Code, as commands and configurations begin and move them. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { debug, fileUri, Recorder, stateOf, stop } from './debugging';

describe('a debug session', () => {
  let recorder: Recorder;

  before(async () => {
    await vscode.extensions.getExtension('pagewalk.pagewalk')?.activate();
    recorder = new Recorder();
  });

  after(() => recorder.dispose());

  it('begins with the open file where the configuration names none', async () => {
    await vscode.window.showTextDocument(fileUri('cow.vms'));
    const isStarted = await vscode.debug.startDebugging(undefined, {
      type: 'pagewalk',
      request: 'launch',
      name: 'no program',
    });
    assert.ok(isStarted);
    assert.equal((await recorder.next('stopped')).body?.['reason'], 'entry');
    const session = vscode.debug.activeDebugSession;
    assert.ok(session);
    assert.equal(session.configuration['program'], fileUri('cow.vms').fsPath);
    await stop(session);
  });

  it('runs a file that was never saved', async () => {
    const content = 'spawn p\np: x = brk(NULL)\n';
    const document = await vscode.workspace.openTextDocument({ language: 'vms', content });
    const session = await debug(recorder, document.uri, { program: document.uri.toString() });
    await session.customRequest('next', { threadId: 1 });
    await recorder.next('stopped');
    assert.equal((await stateOf(session)).moment, '2');
    await stop(session);
  });

  it('steps over and in reverse over to the same state', async () => {
    const session = await debug(recorder, fileUri('cow.vms'));
    const begin = await stateOf(session);
    await session.customRequest('next', { threadId: 1 });
    await recorder.next('stopped');
    const next = await stateOf(session);
    assert.notEqual(next.hash, begin.hash);
    await vscode.commands.executeCommand('pagewalk.reverseOver');
    await recorder.next('stopped');
    assert.deepEqual(await stateOf(session), begin);
    await stop(session);
  });

  it('restarts with the text as it is then', async () => {
    const uri = fileUri('restarted.vms');
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode('spawn p\n'));
    const session = await debug(recorder, uri);
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode('spawn p\nspawn q\n'));
    await vscode.commands.executeCommand('workbench.action.debug.restart');
    await recorder.next('stopped');
    for (let statements = 0; statements < 2; statements++) {
      await session.customRequest('next', { threadId: 1 });
      await recorder.next('stopped');
    }
    // Behind the second statement, which the first text had not.
    assert.equal((await stateOf(session)).moment, '3');
    await stop(session);
  });

  it('says why a file cannot be read', async () => {
    const missing = fileUri('missing.vms').fsPath;
    let message = '';
    const tracker = vscode.debug.registerDebugAdapterTrackerFactory('pagewalk', {
      createDebugAdapterTracker: () => ({
        onDidSendMessage(sent: { readonly command?: string; readonly message?: string }) {
          if (sent.command === 'launch') message = sent.message ?? '';
        },
      }),
    });
    // VS Code shows the message in a dialog that nobody closes here, so that the start may stay pending.
    void vscode.debug.startDebugging(undefined, {
      ...{ type: 'pagewalk', request: 'launch', name: 'missing', program: missing },
    });
    for (let tries = 0; tries < 200 && message === ''; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    tracker.dispose();
    assert.ok(message.includes('missing.vms'), message);
  });

  it('stands beside another one', async () => {
    const one = await debug(recorder, fileUri('cow.vms'));
    const two = await debug(recorder, fileUri('brk-heap.vms'));
    assert.notEqual(one.id, two.id);
    const before = await stateOf(one);
    await two.customRequest('next', { threadId: 1 });
    await recorder.next('stopped');
    assert.deepEqual(await stateOf(one), before);
    await stop(two);
    await stop(one);
  });
});
