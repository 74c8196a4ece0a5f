/** Quick fixes for what is wrong. */
import * as vscode from 'vscode';
import { quickFixes } from '../../language/features/quickFixes';
import { SOURCE } from './diagnostics';
import type { Documents } from './documents';
import { rangeOf, spanOf, textEdits } from './ranges';
import { words } from './sentences';

export class QuickFixes implements vscode.CodeActionProvider {
  static readonly kinds = [vscode.CodeActionKind.QuickFix];

  constructor(private readonly documents: Documents) {}

  provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const fixes = quickFixes(this.documents.analysisOf(document), spanOf(document, range));
    return fixes.map(({ title, edits, answers, span, isPreferred }) => {
      const action = new vscode.CodeAction(words(title), vscode.CodeActionKind.QuickFix);
      const at = rangeOf(document, span);
      action.diagnostics = diagnostics.filter(
        (one) => one.source === SOURCE && one.code === answers && one.range.start.isEqual(at.start),
      );
      action.edit = new vscode.WorkspaceEdit();
      action.edit.set(document.uri, textEdits(document, edits));
      action.isPreferred = isPreferred;
      return action;
    });
  }
}
