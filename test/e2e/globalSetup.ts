/** What is there before the first end-to-end test: a VS Code, a Chromium, and the extension as it is shipped. */
import type { TestProject } from 'vitest/node';
import { packageExtension } from '../../build/package.mjs';
import { findChromium, installVSCode, type Installed } from '../../build/vscode/install.mjs';

/** Given to every test file. */
interface EndToEnd {
  readonly installed: Installed;
  readonly chromium: string;
  readonly vsix: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    endToEnd: EndToEnd;
  }
}

/** Called by vitest. */
export async function setup(project: TestProject): Promise<void> {
  const say = (line: string): void => console.log(line);
  const installed = await installVSCode(say);
  const chromium = await findChromium(say);
  const vsix = await packageExtension();
  project.provide('endToEnd', { installed, chromium, vsix });
}
