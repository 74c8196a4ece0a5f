/** Growing selections. */
import * as vscode from 'vscode';
import { selectionRanges } from '../../language/features/selection';
import type { Documents } from './documents';
import { rangeOf } from './ranges';

export class SelectionRanges implements vscode.SelectionRangeProvider {
  constructor(private readonly documents: Documents) {}

  provideSelectionRanges(
    document: vscode.TextDocument,
    positions: readonly vscode.Position[],
  ): vscode.SelectionRange[] {
    const analysis = this.documents.analysisOf(document);
    return positions.map((position) => {
      let around: vscode.SelectionRange | undefined;
      const ranges = selectionRanges(analysis, document.offsetAt(position));
      for (const span of [...ranges].reverse()) {
        around = new vscode.SelectionRange(rangeOf(document, span), around);
      }
      return around ?? new vscode.SelectionRange(new vscode.Range(position, position));
    });
  }
}
