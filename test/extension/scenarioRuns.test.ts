/** Scenarios run as tests: what fails is said with both values, and where. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { startAdapter } from '../../src/extension/adapter/inlineAdapter';
import { nodeWorkers } from '../../src/extension/adapter/nodeWorker';
import { runScenario, type Outcome } from '../../src/extension/tests/runScenario';
import { fileUri } from './debugging';

const startWorker = nodeWorkers(path.resolve(__dirname, '../../dist/worker.js'));

function run(
  program: string,
  scenario?: string,
  token?: vscode.CancellationToken,
): Promise<Outcome> {
  const source = new vscode.CancellationTokenSource();
  return runScenario(startAdapter(startWorker), program, scenario, token ?? source.token);
}

async function unsaved(content: string): Promise<string> {
  const document = await vscode.workspace.openTextDocument({ language: 'vms', content });
  return document.uri.toString();
}

describe('a scenario that is run as a test', () => {
  it('passes when all expectations hold', async () => {
    assert.deepEqual((await run(fileUri('cow.vms').fsPath)).failures, []);
  });

  it('fails with both values and the line', async () => {
    const program = await unsaved('spawn p\nexpect 1 + 1 == 3\nexpect p.alive\n');
    const { failures } = await run(program);
    assert.equal(failures.length, 1);
    assert.deepEqual(
      { ...failures[0], text: '' },
      {
        text: '',
        source: program,
        line: 2,
        expected: '3',
        actual: '2',
      },
    );
  });

  it('is the one that was asked for', async () => {
    const program = await unsaved(
      'spawn p\nscenario "good" { expect p.alive }\nscenario "bad" { expect !p.alive }\n',
    );
    assert.equal((await run(program, 'good')).failures.length, 0);
    assert.equal((await run(program, 'bad')).failures.length, 1);
  });

  it('is refused with every error when it is no scenario', async () => {
    await assert.rejects(run(await unsaved('p: nonsense(')), /nonsense|p/);
  });

  it('ends at once when it is cancelled', async () => {
    const source = new vscode.CancellationTokenSource();
    const endless = run(
      await unsaved('spawn p\nrepeat 1000000000 { p: brk(NULL) = ? }\nexpect p.alive\n'),
      undefined,
      source.token,
    );
    setTimeout(() => source.cancel(), 200);
    await assert.rejects(endless);
  });
});
