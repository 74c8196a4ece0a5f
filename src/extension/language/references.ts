/** All places of a name, and those of the document while the cursor is on one of them. */
import * as vscode from 'vscode';
import { references } from '../../language/features/references';
import type { Documents } from './documents';
import { openLocation } from './locations';
import { rangeOf } from './ranges';

export class References implements vscode.ReferenceProvider, vscode.DocumentHighlightProvider {
  constructor(private readonly documents: Documents) {}

  async provideReferences(
    document: vscode.TextDocument,
    position: vscode.Position,
    { includeDeclaration }: vscode.ReferenceContext,
  ): Promise<vscode.Location[]> {
    const { documents } = this;
    const offset = document.offsetAt(position);
    const found = references(documents.analysisOf(document), offset, includeDeclaration);
    return Promise.all(found.map((one) => openLocation(documents, document, one)));
  }

  provideDocumentHighlights(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): vscode.DocumentHighlight[] {
    const offset = document.offsetAt(position);
    return references(this.documents.analysisOf(document), offset, true)
      .filter(({ source }) => source === 0)
      .map((one) => {
        const { Write, Read } = vscode.DocumentHighlightKind;
        return new vscode.DocumentHighlight(rangeOf(document, one), one.isWrite ? Write : Read);
      });
  }
}
