import path from 'node:path';
import { defineConfig } from 'vitest/config';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** Tests in a real VS Code; they need dist/ and a VS Code of their own, so they are not among the others. */
export default defineConfig({
  root: ROOT,
  resolve: {
    alias: [{ find: /^stepping\//, replacement: `${path.resolve(ROOT, 'out/stepping')}/` }],
  },
  test: {
    include: ['test/e2e/*.test.ts'],
    globalSetup: ['test/e2e/globalSetup.ts'],
    reporters: ['default', './build/countsReporter.mjs'],
    // One VS Code at a time: a workbench keeps both processors busy.
    fileParallelism: false,
    allowOnly: false,
    testTimeout: 600_000,
    hookTimeout: 300_000,
  },
});
