import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/language/diagnostic';
import { parse } from '../../src/language/parser';
import { showDiagnostics, showItem } from './show';

function refuses(source: string, ...expected: string[]): void {
  expect(showDiagnostics(source, parse(source).diagnostics)).toEqual(expected);
}

describe('each error says where, what was found and what would be right', () => {
  it.each([
    ['p: mmap(a, b;', '1:13: expected `,` or `)` in the arguments of `mmap`, found `;`'],
    ['p: mmap(a b)', '1:11: expected `,` or `)` in the arguments of `mmap`, found `b`'],
    ['p: mmap(a, )', '1:12: expected a value as an argument of `mmap`, found `)`'],
    ['p: mmap', '1:8: expected `(` and the arguments of `mmap`, found the end of the file'],
    ['p: mmap\nmark', '1:8: expected `(` and the arguments of `mmap`, found the end of the line'],
    ['p:', '1:3: expected what `p:` does, as `mmap(...)`, found the end of the file'],
    [
      'p: x = 3',
      '1:8: expected a call to take the result from after `=`, found `3` (a variable is set by `let`)',
    ],
    ['p: f() = ', '1:9: expected a value as the outcome, found the end of the file'],
    [
      'p: f() = 0 oops',
      '1:12: expected the name of an error, as `EINVAL`, or the end of the line, found `oops`',
    ],
    ['p: f() = 0 (oops', '1:12: expected `)` on this line after the words of the outcome'],
    ['p: f() 0', '1:8: expected the end of the line, found `0`'],
    ['p: f({a=1)', '1:10: expected `,` or `}` in the struct, found `)`'],
    [
      'p: --- SIGSEGV {}',
      '1:18: expected `---` after the signal `SIGSEGV`, found the end of the file',
    ],
    ['p: --- 5 ---', '1:8: expected the name of a signal after `---`, found `5`'],
    ['p: +++ exited', '1:4: expected `+++` at the end of the line, as in `+++ exited with 0 +++`'],
    ['[x] f()', '1:2: expected a process id and `]`, as in `[pid 28114]`, found `x`'],
    ['28114', '1:6: expected what `28114` does, as `mmap(...)`, found the end of the file'],
    ['p mmap(a)', '1:3: expected `:` after the process `p`, found `mmap`'],
    ['exepct x', '1:1: `exepct` is not a statement: did you mean `expect`?'],
    ['qqqqqqq', '1:1: `qqqqqqq` begins no statement: write who does what, as `p: mmap(...)`'],
    [
      'x = f()',
      '1:1: nobody is named for this: write who does it, as `p: x = ...`, or `let x = ...`',
    ],
    ['else {}', '1:1: `else` has no `if` before it'],
    ['}', '1:1: there is no block that this `}` could close'],
    [')', '1:1: expected a statement, found `)`'],
    ['expect a = 1', '1:10: `=` does not compare: write `==`'],
    ['expect', '1:7: expected a value after `expect`, found the end of the file'],
    ['if a\nmark', '1:5: expected `{` and a block after `if`, found the end of the line'],
    ['if a {', '1:6: this `{` is never closed'],
    ['for i of x {}', '1:7: expected `in` after the variable `i`, found `of`'],
    ['for 5 in x {}', '1:5: expected a name after `for`, found `5`'],
    ['let x', '1:6: expected `=` after `x`, found the end of the file'],
    ['let 5 = 1', '1:5: expected a name after `let`, found `5`'],
    ['say 5', '1:5: expected a text in quotes after `say`, found `5`'],
    ['say("x")', '1:4: `say` takes its text without parentheses'],
    ['settle()', '1:7: `settle` stands alone, without parentheses'],
    ['say "a {b"', '1:8: the `{` in this text has no `}`: write `\\{` for a brace'],
    ['say "a {}"', '1:8: `{}` in this text holds no value: write `\\{` for a brace'],
    ['say "a {b c}"', '1:11: expected `}` after the value in this text, found `c`'],
    ['say "a {b +}"', '1:12: expected a value after `+`, found `}`'],
    [
      'ask "x" 3',
      '1:10: expected `=` and the answer after the question, found the end of the file',
    ],
    ['spawn', '1:6: expected a name after `spawn`, found the end of the file'],
    ['file x {}', '1:6: expected a text in quotes after `file`, found `x`'],
    ['file "/x"', '1:10: expected `{` and settings after `file`, found the end of the file'],
    ['machine { arch i386 }', '1:16: expected `=` after `arch`, found `i386`'],
    ['machine { arch = }', '1:18: expected the value of `arch`, found `}`'],
    [
      'machine { arch = i386 memory = 4M }',
      '1:23: expected `,`, a new line or `}` after the value of `arch`, found `memory`',
    ],
    ['machine { 5 = 3 }', '1:11: expected `key = value` or `}`, found `5`'],
    ['machine { tlb = [64/4 }', '1:23: expected `,` or `]` in the values of `tlb`, found `}`'],
    ['machine { a = 1', '1:9: these settings are never closed: `}` is missing'],
    ['def f {}', '1:7: expected `(` and the arguments of `f`, found `{`'],
    ['def f(1) {}', '1:7: expected a name as a parameter of `f`, found `1`'],
    ['def f(a', '1:8: expected `,` or `)` in the parameters of `f`, found the end of the file'],
    [
      'def f()',
      '1:8: expected a block or `= value` after the parameters of `f`, found the end of the file',
    ],
    ['inject alloc {}', '1:14: expected `(` and the arguments of `alloc`, found `{`'],
    [
      'expect maps(p) {\n1-2',
      '1:16: this `{` is never closed: `}` must stand at the beginning or the end of a line',
    ],
    ['include', '1:8: expected a text in quotes after `include`, found the end of the file'],
  ])('%s', refuses);
});

describe('one bad line costs one diagnostic, and the rest counts', () => {
  function items(source: string): string[] {
    return parse(source).script.items.map(showItem);
  }

  it('goes on behind the line', () => {
    const source = 'p: f(1\np: g(2)\nexpect == 3\nexpect x\n';
    refuses(
      source,
      '1:7: expected `,` or `)` in the arguments of `f`, found the end of the line',
      '3:8: expected a value after `expect`, found `==`',
    );
    expect(items(source)).toEqual(['BROKEN', 'p> g(2)', 'BROKEN', 'expect x']);
  });

  it('takes a line that begins a statement for one, even where an argument is missing', () => {
    for (const next of ['q: g(2)', '28114 brk(NULL) = 0', '[pid 7] f()', 'expect x']) {
      const source = `p: f(1,\n${next}`;
      refuses(
        source,
        '1:8: expected `,` or `)` in the arguments of `f`, found the end of the line',
      );
      expect(items(source)).toHaveLength(2);
      expect(items(source)[0]).toBe('BROKEN');
    }
  });

  it('leaves a call of several lines as a whole', () => {
    const source = 'p: f(1,\n  2 @ 3,\n  [4, 5],\n  6)\nmark';
    refuses(source, '2:5: expected `,` or `)` in the arguments of `f`, found `@`');
    expect(items(source)).toEqual(['BROKEN', 'mark']);
  });

  it('still checks the block behind a bad header', () => {
    const source = 'if a == {\n  mark\n  oops oops\n}\nsettle';
    refuses(
      source,
      '1:9: expected a value after `==`, found `{`',
      '3:8: expected `:` after the process `oops`, found `oops`',
    );
    expect(items(source)).toEqual(['BROKEN { mark; BROKEN }', 'settle']);
  });

  it('stays inside the block of the bad line', () => {
    const source = 'repeat 2 {\n p: f( }\n mark\n}\nsettle';
    expect(parse(source).diagnostics).toHaveLength(1);
    expect(items(source)).toEqual(['repeat 2 { BROKEN; mark }', 'settle']);
  });

  it('reads the settings behind a bad one', () => {
    const source = 'machine {\n arch =\n memory 4M\n cpus = 2\n}\nmark';
    refuses(
      source,
      '2:8: expected the value of `arch`, found the end of the line',
      '3:9: expected `=` after `memory`, found `4M`',
    );
    expect(items(source)).toEqual(['BROKEN', 'mark']);
  });

  it('does not take the script for settings when they are left open', () => {
    const source = 'machine { arch = i386\nspawn p\np: f()';
    refuses(source, '1:9: these settings are never closed: `}` is missing');
    expect(items(source)).toEqual(['BROKEN', 'spawn p', 'p> f()']);
  });

  it('reports blocks that are left open once', () => {
    refuses('scenario "a" {\nif x {\nif y {\np: f()', '3:6: this `{` is never closed');
  });

  it('reports 1,000 bad lines as 1,000 errors, each in its line', () => {
    const bad = ['p: f(1', 'expect', 'let = 3', 'x y z', 'p: g(]'];
    const lines = Array.from({ length: 1000 }, (_, index) => bad[index % bad.length] ?? '');
    const found = showDiagnostics(lines.join('\n'), parse(lines.join('\n')).diagnostics);
    expect(found).toHaveLength(1000);
    expect(found.map((text) => Number(text.split(':')[0]))).toEqual(lines.map((_, i) => i + 1));
  });

  it('stops reading behind 10,000 errors', () => {
    const { diagnostics } = parse('@\n'.repeat(50_000));
    expect(diagnostics).toHaveLength(10_001);
    expect(diagnostics.at(-1)?.id).toBe('tooManyErrors');
  });
});

describe('nesting', () => {
  it('refuses blocks that are nested too deeply, and reads on behind them', () => {
    const source = `${'if x {\n'.repeat(5000)}${'}\n'.repeat(5000)}mark`;
    const { script, diagnostics } = parse(source);
    expect(diagnostics.map((diagnostic) => diagnostic.id)).toEqual(['nestedTooDeeply']);
    expect(script.items.at(-1)?.kind).toBe('mark');
  });

  it('keeps long chains of else if flat', () => {
    const source = `if x {}${' else if y {}'.repeat(10_000)}`;
    const { script, diagnostics } = parse(source);
    const [item] = script.items;
    expect(diagnostics).toEqual([]);
    expect(item?.kind === 'if' && item.arms.length).toBe(10_001);
  });

  it.each(['p: f({', '{', 'p: {', '[', 'a[', 'machine { a = {', 'machine { a = [', 'p: f(['])(
    'survives %s without end',
    (text) => {
      expect(parse(text.repeat(20_000)).diagnostics.length).toBeGreaterThan(0);
    },
  );
});

describe('fixes', () => {
  function fixed(source: string): string {
    const [diagnostic] = parse(source).diagnostics;
    return apply(source, diagnostic);
  }

  function apply(source: string, diagnostic: Diagnostic | undefined): string {
    let text = source;
    for (const edit of [...(diagnostic?.fix?.edits ?? [])].reverse()) {
      text = text.slice(0, edit.start) + edit.text + text.slice(edit.end);
    }
    return text;
  }

  it.each([
    ['exepct x == 1', 'expect x == 1'],
    ['expect x = 1', 'expect x == 1'],
    ['expect x and y', 'expect x && y'],
    ['p mmap(a)', 'p: mmap(a)'],
    ['x = f(1)', 'let x = f(1)'],
  ])('%s becomes %s', (source, expected) => {
    expect(fixed(source)).toBe(expected);
    expect(parse(expected).diagnostics).toEqual([]);
  });
});
