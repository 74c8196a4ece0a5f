/** What the extension registers with VS Code, wherever it runs. */
import * as vscode from 'vscode';
import { startAdapter, type StartWorker } from './adapter/inlineAdapter';
import { debugLog } from './commands/debugLog';
import { newScenario } from './commands/newScenario';
import { openExample } from './commands/openExample';
import { move, travel } from './commands/travel';
import { DEBUG_TYPE, FoundConfigurations, LaunchConfigurations } from './debug/configurations';
import { registerLanguages } from './language/register';
import { Selections } from './session/selections';
import { Sessions } from './session/sessions';
import { showViewsAtFirstStop } from './session/showViews';
import { ScenarioTests } from './tests/scenarioTests';
import { registerTrees } from './trees/register';
import { registerPages } from './webviews/pages';

/** Registers everything. */
export function activateCommon(
  { extensionUri, subscriptions }: vscode.ExtensionContext,
  startWorker: StartWorker,
): void {
  const sessions = new Sessions();
  const selections = new Selections();
  const command = (name: string, run: () => unknown): vscode.Disposable =>
    vscode.commands.registerCommand(`pagewalk.${name}`, run);
  subscriptions.push(
    sessions,
    selections,
    vscode.debug.registerDebugConfigurationProvider(DEBUG_TYPE, new LaunchConfigurations()),
    vscode.debug.registerDebugConfigurationProvider(
      DEBUG_TYPE,
      new FoundConfigurations(),
      vscode.DebugConfigurationProviderTriggerKind.Dynamic,
    ),
    vscode.debug.registerDebugAdapterDescriptorFactory(DEBUG_TYPE, {
      createDebugAdapterDescriptor: () =>
        new vscode.DebugAdapterInlineImplementation(startAdapter(startWorker)),
    }),
    registerLanguages(),
    new ScenarioTests(() => startAdapter(startWorker)),
    showViewsAtFirstStop(sessions),
    registerTrees(sessions, selections),
    registerPages({ extensionUri, sessions, selections }),
    command('openExample', () => openExample(extensionUri)),
    command('newScenario', newScenario),
    command('debugLog', debugLog),
    command('reverseOver', () => move(sessions, 'pagewalk/reverseNext')),
    command('reverseOut', () => move(sessions, 'pagewalk/reverseStepOut')),
    command('travel', () => travel(sessions)),
  );
  // The views are there from now on: someone who never opens a scenario never sees them.
  void vscode.commands.executeCommand('setContext', 'pagewalk.active', true);
}
