/** Marks what is wrong while one types: a moment after the last change, and only if the document is still that version. */
import * as vscode from 'vscode';
import { diagnose, type EditorDiagnostic } from '../../language/features/diagnostics';
import { logDiagnostics } from '../../traces/features/logDiagnostics';
import type { Documents } from './documents';
import { rangeOf } from './ranges';
import { words } from './sentences';

export const SOURCE = 'pagewalk';

/** How long nothing is typed before a document is checked, in milliseconds. */
const PAUSE = 200;
/** Larger logs are not checked while they are open: running them tells. In UTF-16 units. */
const LONGEST_LOG = 5_000_000;

export class Diagnostics implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection(SOURCE);
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly subscriptions: { dispose(): unknown }[] = [this.collection];

  constructor(private readonly documents: Documents) {
    this.subscriptions.push(
      vscode.workspace.onDidOpenTextDocument((document) => this.schedule(document, 0)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.schedule(document, PAUSE)),
      vscode.workspace.onDidCloseTextDocument((document) => this.forget(document)),
      documents.onDidChangeIncluded(() => this.scheduleAll()),
    );
    this.scheduleAll();
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private scheduleAll(): void {
    for (const document of vscode.workspace.textDocuments) this.schedule(document, 0);
  }

  private schedule(document: vscode.TextDocument, pause: number): void {
    if (document.languageId !== 'vms' && document.languageId !== 'strace') return;
    const key = document.uri.toString();
    clearTimeout(this.timers.get(key));
    const { version } = document;
    this.timers.set(
      key,
      setTimeout(() => {
        this.timers.delete(key);
        if (document.version === version && !document.isClosed) this.check(document);
      }, pause),
    );
  }

  private forget(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    clearTimeout(this.timers.get(key));
    this.timers.delete(key);
    this.collection.delete(document.uri);
  }

  private check(document: vscode.TextDocument): void {
    if (document.languageId === 'strace') this.checkLog(document);
    else this.checkScenario(document);
  }

  private checkScenario(document: vscode.TextDocument): void {
    const { documents } = this;
    const analysis = documents.analysisOf(document);
    // What is included comes in a moment, and everything is checked again.
    if (!documents.isComplete(document)) return;
    const found = diagnose(analysis).map((one) => this.show(document, one));
    this.collection.set(document.uri, found);
  }

  private show(document: vscode.TextDocument, found: EditorDiagnostic): vscode.Diagnostic {
    const severity =
      found.severity === 'error'
        ? vscode.DiagnosticSeverity.Error
        : vscode.DiagnosticSeverity.Warning;
    const shown = new vscode.Diagnostic(rangeOf(document, found), words(found), severity);
    shown.source = SOURCE;
    shown.code = found.id;
    shown.relatedInformation = found.related.map((one) => {
      const uri = this.documents.uriOf(document, one.file);
      return new vscode.DiagnosticRelatedInformation(
        new vscode.Location(uri, new vscode.Position(one.line - 1, one.column - 1)),
        words(one),
      );
    });
    return shown;
  }

  private checkLog(document: vscode.TextDocument): void {
    const lines = this.documents.linesOf(document);
    if (lines.text.length > LONGEST_LOG) return;
    const found = logDiagnostics(lines, document.uri.path).map((one) => {
      const severity = vscode.DiagnosticSeverity.Warning;
      const shown = new vscode.Diagnostic(rangeOf(document, one), one.text, severity);
      shown.source = SOURCE;
      return shown;
    });
    this.collection.set(document.uri, found);
  }
}
