/** Moves that VS Code has no button for: back over, back out of a function, and to any moment of the run. */
import * as vscode from 'vscode';
import type { Sessions } from '../session/sessions';

/** A moment as people write it: statement, event in it, line of a server after that. */
const MOMENT = /^\d+(\.\d+(:\d+)?)?$/;

/** Makes a move in the session that the views show. */
export async function move(
  sessions: Sessions,
  request: 'pagewalk/reverseNext' | 'pagewalk/reverseStepOut',
): Promise<void> {
  await asked(() => sessions.session?.customRequest(request));
}

/** Asks for a moment, and goes there. */
export async function travel(sessions: Sessions): Promise<void> {
  const { session } = sessions;
  if (session === undefined) return;
  const { at } = await sessions.ask('pagewalk/now', {});
  const to = await vscode.window.showInputBox({
    title: vscode.l10n.t('Go to moment'),
    prompt: vscode.l10n.t(
      '12: before the 12th statement. 12.3: after its third event. Now: {0}',
      at.text,
    ),
    value: at.text,
    validateInput: (text) =>
      MOMENT.test(text.trim())
        ? undefined
        : vscode.l10n.t('A moment is a statement, as 12, or an event in it, as 12.3'),
  });
  if (to !== undefined)
    await asked(() => session.customRequest('pagewalk/goto', { moment: to.trim() }));
}

/** What the adapter refuses is shown in its words. */
async function asked(request: () => Thenable<unknown> | undefined): Promise<void> {
  try {
    await request();
  } catch (error) {
    void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
  }
}
