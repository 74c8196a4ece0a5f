// Definitions, references and renaming: which occurrences belong together.

import { describe, expect, it } from 'vitest';
import { definition, references, rename } from '../../../src/language/features/references';
import { marked } from './marked';

const FILES: Readonly<Record<string, string>> = {
  'shared.vms': 'spawn shared\ndef grow(who) { who: brk(NULL) }\n',
};
const read = (path: string): string | null => FILES[path] ?? null;

/** The script after renaming what is at $0, or why it cannot be. */
function renamed(text: string, name: string): string {
  const { analysis, offset } = marked(text, read);
  const places = rename(analysis, offset, name);
  if ('reason' in places) return places.reason;
  let result = analysis.text;
  const own = places.filter(({ source }) => source === 0).sort((a, b) => b.start - a.start);
  for (const { start, end } of own) result = result.slice(0, start) + name + result.slice(end);
  return result;
}

describe('renaming', () => {
  it.each([
    [
      'a process',
      'spawn $0p\np: x = brk(NULL)\nexpect p.rss == 0 && resident(p, x)\np: { brk(NULL) }',
      'spawn q\nq: x = brk(NULL)\nexpect q.rss == 0 && resident(q, x)\nq: { brk(NULL) }',
    ],
    [
      'a variable, at any of its places',
      'spawn a\na: p = brk(NULL)\na: load($0p + 1) = p\nsay "{p} p"',
      'spawn a\na: q = brk(NULL)\na: load(q + 1) = q\nsay "{q} p"',
    ],
    [
      'an array',
      'let p[4]\nlet p[0] = p[1]\nlet x = $0p[2]',
      'let q[4]\nlet q[0] = q[1]\nlet x = q[2]',
    ],
    [
      'a parameter, not what is outside',
      'let p = 1\ndef f($0p) = p + 1\nlet x = f(p)',
      'let p = 1\ndef f(q) = q + 1\nlet x = f(p)',
    ],
    [
      'a variable of the script, not a parameter',
      'let $0p = 1\ndef f(p) = p + 1\nlet x = f(p)',
      'let q = 1\ndef f(p) = p + 1\nlet x = f(q)',
    ],
    [
      'a variable of a loop',
      'for $0p in 0..4 { say "{p}" }\nlet p = 1',
      'for q in 0..4 { say "{q}" }\nlet p = 1',
    ],
    [
      'a definition, not a variable',
      'def $0p(a) { self: load(a) }\nspawn x\np(1)\nx: p(2)',
      'def q(a) { self: load(a) }\nspawn x\nq(1)\nx: q(2)',
    ],
    [
      'a name of one scenario',
      'scenario "a" { let $0p = 1\nexpect p == 1 }\nscenario "b" { let p = 2 }',
      'scenario "a" { let q = 1\nexpect q == 1 }\nscenario "b" { let p = 2 }',
    ],
    [
      'a name of all scenarios',
      'let p = 1\nscenario "a" { let p = 2 }\nscenario "b" { expect $0p == 1 }',
      'let q = 1\nscenario "a" { let q = 2 }\nscenario "b" { expect q == 1 }',
    ],
    [
      'names of scenarios that a def before them uses',
      'def f() { self: load(p) }\nscenario "a" { let $0p = 1 }\nscenario "b" { let p = 2 }',
      'def f() { self: load(q) }\nscenario "a" { let q = 1 }\nscenario "b" { let q = 2 }',
    ],
  ])('%s', (_, before, after) => {
    expect(renamed(before, 'q')).toBe(after);
  });

  it.each([
    ['no name', 'let $0p = 1', '1q', 'badName'],
    ['a word of the language', 'let $0p = 1', 'expect', 'badName'],
    ['a constant', 'let $0p = 1', 'PROT_READ', 'builtIn'],
    ['a name of the machine', 'let $0p = 1', 'cycles', 'builtIn'],
    ['a call, for a def', 'def $0p() { }', 'mmap', 'builtIn'],
    ['a name that is there', 'let $0p = 1\nlet q = 2', 'q', 'taken'],
    ['a parameter that would hide it', 'let $0p = 1\ndef f(q) = p + q', 'q', 'taken'],
    ['a name that it would hide', 'let p = 1\ndef f($0q) = p + q', 'p', 'taken'],
    ['what is not the script’s', 'spawn p\np: $0brk(NULL)', 'q', 'notRenamable'],
    ['a pid', 'spawn p { pid = 12 }\n$012 brk(NULL)', 'q', 'notRenamable'],
  ])('refuses %s', (_, text, name, reason) => {
    expect(renamed(text, name)).toBe(reason);
  });

  it('allows a name of another scenario', () => {
    const text = 'scenario "a" { let $0p = 1 }\nscenario "b" { let q = 2 }';
    expect(renamed(text, 'q')).toContain('let q = 1');
  });

  it('reaches into included files', () => {
    const { analysis, offset } = marked('include "shared.vms"\n$0shared: brk(NULL)', read);
    const places = rename(analysis, offset, 'q');
    expect('reason' in places ? [] : places.map(({ file, start }) => [file, start])).toEqual([
      ['shared.vms', 6],
      ['test.vms', 21],
    ]);
  });
});

describe('definitions', () => {
  function target(text: string): string {
    const { analysis, offset } = marked(text, read);
    const found = definition(analysis, offset);
    if (found === null) return '';
    return `${found.file} ${analysis.textOf(found.source, found.start, found.end)}@${found.start}`;
  }

  it.each([
    ['spawn p\n$0p: brk(NULL)', 'test.vms p@6'],
    ['spawn p\np: c = fork()\n$0c: brk(NULL)', 'test.vms c@11'],
    ['let x = 1\nlet x = 2\nexpect $0x', 'test.vms x@4'],
    ['def f(a) = a\nexpect $0f(1)', 'test.vms f@4'],
    ['include "shared.vms"\n$0grow(shared)', 'shared.vms grow@17'],
    ['include "sha$0red.vms"', 'shared.vms @0'],
    ['file "/x" { size = 1 }\nspawn p\np: open("/$0x", O_RDONLY)', 'test.vms "/x"@5'],
    ['file "/x" { text = 1 }\nspawn p { image = "/$0x" }', 'test.vms "/x"@5'],
    ['spawn p { pid = 12 }\n$012 brk(NULL)', 'test.vms 12@16'],
    ['spawn p\np: $0brk(NULL)', ''],
  ])('%s', (text, wanted) => {
    expect(target(text)).toBe(wanted);
  });
});

describe('references', () => {
  it('are in the order of the script, and say what writes', () => {
    const { analysis, offset } = marked('let x = 1\nexpect $0x\nlet x = 2');
    const found = references(analysis, offset, true);
    expect(found.map(({ start, isWrite }) => [start, isWrite])).toEqual([
      [4, true],
      [17, false],
      [23, true],
    ]);
    expect(references(analysis, offset, false)).toHaveLength(1);
  });

  it('find a bracketed pid', () => {
    const { analysis, offset } = marked('spawn p { pid = 12 }\n[pid $012] brk(NULL)');
    expect(references(analysis, offset, true).map(({ start }) => start)).toEqual([16, 26]);
  });
});
