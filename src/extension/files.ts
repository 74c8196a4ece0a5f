/** Files by their URIs: their names, and their texts. */
import * as vscode from 'vscode';

/** The last part of its path. */
export function fileName(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}

/** What a launch configuration calls it: files have paths; what is unsaved or elsewhere has a URI. */
export function programOf(uri: vscode.Uri): string {
  return uri.scheme === 'file' ? uri.fsPath : uri.toString();
}

/** The URI of what a launch configuration names. */
export function uriOfProgram(program: string): vscode.Uri {
  // A drive letter is no scheme.
  return /^[A-Za-z][\w+.-]+:/.test(program) ? vscode.Uri.parse(program) : vscode.Uri.file(program);
}

/** The text as it stands in an editor if it was changed there, otherwise that of the file. */
export async function readText(uri: vscode.Uri): Promise<string> {
  const key = uri.toString();
  // One that was not changed may be older than the file.
  const changed = vscode.workspace.textDocuments.find(
    (document) => document.uri.toString() === key && (document.isDirty || document.isUntitled),
  );
  if (changed !== undefined) return changed.getText();
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}
