/** Colors of names by what they stand for. */
import * as vscode from 'vscode';
import { semanticTokens, type TokenType } from '../../language/features/semanticTokens';
import type { Documents } from './documents';
import { rangeOf } from './ranges';

const TYPES: readonly TokenType[] = ['class', 'variable', 'parameter', 'function'];
const DECLARATION = 'declaration';

export class SemanticTokens implements vscode.DocumentSemanticTokensProvider {
  static readonly legend = new vscode.SemanticTokensLegend([...TYPES], [DECLARATION]);

  constructor(private readonly documents: Documents) {}

  provideDocumentSemanticTokens(document: vscode.TextDocument): vscode.SemanticTokens {
    const builder = new vscode.SemanticTokensBuilder(SemanticTokens.legend);
    for (const token of semanticTokens(this.documents.analysisOf(document))) {
      const modifiers = token.isDeclaration ? [DECLARATION] : [];
      builder.push(rangeOf(document, token), token.type, modifiers);
    }
    return builder.build();
  }
}
