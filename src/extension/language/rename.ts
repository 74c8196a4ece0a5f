/** Renaming. */
import * as vscode from 'vscode';
import { rename, renameTarget, type RenameRefusal } from '../../language/features/references';
import type { Documents } from './documents';
import { openLocation } from './locations';
import { rangeOf } from './ranges';

export class Renames implements vscode.RenameProvider {
  constructor(private readonly documents: Documents) {}

  prepareRename(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): { readonly range: vscode.Range; readonly placeholder: string } {
    const offset = document.offsetAt(position);
    const target = renameTarget(this.documents.analysisOf(document), offset);
    if ('reason' in target) throw new Error(refusal(target));
    return { range: rangeOf(document, target), placeholder: target.name };
  }

  async provideRenameEdits(
    document: vscode.TextDocument,
    position: vscode.Position,
    newName: string,
  ): Promise<vscode.WorkspaceEdit> {
    const { documents } = this;
    const offset = document.offsetAt(position);
    const places = rename(documents.analysisOf(document), offset, newName);
    if ('reason' in places) throw new Error(refusal(places));
    const edit = new vscode.WorkspaceEdit();
    for (const place of places) {
      const { uri, range } = await openLocation(documents, document, place);
      edit.replace(uri, range, newName);
    }
    return edit;
  }
}

function refusal({ reason, name }: RenameRefusal): string {
  switch (reason) {
    case 'notRenamable':
      return vscode.l10n.t('Only names that the script gives can be renamed.');
    case 'badName':
      return vscode.l10n.t(
        '"{0}" is no name: letters, digits and "_", no digit first, and no word of the language.',
        name,
      );
    case 'builtIn':
      return vscode.l10n.t('"{0}" is built in.', name);
    case 'taken':
      return vscode.l10n.t('"{0}" means something else there already.', name);
  }
}
