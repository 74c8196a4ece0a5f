/**
 * Which debug session the views show, and how it stands. Told by the messages between VS Code and the adapter; it never
 * asks the adapter for anything by itself.
 */
import * as vscode from 'vscode';
import type { ViewArguments, ViewBodies, ViewRequest } from '../../protocol/requests';
import type { SessionState } from '../../protocol/webview';
import { DEBUG_TYPE } from '../debug/configurations';

/** What is wrong when a view asks and no session is there. */
export class NoSession extends Error {}

/** The sessions of type `pagewalk`; the views show the one that VS Code calls active. */
export class Sessions implements vscode.DebugAdapterTrackerFactory, vscode.Disposable {
  private readonly states = new Map<string, SessionState>();
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscriptions: readonly { dispose(): unknown }[];
  private shown: vscode.DebugSession | undefined;

  /** Another session is shown, or it stopped, or went on. */
  readonly onDidChange = this.changed.event;

  constructor() {
    this.subscriptions = [
      vscode.debug.registerDebugAdapterTrackerFactory(DEBUG_TYPE, this),
      vscode.debug.onDidChangeActiveDebugSession(() => this.show()),
      this.changed,
    ];
    this.show();
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  /** The session that the views show. */
  get session(): vscode.DebugSession | undefined {
    return this.shown;
  }

  get state(): SessionState {
    return this.shown === undefined ? 'none' : (this.states.get(this.shown.id) ?? 'starting');
  }

  /**
   * Asks the adapter.
   * @throws NoSession, or an error with the adapter's words.
   */
  async ask<R extends ViewRequest>(request: R, args: ViewArguments<R>): Promise<ViewBodies[R]> {
    const { shown } = this;
    if (shown === undefined) throw new NoSession(vscode.l10n.t('Nothing is being debugged.'));
    return (await shown.customRequest(request, args)) as ViewBodies[R];
  }

  /** Called by VS Code for each session. */
  createDebugAdapterTracker(session: vscode.DebugSession): vscode.DebugAdapterTracker {
    this.enter(session, 'starting');
    return {
      onDidSendMessage: (message: unknown) => {
        const state = stateAfter(message);
        if (state !== undefined) this.enter(session, state);
      },
      onWillStopSession: () => this.leave(session),
      onExit: () => this.leave(session),
    };
  }

  private enter(session: vscode.DebugSession, state: SessionState): void {
    this.states.set(session.id, state);
    if (session.id === this.shown?.id) this.changed.fire();
  }

  private leave(session: vscode.DebugSession): void {
    this.states.delete(session.id);
    if (session.id === this.shown?.id) this.show();
  }

  private show(): void {
    const active = vscode.debug.activeDebugSession;
    const isOurs = active?.type === DEBUG_TYPE && this.states.has(active.id);
    const next = isOurs ? active : undefined;
    if (next?.id === this.shown?.id) return;
    this.shown = next;
    this.changed.fire();
  }
}

/** How a session stands after a message of its adapter; undefined: as before. */
function stateAfter(message: unknown): SessionState | undefined {
  const { type, event, command, success } = message as {
    readonly type?: string;
    readonly event?: string;
    readonly command?: string;
    readonly success?: boolean;
  };
  if (type === 'event' && event === 'stopped') return 'stopped';
  if (type === 'event' && event === 'continued') return 'running';
  if (type === 'response' && success === true && MOVES.has(command ?? '')) return 'running';
  return undefined;
}

/** Requests after whose response the run moves until it stops again. */
const MOVES: ReadonlySet<string> = new Set([
  ...['continue', 'next', 'stepIn', 'stepOut', 'stepBack', 'reverseContinue'],
  ...['goto', 'restartFrame', 'configurationDone'],
  ...['pagewalk/goto', 'pagewalk/reverseNext', 'pagewalk/reverseStepOut'],
]);
