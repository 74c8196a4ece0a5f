/** Completion. */
import * as vscode from 'vscode';
import { complete, type Completion } from '../../language/features/completion';
import type { Documents } from './documents';
import { rangeOf } from './ranges';

/** Signs behind which something can be completed without a letter. */
export const COMPLETION_TRIGGERS = ['.', ':', '(', ',', '=', '|', '{', '"', '/', ' '];

const KINDS: Readonly<Record<Completion['kind'], vscode.CompletionItemKind>> = {
  keyword: vscode.CompletionItemKind.Keyword,
  call: vscode.CompletionItemKind.Function,
  function: vscode.CompletionItemKind.Function,
  process: vscode.CompletionItemKind.Class,
  variable: vscode.CompletionItemKind.Variable,
  definition: vscode.CompletionItemKind.Method,
  constant: vscode.CompletionItemKind.Constant,
  field: vscode.CompletionItemKind.Field,
  key: vscode.CompletionItemKind.Property,
  value: vscode.CompletionItemKind.Value,
  file: vscode.CompletionItemKind.File,
};

const AGAIN: vscode.Command = { command: 'editor.action.triggerSuggest', title: '' };

export class CompletionItems implements vscode.CompletionItemProvider {
  constructor(private readonly documents: Documents) {}

  provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    _token: vscode.CancellationToken,
    { triggerCharacter }: vscode.CompletionContext,
  ): vscode.CompletionItem[] {
    // Who indents a line wants nothing completed.
    const isIndent = document.lineAt(position).text.slice(0, position.character).trim() === '';
    if (triggerCharacter === ' ' && isIndent) return [];
    const offset = document.offsetAt(position);
    const { start, end, items } = complete(this.documents.analysisOf(document), offset);
    const range = rangeOf(document, { start, end });
    return items.map((item) => itemOf(item, range));
  }
}

function itemOf(completion: Completion, range: vscode.Range): vscode.CompletionItem {
  const { label, kind, detail, markdown, insert, rank, again } = completion;
  const item = new vscode.CompletionItem(label, KINDS[kind]);
  item.range = range;
  item.sortText = `${String.fromCharCode(97 + rank)}${label}`;
  if (detail !== '') item.detail = detail;
  if (markdown !== '') item.documentation = new vscode.MarkdownString(markdown);
  if (insert !== undefined) item.insertText = new vscode.SnippetString(insert);
  if (again === true) item.command = AGAIN;
  return item;
}
