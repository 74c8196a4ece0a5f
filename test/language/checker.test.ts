// Everything that the checker finds wrong: each sentence has a case.

import { describe, expect, it } from 'vitest';
import { CHECK_MESSAGES } from '../../src/language/checkMessages';
import { complaints, seenIds } from './checked';
import {
  CALL_CASES,
  NAME_CASES,
  OUTCOME_CASES,
  SETTING_CASES,
  STRUCTURE_CASES,
} from './checkerCases';

function refuses(source: string, ...expected: string[]): void {
  expect(complaints(source)).toEqual(expected);
}

describe('names', () => {
  it.each(NAME_CASES)('%s', refuses);

  it('takes names that are set anywhere in a loop or a def', () => {
    refuses('repeat 2 { if now > 9 { expect a == 1 }\nlet a = 1 }');
    refuses('def f() { let a = 1 }\nf()\nexpect a == 1');
    refuses('f()\ndef f() { expect a == 1 }\nlet a = 1');
  });
});

describe('calls', () => {
  it.each(CALL_CASES)('%s', refuses);
});

describe('outcomes', () => {
  it.each(OUTCOME_CASES)('%s', refuses);

  it('takes what strace prints of a thread that is gone', () => {
    refuses(`spawn p\np: +++ superseded by execve in pid 5 +++`);
  });
});

describe('structure', () => {
  it.each(STRUCTURE_CASES)('%s', refuses);

  it('warns of scenarios with equal names', () => {
    refuses(
      'scenario "a" { mark }\nscenario "a" { mark }',
      '2:10: two scenarios are called `a`: reports could not tell them apart',
    );
  });

  it('follows includes, and stops at a circle', () => {
    const files: Record<string, string> = {
      'lib/a.vms': 'include "b.vms"\nzzzzzz: brk(0)',
      'lib/b.vms': 'include "a.vms"',
    };
    const asked: string[] = [];
    const readInclude = (path: string, from: string): string | null => {
      asked.push(`${from} > ${path}`);
      return files[`lib/${path.replace('lib/', '')}`] ?? null;
    };
    expect(complaints('include "lib/a.vms"', { readInclude })).toEqual([
      'lib/a.vms:2:1: no process is called `zzzzzz`: it must be spawned or forked first',
      'lib/b.vms:1:9: the file `a.vms` includes itself',
    ]);
    expect(asked).toEqual(['test.vms > lib/a.vms', 'lib/a.vms > b.vms']);
  });
});

describe('settings', () => {
  it.each(SETTING_CASES)('%s', refuses);

  it('reports bad overrides at their own text', () => {
    expect(complaints('mark', { overrides: ['memory'] })).toEqual([
      '--set:1:1: expected `key=value`, as `memory=16M`, found `memory`',
    ]);
    expect(complaints('mark', { overrides: ['arch=x86-64,memory=0'] })).toEqual([
      '--set:1:8: memory = `0` is impossible here: it goes from 256K to 2G',
    ]);
    expect(complaints('mark', { overrides: ['memmory=1M'] })).toEqual([
      '--set:1:1: a machine has no key `memmory`: did you mean `memory`?',
    ]);
  });
});

describe('many errors', () => {
  it('says the same of the same thing only so often', () => {
    expect(complaints('expect zzzzzz\n'.repeat(1000))).toHaveLength(20);
  });

  it('finds all that differ', () => {
    const lines = Array.from({ length: 1000 }, (_, i) => `expect zzzz${String(i * 7919)}x`);
    expect(complaints(lines.join('\n'))).toHaveLength(1000);
  });

  it('gives up at ten thousand', () => {
    const lines = Array.from({ length: 12_000 }, (_, i) => `expect zzzz${String(i * 7919)}x`);
    expect(complaints(lines.join('\n'))).toHaveLength(10_000);
  });
});

describe('the table of sentences', () => {
  /** Sentences that only stand inside others, and those of later.test.ts. */
  const INSIDE = /^(kind[A-Z]|ordinal|count[A-Z]|later|notYet|\w+Thing$)/;

  it('has a case for each', () => {
    const ids = Object.keys(CHECK_MESSAGES).filter((id) => !INSIDE.test(id));
    expect(ids.filter((id) => !seenIds.has(id))).toEqual([]);
  });
});
