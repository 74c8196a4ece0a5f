/** The grammars give words the scopes that the annotated files beside this one say. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');
const TESTER = 'node_modules/vscode-tmgrammar-test/dist/unit.js';
const GRAMMARS = ['vms', 'strace'].flatMap((name) => ['-g', `syntaxes/${name}.tmLanguage.json`]);

describe('grammars', () => {
  it.each(['scenario.test.vms', 'log.test.strace'])('%s', (file) => {
    const args = [TESTER, ...GRAMMARS, `test/syntaxes/${file}`];
    const { status, stdout } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
    expect(stdout).toContain(`✓ test/syntaxes/${file}`);
    expect(status).toBe(0);
  });
});
