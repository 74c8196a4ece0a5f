/** The results of calls, beside them, after a run. */
import * as vscode from 'vscode';
import { resultHints } from '../../language/features/results';
import type { Documents } from './documents';
import { spanOf } from './ranges';
import type { Results } from './results';

export class InlayHints implements vscode.InlayHintsProvider {
  readonly onDidChangeInlayHints;

  constructor(
    private readonly documents: Documents,
    private readonly results: Results,
  ) {
    this.onDidChangeInlayHints = results.onDidChange;
  }

  provideInlayHints(document: vscode.TextDocument, range: vscode.Range): vscode.InlayHint[] {
    const said = this.results.of(document);
    if (said.size === 0) return [];
    const { start, end } = spanOf(document, range);
    const hints = resultHints(this.documents.analysisOf(document), said, start, end);
    return hints.map(({ offset, label, said: texts }) => {
      const hint = new vscode.InlayHint(document.positionAt(offset), label);
      hint.tooltip = new vscode.MarkdownString().appendCodeblock(texts.join('\n'), 'vms');
      return hint;
    });
  }
}
