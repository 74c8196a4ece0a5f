/** Registers everything that VS Code offers while one edits scenarios and logs. */
import * as vscode from 'vscode';
import { CodeLenses, registerLensCommands } from './codeLens';
import { COMPLETION_TRIGGERS, CompletionItems } from './completion';
import { Definitions } from './definition';
import { Diagnostics } from './diagnostics';
import { Documents, LOG, SCENARIO } from './documents';
import { Folds } from './folding';
import { Formatting } from './formatting';
import { Hovers } from './hover';
import { InlayHints } from './inlayHints';
import { InlineValues } from './inlineValues';
import { QuickFixes } from './quickFixes';
import { References } from './references';
import { Renames } from './rename';
import { Results } from './results';
import { SelectionRanges } from './selection';
import { SemanticTokens } from './semanticTokens';
import { Signatures } from './signatureHelp';
import { Symbols } from './symbols';

/** Everything; disposing of it takes it back. */
export function registerLanguages(): vscode.Disposable {
  const documents = new Documents();
  const results = new Results();
  const diagnostics = new Diagnostics(documents);
  return vscode.Disposable.from(
    documents,
    results,
    diagnostics,
    registerWriting(documents),
    registerReading(documents),
    registerRunning(documents, results),
  );
}

function registerWriting(documents: Documents): vscode.Disposable {
  const { languages } = vscode;
  const formatting = new Formatting(documents);
  return vscode.Disposable.from(
    languages.registerCompletionItemProvider(
      SCENARIO,
      new CompletionItems(documents),
      ...COMPLETION_TRIGGERS,
    ),
    languages.registerSignatureHelpProvider(
      SCENARIO,
      new Signatures(documents),
      ...Signatures.triggers,
    ),
    languages.registerCodeActionsProvider(SCENARIO, new QuickFixes(documents), {
      providedCodeActionKinds: QuickFixes.kinds,
    }),
    languages.registerRenameProvider(SCENARIO, new Renames(documents)),
    languages.registerDocumentFormattingEditProvider(SCENARIO, formatting),
    languages.registerDocumentRangeFormattingEditProvider(SCENARIO, formatting),
  );
}

function registerReading(documents: Documents): vscode.Disposable {
  const { languages } = vscode;
  const references = new References(documents);
  const both = [SCENARIO, LOG] as const;
  return vscode.Disposable.from(
    ...both.flatMap((language) => [
      languages.registerHoverProvider(language, new Hovers(documents)),
      languages.registerDefinitionProvider(language, new Definitions(documents)),
      languages.registerDocumentSymbolProvider(language, new Symbols(documents)),
      languages.registerFoldingRangeProvider(language, new Folds(documents)),
    ]),
    languages.registerReferenceProvider(SCENARIO, references),
    languages.registerDocumentHighlightProvider(SCENARIO, references),
    languages.registerSelectionRangeProvider(SCENARIO, new SelectionRanges(documents)),
    languages.registerDocumentSemanticTokensProvider(
      SCENARIO,
      new SemanticTokens(documents),
      SemanticTokens.legend,
    ),
  );
}

function registerRunning(documents: Documents, results: Results): vscode.Disposable {
  const { languages } = vscode;
  const values = new InlineValues(documents);
  return vscode.Disposable.from(
    languages.registerInlayHintsProvider(SCENARIO, new InlayHints(documents, results)),
    languages.registerInlineValuesProvider(SCENARIO, values),
    languages.registerEvaluatableExpressionProvider(SCENARIO, values),
    languages.registerCodeLensProvider(SCENARIO, new CodeLenses(documents)),
    registerLensCommands(),
  );
}
