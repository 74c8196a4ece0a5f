/** The page *TLB* in a browser. */
import { describe, expect, it } from 'vitest';
import { Viewed } from '../debugAdapter/views/viewed';
import { PageInBrowser } from './pageInBrowser';

const SCRIPT = `machine { arch = i386, memory = 16M, tlb = 8/2 }
spawn p
p: a = mmap(0x10000000, 16*PAGE, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED, -1, 0)
p: store(a, 1)
p: store(a + 4*PAGE, 1)
p: store(a + 8*PAGE, 1)
p: mprotect(a + 8*PAGE, PAGE, PROT_READ)
say "done"
`;

/** The page at a stop before a statement, and again after it. */
async function around(text: string, script = SCRIPT): Promise<PageInBrowser> {
  const viewed = new Viewed(script).stopBefore(text);
  const page = await PageInBrowser.open('tlb', viewed);
  await page.enter('stopped');
  await page.stopAfter((timeline) => timeline.stepOver());
  return page;
}

async function rows(page: PageInBrowser): Promise<string[]> {
  const all = page.page.locator('#sets [role="row"]');
  const texts = Array.from({ length: (await all.count()) - 1 }, (_, i) =>
    page.text(`#sets [role="row"][aria-rowindex="${i + 2}"]`),
  );
  return Promise.all(texts);
}

describe('the TLB', () => {
  it('shows sets by ways, and what the last step filled and dropped', async () => {
    const page = await around('store(a + 8*PAGE');
    expect(await page.text('.status')).toMatch(
      /^At \d+\. Since \d+: 1 filled, 0 changed, 1 dropped\.$/,
    );
    // Pages 0x10000, 0x10004 and 0x10008 belong to set 0 of 4; two ways hold two of them.
    const [set, empty, ...more] = await rows(page);
    expect(more).toEqual([]);
    expect(set).toMatch(
      /^0 \+ ?0x1000_8000 → 0x[0-9a-f]+ rwx D p \(pid 100\) 0x1000_4000 → .* − ?0x1000_0000 → /,
    );
    expect(empty).toBe('sets 1–3 are empty');
    const heads = await page.page.locator('#sets [role="columnheader"]').allInnerTexts();
    expect(heads.map((text) => text.trim())).toEqual(['set', '1', '2', '3']);
    const label = await page.text('#sets .entry.mark-new .hidden-text');
    expect(label).toMatch(/^0x10008000 to frame 0x[0-9a-f]+, writable, dirty, p \(pid 100\), new$/);
    expect(await page.text('.counters')).toMatch(/evictions 1 \+1/);
    await page.close();
  });

  it('explains a stale entry half way through a call', async () => {
    const viewed = new Viewed(SCRIPT).stopBefore('mprotect');
    const page = await PageInBrowser.open('tlb', viewed);
    do await page.stopAfter((timeline) => timeline.nextEvent());
    while (viewed.ask('pagewalk/tlb', {}).stale === 0);
    expect(await page.text('[role="alert"]')).toBe(
      '1 entry is stale: the TLB says what the page table does not say any more.',
    );
    const stale = page.page.locator('.entry', { has: page.page.locator('.stale') });
    expect(await stale.locator('.hidden-text').textContent()).toContain(
      'stale: it still allows writing, the page table does not',
    );
    await stale.click();
    await page.settled();
    expect(await page.text('.details')).toContain(
      'Stale: it still allows writing, the page table does not. The processor goes on using',
    );
    expect(page.sent).toEqual([
      { type: 'select', process: viewed.process('p'), address: '0x10008000' },
    ]);
    await page.close();
  });

  it('lets one choose among the TLBs, and keeps the choice', async () => {
    const script = SCRIPT.replace('tlb = 8/2', 'tlb = [4/4, 64/16], cpus = 2');
    const page = await around('store(a + 8*PAGE', script);
    const select = page.page.getByLabel('TLB', { exact: true });
    expect((await select.locator('option').allInnerTexts()).map((one) => one.trim())).toEqual([
      ...['CPU 0, L1: 4 entries, 4 ways', 'CPU 0, L2: 64 entries, 16 ways'],
      ...['CPU 1, L1: 4 entries, 4 ways', 'CPU 1, L2: 64 entries, 16 ways'],
    ]);
    await select.selectOption({ index: 1 });
    await page.settled();
    expect(await page.saved()).toEqual({ tlb: 2, entry: null });
    // 4 sets of 16 ways: the ways go down the page.
    const heads = await page.page.locator('#sets [role="columnheader"]').allInnerTexts();
    expect(heads.map((text) => text.trim())).toEqual(['use', 'set 0', 'set 1', 'set 2', 'set 3']);
    await select.selectOption({ index: 2 });
    await page.settled();
    expect(await page.text('.sets')).toContain('The TLB is empty');
    await page.close();
  });

  it('is walked with the keys, and copied as text', async () => {
    const page = await around('store(a + 8*PAGE');
    await page.page.locator('#sets [tabindex="0"]').focus();
    await page.page.keyboard.press('ArrowRight');
    await page.page.keyboard.press('Enter');
    await page.settled();
    expect(await page.text('.details h2')).toBe('0x1000_8000, new');
    await page.page.getByRole('button', { name: 'Copy as text' }).click();
    await page.settled();
    const copy = page.sent.at(-1);
    const lines = (copy?.type === 'copy' ? copy.text : '').split('\n');
    expect(lines[0]).toMatch(/^L1 of CPU 0 at \d+$/);
    expect(lines[2]).toMatch(
      /^\+ set 0 way \d {2}0x1000_8000 -> frame 0x[0-9a-f]+ {2}rwx D {3}p \(pid 100\)$/,
    );
    await page.close();
  });

  it('shows the entry again that was chosen when it was shown last', async () => {
    const viewed = new Viewed(SCRIPT).stopBefore('store(a + 8*PAGE').step();
    const entry = { address: '0x10008000', process: viewed.process('p') };
    const page = await PageInBrowser.open('tlb', viewed, { state: { tlb: 1, entry } });
    await page.enter('stopped');
    expect(await page.text('.details h2')).toBe('0x1000_8000');
    await page.close();
    const other = await PageInBrowser.open('tlb', viewed, { state: { tlb: 0, entry: [] } });
    await other.enter('stopped');
    expect(await other.page.locator('.details').count()).toBe(0);
    await other.close();
  });

  it('says of a log that its accesses are assumed', async () => {
    const page = await around(
      'store(a + 8*PAGE',
      SCRIPT.replace('tlb =', 'touches = assumed, tlb ='),
    );
    expect(await page.text('#page')).toContain('A log holds no memory accesses');
    await page.close();
  });

  it('forgets a session that has ended', async () => {
    const page = await around('store(a + 8*PAGE');
    await page.enter('none');
    await page.enter('running');
    expect(await page.text('#page')).toBe('The program runs. This view follows the next stop.');
    await page.close();
  });

  it('says why there is nothing to show', async () => {
    const page = await PageInBrowser.open('tlb', null);
    expect(await page.text('#page')).toBe('Nothing is being debugged. Debug a scenario');
    await page.close();
    const begun = await PageInBrowser.open('tlb', new Viewed(SCRIPT));
    await begun.enter('stopped');
    expect(await begun.text('.sets')).toContain(
      'The TLB is empty: nothing was accessed since it was flushed.',
    );
    await begun.close();
  });
});
