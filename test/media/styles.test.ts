/** The pages' style sheets: VS Code's variables only; and texts of the page that change with numbers. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { counted, groupedHex, shareText, sizeText } from '../../media/shared/numbers';
import { t, useWords } from '../../media/shared/words';
import { THEMES } from './pageInBrowser';

const MEDIA = path.resolve(import.meta.dirname, '../../media');

function filesOf(extension: string): string[] {
  const all = fs.readdirSync(MEDIA, { recursive: true, encoding: 'utf8' });
  return all.filter((name) => name.endsWith(extension)).map((name) => path.join(MEDIA, name));
}

describe('style sheets', () => {
  it.each(filesOf('.css'))('%s takes every colour from the theme', (file) => {
    const text = fs.readFileSync(file, 'utf8');
    // 250 px wide pages, #ids and the like aside: no colour is written down.
    expect(text.match(/#[0-9a-f]{3,8}\b(?!\s*\{)|\b(?:rgba?|hsla?)\(/gi)).toBeNull();
    const known = new Set(Object.values(THEMES).flatMap((theme) => Object.keys(theme)));
    const used = text.match(/--vscode-[A-Za-z-]+/g) ?? [];
    expect(used.filter((name) => !known.has(name))).toEqual([]);
  });
});

describe('scripts', () => {
  it.each(filesOf('.ts'))('%s sets no style attribute and no handler in markup', (file) => {
    const text = fs.readFileSync(file, 'utf8');
    expect(text).not.toMatch(/\sstyle=|\son[a-z]+=|innerHTML|unsafeHTML/);
  });
});

describe('texts', () => {
  it('group digits', () => {
    expect(groupedHex('0xe7ffe000')).toBe('0xe7ff_e000');
    expect(groupedHex('0x7ffff7ed3000', 8)).toBe('0x7fff_f7ed_3000');
    expect(groupedHex('0x10', 8)).toBe('0x0000_0010');
    expect([counted(7), counted(1204), counted(1234567)]).toEqual(['7', '1,204', '1,234,567']);
  });

  it('give sizes and shares in few digits', () => {
    expect([sizeText(64), sizeText(4096), sizeText(4 << 20), sizeText(512 * 2 ** 30)]).toEqual([
      ...['64 bytes', '4 KiB', '4 MiB', '512 GiB'],
    ]);
    expect(sizeText(1536)).toBe('1.5 KiB');
    expect([shareText(61, 1265), shareText(0, 0)]).toEqual(['4.8 %', '']);
  });

  it('are in the user’s language where there is one', () => {
    expect(t('{0} was {1}', 'frame', 5)).toBe('frame was 5');
    useWords({ '{0} was {1}': '{1} vorher: {0}' });
    expect(t('{0} was {1}', 'frame', 5)).toBe('5 vorher: frame');
    useWords({});
  });
});
