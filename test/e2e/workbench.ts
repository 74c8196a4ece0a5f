/** A VS Code in a browser, with the extension and a copy of the examples, and what a person does in it. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { format } from 'node:util';
import { chromium, type Browser, type Frame, type Locator, type Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { startServer, type Server } from '../../build/vscode/server.mjs';

const ROOT = path.resolve(import.meta.dirname, '../..');
const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

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
    page.setDefaultTimeout(30_000);
    const workbench = new Workbench(folder, data, server, browser, page);
    await workbench.open();
    return workbench;
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
    await this.page.keyboard.press('F1');
    await this.pick(`>${title}`, title);
  }

  /** Opens a file of the folder in an editor. */
  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press('Control+KeyP');
    await this.pick(name, path.basename(name));
    await this.page.locator('.tab.active', { hasText: path.basename(name) }).waitFor();
    await this.page.locator('.editor-instance .view-line').first().waitFor();
  }

  /** Chooses a row of the quick input that is open or about to open. */
  async pick(typed: string, row: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input').first();
    await input.waitFor({ state: 'visible' });
    await input.fill(typed);
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

  /** The frames of the call stack, innermost first, as they are shown. */
  callStack(): Locator {
    return this.page.locator('.debug-call-stack .stack-frame');
  }

  /** Presses a button of the debug toolbar. */
  async debugButton(label: string): Promise<void> {
    await this.page.locator(`.debug-toolbar [aria-label^="${label}"]`).click();
  }

  /** The frame of a webview that shows what `selector` finds. */
  async webview(selector: string, timeoutSeconds = 30): Promise<Frame> {
    for (const end = Date.now() + timeoutSeconds * 1000; Date.now() < end;) {
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
