/** Values of variables while a run stands, and what to evaluate under the mouse. */
import * as vscode from 'vscode';
import { expressionAt, inlineValues } from '../../language/features/debugValues';
import type { Documents } from './documents';
import { rangeOf, spanOf } from './ranges';

export class InlineValues
  implements vscode.InlineValuesProvider, vscode.EvaluatableExpressionProvider
{
  constructor(private readonly documents: Documents) {}

  /** Of the lines that are seen, those down to where the run stands. */
  provideInlineValues(
    document: vscode.TextDocument,
    viewPort: vscode.Range,
    { stoppedLocation }: vscode.InlineValueContext,
  ): vscode.InlineValue[] {
    const stop = document.lineAt(Math.min(stoppedLocation.end.line, document.lineCount - 1));
    if (stop.range.end.isBefore(viewPort.start)) return [];
    const seen = new vscode.Range(
      viewPort.start,
      stop.range.end.isBefore(viewPort.end) ? stop.range.end : viewPort.end,
    );
    const offset = document.offsetAt(stoppedLocation.start);
    const values = inlineValues(
      this.documents.analysisOf(document),
      spanOf(document, seen),
      offset,
    );
    return values.map((value) => {
      const range = rangeOf(document, value);
      return new vscode.InlineValueEvaluatableExpression(range, value.expression);
    });
  }

  provideEvaluatableExpression(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): vscode.EvaluatableExpression | null {
    const found = expressionAt(this.documents.analysisOf(document), document.offsetAt(position));
    if (found === null) return null;
    return new vscode.EvaluatableExpression(rangeOf(document, found), found.expression);
  }
}
