/**
 * How the pages look: in the four themes, at 250 px, at twice the size. axe-core finds nothing, nothing is cut off, and
 * no two boxes overlap. The pictures are in out/screenshots.
 */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { describe, expect, it } from 'vitest';
import { Viewed } from '../debugAdapter/views/viewed';
import { PageInBrowser, THEMES, type PageName, type PageOptions } from './pageInBrowser';

const AXE = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Large and small: two levels beside each other, four levels with long names, and the blackboard. */
const RUNS: Readonly<Record<string, () => Viewed>> = {
  cow: () => {
    const viewed = Viewed.example('cow.vms').stopBefore('child: store(buf, "HELLO")');
    viewed.ask('pagewalk/processes', {});
    return viewed.step();
  },
  'x86-64': () => {
    const viewed = new Viewed(`machine { arch = x86-64, memory = 16M, tlb = 32/4 }
file "/usr/lib/x86_64-linux-gnu/libc.so.6" { size = 40K, fill = "x" }
spawn a_process_with_a_long_name
let p = a_process_with_a_long_name
p: a = mmap(0x10000000, 100*PAGE, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED, -1, 0)
p: memset(a, 1, 100*PAGE)
p: f = open("/usr/lib/x86_64-linux-gnu/libc.so.6", O_RDONLY)
p: l = mmap(0x10064000, 5*PAGE, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_FIXED, f, 0)
p: load(l) = ?
p: fork()
say "done"
`).stopBefore('fork');
    viewed.ask('pagewalk/processes', {});
    return viewed.step();
  },
  blackboard: () => {
    const viewed = Viewed.example('blackboard.vms').stopBefore('expect');
    viewed.ask('pagewalk/processes', {});
    return viewed.step();
  },
};

/** Widths in CSS pixels; 1000 pixels at 200 % are 500 of them. */
const SIZES: Readonly<Record<string, number>> = { wide: 1280, zoomed: 500, narrow: 250 };

/** A page that shows an entry in words. */
async function shown(
  name: PageName,
  run: string,
  options: PageOptions = {},
): Promise<PageInBrowser> {
  const page = await PageInBrowser.open(name, RUNS[run]?.() ?? null, options);
  await page.enter('stopped');
  const entries = page.page.locator(name === 'tlb' ? '.cell.entry:has(b)' : '#level-1 .row:has(b)');
  if ((await entries.count()) > 0) await entries.first().click();
  await page.settled();
  return page;
}

/** What axe-core complains of, in short. */
async function complaints({ page }: PageInBrowser): Promise<string[]> {
  await page.evaluate(AXE);
  const results = await page.evaluate(() =>
    (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
  );
}

/** Elements whose content is wider than they are, and that cannot be scrolled. Runs in the page. */
function cutOff(): string[] {
  const found: string[] = [];
  for (const element of document.querySelectorAll<HTMLElement>('body, body *')) {
    const { overflowX, display } = getComputedStyle(element);
    const isScrolled = overflowX === 'auto' || overflowX === 'scroll';
    if (isScrolled || display === 'inline' || element.matches('h1, .hidden-text, select, option'))
      continue;
    if (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0) {
      found.push(`${element.tagName} ${element.className}: ${element.innerText.slice(0, 60)}`);
    }
  }
  if (document.documentElement.scrollWidth > window.innerWidth) found.push('the page itself');
  return found;
}

/** Pairs of boxes with text of their own that lie over each other. Runs in the page. */
function overlaps(): string[] {
  const boxes = [
    ...document.querySelectorAll<HTMLElement>(
      'h2, h3, p, li, dt, dd, button, select, input, .grid',
    ),
  ].filter((one) => one.getClientRects().length > 0 && !one.matches('.grid *'));
  const found: string[] = [];
  boxes.forEach((one, i) => {
    const a = one.getBoundingClientRect();
    for (const other of boxes.slice(i + 1)) {
      if (one.contains(other) || other.contains(one)) continue;
      const b = other.getBoundingClientRect();
      const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (width > 1 && height > 1) found.push(`${one.innerText} / ${other.innerText}`);
    }
  });
  return found;
}

/** Looks at a page in all sizes. */
async function check(page: PageInBrowser, name: string): Promise<void> {
  for (const [size, width] of Object.entries(SIZES)) {
    const picture = `${name}-${size}`;
    await page.page.setViewportSize({ width, height: 800 });
    await page.settled();
    await page.screenshot(picture);
    expect(await page.page.evaluate(cutOff), picture).toEqual([]);
    expect(await page.page.evaluate(overlaps), picture).toEqual([]);
    expect(await complaints(page), picture).toEqual([]);
  }
}

describe.each(['pageTable', 'tlb'] as const)('%s', (name) => {
  it('in four themes', async () => {
    const page = await shown(name, 'cow');
    const empty = await PageInBrowser.open(name, null);
    for (const theme of Object.keys(THEMES)) {
      await page.putOn(theme);
      await check(page, `${name}-${theme}`);
      await empty.putOn(theme);
      await check(empty, `${name}-${theme}-empty`);
    }
    await empty.close();
    await page.close();
  });

  it.each(['x86-64', 'blackboard'])('with %s', async (run) => {
    const page = await shown(name, run);
    await check(page, `${name}-${run}`);
    await page.close();
  });

  it('moves nothing for whoever wants no motion', async () => {
    for (const reducedMotion of [true, false]) {
      const page = await shown(name, 'cow', { reducedMotion });
      const duration = await page.page
        .locator('[aria-busy]')
        .evaluate((one) => getComputedStyle(one).transitionDuration);
      expect(duration === '0s').toBe(reducedMotion);
      await page.close();
    }
  });
});
