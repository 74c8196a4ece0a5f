/** What can be folded. */
import * as vscode from 'vscode';
import { folds, type Fold } from '../../language/features/folding';
import { logFolds } from '../../traces/features/logFolding';
import type { Documents } from './documents';

const KINDS: Readonly<Record<Fold['kind'], vscode.FoldingRangeKind | undefined>> = {
  block: undefined,
  comment: vscode.FoldingRangeKind.Comment,
  region: vscode.FoldingRangeKind.Region,
};

export class Folds implements vscode.FoldingRangeProvider {
  constructor(private readonly documents: Documents) {}

  provideFoldingRanges(document: vscode.TextDocument): vscode.FoldingRange[] {
    const { documents } = this;
    const line = (offset: number): number => document.positionAt(offset).line;
    if (document.languageId === 'strace') {
      return logFolds(documents.linesOf(document)).map(
        ({ start, end }) => new vscode.FoldingRange(line(start), line(end)),
      );
    }
    return folds(documents.analysisOf(document)).map(({ start, end, kind }) => {
      // The line of a closing brace stays visible.
      const last = kind === 'block' ? line(end) - 1 : line(end);
      return new vscode.FoldingRange(line(start), Math.max(line(start), last), KINDS[kind]);
    });
  }
}
