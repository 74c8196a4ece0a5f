// The examples that users read must be right: they parse, compile but for what the reference lists
// as refused, and what they expect holds.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileScript, type CompiledScript } from '../../src/language/analyze';
import { parse } from '../../src/language/parser';
import { failuresOf } from './checked';
import { showDiagnostics } from './show';

const root = path.resolve(import.meta.dirname, '../..');

function examples(file: string): string[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  return Array.from(text.matchAll(/^```\n([^]*?)^```$/gm), (match) => match[1] ?? '');
}

function compile(source: string): CompiledScript {
  const files: Readonly<Record<string, string>> = { 'shared.vms': 'spawn shared' };
  return compileScript(source, 'docs/language.md', { readInclude: (name) => files[name] ?? null });
}

describe('docs/language.md', () => {
  const found = examples('docs/language.md');

  it('has examples', () => {
    expect(found.length).toBeGreaterThan(10);
  });

  it.each(found)('reads\n%s', (source) => {
    expect(showDiagnostics(source, parse(source).diagnostics)).toEqual([]);
  });

  it.each(found)('compiles, but for what is listed as refused\n%s', (source) => {
    const wrong = compile(source).diagnostics.filter(({ id }) => id !== 'notYet');
    expect(showDiagnostics(source, wrong)).toEqual([]);
  });

  it.each(found)('holds\n%s', (source) => {
    const { programs, diagnostics } = compile(source);
    expect(programs.length > 0).toBe(diagnostics.length === 0);
    expect(programs.flatMap(failuresOf)).toEqual([]);
  });
});
