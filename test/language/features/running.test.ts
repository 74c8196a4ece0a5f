// What goes with a run: results beside calls, values to ask for, what can be run, kinds of names.

import { describe, expect, it } from 'vitest';
import { Analysis } from '../../../src/language/features/analysis';
import { expressionAt, inlineValues } from '../../../src/language/features/debugValues';
import { includedNames } from '../../../src/language/features/included';
import { resultHints, type SaidByLine } from '../../../src/language/features/results';
import { runnables } from '../../../src/language/features/runs';
import { semanticTokens } from '../../../src/language/features/semanticTokens';
import { shiftResults } from '../../../src/language/features/shiftResults';
import { marked } from './marked';

describe('results', () => {
  function hinted(text: string, said: SaidByLine): string {
    const analysis = new Analysis(text, 'x.vms');
    let result = text;
    for (const { offset, label } of [...resultHints(analysis, said, 0, text.length)].reverse()) {
      result = result.slice(0, offset) + label + result.slice(offset);
    }
    return result;
  }

  it('stand behind their calls', () => {
    const text = 'spawn p\np: a = brk(NULL)  # end\np: {\n  load(a); munmap(a, 1)\n}\n';
    const said = new Map([
      [0, ['spawn p']],
      [1, ['p: brk(NULL) = 0x1000']],
      [3, ['p: load(0x1000) = "\\0"', 'p: munmap(0x1000, 1) = -1 EINVAL']],
    ]);
    expect(hinted(text, said)).toBe(
      'spawn p\np: a = brk(NULL) = 0x1000  # end\np: {\n  load(a) = "\\0"; munmap(a, 1) = -1 EINVAL\n}\n',
    );
  });

  it('say how often, and the last one', () => {
    const text = 'spawn p\nfor i in 2 { p: brk(NULL) }\n';
    const said = new Map([[1, ['p: brk(NULL) = 1', 'p: brk(NULL) = 2']]]);
    expect(hinted(text, said)).toContain('brk(NULL) = 2 (2 times) }');
  });

  it('do not repeat what is expected, but tell what came instead', () => {
    const text = 'p: munmap(1, 1) = -1 EINVAL (Invalid argument)\np: close(3) = 0\np: f() = ?';
    const said = new Map([
      [0, ['p: munmap(0x1, 1) = -1 EINVAL']],
      [1, ['p: close(3) = -1 EBADF']],
      [2, ['p: f() = 7']],
    ]);
    const lines = hinted(text, said).split('\n');
    expect(lines[0]).toBe('p: munmap(1, 1) = -1 EINVAL (Invalid argument)');
    expect(lines[1]).toBe('p: close(3) = 0 = -1 EBADF');
    expect(lines[2]).toBe('p: f() = ? = 7');
  });
});

describe('values while debugging', () => {
  it('are those of variables, once in a line', () => {
    const text = 'spawn p\nlet x = 1\nlet y = x + x\nfor i in 4 { say "{i} {x}" }\nlet z = 2\n';
    const analysis = new Analysis(text, 'x.vms');
    const stop = text.indexOf('for');
    const range = { start: 0, end: text.indexOf('let z') };
    const shown = inlineValues(analysis, range, stop).map(({ start, expression }) => [
      text.slice(0, start).split('\n').length,
      expression,
    ]);
    expect(shown).toEqual([
      [2, 'x'],
      [3, 'y'],
      [3, 'x'],
      [4, 'x'],
    ]);
  });

  it('know a loop’s variable inside of the loop', () => {
    const text = 'for i in 4 {\n  say "{i}"\n}\n';
    const analysis = new Analysis(text, 'x.vms');
    const stop = text.indexOf('say');
    const found = inlineValues(analysis, { start: 0, end: text.length }, stop);
    expect(found.map(({ start }) => start)).toEqual([4, 21]);
  });

  it.each([
    ['a name', 'let x = 1\nexpect $0x == 1', 'x'],
    ['who acts', 'spawn p\n$0p: brk(NULL)', 'p'],
    ['a field, with what is before it', 'spawn p\nexpect p.fa$0ults.cow', 'p.faults'],
    ['the last field', 'spawn p\nexpect p.faults.c$0ow', 'p.faults.cow'],
    ['a function', 'spawn p\nexpect reg$0ion(p, 0).perm == "r"', 'region(p, 0)'],
    ['a name of the machine', 'expect cyc$0les > 1', 'cycles'],
    ['a call of a process: nothing', 'spawn p\np: br$0k(NULL)', null],
    ['a field of an element: nothing', 'expect count(events where .ki$0nd == "x") > 0', null],
    ['a constant: nothing', 'expect PROT_R$0EAD == 1', null],
    ['a word: nothing', 'exp$0ect 1', null],
  ])('under the mouse: %s', (_, text, wanted) => {
    const { analysis, offset } = marked(text);
    expect(expressionAt(analysis, offset)?.expression ?? null).toBe(wanted);
  });
});

describe('what can be run', () => {
  it.each([
    ['scenario "a" { }\nscenario "b \\"c\\"" { }', ['a', 'b "c"']],
    ['spawn p\nexpect 1', [null]],
    ['machine { }', []],
    ['', []],
  ])('%s', (text, wanted) => {
    expect(runnables(new Analysis(text, 'x.vms')).map(({ scenario }) => scenario)).toEqual(wanted);
  });
});

describe('names have types', () => {
  it('that a grammar cannot know', () => {
    const text = 'spawn p\ndef f(who, at) { who: load(at) }\np: c = fork()\nlet x = 1\nf(c, x)\n';
    const shown = semanticTokens(new Analysis(text, 'x.vms')).map(
      ({ start, end, type, isDeclaration }) =>
        `${text.slice(start, end)} ${type}${isDeclaration ? '!' : ''}`,
    );
    expect(shown).toEqual([
      ...['p class!', 'f function!', 'who class!', 'at parameter!', 'who class', 'at parameter'],
      ...['p class', 'c class!', 'x variable!', 'f function', 'c class', 'x variable'],
    ]);
  });
});

describe('after an edit', () => {
  it('results move with their lines, and go with changed ones', () => {
    const said = new Map([1, 3, 5].map((line) => [line, [`at ${String(line)}`]]));
    const show = (change: Parameters<typeof shiftResults>[1]): unknown[] =>
      [...shiftResults(said, change)].map(([line, [text]]) => [line, text]);
    const [one, three, five] = ['at 1', 'at 3', 'at 5'];
    expect(show({ first: 2, last: 2, count: 3 })).toEqual([
      [1, one],
      [5, three],
      [7, five],
    ]);
    expect(show({ first: 2, last: 4, count: 1 })).toEqual([
      [1, one],
      [3, five],
    ]);
  });
});

describe('included files', () => {
  it('are found without parsing', () => {
    const text =
      'include "a.vms"\n  include "b\\"c.vms"\nscenario "x" { include "d.vms" }\nsay "include"';
    expect(includedNames(text)).toEqual(['a.vms', 'b"c.vms', 'd.vms']);
  });
});
