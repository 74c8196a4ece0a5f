import path from 'node:path';
import { defineConfig } from 'vitest/config';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** Tests of the webviews' pages in a real browser; they need dist/media, so they are not among the others. */
export default defineConfig({
  root: ROOT,
  resolve: {
    alias: [{ find: /^stepping\//, replacement: `${path.resolve(ROOT, 'out/stepping')}/` }],
  },
  test: {
    include: ['test/media/*.test.ts'],
    globalSetup: ['build/beforeTests.mjs', 'test/media/globalSetup.ts'],
    reporters: ['default', './build/countsReporter.mjs'],
    // One browser at a time.
    fileParallelism: false,
    allowOnly: false,
    testTimeout: 300_000,
    hookTimeout: 180_000,
  },
});
