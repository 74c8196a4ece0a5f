/** Between offsets and VS Code's places. */
import * as vscode from 'vscode';
import type { Edit } from '../../language/diagnostic';
import type { Span } from '../../language/tree';

export function rangeOf(document: vscode.TextDocument, { start, end }: Span): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}

export function spanOf(document: vscode.TextDocument, range: vscode.Range): Span {
  return { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
}

export function textEdits(
  document: vscode.TextDocument,
  edits: readonly Edit[],
): vscode.TextEdit[] {
  return edits.map((edit) => vscode.TextEdit.replace(rangeOf(document, edit), edit.text));
}
