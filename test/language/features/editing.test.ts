// Diagnostics, quick fixes, outline, folding, formatting of ranges, growing selections.

import { describe, expect, it } from 'vitest';
import { Analysis } from '../../../src/language/features/analysis';
import { diagnose, type Sentence } from '../../../src/language/features/diagnostics';
import {
  documentSymbols,
  type DocumentSymbol,
} from '../../../src/language/features/documentSymbols';
import { folds } from '../../../src/language/features/folding';
import { formatDocument, formatRange } from '../../../src/language/features/formatting';
import { quickFixes } from '../../../src/language/features/quickFixes';
import { selectionRanges } from '../../../src/language/features/selection';
import type { Edit } from '../../../src/language/diagnostic';
import { formatMessage } from '../../../src/language/messages';
import { marked } from './marked';

function applied(text: string, edits: readonly Edit[]): string {
  let result = text;
  for (const edit of [...edits].sort((a, b) => b.start - a.start)) {
    result = result.slice(0, edit.start) + edit.text + result.slice(edit.end);
  }
  return result;
}

function textOf(sentence: Sentence | undefined): string {
  return sentence === undefined ? '' : formatMessage(sentence.id, sentence.args);
}

describe('diagnostics', () => {
  it('have a sentence and a stretch that can be seen', () => {
    const found = diagnose(new Analysis('expect nobody\nspawn', 'x.vms'));
    expect(found.map(({ id }) => id)).toEqual(['unknownName', 'expectedName']);
    expect(textOf(found[0])).toBe('nothing is called `nobody`');
    for (const { start, end } of found) expect(end).toBeGreaterThan(start);
  });

  it('can be said in another language, with the sentences inside of them', () => {
    const [found] = diagnose(new Analysis('spawn p\np: brk(,)', 'x.vms'));
    if (found === undefined) throw new Error('there is nothing wrong');
    expect(found.args['where']).toBe('@asArgument');
    const said = formatMessage(found.id, found.args, (one) =>
      one === found.id ? '{where}!' : 'zu {subject}',
    );
    expect(said).toBe('zu `brk`!');
  });

  it('tell of an included file at its include', () => {
    const read = (): string => 'spawn p\np: nothing()\n';
    const [found] = diagnose(new Analysis('include "a.vms"\n', 'x.vms', read));
    expect(textOf(found)).toBe('`a.vms` has an error in line 2: there is no call `nothing`');
    expect([found?.start, found?.end]).toEqual([8, 15]);
    expect(found?.related[0]).toMatchObject({ file: 'a.vms', line: 2, column: 4 });
  });
});

describe('quick fixes', () => {
  /** The scripts that the fixes at $0 make. */
  function fixed(text: string): string[] {
    const { analysis, offset } = marked(text);
    const fixes = quickFixes(analysis, { start: offset, end: offset });
    return fixes.map(({ edits }) => applied(analysis.text, edits));
  }

  it.each([
    [
      'a name nearby',
      'let buffer = 1\nexpect $0bufer == 1',
      ['let buffer = 1\nexpect buffer == 1'],
    ],
    ['a variable', 'expect $0nobody == 1', ['let nobody = 0\nexpect nobody == 1']],
    ['a process', '$0zed: brk(NULL)', ['spawn zed\nzed: brk(NULL)']],
    ['who does it', 'spawn p\n$0brk(NULL)', ['spawn p\np: brk(NULL)']],
    [
      'an outcome',
      'spawn p\np: brk(NULL) =$0\nsettle',
      ['spawn p\np: brk(NULL) = 0\nsettle', 'spawn p\np: brk(NULL) = ?\nsettle'],
    ],
    ['a bracket', 'spawn p\np: brk(NULL$0\nsettle', ['spawn p\np: brk(NULL)\nsettle']],
    ['a brace', 'spawn p\np: $0{\n  brk(NULL)\n', ['spawn p\np: {\n  brk(NULL)\n}\n']],
    ['a quote', 'say "hello$0\nsettle', ['say "hello"\nsettle']],
    ['-1', 'spawn p\np: munmap(1, 1) = $00 EINVAL', ['spawn p\np: munmap(1, 1) = -1 EINVAL']],
    [
      'whole pages',
      'machine { memory = $05000001 }',
      ['machine { memory = 4997120 }', 'machine { memory = 5001216 }'],
    ],
    ['a slash', 'file $0"x" { size = 1 }', ['file "/x" { size = 1 }']],
    ['a key twice', 'machine { seed = 1, $0seed = 2 }', ['machine { seed = 1 }']],
    ['what is not there yet', 'machine { arch = $0sv39, seed = 1 }', ['machine { seed = 1 }']],
    [
      'a program',
      'spawn p { image = "$0/bin/x" }',
      ['file "/bin/x" { text = 8K, data = 4K }\nspawn p { image = "/bin/x" }'],
    ],
    [
      'inside of a scenario',
      'scenario "a" {\n  expect $0nobody\n}',
      ['scenario "a" {\n  let nobody = 0\n  expect nobody\n}'],
    ],
  ])('add or mend %s', (_, text, wanted) => {
    expect(fixed(text)).toEqual(expect.arrayContaining(wanted));
  });

  it('are none where nothing is wrong', () => {
    expect(fixed('spawn $0p')).toEqual([]);
  });
});

describe('the outline', () => {
  it('has what a script describes, and where it begins', () => {
    const text = `machine { }
file "/x" { size = 1 }
spawn p
def f(a, b) { let inner = 1 }
p: x = brk(NULL)
p: x = brk(NULL)
p: c = fork()
scenario "one" {
  let y = 1
  ask "How many?" = 1 { p: z = brk(NULL) }
}
expect x ==
`;
    const show = ({ kind, name, children }: DocumentSymbol): string =>
      `${kind} ${name}${children.length > 0 ? ` { ${children.map(show).join(', ')} }` : ''}`;
    expect(documentSymbols(new Analysis(text, 'x.vms')).map(show)).toEqual([
      'machine machine',
      'file /x',
      'process p',
      'definition f { variable inner }',
      'variable x',
      'process c',
      'scenario one { variable y, question How many? { variable z } }',
    ]);
  });

  it('keeps each selection inside of its symbol', () => {
    const text = 'spawn\ndef\nscenario {\n}\nspawn p {\n';
    const check = ({ start, end, selection, children, name }: DocumentSymbol): void => {
      expect(selection.start).toBeGreaterThanOrEqual(start);
      expect(selection.end).toBeLessThanOrEqual(end);
      expect(name).not.toBe('');
      children.forEach(check);
    };
    documentSymbols(new Analysis(text, 'x.vms')).forEach(check);
  });
});

describe('folding', () => {
  it('takes blocks, settings, comments and regions', () => {
    const text = `# one
# two
machine {
  seed = 1
}
spawn p

# alone
p: {
  brk(NULL)
}
# region setup
p: brk(NULL)
# endregion
`;
    const lines = (offset: number): number => text.slice(0, offset).split('\n').length;
    const found = folds(new Analysis(text, 'x.vms'));
    expect(
      found.map(({ start, end, kind }) => `${kind} ${lines(start)}-${lines(end)}`).sort(),
    ).toEqual(['block 3-5', 'block 9-11', 'comment 1-2', 'region 12-14']);
  });
});

describe('formatting', () => {
  it('changes the whole document, or nothing when it has an error', () => {
    const text = 'spawn   p\np:{brk(NULL)}\n';
    const analysis = new Analysis(text, 'x.vms');
    expect(applied(text, formatDocument(analysis))).toBe('spawn p\np: {\n  brk(NULL)\n}\n');
    expect(formatDocument(new Analysis('spawn (', 'x.vms'))).toEqual([]);
    expect(formatDocument(new Analysis('spawn p\n', 'x.vms'))).toEqual([]);
  });

  it.each([
    [
      'one statement',
      'spawn   p\np:  brk( $0NULL )\nspawn   q\n',
      'spawn   p\np:  brk(NULL)\nspawn   q\n',
    ],
    [
      'a statement in a block',
      'spawn   p\np: {\n brk( $0NULL )\n  brk( 1 )\n}\n',
      'spawn   p\np: {\n  brk(NULL)\n  brk( 1 )\n}\n',
    ],
    ['next to a broken one', 'spawn (\nspawn   $0q\n', 'spawn (\nspawn q\n'],
    ['a broken one: nothing', 'spawn $0(\nspawn   q\n', 'spawn (\nspawn   q\n'],
  ])('changes %s', (_, text, wanted) => {
    const { analysis, offset } = marked(text);
    const edits = formatRange(analysis, { start: offset, end: offset });
    expect(applied(analysis.text, edits)).toBe(wanted);
  });
});

describe('a growing selection', () => {
  it('goes from the word to the script', () => {
    const { analysis, offset } = marked('spawn p\np: munmap(b$0uf + 1, 4K)\n');
    const texts = selectionRanges(analysis, offset).map(({ start, end }) =>
      analysis.text.slice(start, end),
    );
    expect(texts).toEqual([
      'buf',
      'buf + 1',
      'p: munmap(buf + 1, 4K)',
      'spawn p\np: munmap(buf + 1, 4K)\n',
    ]);
  });
});
