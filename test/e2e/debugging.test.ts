/** A debug session as a person has it: a scenario, and the log of a real program. */
import type { Frame } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Workbench } from './workbench';

let workbench: Workbench;

beforeAll(async () => {
  // Tall enough for the call stack and the trees: VS Code draws only the rows that fit.
  workbench = await Workbench.start({ height: 1800 });
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench.screenshot(`out/e2e/${task.name}.png`);
  await workbench.stopDebugging();
});

afterAll(() => workbench.close());

/** The pages, and the moment that both of them showed last. */
class Pages {
  private moment = '';

  private constructor(
    readonly pageTable: Frame,
    readonly tlb: Frame,
  ) {}

  static async find(): Promise<Pages> {
    return new Pages(await workbench.webview('#level-1'), await workbench.webview('.counters'));
  }

  /** Waits until both show the same moment, and another one than before. */
  async follow(): Promise<string> {
    const before = this.moment;
    const follows = async (): Promise<boolean> => {
      const moments = [await momentOf(this.pageTable), await momentOf(this.tlb)];
      this.moment = moments[0] ?? '';
      return this.moment !== '' && this.moment !== before && moments[1] === this.moment;
    };
    await expect.poll(follows, { timeout: 90_000 }).toBe(true);
    return this.moment;
  }

  /** The entry that the page table has selected: its signs and words. */
  async entry(): Promise<string> {
    const text = await this.pageTable.locator('#level-1 [aria-selected="true"]').innerText();
    return text.replace(/\s+/g, ' ').trim();
  }
}

async function momentOf(page: Frame): Promise<string> {
  const status = await page.locator('.status').textContent();
  return /^At (\S+)\./.exec(status ?? '')?.[1] ?? '';
}

/** Steps into whatever comes until a function is reached; the pages follow each stop. */
async function stepIntoAll(wanted: string, pages: Pages): Promise<void> {
  let top = '';
  for (let steps = 0; steps < 20 && !top.startsWith(wanted); steps++) {
    top = await workbench.step('Step Into');
    await pages.follow();
  }
  expect(top).toMatch(new RegExp(`^${wanted}`));
}

describe('cow.vms', () => {
  /** The fork, the child's first store, which copies a page, and the line that runs after it. */
  const FORK = 21;
  const STORE = 29;
  const AFTER = 30;

  it('stops at a breakpoint, steps into memCow and back out, and back to the breakpoint', async () => {
    await workbench.openFile('cow.vms');
    await workbench.toggleBreakpoint(AFTER);
    await workbench.toggleBreakpoint(FORK);
    await workbench.page.keyboard.press('F5');
    await workbench.stopsAt(new RegExp(`cow\\.vms${FORK}:`));
    await workbench.shut('Variables', 'Watch', 'Breakpoints');
    await workbench.treeShows('Processes', /^parent \(pid 100\)/);
    const pages = await Pages.find();
    expect(await pages.follow()).toBe('8');

    let top = '';
    for (let steps = 0; steps < 10 && !top.includes(`cow.vms${STORE}:`); steps++) {
      top = await workbench.step('Step Over');
      await pages.follow();
    }
    expect(top).toContain('child: store');

    // The child's buffer, chosen in the tree, is shown by the page table.
    await workbench.treeRow('Processes', /^e7ffe000/).click();
    await workbench.expand('Processes', /^e7ffe000/);
    await workbench.treeShows('Processes', /^0xe7ffe000frame 0x\w+ ×2 · P U\/S · copy-on-write$/);
    const shared = /0xe7ff_e000 0x\w+ ×2 ● P set · R\/W not set .* copy-on-write/;
    await expect.poll(() => pages.entry()).toMatch(shared);

    await stepIntoAll('userAccess', pages);
    await workbench.stepInto('memCow');
    await pages.follow();
    await workbench.stackShows([/^memCow/, /^anonPagefault/, /^mapPf/, /^handlePagefault/]);
    top = await workbench.step('Reverse Out');
    expect(top).toMatch(/^anonPagefault/);
    await pages.follow();
    expect(await pages.entry()).toMatch(shared);

    // Behind the store the child has a frame of its own.
    top = await workbench.step('Continue');
    expect(top).toContain(`cow.vms${AFTER}:`);
    expect(await pages.follow()).toBe('13');
    await workbench.treeShows('Processes', /^0xe7ffe000frame 0x\w+ · P R\/W U\/S A D ~$/);
    const copied = /~.* 0xe7ff_e000 0x\w+ ● P set ● R\/W set, changed .* rw-p anon/;
    expect(await pages.entry()).toMatch(copied);
    expect(await pages.tlb.locator('#sets').innerText()).toContain('pid 101');

    await workbench.debugButton('Reverse');
    await workbench.stopsAt(new RegExp(`cow\\.vms${FORK}:`));
    expect(await pages.follow()).toBe('8');
    await workbench.treeShows('Processes', /^pid 101is gone −$/);
  });
});

describe('the log python-pass', () => {
  /** mprotect(0x7ffff79e2000, 16384, PROT_READ): the first four of six pages. */
  const MPROTECT = 20;
  const WHOLE = /^7ffff79e2000-7ffff79e8000rw-p/;

  it('splits a region in two, and says that accesses are assumed', async () => {
    await workbench.openFile('logs/python-pass.strace');
    await workbench.toggleBreakpoint(MPROTECT);
    await workbench.page.keyboard.press('F5');
    await workbench.stopsAt(new RegExp(`python-pass\\.strace${MPROTECT}:`));
    const pages = await Pages.find();
    for (const page of [pages.pageTable, pages.tlb]) {
      expect(await page.locator('#page').innerText()).toContain('touches = assumed');
    }
    await pages.follow();
    await stepIntoAll('beginTrap', pages);
    await workbench.stepInto('splitRegion');
    await pages.follow();
    await workbench.stackShows([/^splitRegion/, /^splitAt/, /^protectRange/, /^doMprotect/]);
    // What is walked in the page is shown by the tree, which has room without the call stack.
    await workbench.shut('Call Stack');
    await pages.pageTable.getByRole('textbox').fill('0x7ffff79e2000');
    await pages.pageTable.getByRole('button', { name: 'Walk' }).click();
    await workbench.treeShows('Processes', WHOLE);
    await workbench.debugButton('Step Out');
    await pages.follow();
    await workbench.treeShows('Processes', /^7ffff79e2000-7ffff79e6000rw-p .*~$/);
    await workbench.treeShows('Processes', /^7ffff79e6000-7ffff79e8000rw-p .*\+$/);
  });
});
