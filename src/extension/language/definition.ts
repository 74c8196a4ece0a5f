/** Where a name comes from; in a log, the other half of a call. */
import * as vscode from 'vscode';
import { definition } from '../../language/features/references';
import type { Documents } from './documents';
import { openLocation } from './locations';
import { rangeOf } from './ranges';

export class Definitions implements vscode.DefinitionProvider {
  constructor(private readonly documents: Documents) {}

  async provideDefinition(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.Location | null> {
    const offset = document.offsetAt(position);
    if (document.languageId === 'strace') return this.otherHalf(document, offset);
    const found = definition(this.documents.analysisOf(document), offset);
    return found === null ? null : openLocation(this.documents, document, found);
  }

  private otherHalf(document: vscode.TextDocument, offset: number): vscode.Location | null {
    const lines = this.documents.linesOf(document);
    const other = lines.otherHalf(lines.lineAt(offset));
    if (other === null) return null;
    const range = rangeOf(document, { start: other.from, end: other.to });
    return new vscode.Location(document.uri, range);
  }
}
