/** Writes how many tests passed and failed to out/test-counts.json, for the last line of `npm test`. */
import fs from 'node:fs';
import path from 'node:path';

export const COUNTS_FILE = path.resolve(import.meta.dirname, '../out/test-counts.json');

/** @typedef {import('vitest/node').Reporter} Reporter */

/** @implements {Reporter} */
export default class CountsReporter {
  /** @type {NonNullable<Reporter['onTestRunEnd']>} */
  onTestRunEnd(modules, unhandledErrors) {
    let passed = 0;
    // An error outside of every test (an import, a hook) fails as one test would.
    let failed = unhandledErrors.length;
    for (const module of modules) {
      failed += module.errors().length;
      for (const suite of module.children.allSuites()) failed += suite.errors().length;
      for (const test of module.children.allTests()) {
        // What did not run has not passed: there are no skipped tests here.
        if (test.result().state === 'passed') passed++;
        else failed++;
      }
    }
    fs.mkdirSync(path.dirname(COUNTS_FILE), { recursive: true });
    fs.writeFileSync(COUNTS_FILE, JSON.stringify({ passed, failed }));
  }
}
