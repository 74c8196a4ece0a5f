// The small parts: text and bytes, places, suggestions, messages.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineTable } from './lineTable';
import { formatMessage, MESSAGES } from '../../src/language/messages';
import { decodeText, encodeText } from '../../src/language/scanText';
import { nearestName } from '../../src/language/suggest';

describe('text and bytes', () => {
  it('is UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const bytes = encodeText(text);
        const expected = Array.from(new TextEncoder().encode(text), (byte) =>
          String.fromCharCode(byte),
        );
        expect(bytes).toBe(expected.join(''));
        expect(decodeText(bytes)).toBe(text);
      }),
    );
  });

  it('replaces bytes that are not UTF-8, one by one', () => {
    expect(decodeText('a\xffb')).toBe('a\ufffdb');
    // Overlong, surrogate, beyond the last code point, cut off: see Unicode 3.9, table 3-7.
    for (const bytes of ['\xc0\x80', '\xed\xa0\x80', '\xf4\x90\x80\x80', '\xe2\x82']) {
      expect(decodeText(bytes)).toBe('\ufffd'.repeat(bytes.length));
    }
  });
});

describe('places', () => {
  const table = new LineTable('ab\r\n\ncd');

  it('count lines and columns from 1', () => {
    expect(table.lineCount).toBe(3);
    expect(table.positionAt(0)).toEqual({ line: 1, column: 1 });
    expect(table.positionAt(4)).toEqual({ line: 2, column: 1 });
    expect(table.positionAt(6)).toEqual({ line: 3, column: 2 });
    expect(table.positionAt(99)).toEqual({ line: 3, column: 3 });
    expect(table.lineText(1)).toBe('ab');
    expect(table.lineText(2)).toBe('');
    expect(table.lineText(3)).toBe('cd');
  });

  it('and back', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '\n', 'b') }), (source) => {
        const lines = new LineTable(source);
        for (let offset = 0; offset <= source.length; offset++) {
          const { line, column } = lines.positionAt(offset);
          expect(lines.offsetAt(line, column)).toBe(offset);
          expect(source.slice(0, offset).split('\n')).toHaveLength(line);
        }
      }),
    );
    expect(table.offsetAt(1, 99)).toBe(2);
  });
});

describe('suggestions', () => {
  it.each([
    ['mpa', ['map', 'mprotect'], 'map'],
    ['munmpa', ['mmap', 'munmap'], 'munmap'],
    ['EXPECT', ['expect'], 'expect'],
    ['mprotct', ['mprotect', 'mremap'], 'mprotect'],
    ['xyz', ['mmap'], null],
    ['x', ['y'], null],
    ['ab', ['abcd'], null],
  ])('%s of %j is %s', (word, candidates, expected) => {
    expect(nearestName(word, candidates)).toBe(expected);
  });
});

describe('messages', () => {
  it('put arguments in, and messages in messages', () => {
    const args = { where: '@afterOperator', subject: '`+`', found: '@endOfLine' };
    expect(formatMessage('expectedValue', args)).toBe(
      'expected a value after `+`, found the end of the line',
    );
  });

  it('are one line each, without a stop at the end', () => {
    for (const text of Object.values(MESSAGES)) expect(text).toMatch(/^[^\n]*[^\n.]$/);
  });
});
