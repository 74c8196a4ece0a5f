/** Opens a source of a session at a line: a script by its path or URI, a server's source through the adapter. */
import * as vscode from 'vscode';
import { uriOfProgram } from '../files';

/** @param line from 1 */
export async function openSource(
  source: string,
  line: number,
  session: vscode.DebugSession | undefined,
): Promise<void> {
  const position = new vscode.Position(line - 1, 0);
  await vscode.window.showTextDocument(await documentOf(source, session), {
    selection: new vscode.Range(position, position),
    preserveFocus: false,
  });
}

async function documentOf(
  source: string,
  session: vscode.DebugSession | undefined,
): Promise<vscode.TextDocument> {
  const ofServer = session === undefined ? undefined : await serverSource(session, source);
  return vscode.workspace.openTextDocument(ofServer ?? uriOfProgram(source));
}

/** The URI under which VS Code shows a server's source; undefined: it is none. */
async function serverSource(
  session: vscode.DebugSession,
  path: string,
): Promise<vscode.Uri | undefined> {
  const { sources } = (await session.customRequest('loadedSources')) as {
    readonly sources: readonly vscode.DebugProtocolSource[];
  };
  const found = sources.find((one) => {
    const { path: known, sourceReference } = one as { path?: string; sourceReference?: number };
    return known === path && sourceReference !== undefined && sourceReference > 0;
  });
  return found && vscode.debug.asDebugSourceUri(found, session);
}
