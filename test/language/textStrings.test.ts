/** Strings inside the `{ }` of a text: between two `\"`. */
import { describe, expect, it } from 'vitest';
import { execute } from '../../src/cli/execute';
import { compileScript } from '../../src/language/analyze';
import { parse } from '../../src/language/parser';
import { printScript } from '../../src/language/print';
import { complaints } from './checked';

function said(script: string): string[] {
  const lines: string[] = [];
  const [program] = compileScript(script, 'test.vms').programs;
  if (program !== undefined) execute(program, { say: (text) => lines.push(text) });
  return lines;
}

const FILE = 'file "/a}b" { size = 3 }\n';

describe('a string in the expression of a text', () => {
  it.each([
    [String.raw`say "{file(\"/a}b\").size} bytes"`, '3 bytes'],
    [String.raw`say "<{peek(\"/a}b\", 0, 1) == \"\0\"}> and \"quotes\""`, '<1> and "quotes"'],
    [String.raw`say "{count([\"{\", \"\\\", \"\x22\"])}{1}"`, '31'],
  ])('%s', (statement, text) => {
    expect(complaints(FILE + statement)).toEqual([]);
    expect(said(FILE + statement)).toEqual([text]);
    const printed = printScript(parse(FILE + statement).script);
    expect(said(printed)).toEqual([text]);
  });

  it('must end inside the braces', () => {
    expect(complaints(String.raw`say "{count(\"abc)}"`)).toEqual([
      '1:6: the `{` in this text has no `}`: write `\\{` for a brace',
    ]);
  });
});
