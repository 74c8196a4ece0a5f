/** Law 1 across hosts: a session in a browser's worker goes through the same states as one in Node. */
import fs from 'node:fs';
import path from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { FromWorker, ToWorker } from '../../src/debugAdapter/workerMessages';
import { Client } from '../debugAdapter/client';
import { EXAMPLES, inline } from '../debugAdapter/inline';

declare global {
  /** What the page has for the two ends. */
  interface Window {
    post: (data: ToWorker) => void;
    receive: (data: FromWorker) => Promise<void>;
  }
}

/** The bundle that the extension starts. */
const WORKER = path.resolve(import.meta.dirname, '../../dist/worker.js');

const FILES = fs
  .readdirSync(EXAMPLES, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(vms|strace|maptrace)$/.test(name));

/** Steps of each kind from the beginning. */
const STEPS = 10;

interface State {
  readonly moment: string;
  readonly hash: string;
}

let browser: Browser;

beforeAll(async () => {
  const executablePath = inject('endToEnd').chromium;
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
});

afterAll(() => browser.close());

describe.each(FILES)('%s', (name) => {
  it('has the same hashes in a worker of Chromium as in Node', async () => {
    const page = await browser.newPage();
    const program = path.join(EXAMPLES, name);
    const inBrowser = new Client((message) => {
      void page.evaluate((data) => window.post(data), { kind: 'message' as const, message });
    });
    await page.exposeFunction('receive', (data: FromWorker) => {
      if (data.kind === 'message') inBrowser.receive(data.message);
    });
    await page.evaluate(
      (text) => {
        const url = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
        const worker = new Worker(url);
        worker.onmessage = ({ data }: MessageEvent<FromWorker>) => window.receive(data);
        window.post = (data) => worker.postMessage(data);
      },
      fs.readFileSync(WORKER, 'utf8'),
    );
    const launch = { program, text: fs.readFileSync(program, 'utf8'), stopOnEntry: true };
    const [there, here] = [await states(inBrowser, launch), await states(inline().client, launch)];
    expect(there).toEqual(here);
    expect(new Set(there.map(({ hash }) => hash)).size).toBeGreaterThan(STEPS);
    await page.close();
  });
});

/** Of statements, of lines of the servers, of steps back, and of the end. */
async function states(client: Client, launch: object): Promise<State[]> {
  await client.launch(launch);
  const found: State[] = [];
  for (const move of ['next', 'stepIn', 'stepBack'] as const) {
    for (let i = 0; i < STEPS; i++) {
      await client.stop(move, { threadId: 1 });
      found.push(await client.request<State>('pagewalk/state'));
    }
  }
  await client.stop('continue', { threadId: 1 });
  found.push(await client.request<State>('pagewalk/state'));
  client.check();
  return found;
}
