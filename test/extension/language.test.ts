/** What the editor offers, asked of VS Code as an editor asks, in documents that were never saved. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import * as vscode from 'vscode';

const SCRIPT = `spawn p
p: buf = mmap(NULL, 8K, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)
p: store(buf, 1)
expect p.faults.zero == 1
scenario "one" {
  p: munmap(buf, 8K)
}
`;

/** An unsaved document. */
function open(content: string, language = 'vms'): Thenable<vscode.TextDocument> {
  return vscode.workspace.openTextDocument({ language, content });
}

/** Where a text stands in a document, and how far into it. */
function at(document: vscode.TextDocument, text: string, into = 1): vscode.Position {
  return document.positionAt(document.getText().indexOf(text) + into);
}

/** Asks until there is an answer that will do: providers are asked once they are registered. */
async function until<T>(ask: () => Thenable<T> | T, isGood: (answer: T) => boolean): Promise<T> {
  for (let tries = 0; ; tries++) {
    const answer = await ask();
    if (isGood(answer) || tries > 200) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('the editor', () => {
  before(() => vscode.extensions.getExtension('pagewalk.pagewalk')?.activate());

  it('marks what is wrong, and takes it back', async () => {
    const document = await open('spawn p\np: mnap(NULL)\n');
    const errors = (): vscode.Diagnostic[] => vscode.languages.getDiagnostics(document.uri);
    const [error] = await until(errors, ({ length }) => length > 0);
    assert.equal(error?.message, 'there is no call `mnap`: did you mean `mmap`?');
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      error.range,
    );
    assert.deepEqual(
      actions.map(({ title }) => title),
      ['Replace `mnap` by `mmap`'],
    );
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(0, 0, 2, 0), 'spawn p\n');
    await vscode.workspace.applyEdit(edit);
    assert.deepEqual(await until(errors, ({ length }) => length === 0), []);
  });

  it('completes', async () => {
    const document = await open(`${SCRIPT}expect p.`);
    const end = document.positionAt(document.getText().length);
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      end,
    );
    assert.ok(items.some(({ label }) => label === 'faults'));
  });

  it('explains', async () => {
    const document = await open(SCRIPT);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      at(document, 'munmap'),
    );
    const [content] = hovers[0]?.contents ?? [];
    assert.ok(content instanceof vscode.MarkdownString && content.value.includes('EINVAL'));
    const help = await vscode.commands.executeCommand<vscode.SignatureHelp>(
      'vscode.executeSignatureHelpProvider',
      document.uri,
      at(document, 'munmap(buf, ', 12),
    );
    assert.equal(help.signatures[0]?.label, 'munmap(addr, length)');
    assert.equal(help.activeParameter, 1);
  });

  it('finds and renames', async () => {
    const document = await open(SCRIPT);
    const place = at(document, 'store(buf', 7);
    const found = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeDefinitionProvider',
      document.uri,
      place,
    );
    assert.equal(found[0]?.range.start.line, 1);
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      document.uri,
      place,
      'area',
    );
    assert.equal(edit.get(document.uri).length, 3);
    await vscode.workspace.applyEdit(edit);
    assert.ok(!document.getText().includes('buf'));
  });

  it('outlines, folds, colors and formats', async () => {
    const document = await open(SCRIPT.replace('  p: munmap', 'p:   munmap'));
    const ask = <T>(command: string, ...rest: unknown[]): Thenable<T> =>
      vscode.commands.executeCommand<T>(command, document.uri, ...rest);
    const symbols = await ask<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider');
    assert.deepEqual(
      symbols.map(({ name }) => name),
      ['p', 'buf', 'one'],
    );
    const folds = await ask<vscode.FoldingRange[]>('vscode.executeFoldingRangeProvider');
    assert.ok(folds.some(({ start }) => start === 4));
    const tokens = await ask<vscode.SemanticTokens>('vscode.provideDocumentSemanticTokens');
    assert.ok(tokens.data.length > 0);
    const edits = await ask<vscode.TextEdit[]>('vscode.executeFormatDocumentProvider', {
      tabSize: 2,
      insertSpaces: true,
    });
    assert.ok(edits.length > 0);
  });

  it('offers to run and debug each scenario', async () => {
    const document = await open(SCRIPT);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
      10,
    );
    assert.deepEqual(
      lenses.map(({ command }) => command?.arguments?.[1] as unknown),
      ['one', 'one'],
    );
  });

  it('explains logs, and marks lines that were not understood', async () => {
    const document = await open('12 brk(NULL) = 0x1000\nwhat is this\n', 'strace');
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      at(document, 'brk'),
    );
    assert.equal(hovers.length, 1);
    const [error] = await until(
      () => vscode.languages.getDiagnostics(document.uri),
      ({ length }) => length > 0,
    );
    assert.equal(error?.range.start.line, 1);
  });
});
