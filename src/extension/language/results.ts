/** What runs said about the lines of documents: listens to what debug adapters print. */
import * as vscode from 'vscode';
import type { SaidByLine } from '../../language/features/results';
import { shiftResults } from '../../language/features/shiftResults';
import { DEBUG_TYPE } from '../debug/configurations';

/** How many things that were said about one line are kept. */
const MOST_SAID = 1000;
const NOTHING: SaidByLine = new Map();

/** What counts of a message of an adapter. */
interface Message {
  readonly type?: string;
  readonly event?: string;
  readonly body?: {
    readonly output?: string;
    readonly line?: number;
    readonly source?: { readonly path?: string };
  };
}

export class Results implements vscode.DebugAdapterTrackerFactory, vscode.Disposable {
  /** By URI of the document. */
  private readonly said = new Map<string, Map<number, string[]>>();
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable;
  private isWaiting = false;

  readonly onDidChange = this.changed.event;

  constructor() {
    this.subscriptions = vscode.Disposable.from(
      this.changed,
      vscode.debug.registerDebugAdapterTrackerFactory(DEBUG_TYPE, this),
      vscode.workspace.onDidChangeTextDocument((event) => this.shift(event)),
    );
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  /** What was said about the lines of a document. */
  of(document: vscode.TextDocument): SaidByLine {
    return this.said.get(document.uri.toString()) ?? NOTHING;
  }

  /** Called by VS Code for each session. */
  createDebugAdapterTracker(): vscode.DebugAdapterTracker {
    return {
      onWillStartSession: () => {
        this.said.clear();
        this.changed.fire();
      },
      onDidSendMessage: (message: Message) => this.hear(message),
    };
  }

  private hear({ type, event, body }: Message): void {
    const path = body?.source?.path;
    if (type !== 'event' || event !== 'output' || path === undefined) return;
    const { output = '', line } = body ?? {};
    if (line === undefined) return;
    const key = uriOf(path).toString();
    const lines = this.said.get(key) ?? new Map<number, string[]>();
    this.said.set(key, lines);
    const texts = lines.get(line - 1) ?? [];
    lines.set(line - 1, texts);
    texts.push(output.trimEnd());
    if (texts.length > MOST_SAID) texts.shift();
    this.tellSoon();
  }

  /** Many lines come at once. */
  private tellSoon(): void {
    if (this.isWaiting) return;
    this.isWaiting = true;
    setTimeout(() => {
      this.isWaiting = false;
      this.changed.fire();
    }, 50);
  }

  private shift({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const key = document.uri.toString();
    let lines: SaidByLine | undefined = this.said.get(key);
    if (lines === undefined || contentChanges.length === 0) return;
    for (const { range, text } of contentChanges) {
      const [first, last] = [range.start.line, range.end.line];
      lines = shiftResults(lines, { first, last, count: text.split('\n').length });
    }
    this.said.set(key, new Map([...lines].map(([line, texts]) => [line, [...texts]])));
    this.changed.fire();
  }
}

/** The document of a source: sessions name files by their paths, others by their URIs. */
function uriOf(path: string): vscode.Uri {
  // A drive letter is no scheme.
  return /^[A-Za-z][\w+.-]+:/.test(path) ? vscode.Uri.parse(path) : vscode.Uri.file(path);
}
