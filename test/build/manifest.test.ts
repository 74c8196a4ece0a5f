/** The extension's manifest and its texts agree, and what it names is there. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');
const MANIFEST = read('package.json');

function read(file: string): string {
  return fs.readFileSync(path.join(ROOT, file), 'utf8');
}

function keysOf(file: string): string[] {
  return Object.keys(JSON.parse(read(file)) as object).sort();
}

describe('the manifest', () => {
  it('uses each text of package.nls.json, and no other', () => {
    const used = [...MANIFEST.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key ?? '');
    expect([...new Set(used)].sort()).toEqual(keysOf('package.nls.json'));
  });

  it('names only files that are there', () => {
    const files = [...MANIFEST.matchAll(/"\.\/((?:media|syntaxes|snippets|language)[^"]*)"/g)];
    expect(files.length).toBeGreaterThan(10);
    for (const [, file] of files)
      expect(fs.existsSync(path.join(ROOT, file ?? '')), file).toBe(true);
  });
});

describe('translated texts', () => {
  it('of the sources are those of l10n/bundle.l10n.json: npm run l10n makes it', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'l10n-'));
    const tool = 'node_modules/@vscode/l10n-dev/dist/cli.js';
    const args = [tool, 'export', '--outDir', folder, 'src/extension'];
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
    expect(status, stderr).toBe(0);
    const exported: unknown = JSON.parse(
      fs.readFileSync(path.join(folder, 'bundle.l10n.json'), 'utf8'),
    );
    fs.rmSync(folder, { recursive: true });
    expect(exported).toEqual(JSON.parse(read('l10n/bundle.l10n.json')));
  });
});
