/** What is there before the first test of a page: its bundle, and a Chromium. */
import { createRequire } from 'node:module';
import type { Configuration } from 'webpack';
import type { TestProject } from 'vitest/node';
import webpack from 'webpack';
import { findChromium } from '../../build/vscode/install.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    browser: string;
  }
}

/** Called by vitest. */
export async function setup(project: TestProject): Promise<void> {
  await bundlePages();
  project.provide('browser', await findChromium((line) => console.log(line)));
}

function bundlePages(): Promise<void> {
  const all = createRequire(import.meta.url)('../../webpack.config.js') as Configuration[];
  const pages = all.filter(({ name }) => name?.startsWith('media/'));
  return new Promise((resolve, reject) => {
    webpack(pages, (error, stats) => {
      if (error !== null) reject(error);
      else if (stats?.hasErrors() === true) reject(new Error(stats.toString('errors-only')));
      else resolve();
    });
  });
}
