/**
 * The Test Explorer: scripts with expectations and their scenarios, as tests that run, and that are debugged from the
 * moment where they fail.
 */
import * as vscode from 'vscode';
import { launchOf } from '../debug/configurations';
import { fileName, programOf, readText, uriOfProgram } from '../files';
import { findTests } from './findScenarios';
import { runScenario, type Failure, type Outcome } from './runScenario';

const PATTERN = '**/*.vms';
/** So long nobody typed, before a script is looked through. */
const PAUSE_MS = 300;

/** Makes an adapter for one run. */
export type StartAdapter = () => vscode.DebugAdapter;

export class ScenarioTests implements vscode.Disposable {
  private readonly controller: vscode.TestController;
  private readonly subscriptions: readonly { dispose(): unknown }[];
  private readonly waiting = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(private readonly startAdapter: StartAdapter) {
    this.controller = vscode.tests.createTestController(
      'pagewalk',
      vscode.l10n.t('Pagewalk Scenarios'),
    );
    this.controller.refreshHandler = () => this.findAll();
    this.controller.resolveHandler = (item) => (item === undefined ? this.findAll() : undefined);
    const { Run, Debug } = vscode.TestRunProfileKind;
    this.controller.createRunProfile(
      vscode.l10n.t('Run'),
      Run,
      (...args) => this.run(...args),
      true,
    );
    this.controller.createRunProfile(
      vscode.l10n.t('Debug'),
      Debug,
      (...args) => this.debug(...args),
      true,
    );
    const watcher = vscode.workspace.createFileSystemWatcher(PATTERN);
    this.subscriptions = [
      this.controller,
      watcher,
      watcher.onDidCreate((uri) => this.lookSoon(uri)),
      watcher.onDidChange((uri) => this.lookSoon(uri)),
      watcher.onDidDelete((uri) => this.controller.items.delete(uri.toString())),
      vscode.workspace.onDidOpenTextDocument((document) => this.lookAtDocument(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.lookAtDocument(document)),
    ];
    for (const document of vscode.workspace.textDocuments) this.lookAtDocument(document);
  }

  dispose(): void {
    for (const timer of this.waiting.values()) clearTimeout(timer);
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private async findAll(): Promise<void> {
    const uris = await vscode.workspace.findFiles(PATTERN, '**/node_modules/**');
    await Promise.all(uris.map((uri) => this.look(uri)));
  }

  private lookAtDocument({ languageId, uri }: vscode.TextDocument): void {
    if (languageId === 'vms' && uri.scheme !== 'debug' && uri.scheme !== 'git') this.lookSoon(uri);
  }

  private lookSoon(uri: vscode.Uri): void {
    const key = uri.toString();
    clearTimeout(this.waiting.get(key));
    const timer = setTimeout(() => {
      this.waiting.delete(key);
      void this.look(uri);
    }, PAUSE_MS);
    this.waiting.set(key, timer);
  }

  /** Brings the tests of one script up to date. */
  private async look(uri: vscode.Uri): Promise<void> {
    const { items } = this.controller;
    const id = uri.toString();
    const text = await readQuietly(uri);
    const found = text === undefined ? undefined : findTests(text);
    if (text === undefined || found?.hasExpectations !== true) {
      items.delete(id);
      return;
    }
    const file = items.get(id) ?? this.controller.createTestItem(id, fileName(uri), uri);
    file.range = new vscode.Range(0, 0, 0, 0);
    file.children.replace(
      found.scenarios.map(({ title, start, end }) => {
        const item = this.controller.createTestItem(`${id}#${title}`, title, uri);
        item.range = new vscode.Range(positionAt(text, start), positionAt(text, end));
        return item;
      }),
    );
    items.add(file);
  }

  private async run(
    request: vscode.TestRunRequest,
    token: vscode.CancellationToken,
  ): Promise<void> {
    const run = this.controller.createTestRun(request);
    for (const item of await this.chosen(request)) {
      if (token.isCancellationRequested) run.skipped(item);
      else await this.runOne(item, run, token);
    }
    run.end();
  }

  /** Runs first, without stopping, to know whether and where it fails; then debugs, one after the other. */
  private async debug(
    request: vscode.TestRunRequest,
    token: vscode.CancellationToken,
  ): Promise<void> {
    const run = this.controller.createTestRun(request);
    for (const item of await this.chosen(request)) {
      const outcome = token.isCancellationRequested
        ? undefined
        : await this.runOne(item, run, token);
      if (outcome !== undefined) await debugOne(item, run, outcome, token);
    }
    run.end();
  }

  private async runOne(
    item: vscode.TestItem,
    run: vscode.TestRun,
    token: vscode.CancellationToken,
  ): Promise<Outcome | undefined> {
    const { uri } = item;
    if (uri === undefined) return undefined;
    run.started(item);
    const begin = Date.now();
    try {
      const outcome = await runScenario(
        this.startAdapter(),
        programOf(uri),
        scenarioOf(item),
        token,
      );
      run.appendOutput(outcome.output.replaceAll('\n', '\r\n'), undefined, item);
      const duration = Date.now() - begin;
      if (outcome.failures.length === 0) run.passed(item, duration);
      else
        run.failed(
          item,
          outcome.failures.map((failure) => messageOf(failure, uri)),
          duration,
        );
      return outcome;
    } catch (error) {
      if (token.isCancellationRequested) run.skipped(item);
      else run.errored(item, new vscode.TestMessage(errorText(error)), Date.now() - begin);
      return undefined;
    }
  }

  /** The tests that are meant: scripts without scenarios, and scenarios. */
  private async chosen({ include, exclude }: vscode.TestRunRequest): Promise<vscode.TestItem[]> {
    if (include === undefined) await this.findAll();
    const roots = include ?? [...this.controller.items].map(([, item]) => item);
    const left = new Set(exclude ?? []);
    return roots.flatMap(leaves).filter((item) => !left.has(item));
  }
}

function leaves(item: vscode.TestItem): vscode.TestItem[] {
  return item.children.size === 0
    ? [item]
    : [...item.children].flatMap(([, child]) => leaves(child));
}

/** The title of a scenario; undefined: the item is a whole script. */
function scenarioOf({ id, parent, label }: vscode.TestItem): string | undefined {
  return parent === undefined || id === parent.id ? undefined : label;
}

/** Starts at the failing moment, or at the beginning of what holds. Resolves when the session ends. */
async function debugOne(
  item: vscode.TestItem,
  run: vscode.TestRun,
  outcome: Outcome,
  token: vscode.CancellationToken,
): Promise<void> {
  const { uri } = item;
  if (uri === undefined) return;
  const where = outcome.failures.length > 0 ? { startAt: 'firstFailure' } : { stopOnEntry: true };
  const scenario = scenarioOf(item);
  const configuration = {
    ...launchOf(uri),
    ...where,
    name: item.label,
    ...(scenario === undefined ? {} : { scenario }),
  };
  let session: vscode.DebugSession | undefined;
  const started = vscode.debug.onDidStartDebugSession((one) => {
    if (one.name === configuration.name) session ??= one;
  });
  const ended = new Promise<void>((resolve) => {
    const watch = vscode.debug.onDidTerminateDebugSession((one) => {
      if (one.id !== session?.id) return;
      watch.dispose();
      resolve();
    });
  });
  token.onCancellationRequested(() => void vscode.debug.stopDebugging(session));
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  const isStarted = await vscode.debug.startDebugging(folder, configuration, { testRun: run });
  if (isStarted) await ended;
  started.dispose();
}

function messageOf(failure: Failure, uri: vscode.Uri): vscode.TestMessage {
  const { text, source, line, expected, actual } = failure;
  const message =
    expected === undefined || actual === undefined
      ? new vscode.TestMessage(text)
      : vscode.TestMessage.diff(text, expected, actual);
  if (line !== undefined) {
    const position = new vscode.Position(line - 1, 0);
    message.location = new vscode.Location(
      source === undefined ? uri : uriOfProgram(source),
      position,
    );
  }
  return message;
}

function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A file may be gone. */
async function readQuietly(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return await readText(uri);
  } catch {
    return undefined;
  }
}

function positionAt(text: string, offset: number): vscode.Position {
  const before = text.slice(0, offset);
  return new vscode.Position(before.split('\n').length - 1, offset - before.lastIndexOf('\n') - 1);
}
