/** Signature help. */
import * as vscode from 'vscode';
import { signatureHelp } from '../../language/features/signatureHelp';
import type { Documents } from './documents';

export class Signatures implements vscode.SignatureHelpProvider {
  static readonly triggers = ['(', ','];

  constructor(private readonly documents: Documents) {}

  provideSignatureHelp(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): vscode.SignatureHelp | null {
    const found = signatureHelp(this.documents.analysisOf(document), document.offsetAt(position));
    if (found === null) return null;
    const text = new vscode.MarkdownString(found.text);
    const signature = new vscode.SignatureInformation(found.label, text);
    signature.parameters = found.parameters.map(
      ({ start, end, text: meaning }) =>
        new vscode.ParameterInformation([start, end], new vscode.MarkdownString(meaning)),
    );
    const help = new vscode.SignatureHelp();
    help.signatures = [signature];
    help.activeSignature = 0;
    help.activeParameter = found.active;
    return help;
  }
}
