/** A VS Code in a browser, with the extension and a copy of the examples, and what a person does in it. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { format } from 'node:util';
import { chromium, type Browser, type Frame, type Locator, type Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { startServer, type Server } from '../../build/vscode/server.mjs';
import { drawnRows, shownFrames } from './inPage';

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

  /** Ends the session, if there is one. */
  async stopDebugging(): Promise<void> {
    const toolbar = this.page.locator('.debug-toolbar');
    if (!(await toolbar.isVisible())) return;
    await this.page.keyboard.press('Shift+F5');
    await toolbar.waitFor({ state: 'hidden' });
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

  /** Steps into a function that the statement calls further down, and waits until the run stands in it. */
  async stepInto(name: string): Promise<void> {
    await this.command('Debug: Step Into Target');
    const functions = this.page.locator('.quick-input-list .monaco-list-row', {
      hasText: 'engine/',
    });
    await functions.first().waitFor();
    // Only the rows that are in view are drawn.
    await this.page.locator('.quick-input-widget input').first().fill(name);
    await functions
      .filter({ hasText: `${name} engine/` })
      .first()
      .click();
    await this.stopsAt(new RegExp(`^${name}`));
  }

  /** Presses a button of the debug toolbar. */
  async debugButton(label: string): Promise<void> {
    // Behind the label stands the key, if there is one.
    const names = [`[aria-label="${label}"]`, `[aria-label^="${label} ("]`];
    await this.page.locator(names.map((name) => `.debug-toolbar ${name}`).join(', ')).click();
  }

  /** A row of a tree in Run and Debug. */
  treeRow(view: string, text: string | RegExp): Locator {
    return this.tree(view).locator('.monaco-list-row', { hasText: text }).first();
  }

  /** The rows of a tree in Run and Debug that are drawn, from above; behind a space the sign of a mark. */
  async treeRows(view: string): Promise<string[]> {
    return this.tree(view).evaluateAll(drawnRows);
  }

  /** Waits until a tree in Run and Debug has such a row. */
  async treeShows(view: string, row: RegExp): Promise<void> {
    await expect
      .poll(() => this.treeRows(view), { timeout: PATIENCE_MS })
      .toContainEqual(expect.stringMatching(row));
  }

  /** Opens a row of a tree if it is shut. */
  async expand(view: string, text: string | RegExp): Promise<void> {
    const row = this.treeRow(view, text);
    await row.waitFor();
    if ((await row.getAttribute('aria-expanded')) === 'false') {
      await row.locator('.monaco-tl-twistie').click();
    }
  }

  private tree(view: string): Locator {
    const header = this.page.locator('.pane-header', { hasText: view });
    return this.page.locator('.pane', { has: header });
  }

  /** Shuts views of Run and Debug, for the others to have room. */
  async shut(...views: readonly string[]): Promise<void> {
    for (const view of views) {
      const header = this.page.locator('.pane-header', { hasText: view });
      if ((await header.getAttribute('aria-expanded')) === 'true') await header.click();
    }
  }

  /** Evaluates an expression in the Debug Console. */
  async evaluate(expression: string): Promise<string> {
    await this.command('Debug Console: Focus on Debug Console View');
    // Rows that are scrolled out of view are not in the document, so their numbers tell which one is new.
    const rows = this.page.locator('.repl .monaco-list-row', {
      has: this.page.locator('.evaluation-result'),
    });
    const latest = async (): Promise<number> =>
      Math.max(
        -1,
        ...(await rows.evaluateAll((all) =>
          all.map((row) => Number(row.getAttribute('data-index'))),
        )),
      );
    const before = await latest();
    await this.page.locator('.repl-input-wrapper .monaco-editor').first().click();
    await this.page.locator('.repl-input-wrapper .monaco-editor.focused').first().waitFor();
    await this.page.keyboard.type(expression);
    await this.page.keyboard.press('Enter');
    await expect.poll(latest, { timeout: PATIENCE_MS }).toBeGreaterThan(before);
    return this.page
      .locator(`.repl .monaco-list-row[data-index="${await latest()}"] .evaluation-result`)
      .innerText();
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
