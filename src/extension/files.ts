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

/** The text as it stands in an editor, saved or not, otherwise that of the file. */
export async function readText(uri: vscode.Uri): Promise<string> {
  const key = uri.toString();
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === key);
  if (open !== undefined) return open.getText();
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}
