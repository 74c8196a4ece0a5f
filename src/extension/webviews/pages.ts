/**
 * The pages *Page Table* and *TLB*: in the panel as views, and on request as editors beside the script, which come back
 * after a reload.
 */
import * as vscode from 'vscode';
import { PageHost, type Shared } from './pageHost';

interface Page {
  /** Its folder in media. */
  readonly name: string;
  readonly view: string;
  readonly panel: string;
  readonly command: string;
  title(): string;
}

const PAGES: readonly Page[] = [
  {
    name: 'pageTable',
    view: 'pagewalk.pageTable',
    panel: 'pagewalk.pageTable.panel',
    command: 'pagewalk.openPageTable',
    title: () => vscode.l10n.t('Page Table'),
  },
  {
    name: 'tlb',
    view: 'pagewalk.tlb',
    panel: 'pagewalk.tlb.panel',
    command: 'pagewalk.openTlb',
    title: () => vscode.l10n.t('TLB'),
  },
];

/** Registers the pages with VS Code. */
export function registerPages(shared: Shared): vscode.Disposable {
  return vscode.Disposable.from(
    ...PAGES.flatMap((page) => [
      vscode.window.registerWebviewViewProvider(page.view, {
        resolveWebviewView: (view) => {
          const host = new PageHost(view.webview, page.name, page.title(), shared);
          view.onDidDispose(() => host.dispose());
        },
      }),
      vscode.window.registerWebviewPanelSerializer(page.panel, {
        deserializeWebviewPanel: (panel) => {
          fill(panel, page, shared);
          return Promise.resolve();
        },
      }),
      vscode.commands.registerCommand(page.command, () => {
        const beside = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
        fill(vscode.window.createWebviewPanel(page.panel, page.title(), beside), page, shared);
      }),
    ]),
  );
}

function fill(panel: vscode.WebviewPanel, page: Page, shared: Shared): void {
  panel.iconPath = vscode.Uri.joinPath(shared.extensionUri, 'media', 'icons', 'pagewalk.svg');
  const host = new PageHost(panel.webview, page.name, page.title(), shared);
  panel.onDidDispose(() => host.dispose());
}
