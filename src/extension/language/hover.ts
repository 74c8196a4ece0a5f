/** Hovers, over scenarios and over logs. */
import * as vscode from 'vscode';
import { hover } from '../../language/features/hover';
import { logHover } from '../../traces/features/logHover';
import type { Documents } from './documents';
import { rangeOf } from './ranges';

export class Hovers implements vscode.HoverProvider {
  constructor(private readonly documents: Documents) {}

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | null {
    const { documents } = this;
    const offset = document.offsetAt(position);
    const found =
      document.languageId === 'strace'
        ? logHover(documents.linesOf(document), offset)
        : hover(documents.analysisOf(document), offset);
    if (found === null) return null;
    return new vscode.Hover(new vscode.MarkdownString(found.markdown), rangeOf(document, found));
  }
}
