/** The tests of test/extension, run by mocha inside an extension host. Each is a test here. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Result } from '../extension/index';
import { Workbench } from './workbench';

const BUNDLE = path.resolve(import.meta.dirname, '../../out/inHost');
const RESULTS = path.join(BUNDLE, 'results.json');

/** Tests must be known before they are run, so they run here. */
async function runAll(): Promise<readonly Result[]> {
  fs.rmSync(RESULTS, { force: true });
  const workbench = await Workbench.start({ withoutExtension: true });
  try {
    await workbench.runInHost(path.join(BUNDLE, 'index.js'));
    return JSON.parse(fs.readFileSync(RESULTS, 'utf8')) as Result[];
  } finally {
    await workbench.close();
  }
}

const results = await runAll();

describe('in the extension host', () => {
  it('tests ran', () => {
    expect(results).not.toHaveLength(0);
  });

  it.each(results)('$title', ({ failure }) => {
    expect(failure).toBeNull();
  });
});
