/** A VS Code in a browser, with the extension and a copy of the examples, and what a person does in it. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { format } from 'node:util';
import { chromium, type Browser, type Frame, type Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { startServer, type Server } from '../../build/vscode/server.mjs';

const ROOT = path.resolve(import.meta.dirname, '../..');
const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/** Other work may share the processors. */
const PATIENCE_MS = 90_000;
/** All tests inside the extension host end within this time. */
const IN_HOST_SECONDS = 240;

export interface WorkbenchOptions {
  readonly settings?: Record<string, unknown>;
  /** The extension comes from the project's directory, not from the VSIX. */
  readonly withoutExtension?: boolean;
  readonly width?: number;
  readonly height?: number;
}

/** A running VS Code. Close it. */
export class Workbench {
  private constructor(
    readonly folder: string,
    private readonly data: string,
    private readonly server: Server,
    private readonly browser: Browser,
    readonly page: Page,
  ) {}

  static async start(options: WorkbenchOptions = {}): Promise<Workbench> {
    const { installed, chromium: executablePath, vsix } = inject('endToEnd');
    const data = fs.mkdtempSync(path.join(os.tmpdir(), 'pagewalk-e2e-'));
    const folder = path.join(data, 'workspace');
    fs.cpSync(path.join(ROOT, 'examples'), folder, { recursive: true });
    const server = await startServer({
      installed,
      data,
      folder,
      ...(options.withoutExtension ? {} : { vsix }),
      settings: options.settings ?? {},
      forTests: true,
    });
    const browser = await chromium.launch({ executablePath, args: FLAGS });
    const viewport = { width: options.width ?? 1400, height: options.height ?? 900 };
    const page = await (await browser.newContext({ viewport })).newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    const workbench = new Workbench(folder, data, server, browser, page);
    try {
      await workbench.open();
      return workbench;
    } catch (error) {
      await workbench.close();
      throw error;
    }
  }

  /** Loads the page, again too. */
  async open(): Promise<void> {
    await this.page.goto(this.server.url);
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor();
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server.close();
    fs.rmSync(this.data, { recursive: true, force: true });
  }

  /**
   * Runs the bundle of test/extension inside the extension host.
   * @returns mocha's exit status: 0 if all passed
   */
  async runInHost(tests: string): Promise<number> {
    const remote = (file: string): string => `vscode-remote://${this.server.authority}${file}`;
    const payload = JSON.stringify([
      ['extensionDevelopmentPath', remote(ROOT)],
      ['extensionTestsPath', remote(tests)],
    ]);
    const log: string[] = [];
    let exit: (code: number) => void = () => undefined;
    const exited = new Promise<number>((resolve) => (exit = resolve));
    // The smoke-test driver calls these.
    await this.page.exposeFunction('codeAutomationLog', (_kind: string, args: unknown[]) => {
      log.push(format(...args));
    });
    await this.page.exposeFunction('codeAutomationExit', exit);
    await this.page.goto(`${this.server.url}&payload=${encodeURIComponent(payload)}`);
    const code = await Promise.race([exited, this.page.waitForTimeout(IN_HOST_SECONDS * 1000)]);
    if (code === undefined) throw new Error(`the tests did not end:\n${log.join('\n')}`);
    return code;
  }

  /** Runs a command from the Command Palette. */
  async command(title: string): Promise<void> {
    await this.choose('F1', `>${title}`, title);
  }

  /** Opens a file of the folder in an editor. */
  async openFile(name: string): Promise<void> {
    const base = path.basename(name);
    await this.choose('Control+KeyP', name, base);
    await this.page.locator('.tab.active', { hasText: base }).waitFor();
    await this.page.locator('.editor-instance .view-line').first().waitFor();
  }

  /** Types into the quick input that a key opens, and clicks a row. */
  private async choose(key: string, typed: string, row: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input').first();
    const found = this.page.locator('.quick-input-list .monaco-list-row', { hasText: row }).first();
    // A workbench that is still starting closes it again, or finds nothing yet.
    for (let attempt = 0; ; attempt++) {
      await this.page.keyboard.press(key);
      try {
        await input.waitFor({ state: 'visible', timeout: 5000 });
        await input.fill(typed);
        await found.click({ timeout: 8000 });
        return;
      } catch (error) {
        if (attempt === 5) throw error;
        await this.page.keyboard.press('Escape');
      }
    }
  }

  /** Chooses a row of the quick input that is open or about to open. */
  async pick(row: string): Promise<void> {
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: row }).first().click();
  }

  /** Puts the cursor into a line, from 1. */
  async goToLine(line: number): Promise<void> {
    await this.page.keyboard.press('Control+KeyG');
    const input = this.page.locator('.quick-input-widget input').first();
    await input.waitFor({ state: 'visible' });
    await input.fill(`:${line}`);
    await this.page.keyboard.press('Enter');
    await expect
      .poll(() => this.page.locator('#status\\.editor\\.selection').textContent())
      .toContain(`Ln ${line},`);
  }

  async toggleBreakpoint(line: number): Promise<void> {
    await this.goToLine(line);
    await this.page.keyboard.press('F9');
  }

  /** Waits until the top frame of the stopped thread reads so. */
  async stopsAt(text: RegExp): Promise<void> {
    await expect.poll(() => this.topFrame(), { timeout: PATIENCE_MS }).toMatch(text);
  }

  /** Waits until the innermost frames read so. */
  async stackShows(texts: readonly RegExp[]): Promise<void> {
    const wanted = texts.map((text) => expect.stringMatching(text) as unknown);
    const shown = async (): Promise<string[]> => (await this.frames()).slice(0, wanted.length);
    await expect.poll(shown, { timeout: PATIENCE_MS }).toEqual(wanted);
  }

  /** What the top frame reads; empty while there is none. */
  async topFrame(): Promise<string> {
    return (await this.frames())[0] ?? '';
  }

  /** The frames of the thread that stopped, innermost first; empty while it runs. */
  async frames(): Promise<string[]> {
    // VS Code expands that thread by itself only if its view was there before the stop.
    const { frames, collapsed } = await this.page.evaluate(shownFrames);
    if (frames.length === 0 && collapsed !== null) {
      const row = this.page.locator(
        `.debug-call-stack .monaco-list-row[data-index="${collapsed}"]`,
      );
      await row.locator('.monaco-tl-twistie').click();
    }
    return frames;
  }

  /** Presses a button of the debug toolbar, and waits until the top frame is another. */
  async step(button: string): Promise<string> {
    const before = await this.topFrame();
    await this.debugButton(button);
    let now = '';
    const isElsewhere = async (): Promise<boolean> => {
      now = await this.topFrame();
      return now !== '' && now !== before;
    };
    await expect.poll(isElsewhere, { timeout: PATIENCE_MS, interval: 30 }).toBe(true);
    return now;
  }

  /** Presses a button of the debug toolbar. */
  async debugButton(label: string): Promise<void> {
    await this.page.locator(`.debug-toolbar [aria-label^="${label}"]`).click();
  }

  /** The frame of a webview that shows what `selector` finds. */
  async webview(selector: string, timeoutMs = PATIENCE_MS): Promise<Frame> {
    for (const end = Date.now() + timeoutMs; Date.now() < end;) {
      for (const frame of this.page.frames()) {
        const count = await frame
          .locator(selector)
          .count()
          .catch(() => 0);
        if (count > 0) return frame;
      }
      await this.page.waitForTimeout(100);
    }
    throw new Error(`no webview shows ${selector}`);
  }

  async screenshot(file: string): Promise<void> {
    await this.page.screenshot({ path: file });
  }
}

/** Runs in the page: what stands below the thread that stopped for a reason of its own. */
function shownFrames(): { readonly frames: string[]; readonly collapsed: string | null } {
  const rows = [
    ...document.querySelectorAll<HTMLElement>('.debug-call-stack .monaco-list-row'),
  ].sort((one, other) => Number(one.dataset['index']) - Number(other.dataset['index']));
  const frames: string[] = [];
  // A single thread has no row of its own.
  let isBelow = true;
  let collapsed: string | null = null;
  for (const row of rows) {
    const frame = row.querySelector('.stack-frame');
    if (frame === null) {
      isBelow = /paused (on|after)|exception/i.test(row.textContent);
      const isShut = row.getAttribute('aria-expanded') === 'false';
      if (isBelow && isShut) collapsed = row.dataset['index'] ?? null;
    } else if (isBelow) frames.push(frame.textContent);
  }
  return { frames, collapsed };
}
