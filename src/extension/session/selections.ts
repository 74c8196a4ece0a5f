/** What somebody chose to look at, in one view, for all others to follow. */
import * as vscode from 'vscode';
import type { Selection } from '../../protocol/webview';

/** Where a selection was made: that view does not follow it. */
export type Origin = object;

export class Selections implements vscode.Disposable {
  private readonly emitter = new vscode.EventEmitter<Selection & { readonly origin: Origin }>();
  private chosen: Selection | undefined;

  readonly onDidSelect = this.emitter.event;

  /** What was chosen last. */
  get current(): Selection | undefined {
    return this.chosen;
  }

  select(selection: Selection, origin: Origin): void {
    this.chosen = selection;
    this.emitter.fire({ ...selection, origin });
  }

  /** Nothing is chosen any more. */
  clear(): void {
    this.chosen = undefined;
  }

  dispose(): void {
    this.emitter.dispose();
  }
}
