/** Formatting of documents and of the statements in a selection. */
import type * as vscode from 'vscode';
import { formatDocument, formatRange } from '../../language/features/formatting';
import type { Documents } from './documents';
import { spanOf, textEdits } from './ranges';

export class Formatting
  implements vscode.DocumentFormattingEditProvider, vscode.DocumentRangeFormattingEditProvider
{
  constructor(private readonly documents: Documents) {}

  provideDocumentFormattingEdits(document: vscode.TextDocument): vscode.TextEdit[] {
    return textEdits(document, formatDocument(this.documents.analysisOf(document)));
  }

  provideDocumentRangeFormattingEdits(
    document: vscode.TextDocument,
    range: vscode.Range,
  ): vscode.TextEdit[] {
    const span = spanOf(document, range);
    return textEdits(document, formatRange(this.documents.analysisOf(document), span));
  }
}
