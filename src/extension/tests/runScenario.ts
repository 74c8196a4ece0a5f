/** Runs one script, or one scenario of it, without stopping, and collects which expectations failed. */
import type * as vscode from 'vscode';
import { HeadlessClient } from '../adapter/headlessClient';

/** An expectation that failed. */
export interface Failure {
  readonly text: string;
  /** The path or URI of the script or of what it includes, and a line from 1; absent: none in particular. */
  readonly source?: string;
  readonly line?: number;
  /** What was written and what came of it; absent: the text says it all. */
  readonly expected?: string;
  readonly actual?: string;
}

export interface Outcome {
  readonly failures: readonly Failure[];
  /** What the run printed. */
  readonly output: string;
}

/** What of an `output` event counts here. */
interface Output {
  readonly category?: string;
  readonly output: string;
  readonly source?: { readonly path?: string };
  readonly line?: number;
  readonly data?: { readonly expected?: string; readonly actual?: string };
}

/**
 * Runs it in an adapter of its own.
 * @throws an error with the adapter's words if it cannot be run; a CancellationError.
 */
export async function runScenario(
  adapter: vscode.DebugAdapter,
  program: string,
  scenario: string | undefined,
  token: vscode.CancellationToken,
): Promise<Outcome> {
  const failures: Failure[] = [];
  let output = '';
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const client = new HeadlessClient(adapter, (event, body) => {
    if (event === 'terminated') end();
    if (event !== 'output') return;
    const said = body as Output;
    output += said.output;
    if (said.category === 'stderr') failures.push(failureOf(said));
  });
  const cancelled = new Promise<never>((_resolve, reject) => {
    token.onCancellationRequested(() => {
      client.dispose();
      reject(new Error('cancelled'));
    });
  });
  try {
    await Promise.race([begin(client, program, scenario), cancelled]);
    await Promise.race([ended, cancelled]);
    return { failures, output };
  } finally {
    client.dispose();
  }
}

async function begin(
  client: HeadlessClient,
  program: string,
  scenario: string | undefined,
): Promise<void> {
  await client.request('initialize', { adapterID: 'pagewalk', pathFormat: 'path' });
  await client.request('launch', {
    program,
    noDebug: true,
    ...(scenario === undefined ? {} : { scenario }),
  });
  await client.request('configurationDone');
}

function failureOf({ output, source, line, data }: Output): Failure {
  return {
    text: output.trimEnd(),
    ...(source?.path === undefined ? {} : { source: source.path }),
    ...(line === undefined ? {} : { line }),
    ...(data?.expected === undefined ? {} : { expected: data.expected }),
    ...(data?.actual === undefined ? {} : { actual: data.actual }),
  };
}
