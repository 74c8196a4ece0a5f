/** The extension in the extension host of the browser: the same runs as in Node. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workbench } from './workbench';

const ROOT = path.resolve(import.meta.dirname, '../..');

let workbench: Workbench;

beforeAll(async () => {
  workbench = await Workbench.start({
    settings: {
      'remote.extensionKind': { 'pagewalk.pagewalk': ['web'] },
      // Otherwise what is typed into the console may go to the script: the editor takes the focus after a stop.
      'debug.focusEditorOnBreak': false,
    },
    height: 1500,
  });
});

afterAll(() => workbench.close());

/** The hashes before lines of a script, as the console debugger in Node prints them. */
function hashesInNode(script: string, lines: readonly number[]): string[] {
  const commands = lines.flatMap((line) => [`break ${line}`, 'continue', 'print hash']);
  const output = execFileSync(
    process.execPath,
    [path.join(ROOT, 'dist/cli.js'), 'run', '--interactive', path.join(ROOT, 'examples', script)],
    { input: `${commands.join('\n')}\n`, encoding: 'utf8' },
  );
  return [...output.matchAll(/"?\b([0-9a-f]{16})\b"?/g)].map(([, hash = '']) => hash);
}

describe('the web extension host', () => {
  const LINES = [16, 21, 30];

  it('runs cow.vms with the same hashes as Node', async () => {
    const expected = hashesInNode('cow.vms', LINES);
    expect(new Set(expected).size).toBe(LINES.length);
    await workbench.openFile('cow.vms');
    for (const line of LINES) await workbench.toggleBreakpoint(line);
    await workbench.page.keyboard.press('F5');
    for (const [at, line] of LINES.entries()) {
      await workbench.stopsAt(new RegExp(`cow\\.vms${line}:`));
      expect(await workbench.evaluate('hash')).toContain(expected[at]);
      await workbench.debugButton('Continue');
    }
    await workbench.command('Developer: Show Running Extensions');
    const row = workbench.page.locator('.runtime-extensions-editor .extension', {
      hasText: 'Pagewalk',
    });
    await row.filter({ hasText: 'web worker' }).waitFor();
  });
});
