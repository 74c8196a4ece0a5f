/**
 * The host of one page in a webview: loads the page under a strict content security policy, hands its requests to the
 * adapter, and tells it how the session stands. It knows nothing of what the page shows.
 */
import * as vscode from 'vscode';
import type { HostMessage, PageMessage } from '../../protocol/webview';
import { LANGUAGES, launchOf } from '../debug/configurations';
import { openSource } from '../debug/openSource';
import type { Selections } from '../session/selections';
import type { Sessions } from '../session/sessions';
import { pageDocument } from './pageDocument';

/** What all pages share. */
export interface Shared {
  readonly extensionUri: vscode.Uri;
  readonly sessions: Sessions;
  readonly selections: Selections;
}

export class PageHost implements vscode.Disposable {
  private readonly subscriptions: vscode.Disposable[] = [];

  /**
   * @param page its folder in media
   * @param title what a screen reader calls it
   */
  constructor(
    private readonly webview: vscode.Webview,
    page: string,
    title: string,
    private readonly shared: Shared,
  ) {
    const pages = vscode.Uri.joinPath(shared.extensionUri, 'dist', 'media');
    webview.options = { enableScripts: true, localResourceRoots: [pages] };
    this.subscriptions.push(
      webview.onDidReceiveMessage((message: PageMessage) => this.receive(message)),
      shared.sessions.onDidChange(() => this.tellSession()),
      shared.selections.onDidSelect(({ origin, ...selection }) => {
        if (origin !== this) this.send({ type: 'select', ...selection });
      }),
    );
    webview.html = document(webview, pages, page, title);
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private async receive(message: PageMessage): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.send({ type: 'words', words: vscode.l10n.bundle ?? {} });
        this.tellSession();
        this.tellSelection();
        return;
      case 'request':
        return this.answer(message);
      case 'travel':
        await this.shared.sessions.session?.customRequest('pagewalk/goto', {
          moment: message.moment,
        });
        return;
      case 'open':
        return openSource(message.source, message.line, this.shared.sessions.session);
      case 'select': {
        const { process, address } = message;
        this.shared.selections.select(
          address === undefined ? { process } : { process, address },
          this,
        );
        return;
      }
      case 'copy':
        await vscode.env.clipboard.writeText(message.text);
        return;
      case 'start':
        await startFromPage();
    }
  }

  private async answer(message: PageMessage & { readonly type: 'request' }): Promise<void> {
    const { id, request } = message;
    try {
      const body = await this.shared.sessions.ask(request, message.arguments);
      this.send({ type: 'answer', id, ok: true, body });
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      this.send({ type: 'answer', id, ok: false, message: text });
    }
  }

  private tellSession(): void {
    const { state, session } = this.shared.sessions;
    this.send({ type: 'session', state, title: session?.name ?? '' });
  }

  private tellSelection(): void {
    const { current } = this.shared.selections;
    if (current !== undefined) this.send({ type: 'select', ...current });
  }

  /** A page that is hidden gets nothing; it asks when it is shown. */
  private send(message: HostMessage): void {
    void this.webview.postMessage(message);
  }
}

/** The open file if it can be debugged, otherwise what the user picks. */
async function startFromPage(): Promise<void> {
  const open = vscode.window.activeTextEditor?.document;
  if (open !== undefined && LANGUAGES.has(open.languageId)) {
    await vscode.debug.startDebugging(undefined, launchOf(open.uri));
  } else {
    await vscode.commands.executeCommand('pagewalk.openExample');
  }
}

function document(webview: vscode.Webview, pages: vscode.Uri, page: string, title: string): string {
  const uri = (file: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(pages, file)).toString();
  return pageDocument({
    title,
    style: uri(`${page}.css`),
    script: uri(`${page}.js`),
    source: webview.cspSource,
    nonce: crypto.randomUUID(),
  });
}
