import path from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    alias: [
      { find: /^stepping\//, replacement: `${path.resolve(import.meta.dirname, 'out/stepping')}/` },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    // These run in VS Code or in a browser, and have a configuration of their own.
    exclude: ['test/e2e/**', 'test/extension/**', 'test/media/**'],
    globalSetup: ['build/beforeTests.mjs'],
    reporters: ['default', './build/countsReporter.mjs'],
    // The modules under test keep no state, so that a worker may load them once for all its files.
    isolate: false,
    maxWorkers: '100%',
    allowOnly: false,
    // Some tests run whole tools, and other work may share the processors.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
