/**
 * The analyses of open documents: one for each version, shared by all features. Files that a script includes are read
 * beforehand, because the features cannot wait; until they are there an analysis says so.
 */
import * as vscode from 'vscode';
import { Analysis } from '../../language/features/analysis';
import { includedNames } from '../../language/features/included';
import { joinPath } from '../../language/includes';
import { LogLines } from '../../traces/features/logLines';

export const SCENARIO: vscode.DocumentSelector = { language: 'vms' };
export const LOG: vscode.DocumentSelector = { language: 'strace' };

interface Entry {
  readonly version: number;
  /** Grows whenever a file that some script includes has changed. */
  readonly round: number;
  readonly analysis: Analysis;
  /** Whether all included files have been read. */
  readonly isComplete: boolean;
}

export class Documents implements vscode.Disposable {
  private readonly scenarios = new Map<string, Entry>();
  private readonly logs = new Map<string, { readonly version: number; readonly lines: LogLines }>();
  /** Texts of included files, null for those that cannot be read; by URI. */
  private readonly included = new Map<string, string | null>();
  private readonly reading = new Set<string>();
  /** The URIs of everything that was ever included. */
  private readonly followed = new Set<string>();
  private round = 0;
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscriptions: { dispose(): unknown }[] = [this.changed];

  /** A file that some script includes has changed, or has been read. */
  readonly onDidChangeIncluded = this.changed.event;

  constructor() {
    const watcher = vscode.workspace.createFileSystemWatcher('**/*.vms');
    const forget = (uri: vscode.Uri): void => {
      const key = uri.toString();
      this.included.delete(key);
      if (this.followed.has(key)) this.renew();
    };
    this.subscriptions.push(
      watcher,
      watcher.onDidChange(forget),
      watcher.onDidCreate(forget),
      watcher.onDidDelete(forget),
      vscode.workspace.onDidChangeTextDocument(({ document }) => forget(document.uri)),
      vscode.workspace.onDidCloseTextDocument((document) => {
        this.scenarios.delete(document.uri.toString());
        this.logs.delete(document.uri.toString());
        forget(document.uri);
      }),
    );
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  /** The analysis of the document as it stands. */
  analysisOf(document: vscode.TextDocument): Analysis {
    return this.entryOf(document).analysis;
  }

  /** Whether everything that the document includes has been read, so that its errors are its own. */
  isComplete(document: vscode.TextDocument): boolean {
    return this.entryOf(document).isComplete;
  }

  /** The lines of a log as it stands. */
  linesOf(document: vscode.TextDocument): LogLines {
    const key = document.uri.toString();
    const known = this.logs.get(key);
    if (known?.version === document.version) return known.lines;
    const lines = new LogLines(document.getText());
    this.logs.set(key, { version: document.version, lines });
    return lines;
  }

  /** The URI of a source of an analysis, by its name. */
  uriOf(document: vscode.TextDocument, name: string): vscode.Uri {
    const base = baseOf(document.uri);
    return name === nameOf(document.uri) ? document.uri : base.with({ path: absolute(name) });
  }

  private entryOf(document: vscode.TextDocument): Entry {
    const key = document.uri.toString();
    const known = this.scenarios.get(key);
    if (known?.version === document.version && known.round === this.round) return known;
    const text = document.getText();
    const name = nameOf(document.uri);
    const isComplete = this.prepare(document.uri, text, name);
    const analysis = new Analysis(text, name, (path, from) =>
      this.textOf(this.uriIn(document.uri, joinPath(from, path))),
    );
    const entry = { version: document.version, round: this.round, analysis, isComplete };
    this.scenarios.set(key, entry);
    return entry;
  }

  private uriIn(uri: vscode.Uri, name: string): vscode.Uri {
    return baseOf(uri).with({ path: absolute(name) });
  }

  /** The text of an included file: as an editor has it, else as it was read; null when it is not there. */
  private textOf(uri: vscode.Uri): string | null {
    const key = uri.toString();
    const open = vscode.workspace.textDocuments.find((one) => one.uri.toString() === key);
    return open === undefined ? (this.included.get(key) ?? null) : open.getText();
  }

  /** Begins to read what is included and not known yet. @returns whether there was nothing to read. */
  private prepare(uri: vscode.Uri, text: string, name: string): boolean {
    let isComplete = true;
    const seen = new Set([name]);
    const look = (of: string, from: string): void => {
      for (const path of includedNames(of)) {
        const included = joinPath(from, path);
        if (seen.has(included)) continue;
        seen.add(included);
        const target = this.uriIn(uri, included);
        this.followed.add(target.toString());
        const known = this.textOf(target);
        if (known !== null) look(known, included);
        else if (!this.included.has(target.toString())) {
          isComplete = false;
          void this.read(target);
        }
      }
    };
    look(text, name);
    return isComplete;
  }

  private async read(uri: vscode.Uri): Promise<void> {
    const key = uri.toString();
    if (this.reading.has(key)) return;
    this.reading.add(key);
    try {
      const bytes = await vscode.workspace.fs.readFile(uri);
      this.included.set(key, new TextDecoder().decode(bytes));
    } catch {
      this.included.set(key, null);
    }
    this.reading.delete(key);
    this.renew();
  }

  private renew(): void {
    this.round++;
    this.changed.fire();
  }
}

/** What an analysis calls a document: a path, so that names of included files are relative to it. */
function nameOf(uri: vscode.Uri): string {
  const isPlaced = uri.path.startsWith('/');
  return isPlaced ? uri.path : `${baseOf(uri).path}/${uri.path}`;
}

/** A document without a place, as one that was never saved, includes files of the first folder. */
function baseOf(uri: vscode.Uri): vscode.Uri {
  if (uri.scheme !== 'untitled') return uri;
  return vscode.workspace.workspaceFolders?.[0]?.uri ?? uri;
}

function absolute(path: string): string {
  return path.startsWith('/') ? path : `/${path}`;
}
