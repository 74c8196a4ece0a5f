/** Places in a document or in the files that it includes, as VS Code has them. */
import * as vscode from 'vscode';
import type { Location } from '../../language/features/references';
import type { Documents } from './documents';
import { rangeOf } from './ranges';

/** A place of the document, or of a file that it includes, which is opened without being shown. */
export async function openLocation(
  documents: Documents,
  document: vscode.TextDocument,
  location: Location,
): Promise<vscode.Location> {
  const uri = documents.uriOf(document, location.file);
  const isHere = uri.toString() === document.uri.toString();
  const target = isHere ? document : await vscode.workspace.openTextDocument(uri);
  return new vscode.Location(uri, rangeOf(target, location));
}
