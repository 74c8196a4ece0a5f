/**
 * What F5 starts: completes a launch configuration, makes one for the open file where there is no launch.json, and lists
 * the scenarios of the workspace. It reads no file's content.
 */
import * as vscode from 'vscode';
import { fileName, programOf } from '../files';

export const DEBUG_TYPE = 'pagewalk';
/** What can be debugged. */
export const LANGUAGES: ReadonlySet<string> = new Set(['vms', 'strace']);

/** So many files are offered at most: more is no choice. */
const MOST_OFFERED = 100;

/** Completes what is missing in a configuration, with or without a launch.json. */
export class LaunchConfigurations implements vscode.DebugConfigurationProvider {
  resolveDebugConfiguration(
    _folder: vscode.WorkspaceFolder | undefined,
    configuration: vscode.DebugConfiguration,
  ): vscode.DebugConfiguration | undefined {
    const isEmpty = !configuration.type && !configuration.request && !configuration.name;
    if (!isEmpty && configuration['program']) return withSettings(configuration);
    const document = vscode.window.activeTextEditor?.document;
    if (document === undefined || !LANGUAGES.has(document.languageId)) {
      void vscode.window.showErrorMessage(
        vscode.l10n.t(
          'Nothing to debug: open a scenario (.vms) or an strace log (.strace), or name one as "program" in launch.json.',
        ),
      );
      return undefined;
    }
    const { uri } = document;
    return withSettings(isEmpty ? launchOf(uri) : { ...configuration, program: programOf(uri) });
  }
}

/** The user's settings, where the configuration itself says nothing. */
function withSettings(configuration: vscode.DebugConfiguration): vscode.DebugConfiguration {
  const touches = vscode.workspace.getConfiguration('pagewalk.logs').get<string>('touches');
  const isLog = String(configuration['program']).endsWith('.strace');
  // The adapter assumes touches unless it is told otherwise.
  if (!isLog || touches !== 'none') return configuration;
  const set = configuration['set'] as object | undefined;
  return { ...configuration, set: { touches, ...set } };
}

/** Lists the scenarios and logs of the workspace under *Select and Start Debugging*. */
export class FoundConfigurations implements vscode.DebugConfigurationProvider {
  async provideDebugConfigurations(): Promise<vscode.DebugConfiguration[]> {
    const files = await vscode.workspace.findFiles(
      '**/*.{vms,strace}',
      '**/node_modules/**',
      MOST_OFFERED,
    );
    return files
      .map((uri) => ({ ...launchOf(uri), name: vscode.workspace.asRelativePath(uri) }))
      .sort((one, other) => (one.name < other.name ? -1 : 1));
  }
}

/** The configuration that debugs a file. */
export function launchOf(uri: vscode.Uri): vscode.DebugConfiguration {
  return { type: DEBUG_TYPE, request: 'launch', name: fileName(uri), program: programOf(uri) };
}
