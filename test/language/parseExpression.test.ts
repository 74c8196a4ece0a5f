import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../src/language/parser';
import { showDiagnostics, showExpression } from './show';

function check(source: string, expected: string): void {
  const { expression, diagnostics } = parseExpression(source);
  expect(showDiagnostics(source, diagnostics)).toEqual([]);
  expect(showExpression(expression)).toBe(expected);
}

function refuses(source: string, ...expected: string[]): void {
  expect(showDiagnostics(source, parseExpression(source).diagnostics)).toEqual(expected);
}

describe('precedence', () => {
  it.each([
    ['a || b && c', '(a || (b && c))'],
    ['a && b == c', '(a && (b == c))'],
    ['a & b == c', '((a & b) == c)'],
    ['a | b ^ c & d', '(a | (b ^ (c & d)))'],
    ['a & b << c', '(a & (b << c))'],
    ['a << b + c', '(a << (b + c))'],
    ['a + b * c', '(a + (b * c))'],
    ['-a * !b', '((- a) * (! b))'],
    ['-a.b[c]', '(- ((a . b) [ c))'],
    ['a - b - c', '((a - b) - c)'],
    ['a / b * c % d', '(((a / b) * c) % d)'],
    ['a >> b << c', '((a >> b) << c)'],
    ['(a + b) * c', '((a + b) * c)'],
    ['a || b || c', '((a || b) || c)'],
    ['- - -a', '(- (- (- a)))'],
    ['1---1', '(1 - (- (- 1)))'],
    ['~a & !b', '((~ a) & (! b))'],
    ['a <= b', '(a <= b)'],
    ['a != b && c >= d', '((a != b) && (c >= d))'],
  ])('%s', check);
});

describe('primaries', () => {
  it.each([
    ['0x1f', '31'],
    ['0600', '384'],
    ['16K', '16384'],
    ['2M', '2097152'],
    ['1G', '1073741824'],
    ['0', '0'],
    ['9007199254740993', '9007199254740993'],
    ['0x7ffff7fc0000', '140737353875456'],
    ['18446744073709551615', '18446744073709551615'],
    ['0xffffffffffffffff', '18446744073709551615'],
    ['01777777777777777777777', '18446744073709551615'],
    ['17179869183G', '18446744072635809792'],
    ["'a'", "'97'"],
    ["'\\n'", "'10'"],
    ["'\\''", "'39'"],
    ['"text\\n"', '"text\\n"'],
    ['"GNU"...', '"GNU"...'],
    ['"\\177ELF\\2\\x01\\0"', '"\\u007fELF\\u0002\\u0001\\u0000"'.replace('\\u007f', '\x7f')],
    ['true', 'true!'],
    ['[1, 0]', '[1, 0]'],
    ['.perm', '(. perm)'],
    ['3</lib/x>', '3</lib/x>'],
    ['3</tmp/a b>(deleted)', '3</tmp/a b>'],
    ['1</dev/pts/0<char 136:0>>', '1</dev/pts/0>'],
    ['4<pipe:[12]>', '4<pipe:[12]>'],
    ['4<TCP:[127.0.0.1:80->127.0.0.1:99]>', '4<TCP:[127.0.0.1:80->127.0.0.1:99]>'],
    ['3</tmp/a->', '3</tmp/a->'],
    ['3 < x', '(3 < x)'],
    ['3<x', '(3 < x)'],
    ['3</* c */x', '(3 < x)'],
    ['AT_FDCWD</home/x>', 'AT_FDCWD'],
    ['frame(parent, buf).refs', '(frame(parent, buf) . refs)'],
    ['a\n+\nb', '(a + b)'],
    ['a /* one */ + b # two', '(a + b)'],
    ['\ufeffa\u00a0+ b', '(a + b)'],
  ])('%s', check);

  it('gives exact types: numbers while they are safe', () => {
    const value = (source: string): unknown => {
      const { expression } = parseExpression(source);
      return expression.kind === 'integer' ? expression.value : null;
    };
    expect(value('9007199254740991')).toBe(9007199254740991);
    expect(value('9007199254740992')).toBe(9007199254740992n);
    expect(value('0x1fffffffffffff')).toBe(0x1fffffffffffff);
    expect(value('00000000000000000000000000000000000000000017')).toBe(15);
  });
});

describe('calls', () => {
  it.each([
    ['count(L where E)', 'count(L where E)'],
    ['sum(L, .rss where .perm == "rw-p")', 'sum(L, (. rss) where ((. perm) == "rw-p"))'],
    [
      'count(events where .kind == "fault" by .function)',
      'count(events where ((. kind) == "fault") by (. function))',
    ],
    ['count(events by .kind)', 'count(events by (. kind))'],
    ['pick(1..6)', 'pick(1 .. 6)'],
    ['pick(a+1..b*2)', 'pick((a + 1) .. (b * 2))'],
    ['pick(x, y)', 'pick(x, y)'],
    [
      'first(p.regions where .file == "/x").start',
      '(first((p . regions) where ((. file) == "/x")) . start)',
    ],
    ['f()', 'f()'],
    ['makedev(0x1, 0x3)', 'makedev(1, 3)'],
  ])('%s', check);
});

describe('errors', () => {
  it.each([
    ['', '1:1: expected a value here, found the end of the file'],
    ['a +', '1:4: expected a value after `+`, found the end of the file'],
    ['a == b == c', '1:8: comparisons cannot be chained: compare twice and join the two with `&&`'],
    ['f(1, 2..3)', '1:7: a range can only be the first argument of `f`'],
    ['f(1', '1:4: expected `,` or `)` in the arguments of `f`, found the end of the file'],
    ['(a', '1:3: expected `)` to close the parenthesis, found the end of the file'],
    ['a[1', '1:4: expected `]` after the index, found the end of the file'],
    ['[1, 2', '1:6: expected `,` or `]` in the list, found the end of the file'],
    ['[1, ]', '1:5: expected a value as an element of the list, found `]`'],
    ['a.5', '1:3: expected the name of a field after `.`, found `5`'],
    ['a b', '1:3: expected the end of the line, found `b`'],
    ['a and b', '1:3: write `&&` instead of `and`'],
    ['"abc', '1:1: this string has no closing `"` on its line'],
    [
      "'ab'",
      "1:1: `'ab'` is not one byte: write one character, as `'a'`, or an escape, as `'\\n'`",
    ],
    ['"a\\q"', '1:3: the escape `\\q` means nothing: write `\\\\` for a backslash'],
    ['18446744073709551616', '1:1: `18446744073709551616` is too large: integers go up to 2^64-1'],
    [
      '99999999999999999999999999',
      '1:1: `99999999999999999999999999` is too large: integers go up to 2^64-1',
    ],
    ['17179869184G', '1:1: `17179869184G` is too large: integers go up to 2^64-1'],
    ['16KB', '1:1: `16KB` is not a number: only `K`, `M` and `G` may follow the digits'],
    ['089', '1:1: `089` begins with `0`, so it is octal and its digits go from 0 to 7'],
    ['0x', '1:1: `0x` has no digits after `0x`'],
    ['...', '1:1: `...` is only allowed in the arguments of an action'],
    ['a @ b', '1:3: expected the end of the line, found `@`'],
    ['\u201cabc\u201d', '1:1: `\u201c` is a typographic quote: write a plain one'],
    ['a /* b', '1:3: this comment is never closed: `*/` is missing'],
  ])('%s', refuses);

  it('refuses what is nested too deeply, however it is nested', () => {
    const message = '1:201: this is nested too deeply: no more than 200 levels are read';
    refuses('('.repeat(100_000), message);
    refuses('-'.repeat(100_000) + '1', message);
    refuses('['.repeat(100_000), message);
    refuses('f(1'.replace('1', '').repeat(100_000), message.replace('201', '402'));
    const chain = parseExpression('1+'.repeat(100_000) + '1');
    expect(chain.diagnostics.map((diagnostic) => diagnostic.id)).toEqual(['nestedTooDeeply']);
    const fields = parseExpression('a' + '.b'.repeat(100_000));
    expect(fields.diagnostics.map((diagnostic) => diagnostic.id)).toEqual(['nestedTooDeeply']);
  });

  it('reads what is nested as deeply as anyone needs', () => {
    const { diagnostics } = parseExpression('('.repeat(150) + '1' + ')'.repeat(150));
    expect(diagnostics).toEqual([]);
    expect(parseExpression('1+'.repeat(900) + '1').diagnostics).toEqual([]);
  });
});
