/** Puts the trees into VS Code, and lets them and the other views follow each other. */
import * as vscode from 'vscode';
import type { Selections } from '../session/selections';
import type { Sessions } from '../session/sessions';
import { kernelAsText, processesAsText } from './asText';
import { KernelTree } from './kernelTree';
import { MarkDecorations } from './marks';
import { ProcessTree, selectionOf, type ProcessNode } from './processTree';
import { SHOW_MORE, type MoreNode } from './treeOfStops';

export function registerTrees(sessions: Sessions, selections: Selections): vscode.Disposable {
  const processes = new ProcessTree(sessions);
  const kernel = new KernelTree(sessions);
  const view = vscode.window.createTreeView('pagewalk.processes', {
    treeDataProvider: processes,
    showCollapseAll: true,
  });
  processes.onAssumed = (assumed) => {
    view.message = assumed
      ? vscode.l10n.t('A log holds no memory accesses: those that its calls imply are assumed.')
      : '';
  };
  return vscode.Disposable.from(
    sessions.onDidChange(() => {
      if (sessions.state !== 'none') return;
      // What is said of no session is the view's welcome, and shown only without a message.
      view.message = '';
      selections.clear();
    }),
    processes,
    kernel,
    view,
    vscode.window.createTreeView('pagewalk.kernel', {
      treeDataProvider: kernel,
      showCollapseAll: true,
    }),
    vscode.window.registerFileDecorationProvider(new MarkDecorations()),
    view.onDidChangeSelection(({ selection: [node] }) => {
      const chosen = node === undefined || !('row' in node) ? undefined : selectionOf(node);
      if (chosen !== undefined) selections.select(chosen, processes);
    }),
    selections.onDidSelect(async ({ origin, ...selection }) => {
      if (origin === processes || !view.visible) return;
      const node = await processes.find(selection);
      if (node !== undefined) await view.reveal(node, { select: true, focus: false });
    }),
    vscode.commands.registerCommand(SHOW_MORE, ({ show }: MoreNode) => show()),
    vscode.commands.registerCommand('pagewalk.showPageTable', async (node: ProcessNode) => {
      const chosen = selectionOf(node);
      if (chosen !== undefined) selections.select(chosen, processes);
      await vscode.commands.executeCommand('pagewalk.pageTable.focus');
    }),
    vscode.commands.registerCommand('pagewalk.copyProcesses', async () =>
      vscode.env.clipboard.writeText(await processesAsText(sessions)),
    ),
    vscode.commands.registerCommand('pagewalk.copyKernel', async () =>
      vscode.env.clipboard.writeText(await kernelAsText(sessions)),
    ),
  );
}
