// What holds for every source and every tree, tried on random ones.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { format } from '../../src/language/format';
import { parse, parseExpression, parseSettingValue } from '../../src/language/parser';
import { printScript } from '../../src/language/print';
import { scripts } from './arbitraries';
import { damaged, SAMPLE } from './sample';
import { showDiagnostics, withoutPlaces } from './show';

interface Place {
  start: number;
  end: number;
}

/** The first node that does not lie within the node around it, or null. */
function misplaced(node: unknown, outer: Place): unknown {
  if (typeof node !== 'object' || node === null) return null;
  const place = 'start' in node && 'end' in node ? (node as Place) : outer;
  const { start, end } = place;
  if (start < outer.start || end < start || end > outer.end) return node;
  for (const value of Object.values(node)) {
    const found = misplaced(value, place);
    if (found !== null) return found;
  }
  return null;
}

function checkPlaces(node: unknown, outer: Place): void {
  expect(misplaced(node, outer)).toBeNull();
}

function checkParse(source: string): void {
  const { script, diagnostics } = parse(source);
  checkPlaces(script, { start: 0, end: source.length });
  for (const { span } of diagnostics) checkPlaces(span, { start: 0, end: source.length });
  const hasBroken = JSON.stringify(withoutPlaces(script.items), bigintText).includes('"broken"');
  if (hasBroken) expect(diagnostics).not.toEqual([]);
  for (const text of showDiagnostics(source, diagnostics))
    expect(text).not.toMatch(/\{\w+\}|@\w+$/);
}

function bigintText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

describe('the parser', () => {
  it('reads the sample without a complaint', () => {
    expect(showDiagnostics(SAMPLE, parse(SAMPLE).diagnostics)).toEqual([]);
  });

  it('takes any text, and places every node in it', () => {
    const signs = fc.constantFrom(
      ...'(){}[]=,;:.?"\'#/*<>|&!~+-\n 0x9Kaé'.split(''),
      'p: f(',
      'if ',
      '<... f resumed>',
    );
    const source = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.array(signs, { maxLength: 40 }).map((parts) => parts.join('')),
      damaged,
    );
    fc.assert(fc.property(source, checkParse), { numRuns: 3000 });
  });

  it('takes any text for an expression or a setting', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (source) => {
        checkPlaces(parseExpression(source).expression, { start: 0, end: source.length });
        checkPlaces(parseSettingValue(source, 'key').value, { start: 0, end: source.length });
      }),
    );
  });

  it('loses at most the lines that are damaged', () => {
    const line = 'p: x = f(1, [2], {a=3}) = 4';
    fc.assert(
      fc.property(
        fc.nat(line.length),
        fc.constantFrom('(', ')', '"', '@', ']', '', ' '),
        (at, junk) => {
          const bad = line.slice(0, at) + junk + line.slice(at + 1);
          const { script, diagnostics } = parse(`${line}\n${bad}\n${line}\n${line}`);
          expect(diagnostics.length).toBeLessThanOrEqual(2);
          const whole = script.items.filter(
            (item) => item.kind === 'call' && item.outcome !== null,
          );
          expect(whole.length).toBeGreaterThanOrEqual(3);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('the printer', () => {
  it('writes what parses to the same tree', () => {
    fc.assert(
      fc.property(scripts, (script) => {
        const source = printScript(script);
        const parsed = parse(source);
        expect(showDiagnostics(source, parsed.diagnostics)).toEqual([]);
        expect(withoutPlaces(parsed.script)).toEqual(withoutPlaces(script));
      }),
      { numRuns: 2000 },
    );
  });

  it('writes in the style of the formatter', () => {
    fc.assert(
      fc.property(scripts, (script) => {
        const source = printScript(script);
        expect(format(source)).toBe(source);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the formatter', () => {
  function checkFormat(source: string): void {
    const formatted = format(source);
    expect(format(formatted)).toBe(formatted);
    const before = parse(source);
    const after = parse(formatted);
    expect(after.diagnostics.length).toBe(before.diagnostics.length);
    expect(withoutPlaces(after.script)).toEqual(withoutPlaces(before.script));
    expect(comments(formatted)).toEqual(comments(source));
  }

  /** All comments of a source that holds no `#` or `/*` in strings. */
  function comments(source: string): string[] {
    return (source.match(/#.*|\/\*[^]*?\*\//g) ?? []).map((text) => text.trimEnd()).sort();
  }

  it('keeps tree and comments of the sample, and is done after one run', () => {
    checkFormat(SAMPLE);
  });

  it('keeps tree and comments of damaged scripts that still parse', () => {
    let parsed = 0;
    const blanks = fc.constantFrom(' ', '  ', '\n', '\t', '/* c */', '# c\n', ';', '\n\n\n', '');
    const source = fc
      .array(fc.tuple(fc.nat(SAMPLE.length), blanks), { minLength: 1, maxLength: 4 })
      .map((edits) =>
        edits.reduce((text, [at, blank]) => text.slice(0, at) + blank + text.slice(at), SAMPLE),
      );
    fc.assert(
      fc.property(fc.oneof(source, damaged), (text) => {
        const isWhole = parse(text).diagnostics.length === 0;
        if (isWhole) parsed++;
        // Comments are not compared: what is put into a string may look like one.
        const formatted = format(text);
        expect(format(formatted)).toBe(formatted);
        expect(withoutPlaces(parse(formatted).script)).toEqual(withoutPlaces(parse(text).script));
      }),
      { numRuns: 1500 },
    );
    expect(parsed).toBeGreaterThan(100);
  });

  it('keeps comments between any two words', () => {
    const words = [
      'p',
      ':',
      'x',
      '=',
      'f',
      '(',
      'a',
      '|',
      'b',
      ',',
      '{',
      'c',
      '=',
      '1',
      '}',
      ')',
      '=',
      '3',
    ];
    const filler = fc.constantFrom('', ' ', '/* c */', ' /* c */ ');
    fc.assert(
      fc.property(fc.array(filler, { minLength: 18, maxLength: 18 }), (fillers) => {
        const source = words.map((word, at) => word + (fillers[at] ?? '')).join('');
        checkFormat(source);
      }),
      { numRuns: 500 },
    );
  });
});
