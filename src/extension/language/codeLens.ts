/** *Run* and *Debug* above each scenario, and above a script without any. */
import * as vscode from 'vscode';
import { runnables } from '../../language/features/runs';
import { launchOf } from '../debug/configurations';
import type { Documents } from './documents';

const RUN = 'pagewalk.runScenario';
const DEBUG = 'pagewalk.debugScenario';

export class CodeLenses implements vscode.CodeLensProvider {
  constructor(private readonly documents: Documents) {}

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    return runnables(this.documents.analysisOf(document)).flatMap(({ start, scenario }) => {
      const { line } = document.positionAt(start);
      const range = new vscode.Range(line, 0, line, 0);
      const args = [document.uri, scenario];
      return [
        new vscode.CodeLens(range, {
          title: `$(play) ${vscode.l10n.t('Run')}`,
          command: RUN,
          arguments: args,
        }),
        new vscode.CodeLens(range, {
          title: `$(debug-alt) ${vscode.l10n.t('Debug')}`,
          command: DEBUG,
          arguments: args,
        }),
      ];
    });
  }
}

/** The commands of the lenses: the URI of a document, and the title of a scenario or null. */
export function registerLensCommands(): vscode.Disposable {
  const start =
    (noDebug: boolean) =>
    async (uri: vscode.Uri, scenario: string | null): Promise<boolean> => {
      const launch = { ...launchOf(uri), ...(scenario === null ? {} : { scenario }) };
      const folder = vscode.workspace.getWorkspaceFolder(uri);
      return vscode.debug.startDebugging(folder, launch, { noDebug });
    };
  return vscode.Disposable.from(
    vscode.commands.registerCommand(RUN, start(true)),
    vscode.commands.registerCommand(DEBUG, start(false)),
  );
}
