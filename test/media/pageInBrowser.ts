/**
 * A page in a real browser, as VS Code loads it: under the same content security policy, with a theme's variables, and
 * with a host that answers from a real run.
 */
import fs from 'node:fs';
import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, expect, inject } from 'vitest';
import type { HostMessage, PageMessage, SessionState } from '../../src/protocol/webview';
import { pageDocument } from '../../src/extension/webviews/pageDocument';
import { isWrong } from '../../src/debugAdapter/views/looking';
import { finish } from '../../src/timeline/journey';
import type { Timeline } from '../../src/timeline/timeline';
import type { Viewed } from '../debugAdapter/views/viewed';

const DIST = path.resolve(import.meta.dirname, '../../dist/media');
const ORIGIN = 'http://pagewalk.test';
const NONCE = 'c29tZXRoaW5nIHJhbmRvbQ';

export const THEMES = JSON.parse(
  fs.readFileSync(path.join(import.meta.dirname, 'themes.json'), 'utf8'),
) as Readonly<Record<string, Readonly<Record<string, string | null>>>>;

export type PageName = 'pageTable' | 'tlb';

export interface PageOptions {
  readonly width?: number;
  readonly height?: number;
  readonly reducedMotion?: boolean;
  /** What the page kept when it was shown last. */
  readonly state?: unknown;
}

let launched: Promise<Browser> | null = null;

/** One for all tests of a file. */
function browser(): Promise<Browser> {
  launched ??= chromium.launch({
    executablePath: inject('browser'),
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
  return launched;
}

afterAll(async () => {
  await (await launched)?.close();
  launched = null;
});

/** A page that is shown. Closing it fails the test if the page complained of anything. */
export class PageInBrowser {
  /** What the page sent, but its requests. */
  readonly sent: PageMessage[] = [];
  /** Requests that were answered, by name. */
  readonly requests: string[] = [];
  private readonly complaints: string[] = [];
  private state: SessionState = 'none';

  private constructor(
    readonly page: Page,
    private readonly viewed: Viewed | null,
  ) {}

  /** @param viewed the run that answers; null: there is no session */
  static async open(
    name: PageName,
    viewed: Viewed | null,
    options: PageOptions = {},
  ): Promise<PageInBrowser> {
    const { width = 1280, height = 800 } = options;
    const page = await (
      await browser()
    ).newPage({
      viewport: { width, height },
      reducedMotion: options.reducedMotion === true ? 'reduce' : 'no-preference',
    });
    const shown = new PageInBrowser(page, viewed);
    await shown.load(name, options);
    return shown;
  }

  async close(): Promise<void> {
    await this.page.close();
    expect(this.complaints).toEqual([]);
  }

  /** Tells the page how the session stands. */
  async enter(state: SessionState): Promise<void> {
    this.state = state;
    await this.tell({ type: 'session', state, title: 'test' });
    await this.settled();
  }

  /** Moves the run, and stops. */
  async stopAfter(move: (timeline: Timeline) => unknown): Promise<void> {
    this.viewed?.go(move);
    await this.enter('stopped');
  }

  async tell(message: HostMessage): Promise<void> {
    await this.page.evaluate((data) => window.postMessage(data, '*'), message);
  }

  /** Everything that was asked has been answered and drawn. */
  async settled(): Promise<void> {
    for (let quiet = 0, asked = -1; quiet < 2;) {
      await this.page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 20))),
      );
      quiet = asked === this.requests.length ? quiet + 1 : 0;
      asked = this.requests.length;
    }
  }

  /** The text of what a selector finds, as it is seen. */
  async text(selector: string): Promise<string> {
    const text = await this.page.locator(selector).first().evaluate(seenText);
    return text.replace(/\s+/g, ' ').trim();
  }

  /** What the page keeps now. */
  async saved(): Promise<unknown> {
    return this.page.evaluate(() => (window as unknown as { saved: unknown }).saved);
  }

  /** Puts a theme of THEMES on. */
  async putOn(theme: string): Promise<void> {
    await this.page.evaluate(putOn, { name: theme, variables: THEMES[theme] ?? {} });
  }

  async screenshot(name: string): Promise<void> {
    const directory = path.resolve(import.meta.dirname, '../../out/screenshots');
    fs.mkdirSync(directory, { recursive: true });
    await this.page.screenshot({ path: path.join(directory, `${name}.png`), fullPage: true });
  }

  private async load(name: PageName, { state }: PageOptions): Promise<void> {
    const { page } = this;
    page.on('pageerror', ({ message }) => this.complaints.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
    await page.exposeFunction('tellHost', (message: PageMessage) => this.receive(message));
    await page.addInitScript(fakeVsCode, state);
    await page.route(`${ORIGIN}/**`, async (route) => {
      const file = path.basename(new URL(route.request().url()).pathname);
      if (file !== 'page.html') return route.fulfill({ path: path.join(DIST, file) });
      return route.fulfill({ contentType: 'text/html', body: documentOf(name) });
    });
    await page.goto(`${ORIGIN}/page.html`);
    await this.putOn('vscode-dark');
    await this.settled();
  }

  private async receive(message: PageMessage): Promise<void> {
    if (message.type === 'ready') {
      await this.tell({ type: 'session', state: this.state, title: 'test' });
    } else if (message.type === 'request') {
      await this.tell(this.answer(message));
      this.requests.push(message.request);
    } else this.sent.push(message);
  }

  private answer(asked: PageMessage & { readonly type: 'request' }): HostMessage {
    const { id, request } = asked;
    if (this.viewed === null) return { type: 'answer', id, ok: false, message: 'no session' };
    const body = finish(this.viewed.views.answer(request, asked.arguments));
    if (isWrong(body)) return { type: 'answer', id, ok: false, message: body.wrong };
    return { type: 'answer', id, ok: true, body };
  }
}

/** The text of an element without what only screen readers hear. Runs in the page. */
function seenText(element: Element): string {
  if (element.matches('.hidden-text')) return element.textContent;
  const unheard = [...element.querySelectorAll<HTMLElement>('h1, .hidden-text')];
  for (const one of unheard) one.hidden = true;
  const text = element instanceof HTMLElement ? element.innerText : '';
  for (const one of unheard) one.hidden = false;
  return text;
}

/** The page's document, as the extension makes it. */
function documentOf(name: PageName): string {
  return pageDocument({
    title: name,
    style: `${ORIGIN}/${name}.css`,
    script: `${ORIGIN}/${name}.js`,
    source: ORIGIN,
    nonce: NONCE,
  });
}

/** What VS Code gives a page. Runs in the page. */
function fakeVsCode(state: unknown): void {
  const page = window as unknown as Record<string, unknown>;
  page['saved'] = state;
  page['acquireVsCodeApi'] = () => ({
    postMessage: (message: unknown) => {
      (page['tellHost'] as (message: unknown) => void)(message);
    },
    getState: () => page['saved'],
    setState: (next: unknown) => {
      page['saved'] = next;
    },
  });
}

/** Puts a theme on, as VS Code does. Runs in the page. */
function putOn(theme: {
  readonly name: string;
  readonly variables: Readonly<Record<string, string | null>>;
}): void {
  document.body.className = theme.name;
  for (const [name, value] of Object.entries(theme.variables)) {
    document.documentElement.style.setProperty(name, value);
  }
}
