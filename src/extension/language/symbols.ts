/** The outlines of scenarios and logs. */
import * as vscode from 'vscode';
import { documentSymbols, type DocumentSymbol } from '../../language/features/documentSymbols';
import { logSymbols, type LogSymbol } from '../../traces/features/logSymbols';
import type { Documents } from './documents';
import { rangeOf } from './ranges';

const KINDS: Readonly<Record<(DocumentSymbol | LogSymbol)['kind'], vscode.SymbolKind>> = {
  machine: vscode.SymbolKind.Module,
  file: vscode.SymbolKind.File,
  process: vscode.SymbolKind.Class,
  definition: vscode.SymbolKind.Function,
  scenario: vscode.SymbolKind.Namespace,
  variable: vscode.SymbolKind.Variable,
  array: vscode.SymbolKind.Array,
  question: vscode.SymbolKind.Event,
  event: vscode.SymbolKind.Event,
};

export class Symbols implements vscode.DocumentSymbolProvider {
  constructor(private readonly documents: Documents) {}

  provideDocumentSymbols(document: vscode.TextDocument): vscode.DocumentSymbol[] {
    const { documents } = this;
    const found: readonly (DocumentSymbol | LogSymbol)[] =
      document.languageId === 'strace'
        ? logSymbols(documents.linesOf(document))
        : documentSymbols(documents.analysisOf(document));
    return found.map((one) => symbolOf(document, one));
  }
}

function symbolOf(
  document: vscode.TextDocument,
  found: DocumentSymbol | LogSymbol,
): vscode.DocumentSymbol {
  const { name, detail, kind, selection, children } = found;
  const symbol = new vscode.DocumentSymbol(
    ...([name, detail, KINDS[kind]] as const),
    ...([rangeOf(document, found), rangeOf(document, selection)] as const),
  );
  symbol.children = children.map((child) => symbolOf(document, child));
  return symbol;
}
