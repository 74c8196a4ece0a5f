/** The page *Page table* in a browser, on cow.vms (i386) and on a table that is full. */
import { describe, expect, it } from 'vitest';
import { Viewed } from '../debugAdapter/views/viewed';
import { PageInBrowser, type PageOptions } from './pageInBrowser';

const STORE = 'child: store(buf, "HELLO")';
const FULL = `machine { arch = x86-64, memory = 16M }
spawn p
p: a = mmap(0x10000000, 512*PAGE, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED, -1, 0)
p: memset(a, 1, 512*PAGE)
p: store(a, 2)
p: munmap(a, PAGE)
say "done"
`;

/** The page at the stop after the child's store, looking at buf in the child. */
async function afterStore(options: PageOptions = {}): Promise<PageInBrowser> {
  const viewed = Viewed.example('cow.vms').stopBefore(STORE);
  const [process, beside] = [viewed.process('pid 101'), viewed.process('parent')];
  viewed.step();
  const state = { process, beside, address: 'buf', level: null };
  const page = await PageInBrowser.open('pageTable', viewed, { state, ...options });
  await page.enter('stopped');
  return page;
}

const SELECTED = '#level-1 [aria-selected="true"]';

describe('the page table, while there is none', () => {
  it('says so without a session, and offers to start one', async () => {
    const page = await PageInBrowser.open('pageTable', null);
    expect(await page.text('#page')).toBe('Nothing is being debugged. Debug a scenario');
    await page.page.getByRole('button', { name: 'Debug a scenario' }).click();
    await page.settled();
    expect(page.sent).toEqual([{ type: 'start' }]);
    await page.enter('starting');
    expect(await page.text('#page')).toContain('The program has not started yet.');
    await page.enter('running');
    expect(await page.text('#page')).toContain('The program runs.');
    await page.close();
  });

  it('says so before the first process, and after the end of one', async () => {
    const viewed = Viewed.example('cow.vms');
    const page = await PageInBrowser.open('pageTable', viewed);
    await page.enter('stopped');
    expect(await page.text('#page')).toContain(
      'There is no process: none was made yet, or all have ended.',
    );
    viewed.stopBefore(STORE);
    const process = viewed.process('pid 101');
    viewed.stopBefore('expect !child.alive');
    await page.tell({ type: 'select', process });
    await page.enter('stopped');
    expect(await page.text('.empty')).toBe('pid 101 has ended, and its page table went with it.');
    await page.close();
  });
});

describe('the page table', () => {
  it('shows the copied entry bit by bit, and what it was', async () => {
    const page = await afterStore();
    expect(await page.text('.status')).toBe('At 13. Since 12: 2 changed.');
    const row = await page.text(SELECTED);
    expect(row).toMatch(
      /^~ ?0x[0-9a-f]{3} 0x[0-9a-f]{4}_[0-9a-f]{4} 0x[0-9a-f]+ ● ● ● ● ● rw-p anon ≠/,
    );
    const cells = page.page.locator(`${SELECTED} .cell.bit`);
    // P and U/S were set before; R/W, A and D are new.
    const labels = await cells.locator('.hidden-text').allTextContents();
    expect(labels).toEqual([
      ...['P set', 'R/W set, changed', 'U/S set', 'A set, changed', 'D set, changed'],
    ]);
    // SDM 3A table 4-6: from bit 31 down to bit 0.
    const bits = (await page.text('.details .bits')).replace(/ changed/g, '');
    expect(bits).toMatch(
      /^frame 0x[0-9a-f]+ AVL 0x0 G 0 PAT 0 D 1 A 1 PCD 0 PWT 0 U\/S 1 R\/W 1 P 1$/,
    );
    expect(await page.text('.details dl')).toContain(
      'means present, writable, user, accessed, dirty',
    );
    await page.close();
  });

  it('walks the address step by step', async () => {
    const page = await afterStore();
    expect(await page.text('.walk h2')).toMatch(/^WALK OF 0x[0-9a-f]{4}_[0-9a-f]{4} = buf$/i);
    const steps = page.page.locator('.steps li');
    const texts = (await steps.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
    expect(texts).toHaveLength(4);
    expect(texts[0]).toMatch(/^TLB CPU 0, L1, set \d+: hit, frame 0x/);
    expect(texts[1]).toMatch(/^PDE \[0x[0-9a-f]+\] at .* → a table$/);
    expect(texts[2]).toMatch(/^PTE .* 0x[0-9a-f_]+5 0x[0-9a-f_]+67 P R\/W U\/S A D → a page$/);
    expect(texts[3]).toContain('user, writable, executable');
    expect(await page.text('.accesses')).toBe('load ✓ allowed store ✓ allowed fetch ✓ allowed');
    // The entry of another level is shown when its step is chosen.
    await page.page.locator('.steps button', { hasText: 'PDE' }).click();
    await page.settled();
    expect(await page.text('.details h2')).toContain('PDE');
    await page.close();
  });

  it('says who set the chosen entry, and leads there', async () => {
    const page = await afterStore();
    await page.page.locator(SELECTED).click();
    await page.settled();
    const origin = await page.text('.origin');
    expect(origin).toContain('ptWritemap ← mapPhWritept ← mapPf');
    expect(origin).toContain('the process has a frame of its own now');
    expect(origin).toContain('made read-only because parent and child share the frame');
    await page.page
      .getByRole('button', { name: /^Go to/ })
      .first()
      .click();
    await page.page.getByRole('button', { name: STORE }).click();
    await page.settled();
    const [select, travel, open] = page.sent;
    expect(select).toMatchObject({ type: 'select' });
    expect(travel).toEqual({
      type: 'travel',
      moment: expect.stringMatching(/^12\.\d+$/) as string,
    });
    expect(open).toEqual({ type: 'open', source: 'cow.vms', line: 29 });
    await page.close();
  });

  it('follows each stop, and marks what went back', async () => {
    const page = await afterStore();
    const copied = await page.text(SELECTED);
    await page.stopAfter((timeline) => timeline.stepBack());
    expect(await page.text('.status')).toBe('At 12. Since 13: 2 changed.');
    const shared = await page.text(SELECTED);
    expect(shared).not.toBe(copied);
    expect(shared).toMatch(/×2 ● · ● · · rw-p anon copy-on-write =/);
    await page.enter('running');
    expect(await page.text('.status')).toBe('Running...');
    expect(await page.page.locator('[aria-busy="true"]').count()).toBe(1);
    await page.close();
  });

  it('takes expressions, and says what is wrong with one', async () => {
    const page = await afterStore();
    const input = page.page.getByRole('textbox');
    await input.fill('buf + PAGE');
    await input.press('Enter');
    await page.settled();
    expect(await page.text('.walk h2')).toContain('buf + PAGE');
    expect(await page.text('.accesses')).toContain('VM copies the frame (copy-on-write)');
    await input.fill('bug');
    await page.page.getByRole('button', { name: 'Walk' }).click();
    await page.settled();
    expect(await page.text('[role="alert"]')).toContain('bug: ');
    // What is shown below stays.
    expect(await page.page.locator('#level-1 [role="row"]').count()).toBeGreaterThan(1);
    await page.close();
  });

  it('keeps what was chosen, follows other views, and tells them', async () => {
    const page = await afterStore();
    await page.page
      .getByLabel('Process', { exact: true })
      .selectOption({ label: 'parent (pid 100)' });
    await page.settled();
    const saved = (await page.saved()) as { process: number; address: string };
    expect(saved.address).toBe('buf');
    expect(page.sent).toEqual([{ type: 'select', process: saved.process }]);
    const other = await afterStore({ state: saved });
    expect(await other.page.getByLabel('Process', { exact: true }).inputValue()).toBe(
      String(saved.process),
    );
    await other.tell({ type: 'select', process: saved.process, address: 'buf + PAGE' });
    await other.settled();
    expect(await other.page.getByRole('textbox').inputValue()).toBe('buf + PAGE');
    await other.close();
    await page.close();
  });

  it('says of a log that its accesses are assumed', async () => {
    const viewed = new Viewed('machine { touches = assumed }\nspawn p\nsay "done"\n').stopBefore(
      'say',
    );
    const page = await PageInBrowser.open('pageTable', viewed);
    await page.enter('stopped');
    expect(await page.text('#page')).toContain('A log holds no memory accesses');
    await page.close();
  });

  it('keeps nothing for a session of another title', async () => {
    const page = await afterStore();
    await page.page.getByRole('textbox').fill('buf + PAGE');
    await page.page.getByRole('button', { name: 'Walk' }).click();
    await page.settled();
    expect(page.sent).toEqual([
      { type: 'select', process: expect.any(Number) as number, address: 'buf + PAGE' },
    ]);
    await page.tell({ type: 'session', state: 'stopped', title: 'test' });
    await page.settled();
    expect(await page.page.getByRole('textbox').inputValue()).toBe('buf + PAGE');
    await page.tell({ type: 'session', state: 'stopped', title: 'another' });
    await page.settled();
    expect(await page.page.getByRole('textbox').inputValue()).toMatch(/^0x/);
    await page.close();
  });

  it('survives a state that is nothing of the kind', async () => {
    const page = await afterStore({ state: { process: 'x', address: 7, level: [] } });
    expect(await page.page.locator('.grid').count()).toBe(2);
    await page.close();
  });

  it('is copied as text', async () => {
    const page = await afterStore();
    await page.page.getByRole('button', { name: 'Copy as text' }).click();
    await page.settled();
    const [copy] = page.sent;
    const text = copy?.type === 'copy' ? copy.text : '';
    expect(text).toContain('Page table of pid 101 at 13');
    expect(text).toMatch(
      /PTE {4}\[0x[0-9a-f]+\] at 0x[0-9a-f_]+ = 0x[0-9a-f_]+ {2}P R\/W U\/S A D -> page/,
    );
    expect(text).toMatch(/~ 0x[0-9a-f]+ {2}0x[0-9a-f_]+ {2}0x[0-9a-f_]+ {2}P R\/W U\/S A D/);
    expect(text).toContain('1,022 not present');
    expect(await page.text('.status')).toBe('Copied.');
    await page.close();
  });
});

describe('a full table', () => {
  async function full(): Promise<PageInBrowser> {
    const viewed = new Viewed(FULL).stopBefore('store(a, 2)');
    const state = { process: null, beside: null, address: '0x10000000', level: null };
    const page = await PageInBrowser.open('pageTable', viewed, { state });
    await page.enter('stopped');
    return page;
  }

  it('has only the rows in view in the document, and asks for more when they are', async () => {
    const page = await full();
    // 0x10000000 is entry 128 of its directory; the table holds 512 pages in a row.
    const grid = page.page.locator('#level-1');
    expect(await grid.getAttribute('aria-rowcount')).toBe('-1');
    expect(await grid.locator('[role="row"]').count()).toBeLessThan(60);
    const asked = page.requests.filter((name) => name === 'pagewalk/pageTable').length;
    for (let last = -1; ;) {
      await grid.evaluate((one) => one.scrollTo({ top: one.scrollHeight }));
      await page.settled();
      const height = await grid.evaluate((one) => one.scrollHeight);
      if (height === last) break;
      last = height;
    }
    expect(page.requests.filter((name) => name === 'pagewalk/pageTable').length).toBe(asked + 5);
    expect(await grid.getAttribute('aria-rowcount')).toBe('513');
    expect(await grid.locator('[role="row"]').count()).toBeLessThan(60);
    const indexes = await grid.locator('[role="row"] .cell:first-child').allInnerTexts();
    expect(indexes.at(-1)?.trim()).toBe('0x1ff');
    await page.close();
  });

  it('is walked with the keys', async () => {
    const page = await full();
    const { keyboard } = page.page;
    const focused = () =>
      page.page.evaluate(() => {
        const row = document.activeElement?.closest('[role="row"]');
        const column = document.activeElement?.getAttribute('aria-colindex');
        return `${row?.getAttribute('aria-rowindex') ?? ''} ${column ?? ''}`;
      });
    await page.page.locator('#level-1 [tabindex="0"]').focus();
    // Row 1 is the head.
    expect(await focused()).toBe('2 1');
    const press = async (key: string) => {
      await keyboard.press(key);
      await page.settled();
      return focused();
    };
    expect(await press('ArrowDown')).toBe('3 1');
    expect(await press('ArrowRight')).toBe('3 2');
    const columns = Number(await page.page.locator('#level-1').getAttribute('aria-colcount'));
    expect(await press('End')).toBe(`3 ${columns}`);
    expect(await press('Home')).toBe('3 1');
    const [row] = (await press('PageDown')).split(' ').map(Number);
    expect(row).toBeGreaterThan(8);
    expect(await press('PageUp')).toBe('3 1');
    expect(await press('ArrowUp')).toBe('2 1');
    expect(await press('ArrowUp')).toBe('2 1');
    // The rows that are there, and the same again once the others came.
    await press('Control+End');
    await press('Control+End');
    expect(Number((await focused()).split(' ')[0])).toBeGreaterThan(101);
    expect(await press('Control+Home')).toBe('2 1');
    await press('ArrowDown');
    await press('ArrowDown');
    await press('Enter');
    expect(await page.text(SELECTED)).toContain('0x002');
    expect(page.sent.at(-1)).toMatchObject({ type: 'select', address: '0x10002000' });
    // The focus stays where it is while stops come.
    await page.stopAfter((timeline) => timeline.stepOver());
    expect(await focused()).toBe('4 1');
    // One cell of each grid can be reached with Tab.
    for (const level of [1, 2, 3, 4]) {
      expect(await page.page.locator(`#level-${level} [tabindex="0"]`).count()).toBe(1);
    }
    await page.close();
  });

  it('shows an entry that is gone, crossed out and in words', async () => {
    const page = await full();
    await page.stopAfter((timeline) => timeline.stepOver());
    await page.stopAfter((timeline) => timeline.stepOver());
    const row = page.page.locator('#level-1 .mark-gone');
    expect(await row.count()).toBe(1);
    expect(await row.locator('.sign').getAttribute('aria-label')).toBe('gone');
    const line = await row
      .locator('.cell')
      .nth(1)
      .evaluate((one) => getComputedStyle(one).textDecorationLine);
    expect(line).toBe('line-through');
    await page.close();
  });
});
