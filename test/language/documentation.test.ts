// The examples that users read must parse, and stand as the formatter would leave them.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from '../../src/language/parser';
import { showDiagnostics } from './show';

const root = path.resolve(import.meta.dirname, '../..');

function examples(file: string): string[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  return Array.from(text.matchAll(/^```\n([^]*?)^```$/gm), (match) => match[1] ?? '');
}

describe('docs/language.md', () => {
  const found = examples('docs/language.md');

  it('has examples', () => {
    expect(found.length).toBeGreaterThan(10);
  });

  it.each(found)('reads\n%s', (source) => {
    expect(showDiagnostics(source, parse(source).diagnostics)).toEqual([]);
  });
});
