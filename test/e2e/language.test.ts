/** Scenarios and logs as an editor shows them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workbench } from './workbench';

let workbench: Workbench;

beforeAll(async () => {
  workbench = await Workbench.start();
});

afterAll(() => workbench.close());

describe('a file', () => {
  it.each([
    ['cow.vms', 'Pagewalk Scenario'],
    ['logs/true.strace', 'strace Log'],
  ])('%s is of its language, and highlighted', async (file, language) => {
    const { page } = workbench;
    await workbench.openFile(file);
    await page.locator('#status\\.editor\\.mode', { hasText: language }).waitFor();
    const call = page.locator('.editor-instance .view-line span', { hasText: /^mmap$/ }).first();
    const plain = page.locator('.editor-instance .view-line span', { hasText: /^[(),]+$/ }).first();
    await call.waitFor();
    const colors = await Promise.all(
      [call, plain].map((span) => span.evaluate((element) => getComputedStyle(element).color)),
    );
    expect(colors[0]).not.toBe(colors[1]);
  });
});
