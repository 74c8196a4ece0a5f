/** What the extension registers with VS Code, wherever it runs. */
import * as vscode from 'vscode';
import { DEBUG_TYPE, FoundConfigurations, LaunchConfigurations } from './debug/configurations';
import { registerLanguages } from './language/register';

/** Registers everything. */
export function activateCommon(context: vscode.ExtensionContext): void {
  context.subscriptions.push(
    vscode.debug.registerDebugConfigurationProvider(DEBUG_TYPE, new LaunchConfigurations()),
    vscode.debug.registerDebugConfigurationProvider(
      DEBUG_TYPE,
      new FoundConfigurations(),
      vscode.DebugConfigurationProviderTriggerKind.Dynamic,
    ),
    registerLanguages(),
  );
}
