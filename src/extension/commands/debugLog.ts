/** *Debug strace Log*: any file that strace wrote, whatever its name. */
import * as vscode from 'vscode';
import { DEBUG_TYPE } from '../debug/configurations';
import { fileName, programOf } from '../files';

/** Asks for a log, and debugs it. */
export async function debugLog(): Promise<void> {
  const open = vscode.window.activeTextEditor?.document.uri;
  const [file] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Debug strace log'),
      openLabel: vscode.l10n.t('Debug'),
      filters: {
        [vscode.l10n.t('strace logs')]: ['strace', 'log', 'txt', 'out'],
        [vscode.l10n.t('All files')]: ['*'],
      },
      ...(open?.scheme === 'file' ? { defaultUri: vscode.Uri.joinPath(open, '..') } : {}),
    })) ?? [];
  if (file === undefined) return;
  const document = await vscode.workspace.openTextDocument(file);
  // Breakpoints can be set only in a language that has them.
  await vscode.languages.setTextDocumentLanguage(document, 'strace');
  await vscode.window.showTextDocument(document);
  await vscode.debug.startDebugging(vscode.workspace.getWorkspaceFolder(file), {
    type: DEBUG_TYPE,
    request: 'launch',
    name: fileName(file),
    program: programOf(file),
  });
}
