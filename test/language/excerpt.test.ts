/** Lines of sources as people are shown them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { excerpt } from '../../src/language/excerpt';
import { lineOf } from '../../src/program/placeText';

describe('lineOf', () => {
  it('is what split makes of the text', () => {
    const text = fc.array(fc.constantFrom('a', 'bb', '\n', '\r\n')).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 12 }), (whole, line) => {
        expect(lineOf(whole, line)).toBe(whole.split(/\r?\n/)[line - 1] ?? '');
      }),
    );
  });
});

describe('excerpt', () => {
  it('marks the column', () => {
    expect(excerpt('abc', 2)).toEqual(['  abc', '   ^']);
    expect(excerpt('\tabc', 2)).toEqual(['   abc', '   ^']);
    expect(excerpt('abc', 4)).toEqual(['  abc', '     ^']);
    expect(excerpt('  ', 1)).toEqual([]);
  });

  it('shows what is around the column of a long line', () => {
    const place = fc.integer({ min: 1, max: 5000 });
    fc.assert(
      fc.property(place, (column) => {
        const line = `${'.'.repeat(column - 1)}X${'.'.repeat(5000 - column)}`;
        const [shown = '', mark = ''] = excerpt(line, column);
        expect(shown.length).toBeLessThan(110);
        expect(mark.indexOf('^')).toBe(shown.indexOf('X'));
      }),
    );
  });

  it('prints no control characters', () => {
    expect(excerpt('a\u001b[31mb', 1)[0]).toBe('  a [31mb');
  });
});
