/**
 * How a tree shows what changed since the last stop: a letter behind the label, a word in the tooltip, and a colour, which
 * never says it alone.
 */
import * as vscode from 'vscode';
import type { Mark, Marked } from '../../protocol/answer';

const SCHEME = 'pagewalk-mark';

/** The resource of a tree item that carries its mark; undefined: nothing happened to it. */
export function markResource({ mark }: Marked, id: string): vscode.Uri | undefined {
  if (mark === undefined) return undefined;
  return vscode.Uri.from({ scheme: SCHEME, authority: mark, path: `/${id}` });
}

/** What a thing that changed was, as lines of a tooltip; empty for nothing. */
export function wasText({ was }: Marked): string {
  return Object.entries(was ?? {})
    .map(([field, value]) => vscode.l10n.t('{0} was {1}', field, String(value)))
    .join('\n');
}

/** Decorates the items that `markResource` marks. */
export class MarkDecorations implements vscode.FileDecorationProvider {
  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    if (uri.scheme !== SCHEME) return undefined;
    return decorations()[uri.authority as Mark];
  }
}

function decorations(): Record<Mark, vscode.FileDecoration> {
  return {
    new: decoration('+', vscode.l10n.t('new since the last stop'), 'pagewalk.newForeground'),
    changed: decoration(
      '~',
      vscode.l10n.t('changed since the last stop'),
      'pagewalk.changedForeground',
    ),
    gone: decoration('−', vscode.l10n.t('gone since the last stop'), 'pagewalk.goneForeground'),
  };
}

function decoration(badge: string, tooltip: string, color: string): vscode.FileDecoration {
  return new vscode.FileDecoration(badge, tooltip, new vscode.ThemeColor(color));
}
