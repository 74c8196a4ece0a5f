/** From a sentence's id and arguments to words in the language of VS Code. */
import * as vscode from 'vscode';
import type { Sentence } from '../../language/features/diagnostics';
import { isMessageId, MESSAGES, type MessageId } from '../../language/messages';

/** The words of a sentence. An argument `@id` is a sentence itself. */
export function words({ id, args }: Sentence): string {
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(args)) given[name] = nested(value, args);
  return vscode.l10n.t(MESSAGES[id], given);
}

function nested(value: string, args: Sentence['args']): string {
  const id = value.startsWith('@') ? value.slice(1) : '';
  return isMessageId(id) ? words({ id: id satisfies MessageId, args }) : value;
}
