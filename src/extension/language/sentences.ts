/** From a sentence's id and arguments to words in the language of VS Code. */
import * as vscode from 'vscode';
import type { Sentence } from '../../language/features/diagnostics';
import { formatMessage, MESSAGES } from '../../language/messages';

/** The words of a sentence. */
export function words({ id, args }: Sentence): string {
  return formatMessage(id, args, (one) => vscode.l10n.t(MESSAGES[one]));
}
