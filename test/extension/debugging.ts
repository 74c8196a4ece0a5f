/** What tests of debug sessions share: files in the folder that is open, and the messages of a session. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';

/** An event of an adapter. */
interface Event {
  readonly type: string;
  readonly event: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

/** How the machine stands. */
export interface State {
  readonly moment: string;
  readonly hash: string;
  readonly finished: boolean;
}

/** A file of the folder that is open. */
export function fileUri(name: string): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder);
  return vscode.Uri.joinPath(folder.uri, name);
}

/** The events of all sessions while it lives, in order. */
export class Recorder implements vscode.DebugAdapterTrackerFactory {
  private readonly events: Event[] = [];
  private readonly changed = new vscode.EventEmitter<void>();
  private taken = 0;
  private readonly registration = vscode.debug.registerDebugAdapterTrackerFactory('pagewalk', this);

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }

  createDebugAdapterTracker(): vscode.DebugAdapterTracker {
    return {
      onDidSendMessage: (message: Event) => {
        if (message.type !== 'event') return;
        this.events.push(message);
        this.changed.fire();
      },
    };
  }

  /** The next event of a kind after those that were waited for already. */
  async next(kind: string): Promise<Event> {
    for (;;) {
      for (; this.taken < this.events.length;) {
        const event = this.events[this.taken++];
        if (event?.event === kind) return event;
      }
      await new Promise<void>((resolve) => {
        const once = this.changed.event(() => {
          once.dispose();
          resolve();
        });
      });
    }
  }
}

/** Debugs a file, and waits for the first stop. */
export async function debug(
  recorder: Recorder,
  program: vscode.Uri,
  more: object = {},
): Promise<vscode.DebugSession> {
  const started = new Promise<vscode.DebugSession>((resolve) => {
    const watch = vscode.debug.onDidStartDebugSession((session) => {
      watch.dispose();
      resolve(session);
    });
  });
  const isStarted = await vscode.debug.startDebugging(undefined, {
    ...{ type: 'pagewalk', request: 'launch', name: 'test', program: program.fsPath },
    ...more,
  });
  assert.ok(isStarted);
  await recorder.next('stopped');
  return started;
}

export async function stateOf(session: vscode.DebugSession): Promise<State> {
  return (await session.customRequest('pagewalk/state')) as State;
}

/** Ends a session, and waits until it has ended. */
export async function stop(session: vscode.DebugSession): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    const watch = vscode.debug.onDidTerminateDebugSession((one) => {
      if (one.id !== session.id) return;
      watch.dispose();
      resolve();
    });
  });
  await vscode.debug.stopDebugging(session);
  await ended;
}
