// The examples that users read must be right: they parse, compile but for what the reference lists
// as refused, and what they expect holds. In the language's reference each block without a language
// is a scenario; in the other documents those are marked `vms`.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileScript, type CompiledScript } from '../../src/language/analyze';
import { parse } from '../../src/language/parser';
import { failuresOf } from './checked';
import { showDiagnostics } from './show';

const root = path.resolve(import.meta.dirname, '../..');

const REFERENCE = 'docs/language.md';
const OTHERS = [
  'README.md',
  ...readdirSync(path.join(root, 'docs'))
    .map((name) => `docs/${name}`)
    .filter((file) => file.endsWith('.md') && file !== REFERENCE),
];

function blocks(file: string, fence: RegExp): string[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  return Array.from(text.matchAll(fence), (match) => match[1] ?? '');
}

function compile(source: string): CompiledScript {
  const files: Readonly<Record<string, string>> = { 'shared.vms': 'spawn shared' };
  return compileScript(source, REFERENCE, { readInclude: (name) => files[name] ?? null });
}

describe('docs/language.md', () => {
  const found = blocks(REFERENCE, /^```(?:vms)?\n([^]*?)^```$/gm);

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

describe('the other documents', () => {
  const found = OTHERS.flatMap((file) => blocks(file, /^```vms\n([^]*?)^```$/gm));

  it('have examples', () => {
    expect(found.length).toBeGreaterThan(0);
  });

  it.each(found)('run as they stand\n%s', (source) => {
    const { programs, diagnostics } = compile(source);
    expect(showDiagnostics(source, diagnostics)).toEqual([]);
    expect(programs.flatMap(failuresOf)).toEqual([]);
  });
});
