/** *Open an Example*: a copy of a shipped scenario or log, unsaved, so that it can be changed without a trace. */
import * as vscode from 'vscode';
import { fileName, readText } from '../files';

interface Example extends vscode.QuickPickItem {
  readonly uri: vscode.Uri;
}

/** Asks which, and opens it. */
export async function openExample(extensionUri: vscode.Uri): Promise<void> {
  const examples = vscode.Uri.joinPath(extensionUri, 'examples');
  const chosen = await vscode.window.showQuickPick(listExamples(examples), {
    title: vscode.l10n.t('Open an example'),
    placeHolder: vscode.l10n.t('A copy is opened; press F5 in it'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (chosen !== undefined) await openCopy(chosen.uri);
}

async function listExamples(folder: vscode.Uri): Promise<Example[]> {
  const logs = vscode.Uri.joinPath(folder, 'logs');
  const uris = (await Promise.all([filesIn(folder), filesIn(logs)])).flat();
  return Promise.all(
    uris.map(async (uri) => {
      const [first = ''] = (await readText(uri)).split('\n', 1);
      const isLog = uri.path.endsWith('.strace');
      return {
        uri,
        label: fileName(uri),
        description: isLog ? vscode.l10n.t('log of a real program') : titleOf(first),
      };
    }),
  );
}

/** `# cow.vms: a page is shared until someone writes` */
function titleOf(line: string): string {
  return line.replace(/^#\s*[\w.-]+:\s*/, '');
}

async function filesIn(folder: vscode.Uri): Promise<vscode.Uri[]> {
  const entries = await vscode.workspace.fs.readDirectory(folder);
  return entries
    .filter(([, type]) => type === vscode.FileType.File)
    .map(([name]) => vscode.Uri.joinPath(folder, name));
}

async function openCopy(uri: vscode.Uri): Promise<void> {
  const name = fileName(uri);
  const copy = vscode.Uri.from({ scheme: 'untitled', path: name });
  const document = await vscode.workspace.openTextDocument(copy);
  const editor = await vscode.window.showTextDocument(document);
  if (document.getText() !== '') return;
  const text = await readText(uri);
  await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), text));
  editor.selection = new vscode.Selection(0, 0, 0, 0);
  editor.revealRange(new vscode.Range(0, 0, 0, 0));
}
